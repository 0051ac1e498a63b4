using System.Collections.Immutable;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>
/// The APIs by which a file takes the place of another: those of <see cref="WriterTable"/> with what they take it from,
/// and what only renames.
/// </summary>
static class RenameTable
{
    const string File = "System.IO.File";
    const string FileInfo = "System.IO.FileInfo";

    static readonly ImmutableArray<Rename> OfFramework = WriterTable
        .Replacers.Where(row => row.Type is File or FileInfo)
        .Select(row => Of(row) with { BackupParameter = row.Member == "Replace" ? "destinationBackupFileName" : null })
        .Append(new("Microsoft.VisualBasic.FileIO.FileSystem", "MoveFile", "sourceFileName", "destinationFileName"))
        .ToImmutableArray();

    static readonly ImmutableArray<Rename> OfAbstractions = OfFramework
        .Where(row => row.Type is File or FileInfo)
        .Select(row => row with { Type = "System.IO.Abstractions.I" + row.Type.Substring("System.IO.".Length) })
        .ToImmutableArray();

    static readonly ImmutableArray<Rename> Copies = WriterTable
        .Rows.Where(row => row.Twin == "Copy")
        .Select(row => Of(row) with { Copies = true })
        .ToImmutableArray();

    // By the name of the function and its first two parameters, wherever it is declared.
    static readonly ImmutableArray<Rename> Native = ImmutableArray.Create<Rename>([
        new("", "MoveFileEx", "0", "1"),
        new("", "MoveFileExW", "0", "1"),
        new("", "ReplaceFile", "1", "0", "2"),
        new("", "ReplaceFileW", "1", "0", "2"),
        new("", "rename", "0", "1"),
    ]);

    public static readonly ImmutableArray<Rename> Rows = OfFramework.AddRange(OfAbstractions).AddRange(Copies);

    static readonly ILookup<string, Rename> ByMember = Rows.AddRange(Native).ToLookup(row => row.Member);

    /// <summary>Simple names by which a call may mean a row: the cheap question before any binding.</summary>
    public static readonly ImmutableHashSet<string> Names = Rows.AddRange(Native)
        .Select(row => row.Member)
        .ToImmutableHashSet();

    static Rename Of(Writer row) =>
        new(
            row.Type,
            row.Member,
            row.Type.EndsWith("Info", StringComparison.Ordinal) ? Writer.Instance : "sourceFileName",
            row.PathParameter
        );

    /// <summary>The row of <paramref name="method"/>, or null; a user's own type of the same name is none.</summary>
    public static Rename? Find(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is null)
            return null;
        foreach (var row in ByMember[method.Name])
            if (
                row.Type.Length == 0
                    ? IsNative(method)
                    : type.DeclaringSyntaxReferences.IsEmpty && row.Type == type.ToDisplayString()
            )
                return row;
        return null;
    }

    /// <summary>The row of a member of <c>File</c>.</summary>
    public static Rename? OfFile(string member) => ByMember[member].FirstOrDefault(row => row.Type == File);

    /// <summary>The row of a function of the system that some package or generator declares.</summary>
    public static Rename? FindNative(string name) => ByMember[name].FirstOrDefault(row => row.Type.Length == 0);

    // DllImport, or the half of LibraryImport that the user writes.
    static bool IsNative(IMethodSymbol method) =>
        method.Parameters.Length >= 2
        && (
            method.IsExtern
            || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "LibraryImportAttribute")
        );
}
