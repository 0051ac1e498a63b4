using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Says of every write what was decided and on what evidence, where <c>atomic_writes.explain = true</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExplanationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.Explanation);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (
                start.Compilation.SyntaxTrees.Any(tree =>
                    StatePathOptions.Of(start.Options.AnalyzerConfigOptionsProvider.GetOptions(tree)).Explain
                )
            )
                Writes.Register(start, Explain);
        });
    }

    static void Explain(
        SyntaxNodeAnalysisContext context,
        WriteSite site,
        Judgement judgement,
        StatePathOptions options
    )
    {
        if (options.Explain)
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Descriptors.Explanation,
                    context.Node.GetLocation(),
                    site.DisplayName,
                    judgement.Path,
                    InWords(judgement.Verdict),
                    Details(judgement) + NoFix(context, judgement)
                )
            );
    }

    // What is no state needs none.
    static string NoFix(SyntaxNodeAnalysisContext context, Judgement judgement) =>
        judgement.Verdict != Verdict.NotState
        && FixRefusal.Of(context.Node, context.SemanticModel, context.CancellationToken) is { } refusal
            ? "; no fix: " + refusal
            : "";

    static string InWords(Verdict verdict) =>
        verdict switch
        {
            Verdict.State => "state",
            Verdict.ProbablyState => "probably state",
            Verdict.NotState => "not state",
            _ => "unknown",
        };

    static string Details(Judgement judgement) =>
        judgement.Evidence.IsEmpty
            ? judgement.Reason
            : judgement.Reason
                + "; "
                + string.Join(
                    "; ",
                    judgement.Evidence.Select(evidence => $"{evidence.Weight:+0;-0} {evidence.Reason}")
                );
}
