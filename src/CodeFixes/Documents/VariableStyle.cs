using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>Of which variables a file wants the type said, as IDE0008 reports it.</summary>
/// <param name="BuiltIn">Of <c>int</c>, <c>string</c> and the like.</param>
/// <param name="Apparent">Of those whose type stands on the right.</param>
/// <param name="Elsewhere">Of all others.</param>
readonly record struct VariableStyle(bool BuiltIn, bool Apparent, bool Elsewhere)
{
    /// <summary>With what a tuple's or a list's elements may be.</summary>
    static readonly SymbolDisplayFormat Nullable = SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    /// <summary>Whether it wants that of any.</summary>
    public bool IsAny => BuiltIn || Apparent || Elsewhere;

    public static VariableStyle Of(AnalyzerConfigOptions options) =>
        new(
            IsSaid(options, "csharp_style_var_for_built_in_types"),
            IsSaid(options, "csharp_style_var_when_type_is_apparent"),
            IsSaid(options, "csharp_style_var_elsewhere")
        );

    /// <summary>The type of a variable as it is to be said there; null where <c>var</c> is to stay.</summary>
    public TypeSyntax? Type(
        VariableDeclarationSyntax variable,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            variable.Variables is not [{ Initializer.Value: var value }]
            || model.GetTypeInfo(value, cancellationToken) is not { Type: { } type, Nullability: var nullability }
            || !(
                IsBuiltIn(type) ? BuiltIn
                : IsApparent(value, model, cancellationToken) ? Apparent
                : Elsewhere
            )
        )
            return null;
        var position = variable.Type.SpanStart;
        var text = model.GetNullableContext(position).AnnotationsEnabled()
            ? type.ToMinimalDisplayString(model, nullability.FlowState, position, Nullable)
            : type.ToMinimalDisplayString(model, position);
        var said = SyntaxFactory.ParseTypeName(text);
        // An anonymous type has no name.
        return
            !said.ContainsDiagnostics
            && SymbolEqualityComparer.Default.Equals(
                model.GetSpeculativeTypeInfo(position, said, SpeculativeBindingOption.BindAsTypeOrNamespace).Type,
                type
            )
            ? said.WithTriviaFrom(variable.Type)
            : null;
    }

    // What has a keyword, also as an array or with a question mark.
    static bool IsBuiltIn(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => IsBuiltIn(array.ElementType),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } some => IsBuiltIn(
                some.TypeArguments[0]
            ),
            _ => type.IsNativeIntegerType
                || type.SpecialType
                    is SpecialType.System_Object
                        or (>= SpecialType.System_Boolean and <= SpecialType.System_String),
        };

    // new T(), (T)value, T.Parse(text), value.ToT(), (new T(), 1)
    bool IsApparent(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken) =>
        value switch
        {
            ObjectCreationExpressionSyntax
            or ArrayCreationExpressionSyntax
            or CastExpressionSyntax
            or DefaultExpressionSyntax
            or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } => true,
            LiteralExpressionSyntax => !BuiltIn,
            TupleExpressionSyntax tuple => AreApparent(tuple, model, cancellationToken),
            ParenthesizedExpressionSyntax { Expression: var inner } => IsApparent(inner, model, cancellationToken),
            ConditionalAccessExpressionSyntax { WhenNotNull: var call } => IsApparent(call, model, cancellationToken),
            InvocationExpressionSyntax { Expression: not SimpleNameSyntax and var called } => model
                .GetSymbolInfo(called, cancellationToken)
                .Symbol
                is IMethodSymbol { ReturnType: var returned } method
                && (
                    method.Name == "To" + returned.Name
                    || method.IsStatic
                        && called is MemberAccessExpressionSyntax { Expression: var type }
                        && SymbolEqualityComparer.Default.Equals(
                            model.GetSymbolInfo(type, cancellationToken).Symbol,
                            returned
                        )
                ),
            _ => false,
        };

    bool AreApparent(TupleExpressionSyntax tuple, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var element in tuple.Arguments)
            if (!IsApparent(element.Expression, model, cancellationToken))
                return false;
        return true;
    }

    // "false:warning" says how it is reported, too.
    static bool IsSaid(AnalyzerConfigOptions options, string key) =>
        options.TryGetValue(key, out var value) && bool.TryParse(value.Split(':')[0].Trim(), out var isVar) && !isVar;
}
