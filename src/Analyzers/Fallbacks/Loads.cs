using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>A load that may fail.</summary>
/// <param name="Read">The call that reads.</param>
/// <param name="Path">The file, as <see cref="PathKey"/> tells it.</param>
/// <param name="Attempt">The <c>try</c> around it, where there is one.</param>
/// <param name="Start">The code that runs when it has failed.</param>
/// <param name="Model">That of their file.</param>
sealed record LoadSite(SyntaxNode Read, string Path, TryStatementSyntax? Attempt, SyntaxNode Start, SemanticModel Model)
{
    /// <summary>The method, accessor or initializer that it stands in.</summary>
    public SyntaxNode Body { get; } = Names.Body(Read);
}

/// <summary>The reads that some code depends on.</summary>
static class Loads
{
    // What a method does that reads something on the way, but is not there to load, has other reasons to fail.
    static readonly ImmutableHashSet<string> Loading = ImmutableHashSet.Create(
        "deserialize",
        "get",
        "import",
        "init",
        "initialize",
        "load",
        "loaded",
        "open",
        "parse",
        "populate",
        "read",
        "restore"
    );

    /// <summary>Whether a call reads itself, or says that it does.</summary>
    public static bool IsLoad(SyntaxNode call) => PathRead.Reads(call, Names.Called(call)) || Says(Names.Called(call));

    /// <summary>Whether a method is called as one that loads.</summary>
    public static bool Says(string method) => NameVocabulary.Of(method).Any(Loading.Contains);

    /// <summary>
    /// Whether a load gives an object of the program, or one has been made of it, which is done: what fails in it later
    /// is no unreadable file.
    /// </summary>
    public static bool IsDone(SyntaxNode read, SemanticModel model, CancellationToken cancellationToken) =>
        read is InvocationExpressionSyntax call
        && (
            IsObject(call, model, cancellationToken)
            || MadeOf(call) is { } made && IsObject(made, model, cancellationToken)
        );

    // File.Exists(path) ? JsonSerializer.Deserialize<Settings>(File.ReadAllText(path)) : new(); not new Parser(text)
    static ExpressionSyntax? MadeOf(ExpressionSyntax read) =>
        read.Ancestors()
            .TakeWhile(node =>
                node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax
                && node is not BaseObjectCreationExpressionSyntax
            )
            .OfType<ExpressionSyntax>()
            .LastOrDefault();

    static bool IsObject(ExpressionSyntax read, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(read, cancellationToken).Type is { } type
        && type.Awaited() is INamedTypeSymbol { IsReferenceType: true } made
        && made.Locations.Any(location => location.IsInSource)
        && !made.AllInterfaces.Any(kind => kind.Name is "IDisposable" or "IEnumerable");

    /// <summary>Those in it, and those that made the variables that it uses.</summary>
    public static IEnumerable<SyntaxNode> In(SyntaxNode code, FileEffects effects, SemanticModel model)
    {
        var nodes = code.DescendantNodesAndSelf(node =>
                node is not LocalFunctionStatementSyntax && !HandedOver.FailsElsewhere(node, model)
            )
            .ToArray();
        var seen = new HashSet<SyntaxNode>();
        foreach (var node in nodes)
            if (effects.MayRead(node) && IsLoad(node) && seen.Add(node))
                yield return node;
        var member = TreeIndex.Around(code);
        foreach (
            var name in nodes
                .OfType<IdentifierNameSyntax>()
                .Select(name => name.Identifier.ValueText)
                .Distinct(StringComparer.Ordinal)
        )
            if (member.Local(name) is { } value && value.SpanStart < code.SpanStart)
                foreach (var node in value.DescendantNodesAndSelf())
                    if (effects.MayRead(node) && IsLoad(node) && seen.Add(node))
                        yield return node;
    }
}
