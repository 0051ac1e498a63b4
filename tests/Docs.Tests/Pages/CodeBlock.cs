namespace AtomicWrites.Docs.Tests.Pages;

/// <summary>
/// A code block. Comments of the form <c>&lt;!-- key: value --&gt;</c> right before it, which readers do not see, say
/// how to test it.
/// </summary>
/// <param name="Page">Where it stands.</param>
/// <param name="Line">Number of its first line.</param>
/// <param name="Heading">The heading above it.</param>
/// <param name="Language">As named after the fence.</param>
/// <param name="Text">What it says.</param>
/// <param name="Hints">The comments.</param>
sealed record CodeBlock(Page Page, int Line, string Heading, string Language, string Text, string[] Hints)
{
    /// <summary>The value of a comment, or null.</summary>
    public string? Hint(string key) =>
        Hints.FirstOrDefault(hint => hint.StartsWith(key + ":", StringComparison.Ordinal))?[(key.Length + 1)..].Trim();

    public override string ToString() => $"{Page.Name}:{Line}";
}
