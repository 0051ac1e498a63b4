using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>That a call reads or writes a file, itself or in what it calls.</summary>
/// <param name="Path">The file, as <see cref="PathKey"/> tells it.</param>
/// <param name="Site">The write itself; null of a read.</param>
readonly record struct FileEffect(string Path, WriteSite? Site)
{
    public bool IsWrite => Site is not null;
}

/// <summary>What calls do to files, through the methods of the program that they call.</summary>
sealed class FileEffects(SourceIndex sources)
{
    static readonly ConditionalWeakTable<SourceIndex, FileEffects> Cache = new();

    const int MaxLayers = 2;
    const int MaxEffects = 16;
    const int MaxCalls = 400;

    readonly ConcurrentDictionary<(IMethodSymbol Method, int Layers), ImmutableArray<FileEffect>> _ofMethods = new();

    // Of a body with many calls asked for again and again.
    readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<SyntaxNode>> _reads = new();
    readonly Lazy<ImmutableHashSet<string>> _readers = new(() => sources.MethodsThat(member => member.Reads));
    readonly Lazy<ImmutableHashSet<string>> _writers = new(() =>
        sources.MethodsThat(member =>
            member.Called.Any(WriterTable.Names.Contains) || member.Called.Any(WriterTable.ReplacerNames.Contains)
        )
    );

    /// <summary>The sources that they are found in.</summary>
    public SourceIndex Sources => sources;

    /// <summary>The same for every rule.</summary>
    public static FileEffects Of(SourceIndex sources) => Cache.GetValue(sources, static key => new FileEffects(key));

    /// <summary>By names alone: whether a call may read, itself or in what it calls.</summary>
    public bool MayRead(SyntaxNode call) =>
        Names.Called(call) is { Length: > 0 } name
        && (PathRead.Reads(call, name) || _readers.Value.Contains(name) || IsFunction(call, name));

    /// <summary>By names alone: whether a call may write, itself or in what it calls.</summary>
    public bool MayWrite(SyntaxNode call) =>
        Names.Called(call) is { Length: > 0 } name
        && (MayWriteItself(call, name) || _writers.Value.Contains(name) || IsFunction(call, name));

    /// <summary>By names alone: the calls of a body that may read, in their order.</summary>
    public ImmutableArray<SyntaxNode> ReadsOf(SyntaxNode body) =>
        _reads.GetOrAdd(body, key => Names.Within(key).Where(MayRead).ToImmutableArray());

    /// <summary>Every effect of a call.</summary>
    public ImmutableArray<FileEffect> Of(
        SyntaxNode call,
        SemanticModel model,
        CancellationToken cancellationToken = default
    ) => Of(call, model, MaxLayers, cancellationToken);

    /// <summary>The method of the program that a call runs; of an interface's the implementation.</summary>
    public IMethodSymbol? Target(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken = default) =>
        CallTarget.Of(call, model, sources, cancellationToken);

    ImmutableArray<FileEffect> Of(SyntaxNode call, SemanticModel model, int layers, CancellationToken cancellationToken)
    {
        var name = Names.Called(call);
        if (
            MayWriteItself(call, name)
            && (WriteSite.Of(call, model, cancellationToken) ?? WriteSite.OfReplacer(call, model, cancellationToken))
                is { } site
        )
            return PathKey.Of(site.Path, sources) is { } written
                ? ImmutableArray.Create(new FileEffect(written, site))
                : ImmutableArray<FileEffect>.Empty;
        if (
            call is InvocationExpressionSyntax
            && !PathRead.OpensToRead(call)
            && (_readers.Value.Contains(name) || _writers.Value.Contains(name) || IsFunction(call, name))
            && Target(call, model, cancellationToken) is { } target
        )
            return layers == 0
                ? ImmutableArray<FileEffect>.Empty
                : Inherited(call, target, model, layers - 1, cancellationToken);
        return
            PathRead.Reads(call, name)
            && (
                BoundCall.Of(call, model, cancellationToken) is { } read
                    ? PathOf(read)
                    : PathRead.Unbound(call, model, cancellationToken)
            )
                is { } path
            && PathKey.Of(path, sources) is { } key
            ? ImmutableArray.Create(new FileEffect(key, null))
            : ImmutableArray<FileEffect>.Empty;
    }

