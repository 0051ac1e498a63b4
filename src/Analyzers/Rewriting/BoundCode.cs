using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Code that belongs to the thread or to the method in which it stands, so that it cannot move into a callback.
/// </summary>
static class BoundCode
{
    // Whoever derives from one belongs to the thread of a window or a game; by name, with the namespace where the name
    // alone may be anything.
    static readonly ImmutableHashSet<string> ThreadTypes = ImmutableHashSet.Create(
        "Android.App.Activity",
        "Android.Views.View",
        "AvaloniaObject",
        "BindableObject",
        "DependencyObject",
        "DispatcherObject",
        "Godot.Node",
        "GodotObject",
        "System.Windows.Forms.Control",
        "ThreadLocal",
        "UIResponder",
        "UnityEngine.Object"
    );

    /// <summary>
    /// Whether it uses what only one thread may use: an object of a window, or a field that each thread has its own of.
    /// </summary>
    public static bool IsToThread(
        IEnumerable<SyntaxNode> code,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        Parts(code)
            .Where(node => node is SimpleNameSyntax or InstanceExpressionSyntax or BaseObjectCreationExpressionSyntax)
            .Any(node =>
                model.GetSymbolInfo(node, cancellationToken).Symbol switch
                {
                    INamespaceOrTypeSymbol => false, // what is static belongs to no instance
                    IFieldSymbol field when IsThreads(field) => true,
                    { IsStatic: false, Kind: SymbolKind.Method or SymbolKind.Property or SymbolKind.Event } member
                        when IsThreads(member.ContainingType) => true,
                    _ => IsThreads(model.GetTypeInfo(node, cancellationToken).Type),
                }
            );

    /// <summary>Whether it asks which method it stands in.</summary>
    public static bool IsToMethod(
        IEnumerable<SyntaxNode> code,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        Parts(code)
            .Any(node =>
                node switch
                {
                    InvocationExpressionSyntax => Names.Called(node) == "GetCurrentMethod",
                    BaseObjectCreationExpressionSyntax => model.GetTypeInfo(node, cancellationToken).Type
                        is { Name: "StackTrace" or "StackFrame", ContainingNamespace.Name: "Diagnostics" },
                    SimpleNameSyntax { Identifier.ValueText: "StackTrace" } name => model
                        .GetSymbolInfo(name, cancellationToken)
                        .Symbol
                        is IPropertySymbol { ContainingType.Name: "Environment" },
                    _ => false,
                }
            );

    static IEnumerable<SyntaxNode> Parts(IEnumerable<SyntaxNode> code) =>
        code.SelectMany(node => node.DescendantNodesAndSelf());

    static bool IsThreads(IFieldSymbol field) =>
        field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute")
        || !field.IsStatic && IsThreads(field.ContainingType);

    static bool IsThreads(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (ThreadTypes.Contains(type.Name) || ThreadTypes.Contains($"{type.ContainingNamespace}.{type.Name}"))
                return true;
        return false;
    }
}
