using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>Which calls of a member come before a rename, and which only after something has failed.</summary>
static class CallOrder
{
    // A member with more calls is generated, and its first ones tell.
    const int MaxCalls = 512;

    /// <summary>The calls and creations of a member, in their order.</summary>
    public static IEnumerable<SyntaxNode> Calls(SyntaxNode scope) =>
        Names
            .In(scope)
            .Where(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
            .Take(MaxCalls);

    /// <summary>The attempt whose failure, or end, a call is for.</summary>
    public static TryStatementSyntax? Handled(SyntaxNode call, SyntaxNode scope) =>
        call.Ancestors()
            .TakeWhile(node => node != scope)
            .FirstOrDefault(node => node is CatchClauseSyntax or FinallyClauseSyntax)
            ?.Parent as TryStatementSyntax;

    /// <summary>Whether it runs only after something has failed.</summary>
    public static bool IsInCatch(SyntaxNode node) => node.FirstAncestorOrSelf<CatchClauseSyntax>() is not null;

    /// <summary>Whether a call runs before the rename, on a way that leads to it.</summary>
    public static bool Precedes(SyntaxNode call, SyntaxNode rename)
    {
        if (call.SpanStart > rename.SpanStart)
            return false;
        var node = call;
        for (; node.Parent is { } parent && !parent.Span.Contains(rename.Span); node = parent)
            if (
                parent is CatchClauseSyntax or LocalFunctionStatementSyntax
                || (parent is BlockSyntax { Statements: [.., ReturnStatementSyntax or ThrowStatementSyntax] })
            )
                return false;
        return node is not (SwitchSectionSyntax or CatchClauseSyntax)
            && !(node.Parent is IfStatementSyntax branch && node == branch.Statement);
    }
}
