using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// What <c>[StatePath]</c> and <c>[NotStatePath]</c> say; they go before all inference, and what denies goes before
/// what affirms. And <c>[AtomicWriter]</c>, of methods that cannot be looked into.
/// </summary>
sealed class Annotations(IAssemblySymbol assembly)
{
    public const string State = "StatePathAttribute";
    public const string NotState = "NotStatePathAttribute";
    public const string AtomicWriter = "AtomicWriterAttribute";

    readonly ImmutableArray<Glob> _state = Globs(assembly, State);
    readonly ImmutableArray<Glob> _notState = Globs(assembly, NotState);

    public Judgement? Of(IReadOnlyList<TracedPath> paths) =>
        Say(paths, NotState, _notState) is { } denied ? Judgement.Of(Verdict.NotState, denied)
        : Say(paths, State, _state) is { } affirmed ? Judgement.Of(Verdict.State, affirmed)
        : null;

    public static bool Denies(IParameterSymbol parameter) => Has(parameter.GetAttributes(), NotState);

    /// <summary>Whether an attribute says of a method, of what it overrides or of its type, that it writes atomically.</summary>
    public static bool IsAtomicWriter(IMethodSymbol method)
    {
        for (var declared = method; declared is not null; declared = declared.OverriddenMethod)
            if (
                Has(declared.GetAttributes(), AtomicWriter)
                || Has(declared.ContainingType.GetAttributes(), AtomicWriter)
            )
                return true;
        return false;
    }

    static string? Say(IReadOnlyList<TracedPath> paths, string attribute, ImmutableArray<Glob> globs)
    {
        foreach (var path in paths)
        {
            foreach (var origin in path.Origins)
                if (
                    origin.Symbol is { } symbol
                    && (
                        Has(symbol.GetAttributes(), attribute)
                        || (symbol is IMethodSymbol method && Has(method.GetReturnTypeAttributes(), attribute))
                    )
                )
                    return $"[{Short(attribute)}] on '{symbol.Name}'";
            if (globs.Any(glob => glob.Matches(path.Text)))
                return $"[{Short(attribute)}] on the assembly";
        }

        return null;
    }

    static bool Has(ImmutableArray<AttributeData> attributes, string name) =>
        attributes.Any(attribute => Is(attribute, name));

    static bool Is(AttributeData attribute, string name) =>
        attribute.AttributeClass is { } type && type.Name == name && IsOurs(type);

    /// <summary>Whether a type stands in the namespace of the package.</summary>
    public static bool IsOurs(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "AtomicWrites", ContainingNamespace.IsGlobalNamespace: true };

    static ImmutableArray<Glob> Globs(IAssemblySymbol assembly, string name) =>
        assembly
            .GetAttributes()
            .Where(attribute => Is(attribute, name))
            .Select(attribute =>
                attribute.ConstructorArguments.FirstOrDefault().Value is string glob ? Glob.TryParse(glob) : null
            )
            .OfType<Glob>()
            .ToImmutableArray();

    static string Short(string attribute) => attribute.Substring(0, attribute.Length - "Attribute".Length);
}
