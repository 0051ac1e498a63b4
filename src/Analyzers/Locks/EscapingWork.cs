using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>Work that goes on when the lock is released, or begins before it is held.</summary>
/// <param name="Kind">How it gets out.</param>
/// <param name="Node">Where a reader looks for it.</param>
/// <param name="Taker">What takes the lock.</param>
/// <param name="Work">What gets out, by the name that the program has for it.</param>
readonly record struct EscapingWork(EscapeKind Kind, SyntaxNode Node, string Taker, string Work)
{
    static readonly ImmutableHashSet<string> Takers = ImmutableHashSet.Create(
        "WithLock",
        "WithLockAsync",
        "Write",
        "Update",
        "UpdateAsync",
        "Edit",
        "EditAsync",
        "ResetAsync",
        "DeleteAsync",
        "FlushAsync",
        "OnChange",
        "Acquire",
        "AcquireAsync",
        "TryAcquire",
        "TryAcquireAsync"
    );

    public static IEnumerable<EscapingWork> Of(
        InvocationExpressionSyntax call,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            !Takers.Contains(Names.Simple(call.Expression))
            || IsOtherWrite(call)
            || model.GetOperation(call, cancellationToken)
                is not IInvocationOperation { TargetMethod: { ContainingType: var type } method } taking
        )
            return [];
        if (StateCall.Is(type))
            return OfState(taking, model, cancellationToken);
        if (!Library.Has(type, "AtomicFile") && !Library.Has(type, "FileLock"))
            return [];
        var taker = type.Name + "." + method.Name;
        return method.Name switch
        {
            "WithLock" or "Write" or "Update" => OfWork(taking, taker, model, cancellationToken),
            "Acquire" or "TryAcquire" => OutOfBlock(call, taker, model, cancellationToken),
            _ => OfTask(taking, taker).Concat(OfWork(taking, taker, model, cancellationToken)),
        };
    }

    /// <summary>Whether what is handed over so is looked at as the work of a lock, a write or an update.</summary>
    public static bool IsWorkOf(IMethodSymbol method, IParameterSymbol parameter) =>
        Takers.Contains(method.Name)
        && SymbolEqualityComparer.Default.Equals(
            method.Parameters.FirstOrDefault(other => other.Type.TypeKind == TypeKind.Delegate),
            parameter
        );

    // Much is called Write, and a look at its meaning is dear: by its full name only.
    static bool IsOtherWrite(InvocationExpressionSyntax call) =>
        Names.Simple(call.Expression) == "Write"
        && !(call.Expression is MemberAccessExpressionSyntax member && Names.Simple(member.Expression) == "AtomicFile");

    /// <summary>The member that changes the object that it gets, for one that returns another.</summary>
    public static string EditFor(string taker) =>
        taker.EndsWith("Async", StringComparison.Ordinal) ? "EditAsync" : "Edit";

    /// <summary>The member that saves the state that it gets back, for one that changes an object.</summary>
    public static string UpdateFor(string taker) =>
        taker.EndsWith("Async", StringComparison.Ordinal) ? "UpdateAsync" : "Update";

    static IEnumerable<EscapingWork> OfState(
        IInvocationOperation taking,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (BoundCall.Of(taking.Syntax, model, cancellationToken) is not { } call)
            return [];
        var (taker, callee) = (StateCall.NameOf(call), ((InvocationExpressionSyntax)taking.Syntax).Expression);
        if (
            call.Method.Name is "Update" or "UpdateAsync"
            && Lambda(taking) is { Syntax: AnonymousFunctionExpressionSyntax lambda }
            && StateCall.ReturnedAssignment(lambda, Returned(lambda)) is { } assigned
        )
            return [new(EscapeKind.ReturnedAssignment, callee, taker, assigned.ToString())];
        if (
            call.Method.Name is "Edit" or "EditAsync"
            && Lambda(taking) is { Syntax: AnonymousFunctionExpressionSyntax edit }
        )
        {
            if (StateCall.UnsavedAssignment(edit) is { } parameter)
                return [new(EscapeKind.UnsavedAssignment, callee, taker, parameter)];
            var state = call.Method.TypeArguments.FirstOrDefault();
            if (StateCall.UnsavedResult(edit, state, model, cancellationToken) is { } called)
                return [new(EscapeKind.UnsavedResult, callee, taker, called)];
        }

        var work = OfWork(taking, taker, model, cancellationToken);
        return taker.EndsWith("Async", StringComparison.Ordinal) ? OfTask(taking, taker).Concat(work) : work;
    }

    static IAnonymousFunctionOperation? Lambda(IInvocationOperation taking) =>
        taking
            .Arguments.Select(argument => argument.Value)
            .OfType<IDelegateCreationOperation>()
            .Select(creation => creation.Target)
            .OfType<IAnonymousFunctionOperation>()
            .FirstOrDefault();

    static IEnumerable<EscapingWork> OfWork(
        IInvocationOperation taking,
        string taker,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var callee = ((InvocationExpressionSyntax)taking.Syntax).Expression;
        var result = taking.TargetMethod.TypeArguments.FirstOrDefault();
        var work = taking
            .Arguments.FirstOrDefault(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate)
            ?.Value;
        switch (work is IDelegateCreationOperation creation ? creation.Target : work)
        {
            case IAnonymousFunctionOperation { Symbol: var symbol, Syntax: AnonymousFunctionExpressionSyntax lambda }:
                if (
                    symbol.IsAsync
                    && (symbol.ReturnsVoid || taking.TargetMethod.Name is "WithLock" or "Write" or "Update" or "Edit")
                )
                    return [new(EscapeKind.AsynchronousLambda, callee, taker, "")];
                var returned = Returned(lambda);
                if (
                    RunningTask.Is(result)
                    && returned
                        .Select(value => RunningTask.NameOf(value, model, cancellationToken))
                        .FirstOrDefault(name => name is not null)
                        is { } running
                )
                    return [new(EscapeKind.ReturnedTask, callee, taker, running)];
                if (
                    DeferredSequence.Is(result)
                    && returned
                        .Select(value => DeferredSequence.NameOf(value, model, cancellationToken))
                        .FirstOrDefault(name => name is not null)
                        is { } iterator
                )
                    return [new(EscapeKind.Iterator, callee, taker, iterator)];
                return symbol.IsAsync
                    ? []
                    : DroppedTasks.In(lambda, symbol.ReturnsVoid, taker, model, cancellationToken); // elsewhere the compiler warns of it
            case IMethodReferenceOperation { Method: { IsAsync: true, ReturnsVoid: true } method }:
                return [new(EscapeKind.AsyncVoid, callee, taker, method.Name)];
            case IMethodReferenceOperation { Method: var method } when RunningTask.Is(result):
                return [new(EscapeKind.ReturnedTask, callee, taker, method.Name)];
            case { Syntax: var expression } when RunningTask.Is(result):
                return [new(EscapeKind.ReturnedTask, callee, taker, expression.ToString())];
            default:
                return [];
        }
    }

    static IEnumerable<EscapingWork> OfTask(IInvocationOperation taking, string taker)
    {
        IOperation task = taking;
        while (
            task.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured
            && configured.Instance == task
        )
            task = configured;
        var callee = ((InvocationExpressionSyntax)taking.Syntax).Expression;
        if (task.Parent is IExpressionStatementOperation)
            return [new(EscapeKind.NotAwaited, callee, taker, "")];
        return task.Syntax.Parent switch
        {
            UsingStatementSyntax => [new(EscapeKind.TaskInUsing, callee, taker, "")],
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent.Parent: UsingStatementSyntax
                        or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword }
                }
            } => [new(EscapeKind.TaskInUsing, callee, taker, "")],
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax } variable
            } when !RunningTask.IsMentioned(variable) => [new(EscapeKind.NotAwaited, callee, taker, "")],
            _ => [],
        };
    }

    static IEnumerable<EscapingWork> OutOfBlock(
        InvocationExpressionSyntax call,
        string taker,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var function = Functions.Around(call);
        if (
            function is null
            || Functions.IsAsync(function)
            || LockRegions.In(function, model, cancellationToken).FirstOrDefault(region => region.Taken == call)
                is not { Taken: not null } region
        )
            yield break;
        foreach (var statement in Functions.Inside(function).OfType<ReturnStatementSyntax>())
            if (
                statement.Expression is { } value
                && region.Covers(statement)
                && RunningTask.Is(model.GetTypeInfo(value, cancellationToken).Type)
                && RunningTask.NameOf(value, model, cancellationToken) is { } running
            )
            {
                yield return new(EscapeKind.TaskOutOfBlock, call.Expression, taker, running);
                yield break;
            }
    }

    static IEnumerable<ExpressionSyntax> Returned(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.ExpressionBody is { } body
            ? [body]
            : Functions
                .Inside(lambda)
                .OfType<ReturnStatementSyntax>()
                .Select(statement => statement.Expression)
                .OfType<ExpressionSyntax>();
}
