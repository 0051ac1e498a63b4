using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>What is to be changed in a type, before a name for the new member is known.</summary>
sealed class StateEdits
{
    /// <summary>Expressions, and what stands for each, given the name of the member.</summary>
    public Dictionary<SyntaxNode, Func<string, string>> Replaced { get; } = [];

    /// <summary>Statements and catch clauses that go.</summary>
    public HashSet<SyntaxNode> Removed { get; } = [];

    /// <summary><c>try</c> and <c>using</c> statements of which only the block stays.</summary>
    public HashSet<SyntaxNode> Opened { get; } = [];

    /// <summary>Catch clauses, and what they are to catch.</summary>
    public Dictionary<CatchClauseSyntax, string> Narrowed { get; } = [];

    /// <summary>
    /// Tests for an empty file, and the head of the catch clause that each becomes; null where it only goes.
    /// </summary>
    public Dictionary<EmptyGuard, string?> Emptied { get; } = [];

    /// <summary>What makes the state of a first start; null where the program sees to that itself.</summary>
    public ExpressionSyntax? Initial { get; set; }

    /// <summary>The loads that start so where the file is missing.</summary>
    public HashSet<SyntaxNode> StartAnew { get; } = [];

    /// <summary>The loads whose failures got to the caller already.</summary>
    public List<SyntaxNode> Failing { get; } = [];

    /// <summary>Whether a node is within what goes.</summary>
    public bool Removes(SyntaxNode node) => node.AncestorsAndSelf().Any(Removed.Contains);
}
