using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>A task that has been started and that nobody has waited for.</summary>
static class RunningTask
{
    /// <summary>Whether a type is one of the framework's tasks.</summary>
    public static bool Is(ITypeSymbol? type) =>
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

    /// <summary>The name of what the task is of; null where it has ended already, or nothing tells.</summary>
    public static string? NameOf(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken)
    {
        switch (Unwrapped.Of(value))
        {
            case ConditionalExpressionSyntax choice:
                return Direct(choice.WhenTrue, model, cancellationToken)
                    ?? Direct(choice.WhenFalse, model, cancellationToken);
            case IdentifierNameSyntax name
                when model.GetSymbolInfo(name, cancellationToken).Symbol
                    is ILocalSymbol { DeclaringSyntaxReferences: [var declared] }
                    && declared.GetSyntax(cancellationToken)
                        is VariableDeclaratorSyntax { Initializer.Value: var initial } variable
                    && Functions.Around(variable) == Functions.Around(name)
                    && !IsWaitedFor(variable):
                return Direct(initial, model, cancellationToken);
            case var direct:
                return Direct(direct, model, cancellationToken);
        }
    }

    static string? Direct(ExpressionSyntax value, SemanticModel model, CancellationToken cancellationToken) =>
        Unwrapped.Of(value) switch
        {
            // new ValueTask(Work()); one of a result has ended.
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var task, ..] } creation
                when Is(model.GetTypeInfo(creation, cancellationToken).Type) => NameOf(
                task.Expression,
                model,
                cancellationToken
            ),
            SwitchExpressionSyntax choice => choice
                .Arms.Select(arm => Direct(arm.Expression, model, cancellationToken))
                .FirstOrDefault(name => name is not null),
            InvocationExpressionSyntax call
                when Names.Simple(call.Expression) is not ("FromResult" or "FromException" or "FromCanceled")
                    && Is(model.GetTypeInfo(call, cancellationToken).Type) => Names.Simple(call.Expression),
            _ => null,
        };

    /// <summary>Whether anything is done with the variable of a task.</summary>
    public static bool IsMentioned(VariableDeclaratorSyntax variable) => Mentions(variable).Any();

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
}
