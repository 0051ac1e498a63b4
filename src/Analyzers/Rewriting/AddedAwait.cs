using System.Collections.Immutable;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// An await that a fix brings. A small write to a file's stream has ended when its task is there, and a commit has not:
/// the code goes on later, on another thread, and whoever does not wait for it goes on before.
/// </summary>
sealed partial class AddedAwait(Compilation compilation, CancellationToken cancellationToken)
{
    const int MaxDepth = 8;

    // Those that the thread which has entered has to leave.
    static readonly ImmutableHashSet<string> ThreadLocks = ImmutableHashSet.Create(
        "Lock",
        "Monitor",
        "Mutex",
        "ReaderWriterLock",
        "ReaderWriterLockSlim",
        "SpinLock"
    );

    static readonly string[] Entries = ["Acquire", "Enter", "TryEnter", "WaitOne"];

    readonly SourceIndex _sources = new(compilation);

    /// <summary>
    /// Whether somebody would notice: a method that takes a lock of its thread, or one that goes on without the task.
    /// </summary>
    public bool IsNoticed(SyntaxNode place) => IsNoticed(place, 0);

    bool IsNoticed(SyntaxNode place, int depth)
    {
        if (_sources.Model(place.SyntaxTree) is not { } model)
            return false;
        if (TakesThreadLock(place, model))
            return true;
        var function = Functions.Around(place);
        var method =
            function is AnonymousFunctionExpressionSyntax ? model.GetSymbolInfo(function, cancellationToken).Symbol
            : function is null ? null
            : model.GetDeclaredSymbol(function, cancellationToken);
        return method is IMethodSymbol code
            && (
                code.ReturnsVoid && (depth == 0 || !code.IsAsync)
                || IsNoticedThroughDelegate(function, code, depth)
                || function is not AnonymousFunctionExpressionSyntax
                    && (code.ReturnsVoid || RunningTask.Is(code.ReturnType))
                    && Callers
                        .All(code, _sources, cancellationToken)
                        .Any(call =>
                            code.ReturnsVoid || !IsHandedOn(call) || depth < MaxDepth && IsNoticed(call, depth + 1)
                        )
            );
    }

    // Awaited at once, or given to who calls.
    static bool IsHandedOn(SyntaxNode call)
    {
        var node = call;
        while (
            node.Parent
                is ParenthesizedExpressionSyntax
                    or ConditionalAccessExpressionSyntax
                    or ConditionalExpressionSyntax
                    or SwitchExpressionArmSyntax
                    or SwitchExpressionSyntax
                    or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression }
                    or PostfixUnaryExpressionSyntax
                    or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
                    or InvocationExpressionSyntax
        )
            node = node.Parent;
        return node.Parent
            is AwaitExpressionSyntax
                or ReturnStatementSyntax
                or ArrowExpressionClauseSyntax
                or AnonymousFunctionExpressionSyntax;
    }

    bool TakesThreadLock(SyntaxNode place, SemanticModel model)
    {
        var code = Functions.Around(place) is { } function
            ? Functions.Inside(function)
            : place
                .SyntaxTree.GetRoot(cancellationToken)
                .ChildNodes()
                .OfType<GlobalStatementSyntax>()
                .SelectMany(Functions.Unnested);
        return code.Any(node =>
            node switch
            {
                InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Expression: var taken,
                        Name.Identifier.ValueText: var name
                    }
                } => TypeOf(taken, model) is { ContainingNamespace.Name: "Threading", Name: var type }
                    && ThreadLocks.Contains(type)
                    && Entries.Any(entry => name.StartsWith(entry, StringComparison.Ordinal)),
                // new Mutex(true, name) has it at once.
                BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var owned, ..] } made => TypeOf(
                    made,
                    model
                )
                    is { Name: "Mutex", ContainingNamespace.Name: "Threading" }
                    && !owned.Expression.IsKind(SyntaxKind.FalseLiteralExpression),
                _ => false,
            }
        );
    }

    ITypeSymbol? TypeOf(ExpressionSyntax expression, SemanticModel model) =>
        model.GetSymbolInfo(expression, cancellationToken).Symbol as INamedTypeSymbol
        ?? model.GetTypeInfo(expression, cancellationToken).Type;
}
