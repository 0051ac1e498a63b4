using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A part of a path.</summary>
/// <param name="Value">What it is made by; null for a constant.</param>
/// <param name="Constant">Its text; null where it is no constant.</param>
readonly record struct PathPart(ExpressionSyntax? Value, string? Constant)
{
    /// <summary>What it is, so that it can be compared.</summary>
    public string? KeyIn(SourceIndex sources) =>
        Value is null ? $"\"{Constant}\"" : PathKey.OfAny(sources.Operation(Value), sources);
}

/// <summary>What a path is put together from, from left to right, also by methods of the program.</summary>
sealed class PathParts(SourceIndex sources, CancellationToken cancellationToken)
{
    const int MaxDepth = 6;

    public IReadOnlyList<PathPart> Of(ExpressionSyntax path) => [.. Of(path, MaxDepth)];

    IEnumerable<PathPart> Of(ExpressionSyntax path, int depth)
    {
        if (depth == 0 || sources.Model(path.SyntaxTree) is not { } model)
            return [new(path, null)];
        if (model.GetConstantValue(path, cancellationToken) is { HasValue: true, Value: string constant })
            return [new(null, constant)];
        if (StandsFor(path, model) is { } value)
            return Of(value, depth - 1);
        return path switch
        {
            ParenthesizedExpressionSyntax { Expression: var inner } => Of(inner, depth),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => Of(sum.Left, depth)
                .Concat(Of(sum.Right, depth)),
            InterpolatedStringExpressionSyntax text => text.Contents.SelectMany(content =>
                content is InterpolationSyntax { Expression: var part }
                    ? Of(part, depth)
                    : [new(null, content.ToString())]
            ),
            InvocationExpressionSyntax call
                when Names.Called(call) is "Combine" or "Join" or "GetFullPath"
                    && Names.Simple(Names.Receiver(call)) == "Path" => Names
                .Arguments(call)
                .SelectMany(argument => Of(argument.Expression, depth)),
            _ => [new(path, null)],
        };
    }

    /// <summary>What a variable, a member or a method always is; null where that is not known.</summary>
    public ExpressionSyntax? StandsFor(ExpressionSyntax path, SemanticModel model) =>
        OnlyLocal.Of(path, model, cancellationToken) is { } local ? local.Value
        : SetTo(model.GetSymbolInfo(path, cancellationToken).Symbol) is [var set] ? set
        : path is InvocationExpressionSyntax call ? Returned(call, model)
        : null;

    // A member that is always the same.
    ExpressionSyntax[] SetTo(ISymbol? member) =>
        member
            is IFieldSymbol { IsReadOnly: true }
                or IPropertySymbol { SetMethod: null, IsVirtual: false, IsAbstract: false, IsOverride: false }
            ?
            [
                .. member
                    .DeclaringSyntaxReferences.Select(reference =>
                        reference.GetSyntax(cancellationToken) switch
                        {
                            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
                            PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
                            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
                            _ => null,
                        }
                    )
                    .OfType<ExpressionSyntax>()
                    .Concat(SourceIndex.AssignedTo(member.ContainingType, member.Name))
                    .Distinct(),
            ]
            : [];

    // What a method of the program returns: one expression.
    ExpressionSyntax? Returned(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol
            is IMethodSymbol
            {
                IsVirtual: false,
                IsAbstract: false,
                IsOverride: false,
                DeclaringSyntaxReferences: [var reference]
            }
        && reference.GetSyntax(cancellationToken) is MethodDeclarationSyntax method
            ? method.ExpressionBody?.Expression
                ?? (
                    method.DescendantNodes().OfType<ReturnStatementSyntax>().ToArray() is [{ Expression: { } value }]
                        ? value
                        : null
                )
            : null;
}
