using System.Collections.Immutable;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>
/// Reports what makes a lock useless or its taking fail: lock files deleted or written to, a lock inside itself, the
/// lock of a lock file.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LockDisciplineAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.LockDiscipline);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (!Library.IsReferencedBy(start.Compilation))
                return;
            var misuses = new LockMisuses(StatePathInference.Of(start.Compilation).Sources);
            start.RegisterSyntaxNodeAction(
                context =>
                {
                    foreach (var misuse in misuses.Of(context.Node, context.SemanticModel, context.CancellationToken))
                        context.ReportDiagnostic(
                            Diagnostic.Create(
                                Descriptors.LockDiscipline,
                                misuse.Node.GetLocation(),
                                misuse.What,
                                misuse.Flaw
                            )
                        );
                },
                SyntaxKind.InvocationExpression,
                SyntaxKind.ObjectCreationExpression,
                SyntaxKind.ImplicitObjectCreationExpression
            );
        });
    }
}
