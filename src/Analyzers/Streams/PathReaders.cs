using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>Which methods of others take a path as a mere text.</summary>
static class PathReaders
{
    // Of System.IO, what writes a text somewhere, or handles it.
    static readonly string[] TextTypes = ["Path", "StringReader", "StringWriter"];

    // First words of methods that go to a file, wherever they stand.
    static readonly string[] FileVerbs =
    [
        "Copy",
        "Create",
        "Delete",
        "From",
        "Get",
        "Load",
        "Move",
        "Open",
        "Read",
        "Save",
        "Start",
        "Watch",
    ];

    // First words of methods of File that write another one.
    static readonly string[] FileWriters = ["Append", "Create", "Write"];

    /// <summary>Whether a method of the framework or of a logger does nothing to the file that a path names.</summary>
    public static bool IgnoresFile(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is null || type.TypeKind == TypeKind.Delegate)
            return false;
        if (IsLogger(type) || IsException(type))
            return true;
        if (!StreamTypes.IsOfFramework(type))
            return false;
        var space = type.ContainingNamespace.ToDisplayString();
        if (space == "System.IO" || space.StartsWith("System.IO.", StringComparison.Ordinal))
            return TextTypes.Contains(type.Name)
                || method.MethodKind != MethodKind.Constructor
                    && method.Name.StartsWith("Write", StringComparison.Ordinal)
                    && type.Name != "File";
        if (type.SpecialType == SpecialType.System_String || space == "System.Text")
            return true;
        return method.MethodKind == MethodKind.Constructor
            ? type.Name is not ("Process" or "ProcessStartInfo" or "Assembly")
                && !space.StartsWith("System.Xml", StringComparison.Ordinal)
            : !FileVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));
    }

    /// <summary>Whether a method of the framework asks for a file, or takes it from where it is.</summary>
    public static bool LooksAtFile(IMethodSymbol method) =>
        StreamTypes.IsOfFramework(method.ContainingType)
        && (
            method.ContainingType.Name == "File"
                ? !FileWriters.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal))
                : method.ContainingType.Name == "FileInfo" && method.MethodKind == MethodKind.Constructor
        );

    /// <summary>
    /// Whether a parameter of <c>File</c> is what is written, and no path: a log that a path is noted in.
    /// </summary>
    public static bool IsContent(IParameterSymbol? parameter) =>
        parameter
            is {
                Name: "bytes" or "contents",
                ContainingSymbol.ContainingType: { Name: "File", ContainingNamespace.Name: "IO" }
            };

    /// <summary>Whether a method of the framework looks at what is in a directory, or does something to it.</summary>
    public static bool SeesDirectory(IMethodSymbol method) =>
        method.ContainingType?.Name is "Directory" or "DirectoryInfo" or "ZipFile"
        && method.Name is not ("CreateDirectory" or "Exists" or "GetCurrentDirectory" or "GetParent");

    /// <summary>Whether a process is started, which may look at any file.</summary>
    public static bool IsStart(IMethodSymbol? method) =>
        method is { Name: "Start", ContainingType: { Name: "Process", ContainingNamespace.Name: "Diagnostics" } };

    /// <summary>Whether it is gone from there afterwards, with all that is in it.</summary>
    public static bool TakesDirectoryAway(IMethodSymbol method) =>
        method.ContainingType?.Name is "Directory" or "DirectoryInfo" && method.Name is "Delete" or "Move" or "MoveTo";

    static bool IsLogger(ITypeSymbol type) =>
        type.Name.IndexOf("Log", StringComparison.Ordinal) >= 0 && !type.Locations.Any(location => location.IsInSource);

    static bool IsException(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (type is { Name: "Exception", ContainingNamespace.Name: "System" })
                return true;
        return false;
    }
}
