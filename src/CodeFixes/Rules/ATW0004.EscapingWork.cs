using System.Composition;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.Locking;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// Makes asynchronous work run under <c>WithLockAsync</c>, whose task ends when the work has ended, and awaits what
/// nothing awaited. No method is made asynchronous for it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class EscapingWorkCodeFix() : EditingCodeFix("ATW0004", "Keep the work inside the lock")
{
    private protected override void Fix(
        SyntaxNode reported,
        SemanticModel model,
        SyntaxEditor editor,
        CancellationToken cancellationToken
    )
    {
        if (
            reported is ExpressionSyntax { Parent: InvocationExpressionSyntax call } callee
            && call.Expression == callee
        )
            foreach (var work in EscapingWork.Of(call, model, cancellationToken))
                if (work.Node == callee)
                    Fix(call, work.Kind, model, editor, cancellationToken);
    }

    static void Fix(
        InvocationExpressionSyntax call,
        EscapeKind kind,
        SemanticModel model,
        SyntaxEditor editor,
        CancellationToken cancellationToken
    )
    {
        if (model.GetOperation(call, cancellationToken) is not IInvocationOperation taking)
            return;
        switch (kind)
        {
            case EscapeKind.AsynchronousLambda or EscapeKind.ReturnedTask when taking.TargetMethod.Name == "WithLock":
                var isDropped = IsDropped(taking);
                if (
                    (!isDropped || AwaitContext.IsPossible(call))
                    && LockedWork.TokenName(call, model) is { } name
                    && Means(LockedWork.Asynchronous(call, name), call, isDropped ? null : taking.Type, model)
                )
                    editor.ReplaceNode(call, (current, _) =>
                        Awaited(LockedWork.Asynchronous((InvocationExpressionSyntax)current, name)!, isDropped, call)
                    );
                break;
            case EscapeKind.ReturnedAssignment:
                Rename(EscapingWork.EditFor(taking.TargetMethod.Name));
                break;
            case EscapeKind.UnsavedAssignment or EscapeKind.UnsavedResult:
                Rename(EscapingWork.UpdateFor(taking.TargetMethod.Name));
                break;
            case EscapeKind.AsynchronousLambda when taking.TargetMethod.Name is "Edit" or "Update":
                var asynchronous = taking.TargetMethod.Name + "Async";
                if (
                    IsDropped(taking)
                    && AwaitContext.IsPossible(call)
                    && Renamed(call, asynchronous) is { } renamed
                    && IsOfState(renamed, call, model)
                )
                    editor.ReplaceNode(call, (current, _) =>
                        Awaited(Renamed((InvocationExpressionSyntax)current, asynchronous)!, isDropped: true, call)
                    );
                break;
            case EscapeKind.NotAwaited when IsDropped(taking) && AwaitContext.IsPossible(call):
                var whole = Configured(call);
                editor.ReplaceNode(whole, (current, _) => Awaited((ExpressionSyntax)current, isDropped: true, whole));
                break;
            case EscapeKind.TaskInUsing when AwaitContext.IsPossible(call):
                editor.ReplaceNode(call, (current, _) => Awaited((ExpressionSyntax)current, isDropped: true, call));
                break;
        }

        void Rename(string member)
        {
            if (Renamed(call, member) is { } renamed && IsOfState(renamed, call, model))
                editor.ReplaceNode(call, (current, _) => Renamed((InvocationExpressionSyntax)current, member)!);
        }
    }

    static ExpressionSyntax Awaited(ExpressionSyntax task, bool isDropped, ExpressionSyntax place)
    {
        if (!isDropped)
            return task;
        var configuration = task
            is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
            }
            ? ""
            : AwaitContext.Configuration(place);
        var awaited =
            configuration.Length == 0
                ? task.WithoutTrivia()
                : SyntaxFactory.InvocationExpression(
                    SyntaxFactory.MemberAccessExpression(
                        SyntaxKind.SimpleMemberAccessExpression,
                        task.WithoutTrivia(),
                        SyntaxFactory.IdentifierName("ConfigureAwait")
                    ),
                    SyntaxFactory.ArgumentList(
                        SyntaxFactory.SingletonSeparatedList(
                            SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression))
                        )
                    )
                );
        return SyntaxFactory
            .AwaitExpression(
                SyntaxFactory.Token(default, SyntaxKind.AwaitKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
                awaited
            )
            .WithTriviaFrom(task);
    }

    static InvocationExpressionSyntax? Renamed(InvocationExpressionSyntax call, string name)
    {
        var identifier = SyntaxFactory.IdentifierName(name);
        return call.Expression switch
        {
            MemberAccessExpressionSyntax { Name: IdentifierNameSyntax old } access => call.WithExpression(
                access.WithName(identifier.WithTriviaFrom(old))
            ),
            MemberBindingExpressionSyntax { Name: IdentifierNameSyntax old } binding => call.WithExpression(
                binding.WithName(identifier.WithTriviaFrom(old))
            ),
            _ => null,
        };
    }

    // An extension that is refused is no member to call.
    static bool IsOfState(InvocationExpressionSyntax fixedCall, InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(call.SpanStart, fixedCall, SpeculativeBindingOption.BindAsExpression).Symbol
            is IMethodSymbol method
        && StateCall.Is(method.ContainingType)
        && !method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ObsoleteAttribute");

    static bool Means(
        InvocationExpressionSyntax? fixedCall,
        InvocationExpressionSyntax call,
        ITypeSymbol? expected,
        SemanticModel model
    ) =>
        fixedCall is not null
        && model.GetSpeculativeSymbolInfo(call.SpanStart, fixedCall, SpeculativeBindingOption.BindAsExpression).Symbol
            is IMethodSymbol { Name: "WithLockAsync", ContainingType.Name: AtomicFileName.Simple, ReturnType: var type }
        && (expected is null || SymbolEqualityComparer.Default.Equals(type, expected));

    static bool IsDropped(IInvocationOperation taking)
    {
        IOperation task = taking;
        while (
            task.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured
            && configured.Instance == task
        )
            task = configured;
        return task.Parent is IExpressionStatementOperation;
    }

    static InvocationExpressionSyntax Configured(InvocationExpressionSyntax call) =>
        call.Parent
            is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Parent: InvocationExpressionSyntax configured
            }
            ? configured
            : call;
}
