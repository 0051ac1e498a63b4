using System.Collections.Immutable;
using System.Globalization;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>
/// Says of every write what was decided and on what evidence, where <c>atomic_writes.explain = true</c>.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExplanationAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of the diagnostic that has the vector, for tools: <c>home=1 not-folder=0.5</c>.</summary>
    public const string Features = "features";

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
            if (start.Compilation.SyntaxTrees.Any(tree => StatePathOptions.Of(start.Options, tree).Explain))
            {
                JudgedWrites.Register(start, Explain);
                start.RegisterSyntaxNodeAction(ExplainReplace, SyntaxKind.InvocationExpression);
            }
        });
    }

    static void ExplainReplace(SyntaxNodeAnalysisContext context)
    {
        var options = StatePathOptions.Of(context.Options, context.Node.SyntaxTree);
        if (
            options.Explain
            && Replacements
                .Of(context.Compilation)
                .TargetAt(context.Node, context.SemanticModel, options, context.CancellationToken)
                is ({ } site, { } judgement)
        )
            Explain(context, site, judgement, options);
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
                    ImmutableDictionary<string, string?>.Empty.Add(Features, Vector(judgement)),
                    site.DisplayName,
                    judgement.Path,
                    InWords(judgement.Verdict),
                    Details(judgement) + NoFix(context, site, judgement, options)
                )
            );
    }

    // What is no state, or is replaced as it should be, needs none.
    static string NoFix(
        SyntaxNodeAnalysisContext context,
        WriteSite site,
        Judgement judgement,
        StatePathOptions options
    )
    {
        if (judgement.Verdict == Verdict.NotState)
            return "";
        var (node, model, cancellationToken) = (context.Node, context.SemanticModel, context.CancellationToken);
        var refusal =
            !site.Replaces ? FixRefusal.Of(node, model, cancellationToken)
            : Replacements.Of(context.Compilation).At(node, model, options, cancellationToken) is null ? null
            : FixRefusal.OfReplace((InvocationExpressionSyntax)node, model, cancellationToken);
        return refusal is null ? "" : "; no fix: " + refusal;
    }

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
                    judgement.Evidence.Select(evidence =>
                        evidence.Weight.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture)
                        + $" {evidence.Reason} ({evidence.Feature})"
                    )
                );

    static string Vector(Judgement judgement) =>
        string.Join(
            " ",
            judgement.Evidence.Select(evidence =>
                evidence.Feature + "=" + evidence.Share.ToString(CultureInfo.InvariantCulture)
            )
        );
}
