using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>What a handler returns.</summary>
enum Returned
{
    Void,
    Nothing,
    Defaults,
    Other,
}

/// <summary>What takes the place of what could not be read.</summary>
static class NewValue
{
    // Result.Fail(…) tells the caller.
    static readonly string[] Failing = ["fail", "failed", "failure", "error", "problem"];

    /// <summary>What an expression that is returned is.</summary>
    public static Returned KindOf(ExpressionSyntax? value, SemanticModel model) =>
        value switch
        {
            null => Returned.Void,
            LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.NullLiteralExpression) => Returned.Nothing,
            LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.FalseLiteralExpression) => Returned.Nothing,
            LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.DefaultLiteralExpression) =>
                Returned.Nothing,
            PostfixUnaryExpressionSyntax { Operand: var operand } => KindOf(operand, model),
            DefaultExpressionSyntax => Returned.Nothing,
            LiteralExpressionSyntax => Returned.Other,
            InvocationExpressionSyntax call when NameVocabulary.Of(Names.Called(call)).Any(Failing.Contains) =>
                Returned.Other,
            _ when IsException(model.GetTypeInfo(value).Type) => Returned.Other,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Nil" or "None" or "Null" } => Returned.Nothing,
            _ when model.GetTypeInfo(value).Type
                    is { SpecialType: not SpecialType.None and not SpecialType.System_String } => Returned.Other,
            _ => Returned.Defaults,
        };

    // return exception; of a type that results are converted to
    static bool IsException(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (type.Name == nameof(Exception))
                return true;
        return false;
    }

    /// <summary>Whether some code reads the format of an older version.</summary>
    public static bool TriesAnotherWay(SyntaxNode code) =>
        code.DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                NameVocabulary
                    .Of(Names.Called(call))
                    .Any(word => word is "deserialize" or "legacy" or "migrate" or "parse")
            );

    /// <summary>Whether some code makes an object, or calls what says that it does.</summary>
    public static bool MakesDefaults(SyntaxNode code) =>
        code.DescendantNodesAndSelf()
            .Any(node =>
                node switch
                {
                    BaseObjectCreationExpressionSyntax => node.Parent
                        is not (ThrowStatementSyntax or ThrowExpressionSyntax or ArgumentSyntax),
                    CollectionExpressionSyntax => true,
                    InvocationExpressionSyntax => NameVocabulary
                        .Of(Names.Called(node))
                        .Any(word => word is "default" or "defaults" or "create" or "initialize" or "reset"),
                    MemberAccessExpressionSyntax access => NameVocabulary
                        .Of(access.Name.Identifier.ValueText)
                        .Any(word => word is "default" or "defaults" or "empty"),
                    _ => false,
                }
            );
}
