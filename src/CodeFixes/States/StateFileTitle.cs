using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>How the rewriting is called, as a fix and as a refactoring.</summary>
static class StateFileTitle
{
    public static string Of(TypeDeclarationSyntax type) =>
        $"Keep the state of '{type.Identifier.ValueText}' in a StateFile<T>";
}
