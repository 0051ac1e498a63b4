using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A <c>Load</c> and a <c>Save</c> of one type that do no more than a <c>StateFile</c> does, in System.Text.Json.
/// </summary>
/// <param name="Type">The type that has them.</param>
/// <param name="Load">Returns what is in the file, or the defaults.</param>
/// <param name="Save">Writes what it is passed, or its object.</param>
/// <param name="State">The type that is kept.</param>
/// <param name="Path">The field that holds the path.</param>
/// <param name="Json">The field that holds the options of the serializer; null where the default ones are used.</param>
/// <param name="Initial">What makes the defaults.</param>
/// <param name="Saved">What is saved.</param>
sealed record SettingsPair(
    TypeDeclarationSyntax Type,
    MethodDeclarationSyntax Load,
    MethodDeclarationSyntax Save,
    INamedTypeSymbol State,
    IFieldSymbol Path,
    IFieldSymbol? Json,
    ExpressionSyntax Initial,
    ExpressionSyntax Saved
)
{
    /// <summary>The pair of a type; null where it has none, or one that does something else as well.</summary>
    public static SettingsPair? Of(TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellationToken)
    {
        var methods = type.Members.OfType<MethodDeclarationSyntax>().ToArray();
        var loads = methods
            .Select(method => LoadForm.Of(method, model, cancellationToken))
            .Where(form => form is not null)
            .ToArray();
        var saves = methods
            .Select(method => SaveForm.Of(method, model, cancellationToken))
            .Where(form => form is not null)
            .ToArray();
        return
            loads is [{ } load]
            && saves is [{ } save]
            && Same(load.Path, save.Path)
            && Same(load.Json, save.Json)
            && Same(load.State, save.State)
            && IsFixed(load.Path, model, cancellationToken)
            && (load.Json is null || IsFixed(load.Json, model, cancellationToken))
            && IsOnlyUse(type, load, save, model, cancellationToken)
            && RoundTrip.Is(load.State)
            ? new(type, load.Method, save.Method, load.State, load.Path, load.Json, load.Defaults, save.Saved)
            : null;
    }

    static bool Same(ISymbol? one, ISymbol? other) => SymbolEqualityComparer.Default.Equals(one, other);

    // Set once, and known from the beginning: a relative path would be another file after a change of the directory.
    static bool IsFixed(IFieldSymbol field, SemanticModel model, CancellationToken cancellationToken) =>
        field is { IsStatic: true, IsReadOnly: true, DeclaringSyntaxReferences: [var reference] }
        && reference.GetSyntax(cancellationToken)
            is VariableDeclaratorSyntax { Initializer.Value: var value, Parent.Parent: FieldDeclarationSyntax }
        && value.SyntaxTree == model.SyntaxTree
        && (
            field.Type.SpecialType != SpecialType.System_String
            || value is InvocationExpressionSyntax { ArgumentList.Arguments: [var root, ..] } combined
                && Names.Called(combined) is "Combine" or "Join"
                && IsAbsolute(root.Expression)
        )
        && !SourceIndex.AssignedTo(field.ContainingType, field.Name).Any();

    static bool IsAbsolute(ExpressionSyntax root) =>
        root is InvocationExpressionSyntax call
            && Names.Called(call) is "GetFolderPath" or "GetTempPath" or "GetFullPath"
        || root is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "BaseDirectory" };

    // Who else reads, writes or deletes the file would not know of lock and backup.
    static bool IsOnlyUse(
        TypeDeclarationSyntax type,
        LoadForm load,
        SaveForm save,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        load.Path.DeclaredAccessibility == Accessibility.Private
        && !type.Modifiers.Any(SyntaxKind.PartialKeyword)
        && !type.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(name =>
                name.Identifier.ValueText == load.Path.Name
                && !load.Method.Span.Contains(name.Span)
                && !save.Method.Span.Contains(name.Span)
                && Same(model.GetSymbolInfo(name, cancellationToken).Symbol, load.Path)
            );
}
