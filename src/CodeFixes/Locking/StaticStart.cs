using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// Whether code runs while a type is initialized, or is called then. Whoever holds the file's lock and comes to the type
/// waits until that has ended, which a lock there would wait for in turn.
/// </summary>
static class StaticStart
{
    public static bool Runs(SyntaxNode write, SemanticModel model, CancellationToken cancellationToken)
    {
        if (IsStart(write))
            return true;
        return Names.Member(write) is MethodDeclarationSyntax member
            && model.GetDeclaredSymbol(member, cancellationToken) is { } method
            && Callers.All(method, new SourceIndex(model.Compilation), cancellationToken).Any(IsStart);
    }

    static bool IsStart(SyntaxNode node) =>
        Names.Member(node) switch
        {
            ConstructorDeclarationSyntax made => made.Modifiers.Any(SyntaxKind.StaticKeyword),
            FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.StaticKeyword),
            _ => false,
        };
}
