using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>
/// The one list of APIs that write to a path, and of what replaces each. Analyzer, fixes and docs read it.
/// </summary>
static class WriterTable
{
    const string File = "System.IO.File";
    const string Abstractions = "System.IO.Abstractions.I";

    static readonly ImmutableArray<Writer> OfFramework = ImmutableArray.Create<Writer>([
        new(File, "WriteAllText", "path", "WriteAllText", Fix.Twin),
        new(File, "WriteAllTextAsync", "path", "WriteAllTextAsync", Fix.Twin),
        new(File, "WriteAllLines", "path", "WriteAllLines", Fix.Twin),
        new(File, "WriteAllLinesAsync", "path", "WriteAllLinesAsync", Fix.Twin),
        new(File, "WriteAllBytes", "path", "WriteAllBytes", Fix.Twin),
        new(File, "WriteAllBytesAsync", "path", "WriteAllBytesAsync", Fix.Twin),
        new(File, "AppendAllText", "path", "AppendAllText", Fix.Twin),
        new(File, "AppendAllTextAsync", "path", "AppendAllTextAsync", Fix.Twin),
        new(File, "AppendAllLines", "path", "AppendAllLines", Fix.Twin),
        new(File, "AppendAllLinesAsync", "path", "AppendAllLinesAsync", Fix.Twin),
        new(File, "AppendAllBytes", "path", "AppendAllBytes", Fix.Twin),
        new(File, "AppendAllBytesAsync", "path", "AppendAllBytesAsync", Fix.Twin),
        new(File, "AppendText", "path", "AppendAllText", Fix.Append),
        new(File, "Copy", "destFileName", "Copy", Fix.Twin),
        new(File, "Create", "path", "Create", Fix.Open),
        new(File, "CreateText", "path", "CreateText", Fix.Open),
        new(File, "Open", "path", "Create", Fix.Open),
        new(File, "OpenHandle", "path", "Create"),
        new(File, "OpenWrite", "path", "Create", Fix.Open),
        new("System.IO.FileStream", ".ctor", "path", "Create", Fix.Open),
        new("System.IO.StreamWriter", ".ctor", "path", "CreateText", Fix.Open),
        new("System.IO.Stream", "SetLength", Writer.Opened, "Create"),
        new("System.IO.RandomAccess", "SetLength", Writer.Opened, "Create"),
        new("System.IO.FileInfo", "AppendText", Writer.Instance, "AppendAllText", Fix.Append),
        new("System.IO.FileInfo", "CopyTo", "destFileName", "Copy", Fix.Copy),
        new("System.IO.FileInfo", "Create", Writer.Instance, "Create", Fix.Open),
        new("System.IO.FileInfo", "CreateText", Writer.Instance, "CreateText", Fix.Open),
        new("System.IO.FileInfo", "Open", Writer.Instance, "Create", Fix.Open),
        new("System.IO.FileInfo", "OpenWrite", Writer.Instance, "Create", Fix.Open),
        new("Microsoft.VisualBasic.FileIO.FileSystem", "CopyFile", "destinationFileName", "Copy"),
        new("Microsoft.VisualBasic.FileIO.FileSystem", "OpenTextFileWriter", "file", "CreateText"),
        new("Microsoft.VisualBasic.FileIO.FileSystem", "WriteAllBytes", "file", "WriteAllBytes"),
        new("Microsoft.VisualBasic.FileIO.FileSystem", "WriteAllText", "file", "WriteAllText"),
        new("System.Data.DataSet", "WriteXml", "fileName", "Write", Fix.WriteXml),
        new("System.Data.DataSet", "WriteXmlSchema", "fileName", "Write", Fix.WriteXml),
        new("System.Data.DataTable", "WriteXml", "fileName", "Write", Fix.WriteXml),
        new("System.Data.DataTable", "WriteXmlSchema", "fileName", "Write", Fix.WriteXml),
        new("System.Net.WebClient", "DownloadFile", "fileName", "WriteAllBytes"),
        new("System.Net.WebClient", "DownloadFileAsync", "fileName", "WriteAllBytes"),
        new("System.Net.WebClient", "DownloadFileTaskAsync", "fileName", "WriteAllBytesAsync"),
        new("System.Xml.Linq.XDocument", "Save", "fileName", "Write", Fix.Save),
        new("System.Xml.Linq.XElement", "Save", "fileName", "Write", Fix.Save),
        new("System.Xml.Linq.XStreamingElement", "Save", "fileName", "Write", Fix.Save),
        new("System.Xml.XmlDocument", "Save", "filename", "Write", Fix.Save),
        new("System.Xml.XmlTextWriter", ".ctor", "filename", "Write", Fix.Wrap),
        new("System.Xml.XmlWriter", "Create", "outputFileName", "Write", Fix.Wrap),
    ]);

