using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// What may be evaluated after the opening instead of before: it runs nothing of the program, and looks at no file.
/// </summary>
static class Harmless
{
    /// <summary>Whether an expression only names, or makes, what is there to be had.</summary>
    public static bool Is(ExpressionSyntax expression, SemanticModel model) =>
        model.GetConstantValue(expression).HasValue
        || !model.GetConversion(expression).IsUserDefined
            && (
                EvaluationOrder.IsStable(expression, model)
                || expression switch
                {
                    ParenthesizedExpressionSyntax inner => Is(inner.Expression, model),
                    CastExpressionSyntax cast => !IsOfProgram(cast, model) && Is(cast.Expression, model),
                    PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => IsUnary(expression, model),
                    BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice => Is(
                        choice.Left,
                        model
                    ) && Is(choice.Right, model),
                    BinaryExpressionSyntax both => !IsOfProgram(both, model)
                        && IsPlain(both.Left, model)
                        && IsPlain(both.Right, model),
                    ConditionalExpressionSyntax choice => Is(choice.Condition, model)
                        && Is(choice.WhenTrue, model)
                        && Is(choice.WhenFalse, model),
                    BaseExpressionSyntax or DefaultExpressionSyntax or LiteralExpressionSyntax => true,
                    IdentifierNameSyntax name => IsRead(model.GetSymbolInfo(name).Symbol),
                    MemberAccessExpressionSyntax access => IsRead(model.GetSymbolInfo(access).Symbol)
                        && (
                            model.GetSymbolInfo(access.Expression).Symbol is INamedTypeSymbol or INamespaceSymbol
                            || Is(access.Expression, model)
                        ),
                    InvocationExpressionSyntax call => IsKnown(call, model)
                        && Names.Arguments(call).All(argument => IsConstant(argument, model)),
                    BaseObjectCreationExpressionSyntax made => IsMade(made, model),
                    _ => false,
                }
            );

    static bool IsUnary(ExpressionSyntax expression, SemanticModel model) =>
        expression switch
        {
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => !IsOfProgram(
                not,
                model
            ) && Is(not.Operand, model),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => Is(
                sure.Operand,
                model
            ),
            _ => false,
        };

    // A field, or a property that has no code which the program may have written.
    static bool IsRead(ISymbol? symbol) =>
        symbol switch
        {
            ILocalSymbol or IParameterSymbol or IFieldSymbol => true,
            IPropertySymbol { DeclaringSyntaxReferences.IsEmpty: true } property => StreamTypes.IsOfFramework(
                property.ContainingType
            ),
            IPropertySymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } property =>
                property.DeclaringSyntaxReferences is [var reference]
                    && reference.GetSyntax()
                        is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors }
                    && accessors.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }),
            _ => false,
        };

    // Encoding.GetEncoding("iso-8859-1"): the same each time.
    static bool IsKnown(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol
            is IMethodSymbol { IsStatic: true, Name: "GetEncoding", ContainingType.Name: "Encoding" };

    // new UTF8Encoding(false), new XmlWriterSettings { Indent = true }, new XElement("a", text)
    static bool IsMade(BaseObjectCreationExpressionSyntax made, SemanticModel model) =>
        model.GetTypeInfo(made).Type is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: true } type
        && type.ContainingNamespace.ToDisplayString() is "System.Text" or "System.Xml" or "System.Xml.Linq"
        && !StreamTypes.IsDisposable(type)
        && Names.Arguments(made).All(argument => IsPlain(argument.Expression, model))
        && (
            made.Initializer is not { } initializer
            || initializer.Expressions.All(set =>
                set is AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: var value } && Is(value, model)
            )
        );

    static bool IsConstant(ArgumentSyntax argument, SemanticModel model) =>
        model.GetConstantValue(argument.Expression).HasValue;

    // Nothing that is enumerated, or asked for its text.
    static bool IsPlain(ExpressionSyntax value, SemanticModel model) =>
        Is(value, model)
        && model.GetTypeInfo(value).Type
            is null
                or { SpecialType: not SpecialType.None and not SpecialType.System_Object }
                or { TypeKind: TypeKind.Enum }
                or { ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "Xml" } };

    static bool IsOfProgram(ExpressionSyntax operation, SemanticModel model) =>
        model.GetSymbolInfo(operation).Symbol is IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: false };
}
