using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.CodeFixes.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>Replaces a non-atomic write by what <c>AtomicFile</c> has for it, however sure it is that the path is state.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NonAtomicWriteCodeFix : CodeFixProvider
{
    const string Title = "Write atomically";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("ATW0001", "ATW0007", "ATW0008");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await FixAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false) is { } fixedDocument && fixedDocument != context.Document)
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(fixedDocument), equivalenceKey: Title), context.Diagnostics);
    }

    static async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
            return document;
        var sites = diagnostics
            .Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax))
            .OfType<ExpressionSyntax>()
            .Distinct()
            .ToArray();
        return await SiteRewriter.RewriteAsync(document, sites, cancellationToken).ConfigureAwait(false);
    }
}
