using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// One thing that is proven before a write is rewritten. Where it does not hold there is no fix, and <see cref="Refusal"/> says why: in
/// ATW0010, and in the table of docs/rules/ATW0001.md.
/// </summary>
/// <param name="Id">A short name.</param>
/// <param name="Refusal">Why there is no fix; fits behind "no fix:".</param>
sealed record Clause(string Id, string Refusal)
{
    public static readonly Clause Runtime = new("runtime", "the project does not reference the library");
    public static readonly Clause Counterpart = new("counterpart", "AtomicFile has no member that does the same");
    public static readonly Clause Opening = new(
        "opening",
        "a mode, an option or an argument of the opening has no counterpart in AtomicFile"
    );
    public static readonly Clause Local = new("local", "the stream is not held by one local that is disposed there");
    public static readonly Clause Written = new(
        "written",
        "nothing is written to the stream, so the open file itself may be what is meant"
    );
    public static readonly Clause Kept = new("kept", "other code may keep the stream and write to it later");
    public static readonly Clause Closed = new(
        "closed",
        "the stream may be closed, or the rest be written, after the point where it would be committed"
    );
    public static readonly Clause Sequential = new(
        "sequential",
        "what is not overwritten stays, and it may be written elsewhere than from the beginning to the end"
    );
    public static readonly Clause Complete = new(
        "complete",
        "it cannot be told on every way out whether the write is complete"
    );
    public static readonly Clause Value = new("value", "the value of the call is used");
    public static readonly Clause Directives = new("directives", "an #if stands within what would be rewritten");
    public static readonly Clause Comments = new("comments", "a comment would be lost");
    public static readonly Clause Compiles = new(
        "compiles",
        "the rewritten code would not compile, or with a new warning"
    );

    /// <summary>All of them, the one first that is said where several do not hold.</summary>
    public static readonly ImmutableArray<Clause> All = ImmutableArray.Create(
        Runtime,
        Counterpart,
        Opening,
        Written,
        Kept,
        Closed,
        Sequential,
        Complete,
        Local,
        Value,
        Directives,
        Comments,
        Compiles
    );

    /// <summary>The one that is taken to hold, so that a test can see what it is for.</summary>
    internal static AsyncLocal<Clause?> Assumed { get; } = new();
}
