using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>How the file of a sequence is to be named before its first statement.</summary>
static class LockPath
{
    /// <summary>Null where none of the calls names it in a way that can be said there.</summary>
    public static string? At(
        int position,
        UpdateSequence sequence,
        SemanticModel model,
        UpdateSequences sequences,
        CancellationToken cancellationToken
    )
    {
        foreach (var call in sequence.Writes.Prepend(sequence.Read))
        foreach (var expression in Names(call, sequence, model, sequences, cancellationToken))
            if (
                CanStandAt(position, expression, model, cancellationToken)
                && new SaidTwice(sequences.Sources, cancellationToken).Is(expression, model)
            )
                return Text(expression, model, cancellationToken);
        return sequence.Write != sequence.Site.Node
            ? CalleePath.At(position, sequence, model, sequences, cancellationToken)
            : null;
    }

    static IEnumerable<ExpressionSyntax> Names(
        SyntaxNode call,
        UpdateSequence sequence,
        SemanticModel model,
        UpdateSequences sequences,
        CancellationToken cancellationToken
    )
    {
        if (
            (WriteSite.Of(call, model, cancellationToken) ?? WriteSite.OfReplacer(call, model, cancellationToken))
                ?.Path
                .Syntax
            is ExpressionSyntax written
        )
            yield return written;
        if (BoundCall.Of(call, model, cancellationToken) is not { } bound)
            yield break;
        foreach (var passed in bound.Arguments.Select(argument => argument.Value).Append(bound.Instance))
            if (passed is { Syntax: ExpressionSyntax expression } && sequences.IsPath(passed, sequence.Path))
                yield return expression;
    }

    /// <summary>The path that an expression is, said once more.</summary>
    public static string? Text(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
    {
        var text = expression.WithoutTrivia().ToString();
        return model.GetTypeInfo(expression, cancellationToken).Type switch
        {
            { SpecialType: SpecialType.System_String } => text,
            { Name: "FileInfo" } => text + ".FullName",
            _ => null,
        };
    }

    /// <summary>Evaluating it once more must change nothing, and it must not need what is declared later.</summary>
    public static bool CanStandAt(
        int position,
        ExpressionSyntax expression,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        foreach (var node in expression.DescendantNodesAndSelf())
        {
            if (
                node
                    is AwaitExpressionSyntax
                        or AssignmentExpressionSyntax
                        or AnonymousFunctionExpressionSyntax
                        or DeclarationExpressionSyntax
                        or BaseObjectCreationExpressionSyntax
                || node.IsKind(SyntaxKind.PostIncrementExpression)
            )
                return false;
            if (
                node is IdentifierNameSyntax name
                && model.GetSymbolInfo(name, cancellationToken).Symbol is ILocalSymbol or IParameterSymbol
                && model
                    .GetSymbolInfo(name, cancellationToken)
                    .Symbol!.DeclaringSyntaxReferences.Any(reference => reference.Span.Start >= position)
            )
                return false;
        }

        return Text(expression, model, cancellationToken) is not null
            || model.GetTypeInfo(expression, cancellationToken).Type is { };
    }
}
