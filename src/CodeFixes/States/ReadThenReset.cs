using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A method of the type that loads, changes and saves is one <c>Edit</c>, into which no other program gets:
/// <c>var state = Load(); state.Count++; Save(state);</c>.
/// </summary>
sealed class ReadThenReset(TypeDeclarationSyntax type, string file, SemanticModel model) : CSharpSyntaxRewriter
{
    readonly OtherStates _others = new(model.Compilation, default);
    readonly string[] _loads = [.. Forwarders(type, file, "Read", "ReadAsync")];
    readonly string[] _saves = [.. Forwarders(type, file, "Reset", "ResetAsync")];

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        for (var i = 0; i < node.Statements.Count; i++)
        {
            if (node.Statements[i] is not LocalDeclarationStatementSyntax load || Loaded(load) is not { } state)
                continue;
            var end = node.Statements.IndexOf(statement => IsSave(statement, state));
            var between = node.Statements.Skip(i + 1).Take(end - i - 1).ToArray();
            if (
                between.Length > 0
                && between.All(statement => Stays(statement, state))
                && !node.Statements.Skip(end + 1).Any(statement => Uses(statement, state))
            )
                return visited.WithStatements(
                    SyntaxFactory.List(
                        visited
                            .Statements.Take(i)
                            .Append(Edit(load, state, between, (ExpressionStatementSyntax)node.Statements[end]))
                            .Concat(visited.Statements.Skip(end + 1))
                    )
                );
        }

        return visited;
    }

    // Methods that do nothing but to call it, and that no derived type can change.
    internal static IEnumerable<string> Forwarders(TypeDeclarationSyntax type, string file, params string[] members) =>
        type
            .Members.OfType<MethodDeclarationSyntax>()
            .Where(method =>
                StateFileSimplifier.IsCall(method.ExpressionBody?.Expression, file)
                && members.Contains(Names.Called(Unwrapped.Of(method.ExpressionBody!.Expression).Expression))
                && !method.Modifiers.Any(modifier =>
                    modifier.Kind() is SyntaxKind.VirtualKeyword or SyntaxKind.OverrideKeyword
                )
            )
            .Select(method => method.Identifier.ValueText)
            .Where(name =>
                type.Members.OfType<MethodDeclarationSyntax>().Count(other => other.Identifier.ValueText == name) == 1
            );

    string? Loaded(LocalDeclarationStatementSyntax statement) =>
        statement
            is {
                UsingKeyword.RawKind: 0,
                Declaration.Variables: [{ Initializer.Value: var value, Identifier.ValueText: var name }]
            }
        && Unwrapped.Of(value).Expression is InvocationExpressionSyntax call
        && (
            call.Expression is IdentifierNameSyntax && _loads.Contains(Names.Called(call))
            || StateFileSimplifier.IsCall(call, file) && Names.Called(call) is "Read" or "ReadAsync"
        )
            ? name
            : null;

    bool IsSave(StatementSyntax statement, string state)
    {
        if (
            statement is not ExpressionStatementSyntax { Expression: var expression }
            || Unwrapped.Of(expression).Expression is not InvocationExpressionSyntax call
        )
            return false;
        if (
            call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax on }
            && on.Identifier.ValueText == state
        )
            return _saves.Contains(Names.Called(call)) && call.ArgumentList.Arguments.Count == 0;
        return call.ArgumentList.Arguments.FirstOrDefault()?.Expression is IdentifierNameSyntax passed
            && passed.Identifier.ValueText == state
            && (
                call.Expression is IdentifierNameSyntax && _saves.Contains(Names.Called(call))
                || StateFileSimplifier.IsCall(call, file) && Names.Called(call) is "Reset" or "ResetAsync"
            );
    }

    // What can run within a lambda, once, and does not come to the file again, which is locked meanwhile.
    bool Stays(StatementSyntax statement, string state) =>
        !_others.MayBeLoadedBy(statement, model)
        && statement
            .DescendantNodesAndSelf()
            .All(node =>
                node switch
                {
                    ReturnStatementSyntax or YieldStatementSyntax or GotoStatementSyntax or AwaitExpressionSyntax =>
                        false,
                    ArgumentSyntax { RefOrOutKeyword.RawKind: not 0, Expression: IdentifierNameSyntax name } =>
                        name.Identifier.ValueText != state,
                    IdentifierNameSyntax name => name.Identifier.ValueText != file
                        && !_loads.Contains(name.Identifier.ValueText)
                        && !_saves.Contains(name.Identifier.ValueText),
                    _ => true,
                }
            );

    static bool Uses(StatementSyntax statement, string state) =>
        statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == state);

    StatementSyntax Edit(
        LocalDeclarationStatementSyntax load,
        string state,
        IReadOnlyList<StatementSyntax> between,
        ExpressionStatementSyntax save
    )
    {
        string indentation = Layout.Indentation(load),
            endOfLine = Layout.EndOfLine(load);
        var saved = Unwrapped.Of(save.Expression);
        var token = Names.Arguments(saved.Expression).Skip(1).Select(argument => ", " + argument).FirstOrDefault()
            ?? "";
        var isOneLine = between.Prepend<StatementSyntax>(load).All(statement => !Layout.EndsLine(statement));
        var body = isOneLine
            ? string.Concat(between.Select(statement => statement.ToString() + " "))
            : string.Concat(between.Select(statement => Layout.Indent(statement, Layout.Unit(load)).ToFullString()));
        // Where the variable becomes another object that is what is saved.
        var isReplaced = between
            .SelectMany(statement => statement.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            .Any(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == state);
        if (isReplaced)
            body += isOneLine ? $"return {state}; " : $"{indentation}{Layout.Unit(load)}return {state};{endOfLine}";
        var verb = isReplaced ? "Update" : "Edit";
        var lambda = isOneLine
            ? $"{state} => {{ {body}}}"
            : $"{state} =>{endOfLine}{indentation}{{{endOfLine}{body.TrimStart('\r', '\n')}{indentation}}}";
        var call = saved.IsAwaited
            ? $"await {file}.{verb}Async({lambda}{token}){saved.ConfigureAwait};"
            : $"{file}.{verb}({lambda});";
        return SyntaxFactory
            .ParseStatement(call)
            .WithLeadingTrivia(load.GetLeadingTrivia())
            .WithTrailingTrivia(save.GetTrailingTrivia());
    }
}
