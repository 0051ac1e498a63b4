using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Commits;

/// <summary>
/// Follows the ways through the statements of a scope from the creation of a stream, and notes where one ends without a
/// commit. Ways that an exception takes are none: what was half written is rightly discarded there.
/// </summary>
sealed class CommitFlow
{
    // Deeper nesting is generated.
    const int MaxDepth = 100;

    readonly InvocationExpressionSyntax _creation;
    readonly IReadOnlyList<(ExpressionSyntax Node, StreamUse Use)> _uses;
    readonly List<UncommittedEnd> _ends = [];
    readonly Stack<JumpTarget> _targets = new();
    bool _isUnclear;
    int _depth;

    CommitFlow(InvocationExpressionSyntax creation, IReadOnlyList<(ExpressionSyntax Node, StreamUse Use)> uses) =>
        (_creation, _uses) = (creation, uses);

    /// <summary>Null where a jump makes the ways unclear.</summary>
    public static List<UncommittedEnd>? Ends(
        SyntaxNode scope,
        InvocationExpressionSyntax creation,
        IReadOnlyList<(ExpressionSyntax Node, StreamUse Use)> uses
    )
    {
        var flow = new CommitFlow(creation, uses);
        var statements = scope switch
        {
            BlockSyntax block => block.Statements,
            CompilationUnitSyntax file => file
                .Members.OfType<GlobalStatementSyntax>()
                .Select(member => member.Statement),
            _ => [(StatementSyntax)scope],
        };
        if (flow.Walk(statements, isOpen: false))
            flow._ends.Add(new(EndKind.Block, scope));
        return flow._isUnclear ? null : flow._ends;
    }

    bool Walk(IEnumerable<StatementSyntax> statements, bool isOpen)
    {
        foreach (var statement in statements)
            isOpen = Walk(statement, isOpen);
        return isOpen;
    }

    /// <summary>Whether a way to the end of the statement leaves the stream uncommitted.</summary>
    bool Walk(StatementSyntax? statement, bool isOpen)
    {
        if (statement is null || _isUnclear)
            return isOpen;
        if (_depth == MaxDepth)
        {
            _isUnclear = true;
            return false;
        }

        _depth++;
        isOpen = Step(statement, isOpen);
        _depth--;
        return isOpen;
    }

    bool Step(StatementSyntax statement, bool isOpen)
    {
        switch (statement)
        {
            case BlockSyntax block:
                return Walk(block.Statements, isOpen);
            case ReturnStatementSyntax or YieldStatementSyntax { RawKind: (int)SyntaxKind.YieldBreakStatement }:
                return End(statement, Evaluate(statement, isOpen));
            case BreakStatementSyntax:
                return Jump(statement, isOpen, _targets.Count > 0 ? _targets.Peek() : null, isContinue: false);
            case ContinueStatementSyntax:
                return Jump(statement, isOpen, _targets.FirstOrDefault(target => target.IsLoop), isContinue: true);
            case ThrowStatementSyntax:
                return false;
            case GotoStatementSyntax or LabeledStatementSyntax:
                _isUnclear = true;
                return false;
            case IfStatementSyntax choice:
                return Branch(choice, Evaluate(choice.Condition, isOpen));
            case WhileStatementSyntax loop:
                return Loop(loop.Statement, Evaluate(loop.Condition, isOpen), IsEndless(loop.Condition));
            case ForStatementSyntax loop:
                isOpen = loop.Initializers.Aggregate(Evaluate(loop.Declaration, isOpen), (open, initializer) =>
                    Evaluate(initializer, open)
                );
                return Loop(
                    loop.Statement,
                    Evaluate(loop.Condition, isOpen),
                    loop.Condition is null || IsEndless(loop.Condition)
                );
            case CommonForEachStatementSyntax loop:
                return Loop(loop.Statement, Evaluate(loop.Expression, isOpen), isEndless: false);
            case DoStatementSyntax loop:
                return Evaluate(
                        loop.Condition,
                        Body(loop.Statement, isOpen, out var left) && !IsEndless(loop.Condition)
                    ) | left;
            case SwitchStatementSyntax choice:
                return Switch(choice, Evaluate(choice.Expression, isOpen));
            case TryStatementSyntax attempt:
                return Try(attempt, isOpen);
            case UsingStatementSyntax use:
                isOpen = Walk(use.Statement, Evaluate(use.Expression, Evaluate(use.Declaration, isOpen)));
                return isOpen && IsOfStream(use) ? End(use.Statement, isOpen, EndKind.Block) : isOpen;
            case LockStatementSyntax inner:
                return Walk(inner.Statement, Evaluate(inner.Expression, isOpen));
            case FixedStatementSyntax inner:
                return Walk(inner.Statement, isOpen);
            case CheckedStatementSyntax inner:
                return Walk(inner.Block, isOpen);
            case UnsafeStatementSyntax inner:
                return Walk(inner.Block, isOpen);
            case LocalFunctionStatementSyntax:
                return isOpen;
            default:
                return Evaluate(statement, isOpen) && !NeverReturns(statement);
        }
    }

