using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Writers;
using AtomicWrites.CodeFixes.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>Replaces a non-atomic write by its twin in <c>AtomicFile</c>, however sure it is that the path is state.</summary>
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

    // One pass over the document, so that any number of fixes adds the using directive once.
    static async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return document;

        var calls = diagnostics
            .Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>())
            .OfType<InvocationExpressionSyntax>()
            .Distinct();
        var twins = new Dictionary<SyntaxNode, SyntaxNode>();
        var needsUsing = false;
        foreach (var call in calls)
        {
            if (model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method || WriterTable.Find(method) is not { IsDropIn: true } writer)
                continue;
            foreach (var name in new[] { AtomicFileName.Simple, AtomicFileName.Qualified })
            {
                if (!AtomicFileName.Binds(model, call, name, writer.Twin))
                    continue;
                needsUsing |= name == AtomicFileName.Simple && !AtomicFileName.IsInScope(model, call);
                twins.Add(call.Expression, AtomicFileName.Member(call.Expression, name, writer.Twin));
                break;
            }
        }

        if (twins.Count == 0)
            return document;
        var newRoot = root.ReplaceNodes(twins.Keys, (original, _) => twins[original]);
        return document.WithSyntaxRoot(needsUsing ? UsingDirective.Add((CompilationUnitSyntax)newRoot) : newRoot);
    }
}