    // A reader's path is its first string, its FileInfo, or the object that it is called on.
    IOperation? PathOf(BoundCall read) =>
        !sources.Has(read.Method) || PathRead.OpensToRead(read.Node)
            ? read.Method.Parameters.FirstOrDefault(parameter =>
                parameter.Type.SpecialType == SpecialType.System_String || parameter.Type.Name == "FileInfo"
            )
                is { } first
                ? read.For(first)
                : read.Instance
            : null;

    ImmutableArray<FileEffect> Inherited(
        SyntaxNode call,
        IMethodSymbol target,
        SemanticModel model,
        int layers,
        CancellationToken cancellationToken
    )
    {
        var effects = _ofMethods.GetOrAdd((target, layers), key => OfBody(key.Method, key.Layers));
        if (effects.IsEmpty || BoundCall.Of(call, model, cancellationToken) is not { } bound)
            return ImmutableArray<FileEffect>.Empty;
        var filled = ImmutableArray.CreateBuilder<FileEffect>();
        foreach (var effect in effects)
            if (Fill(effect.Path, target, bound) is { } path)
                filled.Add(effect with { Path = path });
        return filled.ToImmutable();
    }

    /// <summary>The path within a method, as the one who calls it has it; null where that is not known.</summary>
    public string? AtCall(
        SyntaxNode call,
        IMethodSymbol target,
        string path,
        SemanticModel model,
        CancellationToken cancellationToken
    ) => BoundCall.Of(call, model, cancellationToken) is { } bound ? Fill(path, target, bound) : null;

    string? Fill(string path, IMethodSymbol target, BoundCall call)
    {
        foreach (var parameter in target.Parameters)
        {
            var open = PathKey.Parameter(parameter);
            if (!path.Contains(open))
                continue;
            var passed = call.For(parameter);
            var key =
                passed is not null ? PathKey.Of(passed, sources)
                : parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: string text } ? $"\"{text}\""
                : null;
            if (key is null)
                return null;
            path = path.Replace(open, key);
        }

        if (PathKey.Receiver(target) is { } receiver && path.Contains(receiver))
            return PathKey.Of(call.Receiver, sources) is { } key ? path.Replace(receiver, key) : null;
        if (!path.Contains(PathKey.This) || call.Instance is null)
            return path;
        return PathKey.Of(call.Instance, sources) is { } owner ? path.Replace(PathKey.This, owner) : null;
    }

    ImmutableArray<FileEffect> OfBody(IMethodSymbol method, int layers)
    {
        var effects = ImmutableArray.CreateBuilder<FileEffect>();
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            if (sources.Model(declaration.SyntaxTree) is not { } model)
                continue;
            foreach (
                var node in Names.Within(declaration).Where(node => MayRead(node) || MayWrite(node)).Take(MaxCalls)
            )
            foreach (var effect in Of(node, model, layers, CancellationToken.None))
                if (
                    effects.Count < MaxEffects
                    && !effects.Any(known => known.Path == effect.Path && known.IsWrite == effect.IsWrite)
                )
                    effects.Add(effect);
        }

        return effects.ToImmutable();
    }

    /// <summary>By names alone: whether a call may write, itself.</summary>
    public static bool MayWriteItself(SyntaxNode call, string name) =>
        WriteSite.MayWrite(call) || WriterTable.ReplacerNames.Contains(name);

    static bool IsFunction(SyntaxNode call, string name) =>
        call is InvocationExpressionSyntax { Expression: IdentifierNameSyntax }
        && TreeIndex.Around(call).Functions.Contains(name);
}
