using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports a read-modify-write of one state file without a lock around it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnlockedUpdateAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.UnlockedUpdate);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var sequences = UpdateSequences.Of(start.Compilation);
            var resets = new StateResets(sequences.Sources);
            start.RegisterSyntaxNodeAction(
                node => Report(node, sequences, resets),
                SyntaxKind.InvocationExpression,
                SyntaxKind.ObjectCreationExpression,
                SyntaxKind.ImplicitObjectCreationExpression
            );
        });
    }

    static void Report(SyntaxNodeAnalysisContext context, UpdateSequences sequences, StateResets resets)
    {
        if (resets.ReadOf(context.Node, context.SemanticModel, context.CancellationToken) is { } loaded)
        {
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Descriptors.UnlockedUpdate,
                    context.Node.GetLocation(),
                    [loaded.GetLocation()],
                    Names.Called(context.Node),
                    loaded.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                    "nothing keeps others out in between",
                    "typed state, which 'Edit' or 'Update' change in one step"
                )
            );
            return;
        }

        var options = StatePathOptions.Of(context.Options, context.Node.SyntaxTree);
        if (
            (
                sequences.EndingAt(context.Node, context.SemanticModel, options, context.CancellationToken)
                ?? sequences.KeptAt(context.Node, context.SemanticModel, options, context.CancellationToken)
            )
            is not { } sequence
        )
            return;
        var others = sequence.Writes.RemoveAt(0).Insert(0, sequence.Read).Select(node => node.GetLocation());
        var line = sequence.Read.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        var guard =
            sequence.Guard is { Name: var name } ? $"'{name}' keeps out this process only"
            : Names.Body(sequence.Read) == Names.Body(sequence.Write) ? "nothing keeps others out in between"
            : "what others have written since is overwritten";
        context.ReportDiagnostic(
            Diagnostic.Create(
                Descriptors.UnlockedUpdate,
                context.Node.GetLocation(),
                others,
                sequence.DisplayName,
                line,
                guard,
                sequence.Judgement.Reason
            )
        );
    }
}
