using System.Collections.Immutable;
using System.Composition;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>Ends the bug and not the symptom: a <c>Load</c> and a <c>Save</c> are kept in a <c>StateFile</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class KeepInStateFileCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        ImmutableArray.Create("ATW0001", "ATW0002", "ATW0011");

    /// <summary>None: what an unreadable file does to the program changes. Somebody has to look at each.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (
            !InteractiveHost.Is(context.Document)
            || await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false)
                is not { } root
            || root.FindToken(context.Span.Start).Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || await StateFileRewriter
                .RewriteAsync(context.Document, type, context.Span.Start, new(), context.CancellationToken)
                .ConfigureAwait(false)
                is not { } changed
            || context.Diagnostics[0].Id == "ATW0002"
                && !await IsOneStepAsync(root, changed, context).ConfigureAwait(false)
        )
            return;
        var title = StateFileTitle.Of(type);
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(changed), equivalenceKey: nameof(StateFileTitle)),
            context.Diagnostics
        );
    }

    // What is reported as an update without a lock has to be one afterwards, not a Read and a Reset, which are
    // reported as well.
    static async Task<bool> IsOneStepAsync(SyntaxNode root, Document changed, CodeFixContext context)
    {
        var method = root.FindToken(context.Span.Start).Parent?.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        var after = await changed.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        return method is not null
            && after!
                .DescendantNodes()
                .OfType<MethodDeclarationSyntax>()
                .Where(other => other.Identifier.ValueText == method.Identifier.ValueText)
                .Any(other => other.DescendantNodes().Any(node => Names.Called(node) is "Edit" or "EditAsync"));
    }
}
