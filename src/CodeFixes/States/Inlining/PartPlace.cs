using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>Puts the statements of a method where it is called.</summary>
/// <param name="call">The call.</param>
/// <param name="body">The statements.</param>
/// <param name="type">What the method returns, or what its task does.</param>
sealed class PartPlace(PartCall call, IReadOnlyList<StatementSyntax> body, string type)
{
    readonly ExpressionSyntax _whole = Unwrapped.Around(call.Node);

    bool IsAsync => call.Method.Modifiers.Any(SyntaxKind.AsyncKeyword);

    bool IsAwaited => Unwrapped.Of(_whole).IsAwaited;

    /// <summary>The root then, or on the way to it; null where they do not fit.</summary>
    public SyntaxNode? Replaced(SyntaxNode root)
    {
        if (IsAsync && !IsAwaited)
            return Awaited(root);
        // The task that the method returns is awaited by what is around the call.
        var isTask = IsAwaited && !IsAsync;
        var (outer, defaults) = isTask ? (call.Node, null) : Outer();
        if (PartValue.Of(body) is { } value)
            return root.ReplaceNode(outer, Fitting(PartValue.Or(value, defaults), outer));
        if (isTask)
            return null;
        if (outer.Parent is ArrowExpressionClauseSyntax arrow)
            return WithBlock(root, arrow);
        if (
            outer.FirstAncestorOrSelf<StatementSyntax>() is not { } statement
            || PlaceOf(outer, statement) is not { } end
        )
            return null;
        if (statement.Parent is not BlockSyntax block)
            return statement.Parent is IfStatementSyntax or ElseClauseSyntax
                ? root.ReplaceNode(statement, SyntaxFactory.Block(statement.WithoutTrivia()).WithTriviaFrom(statement))
                : null;
        // T x = Load(path); is T x; x = Load(path);
        if (IsOpenForLonger(statement) && statement is LocalDeclarationStatementSyntax declaration)
            return Split(declaration, outer) is { } split
                ? root.ReplaceNode(block, block.WithStatements(block.Statements.ReplaceRange(statement, split)))
                : null;
        return Spliced(statement, outer, defaults, end) is { } spliced
            ? root.ReplaceNode(block, block.WithStatements(block.Statements.ReplaceRange(statement, spliced)))
            : null;
    }

    // With the defaults behind it.
    (ExpressionSyntax Outer, ExpressionSyntax? Defaults) Outer() =>
        _whole.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either
        && either.Left == _whole
            ? (either, either.Right)
            : (_whole, null);