    /// <summary>What an expression does to the stream, in the order of the text.</summary>
    bool Evaluate(SyntaxNode? expression, bool isOpen)
    {
        if (expression is null)
            return isOpen;
        var creates = expression.Span.Contains(_creation.Span);
        foreach (var (node, use) in _uses)
        {
            if (!expression.Span.Contains(node.Span) || use is StreamUse.Plain or StreamUse.Lent)
                continue;
            if (isOpen && use == StreamUse.Disposes)
                End(node, isOpen, EndKind.Disposal);
            isOpen = false;
        }

        return isOpen || creates;
    }

    bool End(SyntaxNode node, bool isOpen, EndKind kind = EndKind.Jump)
    {
        if (isOpen)
            _ends.Add(new(kind, node));
        return false;
    }

    bool Jump(StatementSyntax statement, bool isOpen, JumpTarget? target, bool isContinue)
    {
        if (target is null)
            return End(statement, isOpen); // to somewhere outside the scope
        if (isContinue)
            target.IsContinuedOpen |= isOpen;
        else
            target.IsLeftOpen |= isOpen;
        return false;
    }

    bool Branch(IfStatementSyntax choice, bool isOpen)
    {
        // Once it is created, the stream is not null.
        var isNull = choice.Condition switch
        {
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.EqualsExpression,
                Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            } test => IsStream(test.Left) ? true : (bool?)null,
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.NotEqualsExpression,
                Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            } test => IsStream(test.Left) ? false : null,
            IsPatternExpressionSyntax test when IsStream(test.Expression) => test.Pattern is ConstantPatternSyntax,
            _ => null,
        };
        return Walk(choice.Statement, isOpen && isNull != true)
            | Walk(choice.Else?.Statement, isOpen && isNull != false);
    }

    bool Loop(StatementSyntax body, bool isOpen, bool isEndless)
    {
        var ends = Body(body, isOpen, out var left);
        return left || (!isEndless && (isOpen || ends));
    }

    bool Body(StatementSyntax body, bool isOpen, out bool left)
    {
        var target = new JumpTarget { IsLoop = true };
        _targets.Push(target);
        var ends = Walk(body, isOpen) | target.IsContinuedOpen;
        _targets.Pop();
        left = target.IsLeftOpen;
        return ends;
    }

    bool Switch(SwitchStatementSyntax choice, bool isOpen)
    {
        var target = new JumpTarget();
        _targets.Push(target);
        var ends = false;
        foreach (var section in choice.Sections)
            ends |= Walk(section.Statements, isOpen);
        _targets.Pop();
        // Without a default, cases that all commit are taken to be all that there are.
        var isPassed = choice.Sections.Count == 0 && isOpen;
        return ends | target.IsLeftOpen | isPassed;
    }

    bool Try(TryStatementSyntax attempt, bool isOpen)
    {
        var before = _ends.Count;
        isOpen = Walk(attempt.Block, isOpen);
        foreach (var handler in attempt.Catches)
            Walk(handler.Block, isOpen: false);
        if (attempt.Finally is not { Block: var last } || !Does(last, StreamUse.Commits))
            return isOpen && attempt.Finally is { } disposing && Does(disposing.Block, StreamUse.Disposes)
                ? End(attempt.Block, isOpen, EndKind.Block)
                : isOpen;
        _ends.RemoveRange(before, _ends.Count - before); // committed on every way out
        return false;
    }

    bool Does(SyntaxNode code, StreamUse what) =>
        _uses.Any(use => use.Use == what && code.Span.Contains(use.Node.Span));

    bool IsOfStream(UsingStatementSyntax use) =>
        use.Declaration?.Span.Contains(_creation.Span) == true
        || (use.Expression is { } resource && Does(resource, StreamUse.Plain));

    bool IsStream(ExpressionSyntax expression) => _uses.Any(use => StreamUses.Outermost(use.Node) == expression);

    static bool IsEndless(ExpressionSyntax condition) => condition.IsKind(SyntaxKind.TrueLiteralExpression);

    static bool NeverReturns(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
        && Names.Simple(call.Expression) is var name
        && (
            name.StartsWith("Throw", StringComparison.Ordinal) && !name.StartsWith("ThrowIf", StringComparison.Ordinal)
            || name is "FailFast" or "Exit"
        );
}