    /// <summary>The interfaces of System.IO.Abstractions have the members of <c>File</c> and <c>FileInfo</c>.</summary>
    static readonly ImmutableArray<Writer> OfAbstractions = OfFramework
        .Where(row => row.Type is File or "System.IO.FileInfo")
        .Select(row => row with { Type = Abstractions + row.Type.Substring("System.IO.".Length), Fix = Fix.None })
        .Append(new(Abstractions + "FileStreamFactory", "New", "path", "Create"))
        .Append(new(Abstractions + "FileStreamFactory", "Create", "path", "Create"))
        .ToImmutableArray();

    public static readonly ImmutableArray<Writer> Rows = OfFramework.AddRange(OfAbstractions);

    public const string AtomicFile = "AtomicWrites.AtomicFile";

    /// <summary>
    /// What replaces a file as a whole: the twins, and what moves a finished file into place. No torn file comes of
    /// them, but they lose an update as any write does.
    /// </summary>
    public static readonly ImmutableArray<Writer> Replacers = ImmutableArray.Create<Writer>([
        .. OfFramework.Where(row => row.IsDropIn && !row.Appends).Select(row => row with { Type = AtomicFile }),
        .. new[] { "Create", "CreateText", "Write", "WriteAsync", "WriteFileAtomic", "WriteFileAtomicAsync" }.Select(
            member => new Writer(AtomicFile, member, "path", member)
        ),
        new(File, "Move", "destFileName", "Write"),
        new(File, "Replace", "destinationFileName", "Write"),
        new("System.IO.FileInfo", "MoveTo", "destFileName", "Write"),
        new("System.IO.FileInfo", "Replace", "destinationFileName", "Write"),
    ]);

    static readonly ILookup<string, Writer> ByMember = Rows.ToLookup(row => row.Member);

    static readonly ILookup<string, Writer> ReplacersByMember = Replacers.ToLookup(row => row.Member);

    /// <summary>
    /// Simple names by which a call or a creation may mean a row: the cheap question before any binding.
    /// </summary>
    public static readonly ImmutableHashSet<string> Names = Rows.Select(row =>
            row.Member == ".ctor" ? row.Type.Substring(row.Type.LastIndexOf('.') + 1) : row.Member
        )
        .ToImmutableHashSet();

    /// <summary>The same for <see cref="Replacers"/>.</summary>
    public static readonly ImmutableHashSet<string> ReplacerNames = Replacers
        .Select(row => row.Member)
        .ToImmutableHashSet();

    /// <summary>The row of a member of <c>File</c>.</summary>
    public static Writer? OfFile(string member) => ByMember[member].FirstOrDefault(row => row.Type == File);

    /// <summary>The row of what replaces a file whole.</summary>
    public static Writer? FindReplacer(IMethodSymbol method) => Find(method, ReplacersByMember);

    /// <summary>
    /// The row of <paramref name="method"/>, or null when it is no known writer; a user's own type of the same name is
    /// none.
    /// </summary>
    public static Writer? Find(IMethodSymbol method) => Find(method, ByMember);

    /// <summary>
    /// The row for a method of another project or package that stands in for <c>File</c>: it has the name and a path.
    /// What is promised to be atomic, by its name or an attribute, is none.
    /// </summary>
    public static Writer? FindStandIn(IMethodSymbol method) =>
        OfFile(method.Name) is { } row
        && method.ContainingType is { } type
        && IsStandIn(row, type.Name)
        && method.Parameters.FirstOrDefault(parameter => parameter.Type.SpecialType == SpecialType.System_String)
            is { Ordinal: 0 } path
        && !StatePaths.Annotations.IsAtomicWriter(method)
            ? new(type.Name, method.Name, path.Name, row.Twin)
            : null;

    /// <summary>Whether something of this name has such a member in place of <c>File</c>.</summary>
    public static bool IsStandIn(Writer row, string name) =>
        row.IsDropIn && StatePaths.NameVocabulary.In(name, StatePaths.NameVocabulary.Promising) is null;

    static Writer? Find(IMethodSymbol method, ILookup<string, Writer> rows)
    {
        while (method.OverriddenMethod is { } overridden && method.ContainingType.DeclaringSyntaxReferences.IsEmpty)
            method = overridden;
        if (method.ContainingType is not { DeclaringSyntaxReferences.IsEmpty: true } type)
            return null;
        foreach (var row in rows[method.Name])
            if (
                IsOf(type, row.Type)
                && (
                    row.PathParameter is Writer.Instance or Writer.Opened
                    || method.Parameters.Any(parameter =>
                        parameter.Name == row.PathParameter && parameter.Type.SpecialType == SpecialType.System_String
                    )
                )
            )
                return row;
        return null;
    }

    // The classes behind the interfaces are called, too.
    static bool IsOf(INamedTypeSymbol type, string name) =>
        Is(type, name)
        || (
            name.StartsWith(Abstractions, StringComparison.Ordinal)
            && type.AllInterfaces.Any(implemented => Is(implemented, name))
        );

    static bool Is(INamedTypeSymbol type, string name) =>
        name.EndsWith(type.Name, StringComparison.Ordinal) && type.ToDisplayString() == name;
}