    static ExpressionSyntax Fitting(ExpressionSyntax value, ExpressionSyntax outer)
    {
        var isWhole =
            outer.Parent
                is ArgumentSyntax
                    or EqualsValueClauseSyntax
                    or ReturnStatementSyntax
                    or ExpressionStatementSyntax
                    or ArrowExpressionClauseSyntax
                    or ParenthesizedExpressionSyntax
            || outer.Parent is AssignmentExpressionSyntax set && set.Right == outer
            || value is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax;
        return (
            isWhole ? value.WithoutTrivia() : SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia())
        ).WithTriviaFrom(outer);
    }

    // What ends a statement: return, x = …, var x = …, or nothing.
    static Func<ExpressionSyntax?, string>? PlaceOf(ExpressionSyntax outer, StatementSyntax statement) =>
        statement switch
        {
            ReturnStatementSyntax { Expression: var value } when value == outer => returned => $"return {returned};",
            ExpressionStatementSyntax { Expression: var value } when value == outer => _ => "",
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax set }
                when set.Right == outer && set.IsKind(SyntaxKind.SimpleAssignmentExpression) => returned =>
                $"{set.Left} = {returned};",
            LocalDeclarationStatementSyntax
            {
                UsingKeyword.RawKind: 0,
                Declaration: { Variables: [{ Initializer.Value: var value } local] } declared
            } when value == outer => returned => $"{declared.Type} {local.Identifier} = {returned};",
            _ => null,
        };

    SyntaxList<StatementSyntax>? Spliced(
        StatementSyntax statement,
        ExpressionSyntax outer,
        ExpressionSyntax? defaults,
        Func<ExpressionSyntax?, string> end
    )
    {
        var isLast = IsLast(statement);
        var returns = body.SelectMany(Returns).ToArray();
        var isStraight = returns.Length == 0 || returns is [var only] && body[body.Count - 1] == only;
        if (
            !isStraight
            && !(statement is ReturnStatementSyntax || isLast && statement is not LocalDeclarationStatementSyntax)
        )
            return null;
        var isReturned = statement is ReturnStatementSyntax;
        var text = string.Concat(
            (IsOpenForLonger(statement) ? InBlocks(body) : body).Select(part =>
                part.ReplaceNodes(Returns(part), (returned, _) =>
                        SyntaxFactory.ParseStatement(
                            isStraight || isReturned ? End(returned) : $"{{ {End(returned)} return; }}"
                        )
                    )
                    .NormalizeWhitespace()
                    .ToFullString() + "\n"
            )
        );
        var indentation = Layout.Indentation(statement);
        var endOfLine = Layout.EndOfLine(statement.SyntaxTree.GetRoot());
        var lines = text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Trim() is not ("" or ";"));
        return (
            (BlockSyntax)
                SyntaxFactory.ParseStatement(
                    "{" + endOfLine + string.Concat(lines.Select(line => indentation + line + endOfLine)) + "}"
                )
        ).Statements;

        string End(ReturnStatementSyntax returned) =>
            returned.Expression is { } value ? end(PartValue.Or(value, defaults))
            : isStraight ? ""
            : "return;";
    }

    // A stream that is closed at the end of the method.
    bool IsOpenForLonger(StatementSyntax statement) =>
        statement is not ReturnStatementSyntax
        && !IsLast(statement)
        && body.Any(part => part is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 });

    static IReadOnlyList<StatementSyntax> InBlocks(IReadOnlyList<StatementSyntax> statements)
    {
        for (var i = 0; i < statements.Count; i++)
            if (statements[i] is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } opened)
                return
                [
                    .. statements.Take(i),
                    SyntaxFactory
                        .UsingStatement(
                            opened.Declaration,
                            null,
                            SyntaxFactory.Block(InBlocks([.. statements.Skip(i + 1)]))
                        )
                        .WithAwaitKeyword(opened.AwaitKeyword),
                ];
        return statements;
    }

    StatementSyntax[]? Split(LocalDeclarationStatementSyntax statement, ExpressionSyntax value) =>
        statement.Declaration is { Variables: [{ Identifier: var name } variable] } declaration
            ?
            [
                statement.WithDeclaration(
                    declaration
                        .WithType(
                            declaration.Type.IsVar
                                ? SyntaxFactory
                                    .ParseTypeName(type)
                                    .WithTriviaFrom(declaration.Type)
                                    .WithAdditionalAnnotations(NeedlessVariables.WasVar)
                                : declaration.Type
                        )
                        .WithVariables(
                            SyntaxFactory.SingletonSeparatedList(
                                variable.WithInitializer(null).WithIdentifier(name.WithTrailingTrivia())
                            )
                        )
                ),
                SyntaxFactory
                    .ParseStatement($"{name.Text} = {value.WithoutTrivia()};")
                    .WithLeadingTrivia(SyntaxFactory.Whitespace(Layout.Indentation(statement)))
                    .WithTrailingTrivia(statement.GetTrailingTrivia()),
            ]
            : null;

    static IEnumerable<ReturnStatementSyntax> Returns(SyntaxNode code) =>
        code.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax)
            .OfType<ReturnStatementSyntax>();

    // Nothing runs after it, so that to return is to go on.
    static bool IsLast(StatementSyntax statement)
    {
        SyntaxNode node = statement;
        while (node.Parent is { } parent)
        {
            switch (parent)
            {
                case BlockSyntax block when block.Statements.LastOrDefault() != node:
                case WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or DoStatementSyntax:
                case SwitchSectionSyntax or AnonymousFunctionExpressionSyntax:
                    return false;
                case MethodDeclarationSyntax method:
                    return method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
                        || method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType is IdentifierNameSyntax;
                case ConstructorDeclarationSyntax:
                    return true;
                case MemberDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax:
                    return false;
                default:
                    node = parent;
                    continue;
            }
        }

        return false;
    }

    // => Json.SaveAsync(path, state): with its body there it has to wait.
    SyntaxNode? Awaited(SyntaxNode root) =>
        _whole.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
        && !method.Modifiers.Any(SyntaxKind.AsyncKeyword)
        && (
            method.ExpressionBody?.Expression == _whole
            || method.Body is { Statements: [ReturnStatementSyntax { Expression: var only }] } && only == _whole
        )
        && method.ReturnType is SimpleNameSyntax { Identifier.ValueText: "Task" or "ValueTask" } type
            ? root.ReplaceNode(
                method,
                method
                    .ReplaceNode(method.ExpressionBody is not null ? _whole : _whole.Parent!, Waiting(type))
                    .AddModifiers(SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            )
            : null;

    SyntaxNode Waiting(SimpleNameSyntax type)
    {
        var waiting = SyntaxFactory.ParseExpression($"await {_whole.WithoutTrivia()}");
        if (_whole.Parent is not ReturnStatementSyntax statement)
            return waiting.WithTriviaFrom(_whole);
        return type is GenericNameSyntax
            ? statement.WithExpression(waiting)
            : SyntaxFactory.ExpressionStatement(waiting).WithTriviaFrom(statement);
    }

    // => …; is { return …; }
    static SyntaxNode? WithBlock(SyntaxNode root, ArrowExpressionClauseSyntax arrow)
    {
        var indentation = Layout.Indentation(arrow.Parent!);
        var endOfLine = Layout.EndOfLine(root);
        switch (arrow.Parent)
        {
            case MethodDeclarationSyntax method:
                var isVoid =
                    method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
                    || method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType is IdentifierNameSyntax;
                return root.ReplaceNode(
                    method,
                    method
                        .WithParameterList(method.ParameterList.WithoutTrailingTrivia())
                        .WithExpressionBody(null)
                        .WithSemicolonToken(default)
                        .WithBody(Block(isVoid ? "" : "return "))
                );
            case ConstructorDeclarationSyntax constructor:
                return root.ReplaceNode(
                    constructor,
                    constructor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(""))
                );
            default:
                return null;
        }

        BlockSyntax Block(string before) =>
            (
                (BlockSyntax)
                    SyntaxFactory.ParseStatement(
                        $"{{{endOfLine}{indentation}    {before}{arrow.Expression.WithoutTrivia()};{endOfLine}{indentation}}}"
                    )
            )
                .WithLeadingTrivia(SyntaxFactory.EndOfLine(endOfLine), SyntaxFactory.Whitespace(indentation))
                .WithTrailingTrivia(SyntaxFactory.EndOfLine(endOfLine));
    }
}
