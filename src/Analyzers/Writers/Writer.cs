namespace AtomicWrites.Analyzers.Writers;

/// <summary>One API that writes to a path: a row of <see cref="WriterTable"/>.</summary>
/// <param name="Type">Metadata name of the declaring type.</param>
/// <param name="Member">Method name, or <c>.ctor</c>.</param>
/// <param name="PathParameter">
/// Name of the parameter that holds the path written to, or <see cref="Instance"/> or <see cref="Opened"/>.
/// </param>
/// <param name="Twin">Member of <c>AtomicFile</c> that replaces it.</param>
/// <param name="Fix">How the fix replaces it.</param>
sealed record Writer(string Type, string Member, string PathParameter, string Twin, Fix Fix = Fix.None)
{
    /// <summary>In place of a parameter's name: the path is that of the object itself.</summary>
    public const string Instance = "this";

    /// <summary>
    /// In place of a parameter's name: the path is that of the call that opened the stream or the handle.
    /// </summary>
    public const string Opened = "opened";

    /// <summary>Whether the twin takes the same arguments, so that only the type's name changes.</summary>
    public bool IsDropIn => Fix == Fix.Twin;

    public string DisplayName
    {
        get
        {
            var type = Type.Substring(Type.LastIndexOf('.') + 1);
            return Member == ".ctor" ? "new " + type : type + "." + Member;
        }
    }

    /// <summary>The same where it adds to what is there.</summary>
    public Writer Appending =>
        this with
        {
            Twin = Twin is "WriteAllText" or "CreateText" ? "AppendAllText" : "AppendAllBytes",
        };

    /// <summary>Whether what is there stays.</summary>
    public bool Appends => Twin.StartsWith("Append", StringComparison.Ordinal);
}
