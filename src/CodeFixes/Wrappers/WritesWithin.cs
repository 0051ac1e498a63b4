using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.CodeFixes.Marking;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace AtomicWrites.CodeFixes.Wrappers;

/// <summary>All that a call writes which only leads to writes: of an interface, in each implementation.</summary>
/// <param name="Sites">The calls and creations that write; none where one of them cannot be edited.</param>
/// <param name="Methods">
/// Of another project, which callers do not look into, the methods that have to say that they write atomically then.
/// </param>
sealed record WritesWithin(
    IReadOnlyList<(Document Document, ExpressionSyntax Call)> Sites,
    IReadOnlyList<(ProjectId Project, string Id)> Methods
)
{
    static readonly WritesWithin None = new([], []);

    /// <summary>What a call of a method ends in, of its own project or of another one.</summary>
    public static async Task<WritesWithin> OfAsync(
        Project project,
        ExpressionSyntax call,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var writes = StatePathInference.Of(model.Compilation).WritesWithin(call, model);
        return writes.Count > 0 ? new(await SitesAsync(project, writes, cancellationToken).ConfigureAwait(false), [])
            : BoundCall.Of(call, model, cancellationToken)?.Method is { } method
            && !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, model.Compilation.Assembly)
                ? await OfOtherProjectAsync(method, project.Solution, cancellationToken).ConfigureAwait(false)
            : None;
    }

    static async Task<WritesWithin> OfOtherProjectAsync(
        IMethodSymbol called,
        Solution solution,
        CancellationToken cancellationToken
    )
    {
        var sites = new List<(Document, ExpressionSyntax)>();
        var marked = new List<(ProjectId, string)>();
        foreach (var method in await MayRunAsync(called, solution, cancellationToken).ConfigureAwait(false))
        {
            if (
                solution.GetProject(method.ContainingAssembly, cancellationToken) is not { } project
                || await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
            )
                return None;
            if (TestProject.Is(compilation))
                continue; // a stand-in of tests keeps nobody's state
            if (!AttributeMark.AtomicWriter.IsKnown(compilation))
                return None;
            if (!method.IsAbstract)
            {
                var writes = StatePathInference.Of(compilation).OnlyWritesTo(method.Parameters[0]);
                var found = await SitesAsync(project, writes, cancellationToken).ConfigureAwait(false);
                if (found.Count == 0)
                    return None; // it may write as nobody sees
                sites.AddRange(found);
            }

            marked.Add((project.Id, DocumentationCommentId.CreateDeclarationId(method)));
        }

        return new(sites, marked);
    }

    // The method, and whatever overrides or implements it.
    static async Task<IEnumerable<IMethodSymbol>> MayRunAsync(
        IMethodSymbol called,
        Solution solution,
        CancellationToken cancellationToken
    )
    {
        var methods = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (
            await SymbolFinder
                .FindSourceDefinitionAsync(called.OriginalDefinition, solution, cancellationToken)
                .ConfigureAwait(false) is
            { } definition
        )
        {
            methods.Add(definition);
            methods.UnionWith(
                await SymbolFinder
                    .FindImplementationsAsync(definition, solution, cancellationToken: cancellationToken)
                    .ConfigureAwait(false)
            );
            foreach (var method in methods.ToArray())
                methods.UnionWith(
                    await SymbolFinder
                        .FindOverridesAsync(method, solution, cancellationToken: cancellationToken)
                        .ConfigureAwait(false)
                );
        }

        return methods.OfType<IMethodSymbol>();
    }

    static async Task<IReadOnlyList<(Document, ExpressionSyntax)>> SitesAsync(
        Project project,
        IReadOnlyList<SyntaxNode> writes,
        CancellationToken cancellationToken
    )
    {
        var sites = new List<(Document, ExpressionSyntax)>();
        foreach (var node in writes)
        {
            if (
                node is not ExpressionSyntax write
                || project.GetDocument(write.SyntaxTree) is not { } document
                || document is SourceGeneratedDocument
                || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
                || !WriterCall.Of(write, model, cancellationToken).Any()
            )
                return [];
            sites.Add((document, write));
        }

        return sites;
    }

    /// <summary>Has the methods of other projects say that they write atomically.</summary>
    public static async Task<Solution> MarkAsync(
        Solution solution,
        IEnumerable<(ProjectId Project, string Id)> methods,
        CancellationToken cancellationToken
    )
    {
        var declarations = new List<PathDeclaration>();
        foreach (var (project, id) in methods)
            if (
                await solution.GetProject(project)!.GetCompilationAsync(cancellationToken).ConfigureAwait(false)
                    is { } compilation
                && DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is IMethodSymbol method
                && !Annotations.IsAtomicWriter(method)
            )
                foreach (var reference in method.DeclaringSyntaxReferences)
                    declarations.Add(
                        new(method, await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false), "")
                    );
        return await AttributeMark
            .AtomicWriter.AddAsync(solution, declarations, cancellationToken)
            .ConfigureAwait(false);
    }
}
