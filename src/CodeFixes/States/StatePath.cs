using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>The path of a state file, as it can be said anywhere in its type.</summary>
/// <param name="Key">What it is, so that two can be compared.</param>
/// <param name="Expression">With what locals stand for in their place.</param>
/// <param name="Members">The members of the program that it is made of.</param>
/// <param name="Passed">The key of the parameter that it is, where all callers pass the same file.</param>
/// <param name="Named">The files of which it is one, where there is one for each name.</param>
sealed record StatePath(
    string Key,
    ExpressionSyntax Expression,
    IReadOnlyList<ISymbol> Members,
    string? Passed = null,
    NamedFiles? Named = null
)
{
    const int MaxDepth = 6;

    /// <param name="path">The path.</param>
    /// <param name="use">The load or the save.</param>
    /// <param name="model">Of the file.</param>
    /// <param name="proof">Is told what speaks against it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static StatePath? Of(
        ExpressionSyntax path,
        SyntaxNode use,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (model.GetSymbolInfo(path, cancellationToken).Symbol is IParameterSymbol parameter)
            return
                PassedPath.KeyOf(parameter, UpdateSequences.Of(model.Compilation).Sources, cancellationToken)
                    is { } same
                ? new(same, path.WithoutTrivia(), [], PathKey.Parameter(parameter))
                : proof.None<StatePath>(StateRefusal.PathPassed);
        if (Expanded(path, MaxDepth, model, cancellationToken) is not { } expression)
            return NamedFiles.Of(path, use, model, cancellationToken) is { } named
                ? new(named.Key, path.WithoutTrivia(), MembersOf(path, model, cancellationToken), Named: named)
                : proof.None<StatePath>(StateRefusal.PathPassed);
        if (
            model.GetOperation(path, cancellationToken) is not { } operation
            || PathKey.Of(operation, UpdateSequences.Of(model.Compilation).Sources) is not { } key
        )
            return proof.None<StatePath>(StateRefusal.OtherPath);
        return new(key, Sure(expression, path, model, cancellationToken), MembersOf(path, model, cancellationToken));
    }

    // _file!.FullName, where a method has seen to null before.
    static ExpressionSyntax Sure(
        ExpressionSyntax expression,
        ExpressionSyntax path,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        expression is MemberAccessExpressionSyntax { Expression: var owner }
        && path is MemberAccessExpressionSyntax { Expression: var declared }
        && model.GetSymbolInfo(declared, cancellationToken).Symbol
            is IFieldSymbol { NullableAnnotation: NullableAnnotation.Annotated }
                or IPropertySymbol { NullableAnnotation: NullableAnnotation.Annotated }
            ? expression.ReplaceNode(
                owner,
                SyntaxFactory.PostfixUnaryExpression(SyntaxKind.SuppressNullableWarningExpression, owner)
            )
            : expression;

    /// <summary>Whether the file is told it at each use.</summary>
    public bool IsTold => Passed is not null || Named is not null;

    public bool IsStatic => Members.All(member => member.IsStatic);

    /// <summary>Whether it is set once and absolute, so that it means the same file from the beginning.</summary>
    public bool IsFixed =>
        Members is [IFieldSymbol only] && Expression is IdentifierNameSyntax && IsFixedField(only, MaxDepth);

    static ISymbol[] MembersOf(ExpressionSyntax path, SemanticModel model, CancellationToken cancellationToken) =>
        [
            .. path.DescendantNodesAndSelf()
                .Concat(Values(path, model, cancellationToken))
                .OfType<IdentifierNameSyntax>()
                .Select(name => model.GetSymbolInfo(name, cancellationToken).Symbol)
                .Where(symbol => symbol is IFieldSymbol or IPropertySymbol or IMethodSymbol)
                .Where(symbol => !symbol!.DeclaringSyntaxReferences.IsEmpty)
                .Distinct(SymbolEqualityComparer.Default)
                .OfType<ISymbol>(),
        ];

    // The declared names that a local stands for.
    static IEnumerable<SyntaxNode> Values(
        ExpressionSyntax path,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in path.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            if (OnlyLocal.Of(name, model, cancellationToken) is { } local)
                foreach (
                    var node in local
                        .Value.DescendantNodesAndSelf()
                        .Concat(Values(local.Value, model, cancellationToken))
                )
                    yield return node;
    }

    // Null where a parameter is in it, or a local that is set more than once.
    static ExpressionSyntax? Expanded(
        ExpressionSyntax path,
        int depth,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (depth == 0)
            return null;
        var known = new Dictionary<SyntaxNode, SyntaxNode>();
        foreach (var name in path.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (
                model.GetSymbolInfo(name, cancellationToken).Symbol
                is not (ILocalSymbol or IParameterSymbol or IRangeVariableSymbol)
            )
                continue;
            if (
                OnlyLocal.Of(name, model, cancellationToken) is not { } local
                || Expanded(local.Value, depth - 1, model, cancellationToken) is not { } value
            )
                return null;
            known[name] =
                name == path || name.Parent is ArgumentSyntax
                    ? value.WithoutTrivia()
                    : SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia());
        }

        return path.ReplaceNodes(known.Keys, (name, _) => known[name]).WithoutTrivia();
    }

    static bool IsFixedField(IFieldSymbol field, int depth) =>
        depth > 0
        && field is { IsStatic: true, IsReadOnly: true, DeclaringSyntaxReferences: [var reference] }
        && reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value }
        && !SourceIndex.AssignedTo(field.ContainingType, field.Name).Any(other => other != value)
        && IsAbsolute(value, field.ContainingType, depth);

    static bool IsAbsolute(ExpressionSyntax path, INamedTypeSymbol type, int depth) =>
        path switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var root }, ..] } call
                when Names.Called(call) is "Combine" or "Join" => IsAbsolute(root, type, depth),
            InvocationExpressionSyntax call => Names.Called(call) is "GetFolderPath" or "GetTempPath" or "GetFullPath",
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "BaseDirectory" } => true,
            IdentifierNameSyntax { Identifier.ValueText: var name } => type.GetMembers(name) is [IFieldSymbol other]
                && IsFixedField(other, depth - 1),
            _ => false,
        };
}
