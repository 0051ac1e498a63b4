using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether the program saves also where the load has failed: in a <c>finally</c> around it, or when the object is disposed
/// of. It would write what it has then, which is nothing.
/// </summary>
sealed class SavedAnyhow
{
    const int MaxLayers = 3;

    readonly SourceIndex _sources;
    readonly CallerChain _loads;
    readonly SyntaxNode _place;
    readonly CancellationToken _cancellationToken;

    SavedAnyhow(SyntaxNode place, Compilation compilation, CancellationToken cancellationToken)
    {
        (_place, _cancellationToken) = (place, cancellationToken);
        _sources = UpdateSequences.Of(compilation).Sources;
        _loads = new(compilation, cancellationToken);
        _loads.Add(Names.Body(place));
        for (var layer = 1; layer < MaxLayers; layer++)
            _loads.AddCallers();
    }

    public static bool Is(Fallback found, Compilation compilation, CancellationToken cancellationToken) =>
        new SavedAnyhow(found.Place, compilation, cancellationToken).Runs(found.Save.Node, MaxLayers);

    bool Runs(SyntaxNode save, int layers) =>
        save.Ancestors().OfType<FinallyClauseSyntax>().Any(IsAroundLoad)
        || Names.Body(save) is var body
            && (
                MakesState(body)
                || IsDisposal(body) && !IsLoadedByConstructor()
                || layers > 0
                    && _sources.Model(body.SyntaxTree)?.GetDeclaredSymbol(body, _cancellationToken)
                        is IMethodSymbol method
                    && Callers.All(method, _sources, _cancellationToken).Any(call => Runs(call, layers - 1))
            );

    bool IsAroundLoad(FinallyClauseSyntax last) =>
        ((TryStatementSyntax)last.Parent!).Block is var attempted
        && (attempted.Contains(_place) || attempted.DescendantNodes().Any(_loads.Has));

    // _settings ??= new();
    static bool MakesState(SyntaxNode body) =>
        body.DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Any(set =>
                set.IsKind(SyntaxKind.CoalesceAssignmentExpression) && set.Right is BaseObjectCreationExpressionSyntax
            );

    static bool IsDisposal(SyntaxNode body) =>
        body is DestructorDeclarationSyntax
        || body is MethodDeclarationSyntax { Identifier.ValueText: "Dispose" or "DisposeAsync" or "DisposeAsyncCore" };

    // An object that is not made is not disposed of.
    bool IsLoadedByConstructor() =>
        Names.Body(_place) is var load
        && (
            load is ConstructorDeclarationSyntax
            || _sources.Model(load.SyntaxTree)?.GetDeclaredSymbol(load, _cancellationToken) is IMethodSymbol method
                && Callers.All(method, _sources, _cancellationToken).ToArray() is { Length: > 0 } calls
                && Array.TrueForAll(calls, call => Names.Body(call) is ConstructorDeclarationSyntax)
        );
}
