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

    /// <summary>Whether one stands before the other; of a local function, where it is called.</summary>
    public static bool IsBefore(SyntaxNode one, SyntaxNode other) =>
        Places(one, other).Any(place => Places(other, one).Any(later => place.SpanStart < later.SpanStart));

    /// <summary>Whether a call runs before the rename, on a way that leads to it.</summary>
    public static bool Precedes(SyntaxNode call, SyntaxNode rename) =>
        Places(call, rename).Any(place => Places(rename, call).Any(later => PrecedesAt(place, later)));

    // Where a call runs, seen from another.
    static IEnumerable<SyntaxNode> Places(SyntaxNode call, SyntaxNode seenFrom, int layers = 2)
    {
        if (
            call.Ancestors()
                .OfType<LocalFunctionStatementSyntax>()
                .LastOrDefault(around => !around.Span.Contains(seenFrom.Span))
            is not { } function
        )
            return [call];
        return layers == 0 || Names.Member(function) is not { } member
            ? []
            : member
                .DescendantNodes()
                .OfType<InvocationExpressionSyntax>()
                .Where(made =>
                    made.Expression is IdentifierNameSyntax { Identifier.ValueText: var name }
                    && name == function.Identifier.ValueText
                    && !function.Span.Contains(made.Span)
                )
                .SelectMany(made => Places(made, seenFrom, layers - 1));
    }

    static bool PrecedesAt(SyntaxNode call, SyntaxNode rename)
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
