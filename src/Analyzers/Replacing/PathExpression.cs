using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>An expression that names a file, and is to be compared with others of the same member.</summary>
/// <param name="Syntax">The path itself: <c>p</c> of <c>new FileInfo(p).FullName</c>.</param>
readonly record struct PathExpression(ExpressionSyntax Syntax)
{
    const int MaxLayers = 8;

    public static PathExpression Of(ExpressionSyntax expression)
    {
        for (var layer = 0; layer < MaxLayers && Unwrapped(expression) is { } inner; layer++)
            expression = inner;
        return new(expression);
    }

    /// <summary>Whether both name the same file, as far as the text and the variables in it tell.</summary>
    public bool Is(SyntaxNode? other, SemanticModel model)
    {
        if (other is not ExpressionSyntax expression || other.SyntaxTree != Syntax.SyntaxTree)
            return false;
        var path = Of(expression).Syntax;
        return path == Syntax
            || (
                SyntaxFactory.AreEquivalent(path, Syntax)
                && (
                    path is not IdentifierNameSyntax
                    || SymbolEqualityComparer.Default.Equals(
                        model.GetSymbolInfo(path).Symbol,
                        model.GetSymbolInfo(Syntax).Symbol
                    )
                )
            );
    }

    /// <summary>
    /// Whether they would be the same text in another member, where a local stands for what it was set to.
    /// </summary>
    public bool IsLike(PathExpression other) => SyntaxFactory.AreEquivalent(Definition.Syntax, other.Definition.Syntax);

    /// <summary>What a local that holds the path was declared with.</summary>
    public PathExpression Definition =>
        Syntax is IdentifierNameSyntax { Identifier.ValueText: var name }
        && TreeIndex.Around(Syntax).Local(name) is { } value
            ? Of(value)
            : this;

    static ExpressionSyntax? Unwrapped(ExpressionSyntax expression) =>
        expression switch
        {
            ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
            CastExpressionSyntax cast => cast.Expression,
            PostfixUnaryExpressionSyntax suppressed
                when suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) => suppressed.Operand,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FullName", Expression: var file } => file,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var member } => member,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetFullPath" },
                ArgumentList.Arguments: [var path]
            } => path.Expression,
            IdentifierNameSyntax { Identifier.ValueText: var name }
                when TreeIndex.Around(expression).Local(name) is { } value && Opened(value) is { } path => path,
            _ => Opened(expression),
        };

    /// <summary>The path of a <c>FileInfo</c>.</summary>
    static ExpressionSyntax? Opened(ExpressionSyntax expression) =>
        expression switch
        {
            ObjectCreationExpressionSyntax { ArgumentList.Arguments: [var path] } creation
                when Names.Simple(creation.Type) == "FileInfo" => path.Expression,
            ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments: [var path] } creation
                when Names.Created(creation) == "FileInfo" => path.Expression,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "New" or "FromFileName",
                    Expression: var factory
                },
                ArgumentList.Arguments: [var path]
            } when Names.Simple(factory) == "FileInfo" => path.Expression,
            _ => null,
        };
}
