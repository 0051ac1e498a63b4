using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.CodeFixes.Marking;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>The other answer to what is reported of a path: it is no state. Marks what the path comes from <c>[NotStatePath]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NotStatePathCodeFix : CodeFixProvider
{
    const string EquivalenceKey = "NotStatePath";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        ImmutableArray.Create("ATW0001", "ATW0002", "ATW0003", "ATW0007", "ATW0008");

    /// <summary>None: what a path is, is an opinion. Somebody has to look at each.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
            if (
                await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is
                { } declaration
            )
                context.RegisterCodeFix(
                    Action(
                        $"Mark '{declaration.Symbol.Name}' [NotStatePath]",
                        context.Document.Project.Solution,
                        [declaration]
                    ),
                    diagnostic
                );
    }

    // Below the fix that writes atomically.
    static CodeAction Action(string title, Solution solution, IReadOnlyList<PathDeclaration> declarations) =>
        CodeAction.Create(
            title,
            cancellationToken => NotStatePathMark.AddAsync(solution, declarations, cancellationToken),
            EquivalenceKey,
            CodeActionPriority.Low
        );

    static async Task<PathDeclaration?> FindAsync(
        Document document,
        Diagnostic diagnostic,
        CancellationToken cancellationToken
    )
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null || !NotStatePathMark.IsKnown(model.Compilation))
            return null;
        var options = StatePathOptions.Of(
            document.Project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(root.SyntaxTree)
        );
        var call = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<ExpressionSyntax>(node =>
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
            );
        if (call is null)
            return null;
        foreach (var path in Paths(call, model, options, cancellationToken))
            if (
                PathDeclaration.Of(path) is { } declaration
                && document.Project.Solution.GetDocument(declaration.Syntax.SyntaxTree)
                    is not (null or SourceGeneratedDocument)
            )
                return declaration;
        return null;
    }

    // Of a call that writes, its path; of one that moves or reads, what it moves to, else what it is passed.
    static IEnumerable<IOperation?> Paths(
        SyntaxNode call,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        if (
            StatePathInference.Of(model.Compilation).Judge(call, model, options, cancellationToken) is
            ({ } site, { } judgement)
        )
            return judgement.Reason == StatePathInference.ByOption ? [] : [site.Path];
        return BoundCall.Of(call, model, cancellationToken) is { } bound
            ? bound
                .Method.Parameters.Where(parameter => parameter.Type.SpecialType == SpecialType.System_String)
                .OrderByDescending(parameter => parameter.Name.StartsWith("dest", StringComparison.Ordinal))
                .Select(parameter => bound.For(parameter))
            : [];
    }
}
