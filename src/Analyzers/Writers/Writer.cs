using AtomicWrites.Analyzers.Sources;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>One API that writes to a path: a row of <see cref="WriterTable"/>.</summary>
/// <param name="Type">Metadata name of the declaring type.</param>
/// <param name="Member">Method name, or <c>.ctor</c>.</param>
/// <param name="PathParameter">Name of the parameter that holds the path written to, or <see cref="Instance"/>.</param>
/// <param name="Twin">Member of <c>AtomicFile</c> that replaces it.</param>
/// <param name="IsDropIn">Whether the twin takes the same arguments, so that only the type's name changes.</param>
sealed record Writer(string Type, string Member, string PathParameter, string Twin, bool IsDropIn = false)
{
    /// <summary>In place of a parameter's name: the path is that of the object itself.</summary>
    public const string Instance = "this";

    const int FileModeCreateNew = 1;
    const int FileModeOpen = 3;
    const int FileAccessRead = 1;

    public string DisplayName
    {
        get
        {
            var type = Type.Substring(Type.LastIndexOf('.') + 1);
            return Member == ".ctor" ? "new " + type : type + "." + Member;
        }
    }

    /// <summary>Whether what is there stays.</summary>
    public bool Appends => Twin.StartsWith("Append", StringComparison.Ordinal);

    /// <summary>Whether a call with these arguments writes: one that opens an existing file, or opens for reading, does not.</summary>
    public static bool Writes(BoundCall call) => !Passes(call, "FileMode", FileModeOpen) && !Passes(call, "FileAccess", FileAccessRead);

    /// <summary>Whether the file must not exist before.</summary>
    public static bool CreatesNew(BoundCall call) => Passes(call, "FileMode", FileModeCreateNew);

    static bool Passes(BoundCall call, string type, int value) =>
        call.Method.Parameters.Any(parameter => parameter.Type.Name == type && call.Passed[parameter.Ordinal]?.ConstantValue.Value is int passed && passed == value);
}
