using System.Collections.Immutable;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>What the names in a method are called where the method is called.</summary>
/// <param name="call">The call.</param>
/// <param name="model">Of the call's file.</param>
/// <param name="cancellationToken">Ends the work.</param>
sealed class PartNames(PartCall call, SemanticModel model, CancellationToken cancellationToken)
{
    /// <summary>What is passed for a parameter.</summary>
    public Dictionary<IParameterSymbol, string> Passed { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>What a variable of the method is called there.</summary>
    public Dictionary<string, string> Renamed { get; } = new(StringComparer.Ordinal);

    /// <summary>Some code of the method; null where a name in it cannot be said there.</summary>
    public SyntaxNode? In(SyntaxNode body)
    {
        var all = body.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().ToArray();
        var names = all.Where(IsOfItself).ToArray();
        var isSaid = all.Except(names).All(MeansTheSame);
        var replaced = body.ReplaceSyntax(
            names,
            (name, rewritten) =>
            {
                if (Said((SimpleNameSyntax)name, (SimpleNameSyntax)rewritten) is { } text)
                    return Parsed(text, (SimpleNameSyntax)name).WithTriviaFrom(rewritten);
                isSaid = false;
                return rewritten;
            },
            body.DescendantTokens()
                .Where(token =>
                    token.IsKind(SyntaxKind.IdentifierToken)
                    && token.Parent is not SimpleNameSyntax
                    && Renamed.ContainsKey(token.ValueText)
                ),
            (token, _) => SyntaxFactory.Identifier(token.LeadingTrivia, Renamed[token.ValueText], token.TrailingTrivia),
            body.DescendantTrivia().Where(trivia => !trivia.IsKind(SyntaxKind.EndOfLineTrivia)),
            (_, _) => SyntaxFactory.Space
        );
        return isSaid ? replaced : null;
    }

    // Storage.Notes is a member access as a value, and a qualified name as a type.
    static ExpressionSyntax Parsed(string text, SimpleNameSyntax inPlaceOf) =>
        SyntaxFacts.IsInNamespaceOrTypeContext(inPlaceOf)
            ? SyntaxFactory.ParseTypeName(text)
            : SyntaxFactory.ParseExpression(text);

    // Not the member of something else that is named before it.
    static bool IsOfItself(SimpleNameSyntax name) =>
        name is not IdentifierNameSyntax { IsVar: true }
            && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            && !(name.Parent is QualifiedNameSyntax qualified && qualified.Right == name)
            && name.Parent
                is not (
                    MemberBindingExpressionSyntax
                    or NameColonSyntax
                    or NameEqualsSyntax
                    or AssignmentExpressionSyntax
                    {
                        Parent: InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ObjectInitializerExpression }
                    }
                )
        || name.Parent is AssignmentExpressionSyntax set && set.Right == name;

    // Null where it cannot be named there.
    string? Said(SimpleNameSyntax name, SimpleNameSyntax rewritten)
    {
        var symbol = call.Model.GetSymbolInfo(name, cancellationToken).Symbol;
        switch (symbol)
        {
            case IParameterSymbol parameter when Passed.TryGetValue(parameter, out var passed):
                return
                    name.Parent is ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax
                    || SyntaxFactory.ParseExpression(passed) is not (BinaryExpressionSyntax or CastExpressionSyntax)
                    ? passed
                    : $"({passed})";
            case ITypeParameterSymbol open when Own.IndexOf(open, 0, SymbolEqualityComparer.Default) is >= 0 and var at:
                return call.TypeArguments[at].ToMinimalDisplayString(model, call.Node.SpanStart);
            case ILocalSymbol or IParameterSymbol:
                return Renamed.TryGetValue(name.Identifier.ValueText, out var other) ? other : rewritten.ToString();
            case INamedTypeSymbol declared:
                return Here(declared) is not INamedTypeSymbol type ? null
                    : IsKnown(type) ? rewritten.ToString()
                    : $"{(type.ContainingType ?? (ISymbol)type.ContainingNamespace).ToDisplayString()}.{rewritten}";
            case IFieldSymbol or IPropertySymbol or IMethodSymbol or IEventSymbol:
                return Member(symbol, rewritten);
            default:
                return rewritten.ToString();
        }
    }

