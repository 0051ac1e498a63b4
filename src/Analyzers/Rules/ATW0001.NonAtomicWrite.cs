using System.Collections.Immutable;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports a non-atomic write to a state path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NonAtomicWriteAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Descriptors.NonAtomicWrite);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (WriterTable.Find(call.TargetMethod) is not { } writer)
            return;
        var path = call.Arguments.FirstOrDefault(a => a.Parameter?.Name == writer.PathParameter)?.Value;
        if (path?.ConstantValue is { HasValue: true, Value: string name } && name.EndsWith(".json", StringComparison.Ordinal))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NonAtomicWrite, call.Syntax.GetLocation(), "File." + writer.Member, name, writer.Twin));
    }
}
