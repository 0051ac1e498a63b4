using System.Collections.Immutable;
using AtomicWrites.Analyzers.Commits;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports a stream or writer of <c>AtomicFile</c> that is disposed of on some way without a commit.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncommittedWriteAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.UncommittedWrite);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Library.IsReferencedBy(start.Compilation))
                start.RegisterSyntaxNodeAction(Analyze, SyntaxKind.InvocationExpression);
        });
    }

    static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var creation = (InvocationExpressionSyntax)context.Node;
        if (PendingStream.Of(creation, context.SemanticModel, context.CancellationToken) is { } stream)
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Descriptors.UncommittedWrite,
                    creation.Expression.GetLocation(),
                    stream.Ends.Select(end => end.Location),
                    stream.Local?.Name ?? "AtomicFile." + Names.Simple(creation.Expression),
                    Where(stream)
                )
            );
    }

    static string Where(PendingStream stream) =>
        stream.IsCommittedElsewhere
            ? $"on the code path that ends at line {stream.Ends[0].Location.GetLineSpan().StartLinePosition.Line + 1}"
            : "on every code path";
}
