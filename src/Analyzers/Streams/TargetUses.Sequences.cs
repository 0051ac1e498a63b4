using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// A sequence that is written item by item runs its code while the file is open, and so does a Lazy that is asked then.
sealed partial class TargetUses
{
    /// <summary>Whether somebody uses the file while the items of what is handed to a write are made.</summary>
    public bool AreDeferredIn(ExpressionSyntax content) => IsDeferredUse(content, 0);

    bool IsDeferredUse(ExpressionSyntax? content, int layer)
    {
        if (
            content is null
            || layer > MaxDepth
            || _sources.Model(content.SyntaxTree) is not { } model
            || !IsDeferred(model.GetTypeInfo(content, _cancellationToken).Type)
        )
            return false;
        bool Within(ExpressionSyntax? part) => IsDeferredUse(part, layer + 1);
        return content switch
        {
            ParenthesizedExpressionSyntax inner => Within(inner.Expression),
            CastExpressionSyntax cast => Within(cast.Expression),
            ConditionalExpressionSyntax choice => Within(choice.WhenTrue) || Within(choice.WhenFalse),
            BinaryExpressionSyntax either => Within(either.Left) || Within(either.Right),
            QueryExpressionSyntax query => Within(query.FromClause.Expression)
                || Touches(query.Body, _aliases, model, null, 0),
            IdentifierNameSyntax => Values(content, model).Any(Within),
            InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax => IsMade(content, model)
                || Within(
                    ((content as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax)?.Expression
                )
                || Names.Arguments(content).Any(argument => Within(argument.Expression)),
            _ => false,
        };

        // By what runs item by item: an iterator, a lambda, what the framework reads as it goes.
        bool IsMade(ExpressionSyntax call, SemanticModel model) =>
            model.GetSymbolInfo(call, _cancellationToken).Symbol is IMethodSymbol method
                && (
                    Targets(method) is { Length: > 0 } own
                    && !own.SelectMany(target => target.DeclaringSyntaxReferences).Any(IsIterator)
                        ? own.SelectMany(target => target.DeclaringSyntaxReferences).SelectMany(Returned).Any(Within)
                        : IsTouch(call, _aliases, model, 0)
                )
            || Names
                .Arguments(call)
                .Select(argument => argument.Expression)
                .OfType<AnonymousFunctionExpressionSyntax>()
                .Any(lambda => Touches(lambda.Body, _aliases, model, null, 0));
    }

    bool IsIterator(SyntaxReference reference) =>
        Functions.Inside(reference.GetSyntax(_cancellationToken)).Any(node => node is YieldStatementSyntax);

    IEnumerable<ExpressionSyntax?> Returned(SyntaxReference reference) =>
        Functions
            .Inside(reference.GetSyntax(_cancellationToken))
            .Select(node =>
                node switch
                {
                    ReturnStatementSyntax given => given.Expression,
                    ArrowExpressionClauseSyntax arrow => arrow.Expression,
                    _ => null,
                }
            );

    static bool IsDeferred(ITypeSymbol? type) =>
        DeferredSequence.Is(type) || type is { Name: "IOrderedEnumerable" or "Lazy" or "XStreamingElement" };
}
