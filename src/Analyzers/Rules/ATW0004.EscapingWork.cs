using System.Collections.Immutable;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>
/// Reports work that is meant to run under a lock and goes on after its release, or begins before it is held.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EscapingWorkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.EscapingWork);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Library.IsReferencedBy(start.Compilation))
            {
                start.RegisterSyntaxNodeAction(Analyze, SyntaxKind.InvocationExpression);
                start.RegisterSyntaxNodeAction(
                    AnalyzeLambda,
                    SyntaxKind.SimpleLambdaExpression,
                    SyntaxKind.ParenthesizedLambdaExpression,
                    SyntaxKind.AnonymousMethodExpression
                );
            }
        });
    }

    static void Analyze(SyntaxNodeAnalysisContext context)
    {
        foreach (
            var work in EscapingWork.Of(
                (InvocationExpressionSyntax)context.Node,
                context.SemanticModel,
                context.CancellationToken
            )
        )
            Report(context, work);
    }

    static void AnalyzeLambda(SyntaxNodeAnalysisContext context)
    {
        if (
            AsynchronousCallback.Of(
                (AnonymousFunctionExpressionSyntax)context.Node,
                context.SemanticModel,
                context.CancellationToken
            ) is
            { } work
        )
            Report(context, work);
    }

    static void Report(SyntaxNodeAnalysisContext context, EscapingWork work) =>
        context.ReportDiagnostic(
            Diagnostic.Create(Descriptors.EscapingWork, work.Node.GetLocation(), work.Taker, Flaw(work), Reason(work))
        );

    static string Flaw(EscapingWork work) =>
        work.Kind switch
        {
            EscapeKind.ReturnedAssignment => "replaces the whole state",
            EscapeKind.UnsavedAssignment or EscapeKind.UnsavedResult => "saves nothing",
            _ when IsWrite(work) => "lets work escape the write",
            _ when IsOfState(work) => "lets work escape the update",
            _ => "lets work escape the lock",
        };

    static bool IsWrite(EscapingWork work) => work.Taker.EndsWith(".Write", StringComparison.Ordinal);

    static bool IsOfState(EscapingWork work) =>
        !work.Taker.StartsWith("AtomicFile.", StringComparison.Ordinal)
        && !work.Taker.StartsWith("FileLock.", StringComparison.Ordinal);

    static string Reason(EscapingWork work)
    {
        var (end, goesOn, member) =
            IsWrite(work) ? ("the file is published", "after the file is published", "WriteAsync")
            : IsOfState(work) ? ("the state is saved", "after the state is saved", "EditAsync")
            : ("the lock is released", "after the release", "WithLockAsync");
        return work.Kind switch
        {
            EscapeKind.AsynchronousCallback =>
                "the lambda returns at its first 'await': nothing waits for what it does then, and what it throws ends the process",
            EscapeKind.AsynchronousLambda when IsHandler(work) =>
                "the lambda returns at its first 'await': what it throws then ends the process, and the next change does not wait for it",
            EscapeKind.AsyncVoid when IsHandler(work) =>
                $"'{work.Work}' is 'async void': what it throws ends the process, and the next change does not wait for it",
            EscapeKind.DroppedTask when IsHandler(work) =>
                $"nothing awaits '{work.Work}': what it throws is lost, and the next change does not wait for it",
            EscapeKind.AsynchronousLambda => $"the lambda returns at its first 'await', and {end}; use '{member}'",
            EscapeKind.AsyncVoid =>
                $"'{work.Work}' is 'async void' and goes on {goesOn}; let it return a task and use '{member}'",
            EscapeKind.ReturnedTask when IsSynchronous(work) =>
                $"the task of '{work.Work}' goes on {goesOn}; use '{member}'",
            EscapeKind.ReturnedTask or EscapeKind.TaskOutOfBlock =>
                $"the task of '{work.Work}' is returned and goes on after the release; await it",
            EscapeKind.DroppedTask => $"nothing awaits '{work.Work}', which goes on {goesOn}",
            EscapeKind.Iterator =>
                $"'{work.Work}' is an iterator and runs when it is enumerated, after the release; return a list",
            EscapeKind.ReturnedAssignment =>
                $"what is assigned to '{work.Work}' is saved as the whole state; use '{EscapingWork.EditFor(work.Taker)}'",
            EscapeKind.UnsavedAssignment =>
                $"the new state that is assigned to '{work.Work}' is not saved; use '{EscapingWork.UpdateFor(work.Taker)}'",
            EscapeKind.UnsavedResult =>
                $"'{work.Work}' returns a new state, which is not saved; use '{EscapingWork.UpdateFor(work.Taker)}'",
            EscapeKind.TaskInUsing => "nothing awaits it, so the block runs without the lock",
            _ => "nothing awaits it, so what follows does not wait for the work, nor for its exceptions",
        };
    }

    static bool IsHandler(EscapingWork work) => work.Taker.EndsWith(".OnChange", StringComparison.Ordinal);

    static bool IsSynchronous(EscapingWork work) =>
        IsWrite(work) || work.Taker.EndsWith(".WithLock", StringComparison.Ordinal);
}
