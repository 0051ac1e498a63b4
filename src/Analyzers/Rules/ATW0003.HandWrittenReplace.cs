using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Replacing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports a hand-written replace of state that loses data, at its rename.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandWrittenReplaceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.HandWrittenReplace);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var replacements = Replacements.Of(start.Compilation);
            start.RegisterSyntaxNodeAction(context => Report(context, replacements), SyntaxKind.InvocationExpression);
        });
    }

    static void Report(SyntaxNodeAnalysisContext context, Replacements replacements)
    {
        var options = StatePathOptions.Of(context.Options, context.Node.SyntaxTree);
        if (replacements.At(context.Node, context.SemanticModel, options, context.CancellationToken) is { } replacement)
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Descriptors.HandWrittenReplace,
                    context.Node.GetLocation(),
                    replacement.Commit.DisplayName,
                    replacement.Judgement.Reason,
                    replacement.Message,
                    replacement.Twin
                )
            );
        else if (
            replacements.DeletedAt(context.Node, context.SemanticModel, options, context.CancellationToken) is
            ({ } deleted, { } site, { } judgement)
        )
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Descriptors.HandWrittenReplace,
                    context.Node.GetLocation(),
                    Commit.Of(deleted.Deletion, context.SemanticModel)?.DisplayName ?? "File.Delete",
                    judgement.Reason,
                    deleted.Message,
                    site.Writer.Twin
                )
            );
    }
}
