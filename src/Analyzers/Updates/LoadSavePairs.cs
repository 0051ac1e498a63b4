using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>
/// Two methods of one type, of which one returns or fills what it reads, and the other writes what it is given: a
/// load/save pair.
/// </summary>
sealed class LoadSavePairs(SourceIndex sources, FileEffects effects, MethodCalls calls)
{
    const int MaxReads = 32;

    readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<Load>> _loads = new();

    /// <summary>
    /// The read of the method that loads what a write saves, where some type calls the one now and the other later;
    /// null where there is no such pair.
    /// </summary>
    /// <param name="write">The write.</param>
    /// <param name="path">The file, as <see cref="PathKey"/> tells it.</param>
    public SyntaxNode? LoadOf(SyntaxNode write, string path)
    {
        if (
            Names.Body(write) is not MethodDeclarationSyntax { ParameterList.Parameters.Count: > 0 } saver
            || saver.Parent is not TypeDeclarationSyntax type
            || sources.Model(write.SyntaxTree)?.GetDeclaredSymbol(saver) is not IMethodSymbol save
        )
            return null;
        var saved = save.Parameters.Select(parameter => parameter.Type).Where(IsContent).ToArray();
        return saved.Length == 0
            ? null
            : _loads
                .GetOrAdd(type, key => Find((TypeDeclarationSyntax)key))
                .Where(load =>
                    load.Path == Open(path, save)
                    && !SymbolEqualityComparer.Default.Equals(load.Method, save)
                    && saved.Contains(load.Content, SymbolEqualityComparer.Default)
                    && AreUsedApart(load.Method, save)
                )
                .Select(load => load.Read)
                .FirstOrDefault();
    }

    ImmutableArray<Load> Find(TypeDeclarationSyntax type)
    {
        if (sources.Model(type.SyntaxTree) is not { } model)
            return ImmutableArray<Load>.Empty;
        var found = ImmutableArray.CreateBuilder<Load>();
        foreach (var read in type.DescendantNodes().Where(effects.MayRead).Take(MaxReads))
        {
            if (
                Names.Body(read) is not MethodDeclarationSyntax loader
                || loader.Parent != type
                || model.GetDeclaredSymbol(loader) is not IMethodSymbol load
                || Loaded(load) is not { } content
            )
                continue;
            foreach (var effect in effects.Of(read, model))
                if (!effect.IsWrite)
                    found.Add(new(load, content, Open(effect.Path, load), read));
        }

        return found.ToImmutable();
    }

    // T Load(), Task<T?> LoadAsync(), void Load(T settings)
    static ITypeSymbol? Loaded(IMethodSymbol method) =>
        method.ReturnType switch
        {
            INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var awaited] } when IsContent(awaited) =>
                awaited,
            var type when IsContent(type) => type,
            { SpecialType: SpecialType.System_Void } => method
                .Parameters.Select(parameter => parameter.Type)
                .FirstOrDefault(IsContent),
            _ => null,
        };

    // An object or a collection that can be changed; of text, numbers and streams nothing tells what they are.
    static bool IsContent(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol { ElementType.SpecialType: SpecialType.None } => true,
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Interface } named => !named
                .DeclaringSyntaxReferences
                .IsEmpty
                || named.TypeArguments.Length > 0,
            _ => false,
        };

    // What two methods are each given is the same if it is of the same type.
    static string Open(string path, IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
            path = path.Replace(PathKey.Parameter(parameter), $"‹{parameter.Type.ToDisplayString()}›");
        return path;
    }

    // A body that loads and then saves is looked at by itself. What is filled lives on with whoever has it; what is
    // returned is saved by the type that got it.
    bool AreUsedApart(IMethodSymbol load, IMethodSymbol save)
    {
        var saving = calls.Of(save).ToLookup(Names.Body);
        var loading = calls.Of(load);
        return !loading.Any(call => saving[Names.Body(call)].Any(later => later.SpanStart > call.SpanStart))
            && (
                load.ReturnsVoid
                    ? !loading.IsEmpty && saving.Count > 0
                    : loading.Select(Type).Intersect(calls.Of(save).Select(Type)).Any()
            );
    }

    static SyntaxNode? Type(SyntaxNode call) => call.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    /// <param name="Method">The method that loads.</param>
    /// <param name="Content">The type of what it loads.</param>
    /// <param name="Path">The file, with what the method is given left open.</param>
    /// <param name="Read">The call that reads.</param>
    readonly record struct Load(IMethodSymbol Method, ITypeSymbol Content, string Path, SyntaxNode Read);
}
