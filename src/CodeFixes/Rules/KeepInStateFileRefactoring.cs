using System.Composition;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// The same rewriting where nothing is reported, on the name of the type or in one of the two methods.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp), Shared]
public sealed class KeepInStateFileRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        if (
            !InteractiveHost.Is(context.Document)
            || await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false)
                is not { } root
            || root.FindToken(context.Span.Start).Parent is not { } place
            || place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || !(place == type || place.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not null)
            || await StateFileRewriter
                .RewriteAsync(context.Document, type, context.Span.Start, new(), context.CancellationToken)
                .ConfigureAwait(false)
                is not { } changed
        )
            return;
        context.RegisterRefactoring(
            CodeAction.Create(
                StateFileTitle.Of(type),
                _ => Task.FromResult(changed),
                equivalenceKey: nameof(StateFileTitle)
            )
        );
    }
}
