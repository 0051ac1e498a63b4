using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// The name of an exception as it can be said somewhere: in full where its namespace is not imported.
/// </summary>
static class ExceptionName
{
    public static string At(SyntaxNode place, string space, string name, SemanticModel model) =>
        model
            .LookupNamespacesAndTypes(place.SpanStart, name: name)
            .Any(symbol => symbol.ToDisplayString() == space + "." + name)
            ? name
            : $"{space}.{name}";
}
