using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>How work gets out of a lock.</summary>
enum EscapeKind
{
    /// <summary>An asynchronous lambda in the synchronous <c>WithLock</c>.</summary>
    AsynchronousLambda,

    /// <summary>An <c>async void</c> method as the work.</summary>
    AsyncVoid,

    /// <summary>The work returns a task, and nobody waits for it before the release.</summary>
    ReturnedTask,

    /// <summary>A task that is started inside and dropped.</summary>
    DroppedTask,

    /// <summary>A <c>using</c> below the call returns a task.</summary>
    TaskOutOfBlock,

    /// <summary>The work returns an iterator, which runs when it is enumerated.</summary>
    Iterator,

    /// <summary>The task of the locked work itself is dropped.</summary>
    NotAwaited,

    /// <summary>A <c>using</c> of the task of the lock.</summary>
    TaskInUsing,

    /// <summary>An update returns what it assigns to a part of the state.</summary>
    ReturnedAssignment,
}

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
            "WithLock" or "Write" => OfWork(taking, taker, model, cancellationToken),
            "Update" => [],
            "Acquire" or "TryAcquire" => OutOfBlock(call, taker, model, cancellationToken),
            _ => OfTask(taking, taker).Concat(OfWork(taking, taker, model, cancellationToken)),
        };
    }

    // Much is called Write, and a look at its meaning is dear: by its full name only.
    static bool IsOtherWrite(InvocationExpressionSyntax call) =>
        Names.Simple(call.Expression) == "Write"
        && !(call.Expression is MemberAccessExpressionSyntax member && Names.Simple(member.Expression) == "AtomicFile");

    /// <summary>The member that changes the object that it gets, for one that returns another.</summary>
    public static string EditFor(string taker) =>
        taker.EndsWith("Async", StringComparison.Ordinal) ? "EditAsync" : "Edit";

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
                    IsTask(result)
                    && returned
                        .Select(value => Running(value, model, cancellationToken))
                        .FirstOrDefault(name => name is not null)
                        is { } running
                )
                    return [new(EscapeKind.ReturnedTask, callee, taker, running)];
                if (
                    IsSequence(result)
                    && returned
                        .Select(value => Iterator(value, model, cancellationToken))
                        .FirstOrDefault(name => name is not null)
                        is { } iterator
                )
                    return [new(EscapeKind.Iterator, callee, taker, iterator)];
                return symbol.IsAsync ? [] : Dropped(lambda, symbol.ReturnsVoid, taker, model, cancellationToken); // elsewhere the compiler warns of it
            case IMethodReferenceOperation { Method: { IsAsync: true, ReturnsVoid: true } method }:
                return [new(EscapeKind.AsyncVoid, callee, taker, method.Name)];
            case IMethodReferenceOperation { Method: var method } when IsTask(result):
                return [new(EscapeKind.ReturnedTask, callee, taker, method.Name)];
            case { Syntax: var expression } when IsTask(result):
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
            } when !IsMentioned(variable) => [new(EscapeKind.NotAwaited, callee, taker, "")],
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
        var function = Function(call);
        if (
            function is null
            || IsAsync(function)
            || LockRegions.In(function, model, cancellationToken).FirstOrDefault(region => region.Taken == call)
                is not { Taken: not null } region
        )
            yield break;
        foreach (
            var statement in function
                .DescendantNodes(node => node == function || !IsFunction(node))
                .OfType<ReturnStatementSyntax>()
        )
            if (
                statement.Expression is { } value
                && region.Covers(statement)
                && IsTask(model.GetTypeInfo(value, cancellationToken).Type)
                && Running(value, model, cancellationToken) is { } running
            )
            {
                yield return new(EscapeKind.TaskOutOfBlock, call.Expression, taker, running);
                yield break;
            }
    }

    static IEnumerable<EscapingWork> Dropped(
        AnonymousFunctionExpressionSyntax lambda,
        bool returnsVoid,
        string taker,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var expression in lambda
                .DescendantNodes(node => node == lambda || !IsFunction(node))
                .OfType<ExpressionStatementSyntax>()
                .Select(statement => statement.Expression)
                .Concat(returnsVoid && lambda.ExpressionBody is { } body ? [body] : [])
        )
            if (
                expression is InvocationExpressionSyntax started
                && model.GetTypeInfo(started, cancellationToken).Type is { } type
                && (
                    IsTask(type)
                    || type.Name.StartsWith("Configured", StringComparison.Ordinal)
                        && type.Name.EndsWith("Awaitable", StringComparison.Ordinal)
                )
            )
                yield return new(EscapeKind.DroppedTask, started, taker, Names.Simple(Started(started).Expression));
    }

    static InvocationExpressionSyntax Started(InvocationExpressionSyntax call) =>
        call.Expression
            is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Expression: InvocationExpressionSyntax inner
            }
            ? inner
            : call;

    static IEnumerable<ExpressionSyntax> Returned(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.ExpressionBody is { } body
            ? [body]
            : lambda
                .DescendantNodes(node => node == lambda || !IsFunction(node))
                .OfType<ReturnStatementSyntax>()
                .Select(statement => statement.Expression)
                .OfType<ExpressionSyntax>();

    /// <summary>The name of what the task is of; null where it has ended already, or nothing tells.</summary>
    static string? Running(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken)
    {
        switch (LockKinds.Core(value))
        {
            case ConditionalExpressionSyntax choice:
                return Direct(choice.WhenTrue, model, cancellationToken)
                    ?? Direct(choice.WhenFalse, model, cancellationToken);
            case IdentifierNameSyntax name
                when model.GetSymbolInfo(name, cancellationToken).Symbol
                    is ILocalSymbol { DeclaringSyntaxReferences: [var declared] }
                    && declared.GetSyntax(cancellationToken)
                        is VariableDeclaratorSyntax { Initializer.Value: var initial } variable
                    && Function(variable) == Function(name)
                    && !IsWaitedFor(variable):
                return Direct(initial, model, cancellationToken);
            case var direct:
                return Direct(direct, model, cancellationToken);
        }
    }

    static string? Direct(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken) =>
        LockKinds.Core(value) switch
        {
            // new ValueTask(Work()); one of a result has ended.
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var task, ..] } creation
                when IsTask(model.GetTypeInfo(creation, cancellationToken).Type) => Running(
                task.Expression,
                model,
                cancellationToken
            ),
            SwitchExpressionSyntax choice => choice
                .Arms.Select(arm => Direct(arm.Expression, model, cancellationToken))
                .FirstOrDefault(name => name is not null),
            InvocationExpressionSyntax call
                when Names.Simple(call.Expression) is not ("FromResult" or "FromException" or "FromCanceled")
                    && IsTask(model.GetTypeInfo(call, cancellationToken).Type) => Names.Simple(call.Expression),
            _ => null,
        };

    // What it would read or write under the lock, it reads or writes when somebody enumerates it.
    static string? Iterator(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            value is not InvocationExpressionSyntax call
            || model.GetSymbolInfo(call, cancellationToken).Symbol
                is not IMethodSymbol { DeclaringSyntaxReferences: [var declared] } method
            || declared.GetSyntax(cancellationToken) is not { } declaration
        )
            return null;
        var own = declaration.DescendantNodes(node => node == declaration || !IsFunction(node)).ToArray();
        return own.OfType<YieldStatementSyntax>().Any() && own.Any(IsAboutFiles) ? method.Name : null;
    }

    static bool IsAboutFiles(SyntaxNode node) =>
        PathRead.Of(node, Names.Called(node)) is not null
        || WriterTable.Names.Contains(Names.Called(node))
        || WriterTable.ReplacerNames.Contains(Names.Called(node));

    static bool IsMentioned(VariableDeclaratorSyntax variable) => Mentions(variable).Any();

    static bool IsWaitedFor(VariableDeclaratorSyntax variable) =>
        Mentions(variable)
            .Any(name =>
                name.Parent is AwaitExpressionSyntax
                || (name.Parent is ArgumentSyntax { Parent.Parent: { } taker } && !IsTaskCreation(taker))
                || (
                    name.Parent
                        is MemberAccessExpressionSyntax
                        {
                            Name.Identifier.ValueText: "Wait"
                                or "Result"
                                or "GetAwaiter"
                                or "ConfigureAwait"
                                or "IsCompleted"
                        } access
                    && access.Expression == name
                )
            );

    // new ValueTask(task), which waits for nothing.
    static bool IsTaskCreation(SyntaxNode taker) =>
        taker is BaseObjectCreationExpressionSyntax && Names.Called(taker) is ("ValueTask" or "");

    static IEnumerable<IdentifierNameSyntax> Mentions(VariableDeclaratorSyntax variable) =>
        Names
            .Body(variable)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == variable.Identifier.ValueText);

    static bool IsTask(ITypeSymbol? type) =>
        type
            is {
                Name: "Task" or "ValueTask",
                ContainingNamespace:
                {
                    Name: "Tasks",
                    ContainingNamespace:
                    {
                        Name: "Threading",
                        ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }
                    }
                }
            };

    static bool IsSequence(ITypeSymbol? type) =>
        type
            is {
                Name: "IEnumerable" or "IEnumerator" or "IAsyncEnumerable" or "IAsyncEnumerator",
                TypeKind: TypeKind.Interface
            };

    static SyntaxNode? Function(SyntaxNode node) =>
        node.Ancestors()
            .FirstOrDefault(ancestor =>
                IsFunction(ancestor) || ancestor is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
            );

    static bool IsFunction(SyntaxNode node) =>
        node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    static bool IsAsync(SyntaxNode function) =>
        function switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            _ => false,
        };
}
