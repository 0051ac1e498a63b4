using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>
/// What the rules on writes share: each looks at the same sites and asks the same question, and reports one answer.
/// </summary>
static class JudgedWrites
{
    /// <summary>Reports, locally, each write that is judged so.</summary>
    public static void Report(CompilationStartAnalysisContext start, Verdict verdict, DiagnosticDescriptor rule) =>
        Register(start, (context, site, judgement, options) =>
        {
            if (
                judgement.Verdict == verdict
                && !Replacements
                    .Of(context.Compilation)
                    .Covers(site, context.SemanticModel, options, context.CancellationToken)
            )
                context.ReportDiagnostic(
                    Diagnostic.Create(
                        rule,
                        context.Node.GetLocation(),
                        site.DisplayName,
                        judgement.Reason,
                        Replacement(site, judgement, context.Compilation)
                    )
                );
        });

    // What writes single values back comes first to mind, where the program has it; it knows JSON and no XML.
    static string Replacement(WriteSite site, Judgement judgement, Compilation compilation)
    {
        if (
            !NameVocabulary.IsHostSettings(judgement.Path)
            || compilation.GetTypeByMetadataName("AtomicWrites.Extensions.IWritableOptions`1") is null
        )
            return site.Writer.Twin;
        var isJson = judgement.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        return site.Writer.Twin
            + (isJson ? "' or '" : "' or, with the settings in JSON, '")
            + "IWritableOptions<T>.Update";
    }

    public static void Register(
        CompilationStartAnalysisContext start,
        Action<SyntaxNodeAnalysisContext, WriteSite, Judgement, StatePathOptions> act
    )
    {
        var inference = StatePathInference.Of(start.Compilation);
        start.RegisterSyntaxNodeAction(
            context =>
            {
                var options = StatePathOptions.Of(context.Options, context.Node.SyntaxTree);
                if (
                    inference.Judge(context.Node, context.SemanticModel, options, context.CancellationToken) is
                    ({ } site, { } judgement)
                )
                    act(context, site, judgement, options);
            },
            SyntaxKind.InvocationExpression,
            SyntaxKind.ObjectCreationExpression,
            SyntaxKind.ImplicitObjectCreationExpression
        );
    }
}
