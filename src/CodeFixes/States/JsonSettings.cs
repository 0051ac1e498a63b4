using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>The options of a serializer, as they are set in the source.</summary>
/// <param name="Expression">What stands for them in the type; null for the default ones.</param>
/// <param name="IsContext">Whether it is the type information of a <c>JsonSerializerContext</c>.</param>
/// <param name="Values">What is set, as it is written.</param>
/// <param name="Suffix">What goes behind it: <c>!</c> for a member that is declared as one that may be null.</param>
sealed record JsonSettings(
    ExpressionSyntax? Expression,
    bool IsContext,
    ImmutableSortedDictionary<string, string> Values,
    string Suffix = ""
)
{
    static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// Null where they are made or changed where it is not seen, or have something that is not understood.
    /// </summary>
    public static JsonSettings? Of(ExpressionSyntax? options, SemanticModel model, CancellationToken cancellationToken)
    {
        if (options is null or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression })
            return new(null, false, None);
        if (OnlyLocal.Of(options, model, cancellationToken) is { } local)
            return local.Uses.Count == 1 || local.Uses.All(use => use.Parent is ArgumentSyntax)
                ? Of(local.Value, model, cancellationToken)
                : null;
        if (model.GetTypeInfo(options, cancellationToken).Type is { Name: "JsonTypeInfo" })
            return OfContext(options, model, cancellationToken);
        return new JsonSettingsReader(model.Compilation, cancellationToken).Values(options) is { } values
            ? new(options, false, values, MayBeNull(options, model, cancellationToken) ? "!" : "")
            : null;
    }

    static bool MayBeNull(ExpressionSyntax options, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetSymbolInfo(options, cancellationToken).Symbol
            is IFieldSymbol { NullableAnnotation: NullableAnnotation.Annotated }
                or IPropertySymbol { NullableAnnotation: NullableAnnotation.Annotated };

    /// <summary>Those with which the serializer reads what Newtonsoft's has written without settings.</summary>
    public static JsonSettings OfNewtonsoft(bool isIndented, NewtonsoftMapping mapping)
    {
        var values = None.Add("PropertyNameCaseInsensitive", "true")
            .Add(
                "NumberHandling",
                "System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString | "
                    + "System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals"
            )
            .Add("Encoder", "System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping");
        if (mapping.WritesFields)
            values = values.Add("IncludeFields", "true");
        if (mapping.WritesNames)
            values = values.Add("Converters", "{ new System.Text.Json.Serialization.JsonStringEnumConverter() }");
        return new(null, false, isIndented ? values.Add("WriteIndented", "true") : values);
    }

    /// <summary>Those of the settings that count for a use.</summary>
    public ImmutableSortedDictionary<string, string> For(params JsonSettingUse[] uses) =>
        Values.Where(pair => uses.Contains(JsonSettingTable.Uses[pair.Key])).ToImmutableSortedDictionary();

    public bool Has(string name, params string[] values) =>
        Values.TryGetValue(name, out var value) && values.Contains(value.Substring(value.LastIndexOf('.') + 1));

    // AppContext.Default.Settings: what is set stands on the context; or it was told options.
    static JsonSettings? OfContext(ExpressionSyntax options, SemanticModel model, CancellationToken cancellationToken)
    {
        if (options is not MemberAccessExpressionSyntax { Expression: var context })
            return null;
        var values = new JsonSettingsReader(model.Compilation, cancellationToken).OfContext(context);
        return values is null ? null : new(options, true, values);
    }
}
