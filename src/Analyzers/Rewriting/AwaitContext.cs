using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>Whether, and how, the code around a place awaits.</summary>
static class AwaitContext
{
    /// <summary>
    /// Whether an <c>await</c> may stand there as the code is. No fix makes a method asynchronous for it.
    /// </summary>
    public static bool IsPossible(SyntaxNode place)
    {
        foreach (var ancestor in place.AncestorsAndSelf())
        {
            switch (ancestor)
            {
                case LockStatementSyntax
                or UnsafeStatementSyntax
                or CatchFilterClauseSyntax
                or QueryExpressionSyntax
                or AttributeSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax function:
                    return function.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax function:
                    return function.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case GlobalStatementSyntax:
                    return Awaits(ancestor.Parent!).Any();
                case CompilationUnitSyntax file:
                    return Awaits(file).Any();
                case MemberDeclarationSyntax member:
                    return member.Modifiers.Any(SyntaxKind.AsyncKeyword);
            }
        }

        return false;
    }

    /// <summary><c>.ConfigureAwait(false)</c> where every other await of the function says so.</summary>
    public static string Configuration(SyntaxNode place)
    {
        var function = place
            .AncestorsAndSelf()
            .FirstOrDefault(ancestor =>
                ancestor
                    is AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                        or MemberDeclarationSyntax
                        and not GlobalStatementSyntax
            );
        var awaits = function is null ? [] : Awaits(function).ToArray();
        return awaits.Length > 0 && awaits.All(IsConfigured) ? ".ConfigureAwait(false)" : "";
    }

    static bool IsConfigured(AwaitExpressionSyntax await) =>
        await.Expression
            is InvocationExpressionSyntax
            {
                ArgumentList.Arguments: [
                    { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.FalseLiteralExpression } },
                ]
            } call
        && Names.Simple(call.Expression) == "ConfigureAwait";

    static IEnumerable<AwaitExpressionSyntax> Awaits(SyntaxNode function) =>
        function
            .DescendantNodes(node =>
                node == function
                || node
                    is not (
                        AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                        or BaseTypeDeclarationSyntax
                    )
            )
            .OfType<AwaitExpressionSyntax>();
}