    ImmutableArray<ITypeParameterSymbol> Own =>
        call.Symbol.ContainingType.TypeParameters.AddRange(call.Symbol.TypeParameters);

    // Of another project: which overloads this one sees, and which extensions are in scope, may be another matter.
    bool MeansTheSame(SimpleNameSyntax name) =>
        call.Model.Compilation == model.Compilation
        || call.Model.GetSymbolInfo(name, cancellationToken).Symbol switch
        {
            IMethodSymbol { ReducedFrom: not null } => false,
            IMethodSymbol extension when ExtensionBlock.Declares(extension) => false,
            { DeclaringSyntaxReferences.IsEmpty: false } member => Here(member) is not null,
            _ => true,
        };

    // As the project of the call sees it; null where it does not, or has others of that name.
    ISymbol? Here(ISymbol symbol) =>
        call.Model.Compilation == model.Compilation ? symbol
        : symbol.OriginalDefinition.GetDocumentationCommentId() is { } id
        && DocumentationCommentId.GetSymbolsForDeclarationId(id, model.Compilation) is [var only]
        && model.IsAccessible(call.Node.SpanStart, only)
            ? only
        : null;

    bool IsKnown(INamedTypeSymbol type) =>
        model
            .LookupNamespacesAndTypes(call.Node.SpanStart, name: type.Name)
            .Any(found =>
                SymbolEqualityComparer.Default.Equals(
                    (found is IAliasSymbol alias ? alias.Target : found).OriginalDefinition,
                    type.OriginalDefinition
                )
            );

    string? Member(ISymbol symbol, SimpleNameSyntax rewritten)
    {
        var own = model.GetEnclosingSymbol(call.Node.SpanStart, cancellationToken)?.ContainingType;
        if (
            symbol is IMethodSymbol { MethodKind: not MethodKind.Ordinary }
            || symbol.ContainingType is null
            || SymbolEqualityComparer.Default.Equals(
                own?.OriginalDefinition,
                call.Symbol.ContainingType.OriginalDefinition
            )
        )
            return rewritten.ToString();
        if (Here(symbol) is { ContainingType: { } here } known && model.IsAccessible(call.Node.SpanStart, known))
            return $"{here.ToMinimalDisplayString(model, call.Node.SpanStart)}.{rewritten}";
        return symbol switch
        {
            IFieldSymbol
            {
                Type.SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Boolean,
                HasConstantValue: true,
                ConstantValue: { } constant
            } => SymbolDisplay.FormatPrimitive(constant, quoteStrings: true, useHexadecimalNumbers: false),
            IFieldSymbol { Type.Name: "JsonSerializerOptions" }
            or IPropertySymbol { Type.Name: "JsonSerializerOptions" } => Options(symbol),
            _ => null,
        };
    }

    // Those that nobody else sees are made once more.
    string? Options(ISymbol symbol)
    {
        var declared = symbol.DeclaringSyntaxReferences is [var reference]
            ? reference.GetSyntax(cancellationToken)
            : null;
        var value = declared switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var set } => set,
            PropertyDeclarationSyntax { Initializer.Value: var set } => set,
            PropertyDeclarationSyntax { ExpressionBody.Expression: var set } => set,
            _ => null,
        };
        var use = call
            .Method.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .FirstOrDefault(name => name.Identifier.ValueText == symbol.Name);
        if (
            value is not BaseObjectCreationExpressionSyntax made
            || use is null
            || made.SyntaxTree != call.Method.SyntaxTree
            || JsonSettings.Of(use, call.Model, cancellationToken) is null
            || In(made) is not BaseObjectCreationExpressionSyntax said
        )
            return null;
        if (said is not ImplicitObjectCreationExpressionSyntax implicitly)
            return said.ToString();
        var type = FrameworkName.At(call.Node, "System.Text.Json", "JsonSerializerOptions", model);
        var arguments = implicitly is { Initializer: not null, ArgumentList.Arguments.Count: 0 }
            ? ""
            : implicitly.ArgumentList.ToString();
        return $"new {type}{arguments} {implicitly.Initializer}".TrimEnd();
    }
}
