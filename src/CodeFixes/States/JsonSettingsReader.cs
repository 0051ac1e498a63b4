using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States.Inlining;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Finds what options of a serializer are set to, where they are made.</summary>
sealed class JsonSettingsReader(Compilation compilation, CancellationToken cancellationToken)
{
    const int MaxDepth = 4;

    static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary<string, string>.Empty;

    // What JsonSerializerDefaults.Web sets.
    static readonly ImmutableSortedDictionary<string, string> Web = None.Add("PropertyNameCaseInsensitive", "true")
        .Add("PropertyNamingPolicy", "JsonNamingPolicy.CamelCase")
        .Add("NumberHandling", "JsonNumberHandling.AllowReadingFromString");

    /// <summary>Null where they are made or changed where it is not seen, or have something that is not understood.</summary>
    public ImmutableSortedDictionary<string, string>? Values(ExpressionSyntax options) => Values(options, MaxDepth);

    /// <summary>Those of a <c>JsonSerializerContext</c>.</summary>
    public ImmutableSortedDictionary<string, string>? OfContext(ExpressionSyntax context) =>
        OfContext(context, MaxDepth);

    ImmutableSortedDictionary<string, string>? Values(ExpressionSyntax options, int depth)
    {
        if (depth == 0 || ModelOf(options) is not { } model)
            return null;
        if (options is BaseObjectCreationExpressionSyntax made)
            return Made(made, model, depth);
        if (options is InvocationExpressionSyntax call)
            return Returned(call, model, depth);
        var symbol = model.GetSymbolInfo(options, cancellationToken).Symbol;
        if (symbol is IPropertySymbol { ContainingType.Name: "JsonSerializerOptions" } known)
            return known.Name switch
            {
                "Default" => None,
                "Web" => Web,
                _ => null,
            };
        return
            symbol is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null }
            && ValueOf(symbol) is { } value
            && !IsChanged(symbol)
            ? Values(value, depth - 1)
            : null;
    }

    // AppContext.Default, or a member that is set to new AppContext(options).
    ImmutableSortedDictionary<string, string>? OfContext(ExpressionSyntax context, int depth)
    {
        if (depth == 0 || ModelOf(context) is not { } model)
            return null;
        if (context is BaseObjectCreationExpressionSyntax { Initializer: null } made)
            return model.GetTypeInfo(made, cancellationToken).Type is not INamedTypeSymbol type ? null
                : made.ArgumentList?.Arguments is [{ Expression: var options }] ? Values(options, depth - 1)
                : OnType(type);
        return model.GetSymbolInfo(context, cancellationToken).Symbol switch
        {
            IPropertySymbol { Name: "Default", IsStatic: true } known
                when SymbolEqualityComparer.Default.Equals(known.Type, known.ContainingType) => OnType(
                known.ContainingType
            ),
            IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null } => ValueOf(
                model.GetSymbolInfo(context, cancellationToken).Symbol!
            )
                is { } value
            && IsLasting(model.GetSymbolInfo(context, cancellationToken).Symbol!)
                ? OfContext(value, depth - 1)
                : null,
            _ => null,
        };
    }

    // One that is made anew at each use would have its options once more, which costs much.
    static bool IsLasting(ISymbol member) =>
        !member.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax()
                is PropertyDeclarationSyntax { ExpressionBody.Expression: BaseObjectCreationExpressionSyntax }
        );

    // [JsonSourceGenerationOptions(WriteIndented = true)]
    ImmutableSortedDictionary<string, string>? OnType(INamedTypeSymbol type)
    {
        var values = None;
        foreach (
            var attribute in type.GetAttributes()
                .Where(attribute => attribute.AttributeClass?.Name == "JsonSourceGenerationOptionsAttribute")
        )
        foreach (
            var argument in (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax)
                ?.ArgumentList
                ?.Arguments
                ?? default
        )
        {
            if (
                argument.NameEquals is not { Name.Identifier.ValueText: var name }
                || !IsUnderstood(name, argument.Expression)
            )
                return null;
            values = values.SetItem(name, Written(argument.Expression));
        }

        return values;
    }

    SemanticModel? ModelOf(SyntaxNode node) => ProgramSources.Of(compilation).Model(node.SyntaxTree);

    ImmutableSortedDictionary<string, string>? Made(
        BaseObjectCreationExpressionSyntax made,
        SemanticModel model,
        int depth
    )
    {
        if (model.GetTypeInfo(made, cancellationToken).Type?.Name != "JsonSerializerOptions")
            return null;
        var values = made.ArgumentList?.Arguments switch
        {
            null or { Count: 0 } => None,
            [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Web" } }] => Web,
            [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "General" } }] => None,
            [{ Expression: var other }] => Values(other, depth - 1),
            _ => null,
        };
        foreach (var set in made.Initializer?.Expressions ?? default)
        {
            if (
                set is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: var value }
                || !IsUnderstood(name.Identifier.ValueText, value)
            )
                return null;
            values = values?.SetItem(name.Identifier.ValueText, Written(value));
        }

        return values;
    }

    // Json.MakeOptions(indented: false): made anew, with what is passed.
    ImmutableSortedDictionary<string, string>? Returned(InvocationExpressionSyntax call, SemanticModel model, int depth)
    {
        if (
            BoundCall.Of(call, model, cancellationToken)
                is not { Method: { IsStatic: true, DeclaringSyntaxReferences: [var reference] } method } bound
            || reference.GetSyntax(cancellationToken) is not MethodDeclarationSyntax declaration
            || (
                declaration.ExpressionBody?.Expression
                ?? (declaration.Body is { Statements: [ReturnStatementSyntax only] } ? only.Expression : null)
            )
                is not BaseObjectCreationExpressionSyntax made
            || Values(made, depth - 1) is not { } values
        )
            return null;
        foreach (var parameter in method.Parameters)
        foreach (var (name, value) in values.Select(pair => (pair.Key, pair.Value)).ToArray())
        {
            if (!Regex.IsMatch(value, $@"\b{parameter.Name}\b"))
                continue;
            var passed =
                bound.For(parameter) is { } argument ? argument.ConstantValue
                : parameter.HasExplicitDefaultValue ? new(parameter.ExplicitDefaultValue)
                : default;
            if (value != parameter.Name || passed is not { HasValue: true, Value: bool isSet })
                return null;
            values = values.SetItem(name, isSet ? "true" : "false");
        }

        return values;
    }

    // What it is set to where it is declared, or once in a constructor.
    ExpressionSyntax? ValueOf(ISymbol symbol)
    {
        if (symbol.DeclaringSyntaxReferences is not [var reference])
            return null;
        var declared = reference.GetSyntax(cancellationToken) switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
            PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            _ => null,
        };
        var assigned = SourceIndex
            .AssignedTo(symbol.ContainingType, symbol.Name)
            .Where(value => value != declared)
            .ToArray();
        return (declared, assigned) switch
        {
            ({ } only, []) => only,
            (null, [var only]) => only,
            _ => null,
        };
    }

    // Options.Converters.Add(…), and Json.Options.Converters.Add(…) elsewhere
    bool IsChanged(ISymbol symbol) =>
        symbol
            .ContainingType.DeclaringSyntaxReferences.SelectMany(reference =>
                reference.GetSyntax().DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            )
            .Any(access => access.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == symbol.Name)
        || symbol.DeclaredAccessibility != Accessibility.Private
            && ProgramSources
                .Of(compilation)
                .Members(symbol.Name)
                .Any(access =>
                    access.Parent is MemberAccessExpressionSyntax change
                    && change.Expression == access
                    && ModelOf(access)?.GetSymbolInfo(access, cancellationToken).Symbol is { } changed
                    && DeclarationOf(changed) == DeclarationOf(symbol)
                );

    // Each project that sees a member may have a symbol of its own for it.
    SyntaxNode? DeclarationOf(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);

    static bool IsUnderstood(string name, ExpressionSyntax value) =>
        JsonSettingTable.Uses.ContainsKey(name)
        && name switch
        {
            "Converters" => Elements(value) is { } converters
                && converters.All(converter => Names.Called(converter) == "JsonStringEnumConverter"),
            "TypeInfoResolver" => value.ToString().EndsWith(".Default", StringComparison.Ordinal)
                || Names.Called(value) == "DefaultJsonTypeInfoResolver",
            _ => true,
        };

    // { new A() }, [new A()]
    static IEnumerable<ExpressionSyntax>? Elements(ExpressionSyntax list) =>
        list switch
        {
            InitializerExpressionSyntax { Expressions: var items } => items,
            CollectionExpressionSyntax { Elements: var items } => items.Select(item =>
                item is ExpressionElementSyntax { Expression: var value } ? value : list
            ),
            BaseObjectCreationExpressionSyntax { Initializer.Expressions: var items } => items,
            _ => null,
        };

    static string Written(ExpressionSyntax value) => value.WithoutTrivia().NormalizeWhitespace().ToString();
}
