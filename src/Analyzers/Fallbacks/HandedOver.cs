using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Functions that are passed on, by whether those around them hear of what fails in them.</summary>
static class HandedOver
{
    // They run it on another thread, or at another time.
    static readonly ImmutableHashSet<string> Later = ImmutableHashSet.Create(
        "BeginInvoke",
        "Post",
        "QueueUserWorkItem",
        "Thread",
        "Timer",
        "UnsafeQueueUserWorkItem"
    );

    /// <summary>What runs the function that it is given, and gives what that returns.</summary>
    public static readonly ImmutableHashSet<string> Runners = ImmutableHashSet.Create("InvokeAsync", "Run", "StartNew");

    /// <summary>
    /// Whether it is kept for later, or run as a task that nobody there waits for: <c>Opened += () => Load();</c>,
    /// <c>Task.Run(() => Load());</c>.
    /// </summary>
    public static bool FailsElsewhere(SyntaxNode node, SemanticModel model) =>
        node is AnonymousFunctionExpressionSyntax
        && node.Parent switch
        {
            AssignmentExpressionSyntax => true,
            ArgumentSyntax { Parent.Parent: ExpressionSyntax taker } => Later.Contains(Names.Called(taker))
                || IsLeft(taker) && Deferral.IsPending(taker, model, isOfCallee: false),
            _ => false,
        };

    /// <summary>
    /// The call that runs a function and gives what that returns: <c>Task.Run(() => …)</c>, <c>Task.Run(Load)</c>.
    /// </summary>
    public static InvocationExpressionSyntax? RunBy(SyntaxNode? function) =>
        function is AnonymousFunctionExpressionSyntax or SimpleNameSyntax or MemberAccessExpressionSyntax
        && function.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
        && Runners.Contains(Names.Called(call))
            ? call
            : null;

    // Task.Run(…); _ = Task.Run(…); return Task.Run(…);
    static bool IsLeft(ExpressionSyntax task) =>
        task.Parent
            is ExpressionStatementSyntax
                or ReturnStatementSyntax
                or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } };
}
