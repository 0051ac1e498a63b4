using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>How a lock is put around statements.</summary>
enum LockForm
{
    /// <summary>They become the body of a lambda.</summary>
    Callback,

    /// <summary>A variable holds the lock to the end of the block: what they declare is used later.</summary>
    Variable,

    /// <summary>They become the body of a using statement.</summary>
    Block,
}

/// <summary>Which form is right for which statements.</summary>
static class LockForms
{
    /// <summary>Those that do not change what the code does, the best first.</summary>
    public static IEnumerable<LockForm> For(
        StatementRange range,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            range.Nodes.Any(static node =>
                node is YieldStatementSyntax or LabeledStatementSyntax or LocalFunctionStatementSyntax
            )
            || IsIterator(range)
            || model.AnalyzeDataFlow(range.First, range.Last) is not { Succeeded: true } data
            || model.AnalyzeControlFlow(range.First, range.Last) is not { Succeeded: true } control
        )
            yield break;
        var escapes = data.VariablesDeclared.Any(variable => IsNamedOutside(range, variable, model, cancellationToken));
        var leaves = control.ReturnStatements.Length + control.ExitPoints.Length + control.EntryPoints.Length > 0;
        var isFlat = !range.Nodes.Any(static node => node.ContainsDirectives);
        if (
            !escapes
            && !leaves
            && isFlat
            && data.DataFlowsOut.All(data.VariablesDeclared.Contains)
            && CanBeCaptured(range, data, model)
            && !(
                HasAwait(range)
                && (
                    new FlowValues(model.Compilation, cancellationToken).AreSetIn(range.Statements)
                    || BoundCode.IsToThread(range.Statements, model, cancellationToken)
                )
            )
            && !BoundCode.IsToMethod(range.Statements, model, cancellationToken)
        )
            yield return LockForm.Callback;
        if (
            range.IsInBlock
            && ((CSharpParseOptions)range.First.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp8
        )
            yield return LockForm.Variable;
        else if (!escapes && isFlat)
            yield return LockForm.Block;
    }

    // The end of a using declaration counts as a use in the analysis of the data flow, but none that a name is needed
    // for.
    static bool IsNamedOutside(
        StatementRange range,
        ISymbol variable,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var span = range.Span;
        return range
            .Parent.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(name =>
                !span.Contains(name.Span)
                && name.Identifier.ValueText == variable.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, variable)
            );
    }

    // Not ref, in and out parameters, nor spans, nor this of a struct; and what is awaited is awaited in an
    // asynchronous lambda.
    static bool CanBeCaptured(StatementRange range, DataFlowAnalysis data, SemanticModel model)
    {
        foreach (var variable in data.ReadInside.Concat(data.WrittenInside).Concat(data.VariablesDeclared))
        {
            var (type, kind) = variable switch
            {
                ILocalSymbol local => (local.Type, local.RefKind),
                IParameterSymbol parameter => (parameter.Type, parameter.RefKind),
                _ => (null!, RefKind.None),
            };
            if (variable is IParameterSymbol { IsThis: true, Type.IsValueType: true })
                return false;
            var isDeclaredInside = data.VariablesDeclared.Contains(variable);
            if (
                (kind != RefKind.None || type is { IsRefLikeType: true } or IPointerTypeSymbol)
                && (!isDeclaredInside || HasAwait(range))
            )
                return false;
        }

        return model.GetEnclosingSymbol(range.First.SpanStart)
                is not IMethodSymbol { ContainingType.IsValueType: true, IsStatic: false }
            && !range.Nodes.Any(static node =>
                node is StackAllocArrayCreationExpressionSyntax or FixedStatementSyntax or UnsafeStatementSyntax
            );
    }

    /// <summary>Whether something is awaited by the statements themselves.</summary>
    public static bool HasAwait(StatementRange range) =>
        range.Nodes.Any(node => IsAwait(node) && FunctionOf(node) == FunctionOf(range.First));

    public static bool IsAwait(SyntaxNode node) =>
        node
            is AwaitExpressionSyntax
                or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword }
                or UsingStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword }
                or CommonForEachStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword };

    static SyntaxNode FunctionOf(SyntaxNode node)
    {
        var body = Names.Body(node);
        return node.Ancestors()
            .TakeWhile(parent => parent != body)
            .FirstOrDefault(static parent => parent is AnonymousFunctionExpressionSyntax)
            ?? body;
    }

    static bool IsIterator(StatementRange range) =>
        Functions.Inside(FunctionOf(range.First)).Any(static node => node is YieldStatementSyntax);
}
