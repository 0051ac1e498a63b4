using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.Marking;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// The other answer to what is reported of a path: it is no state. Marks what the path comes from
/// <c>[NotStatePath]</c>.
/// </summary>
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
        if (!InteractiveHost.Is(context.Document))
            return;
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
            cancellationToken => AttributeMark.NotStatePath.AddAsync(solution, declarations, cancellationToken),
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
        if (root is null || model is null || !AttributeMark.NotStatePath.IsKnown(model.Compilation))
            return null;
        var options = StatePathOptions.Of(document.Project.AnalyzerOptions, root.SyntaxTree);
        var call = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<ExpressionSyntax>(node =>
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
            );
        return
            call is not null
            && JudgedPath.Of(diagnostic.Id, call, model, options, cancellationToken) is { } path
            && PathDeclaration.Of(path) is { } declaration
            && document.Project.Solution.GetDocument(declaration.Syntax.SyntaxTree)
                is not (null or SourceGeneratedDocument)
            ? declaration
            : null;
    }
}
