using System.Collections.Immutable;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports a non-atomic write to what is probably a state path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProbablyNonAtomicWriteAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.ProbablyNonAtomicWrite);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
            JudgedWrites.Report(start, Verdict.ProbablyState, Descriptors.ProbablyNonAtomicWrite)
        );
    }
}
