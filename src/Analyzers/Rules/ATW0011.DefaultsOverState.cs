using System.Collections.Immutable;
using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports state that cannot be read and becomes defaults, which the next save writes over it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DefaultsOverStateAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.DefaultsOverState);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var fallbacks = FallbackFinder.Of(start.Compilation);
            start.RegisterSyntaxNodeAction(
                node => Report(node, fallbacks),
                SyntaxKind.CatchClause,
                SyntaxKind.FinallyClause,
                SyntaxKind.CoalesceExpression,
                SyntaxKind.ConditionalExpression,
                SyntaxKind.IfStatement
            );
        });
    }

    static void Report(SyntaxNodeAnalysisContext context, FallbackFinder fallbacks)
    {
        var options = StatePathOptions.Of(context.Options, context.Node.SyntaxTree);
        if (fallbacks.At(context.Node, context.SemanticModel, options, context.CancellationToken) is not { } fallback)
            return;
        var save = fallback.Save.Node.GetLocation();
        context.ReportDiagnostic(
            Diagnostic.Create(
                Descriptors.DefaultsOverState,
                fallback.Location,
                [save, fallback.Read.GetLocation()],
                fallback.Save.Name,
                PlaceOf(save, context.Node.SyntaxTree),
                fallback.Save.IsDeletion ? "deletes it" : "then writes over it",
                fallback.Save.Judgement.Reason
            )
        );
    }

    static string PlaceOf(Location save, SyntaxTree tree)
    {
        var line = $"line {save.GetLineSpan().StartLinePosition.Line + 1}";
        return save.SourceTree == tree ? line : $"{line} of {Path.GetFileName(save.GetLineSpan().Path)}";
    }
}
