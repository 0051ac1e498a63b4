using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Commits;

/// <summary>How a way on which nothing commits ends.</summary>
enum EndKind
{
    /// <summary>At the end of the block that the variable lives in.</summary>
    Block,

    /// <summary>By <c>return</c>, <c>yield break</c>, <c>break</c> or <c>continue</c>.</summary>
    Jump,

    /// <summary>By an explicit <c>Dispose</c> or <c>Close</c>.</summary>
    Disposal,
}

/// <param name="Kind">How.</param>
/// <param name="Node">The block, the jump, or the expression that names what is disposed of.</param>
readonly record struct UncommittedEnd(EndKind Kind, SyntaxNode Node)
{
    /// <summary>Where a reader looks for it.</summary>
    public Location Location => Kind == EndKind.Block ? Node.GetLastToken().GetLocation() : Node.GetLocation();
}
