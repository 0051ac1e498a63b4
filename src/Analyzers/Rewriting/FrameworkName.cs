using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>How a type of the framework is to be named at a place so that it means that one.</summary>
static class FrameworkName
{
    public static string At(SyntaxNode place, string space, string name, SemanticModel model) =>
        model.LookupNamespacesAndTypes(place.SpanStart, name: name) switch
        {
            [var only] when only.ToDisplayString() == $"{space}.{name}" => name,
            [] => $"{space}.{name}",
            _ => $"global::{space}.{name}",
        };
}
