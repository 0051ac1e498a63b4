using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>What the statements around a rename mean, each by itself.</summary>
sealed class ReplaceSteps(Commit commit, SemanticModel model)
{
    public bool IsBackup(SyntaxNode syntax)
    {
        var path =
            model.GetSymbolInfo(syntax).Symbol is ILocalSymbol local
            && Declaration(local) is { Declaration.Variables: [{ Initializer.Value: var value }] }
                ? value
                : syntax;
        return path switch
        {
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.AddExpression,
                Left: var target,
                Right: LiteralExpressionSyntax { Token.Value: ".bak" }
            } => commit.TargetPath.Is(target, model),
            InterpolatedStringExpressionSyntax
            {
                Contents: [
                    InterpolationSyntax { Expression: var target },
                    InterpolatedStringTextSyntax { TextToken.ValueText: ".bak" },
                ]
            } => commit.TargetPath.Is(target, model),
            _ => false,
        };
    }

    // The outermost that only cleans up; the block of a catch or a method stays.
    public StatementSyntax? CleanUp(SyntaxNode use) =>
        use.Ancestors()
            .OfType<StatementSyntax>()
            .Where(statement => statement is not BlockSyntax)
            .TakeWhile(IsCleanUp)
            .LastOrDefault();

    // File.Delete(temp); with if (File.Exists(temp)) and a try of its own around it.
    public bool IsCleanUp(StatementSyntax statement) =>
        statement switch
        {
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => IsDelete(
                call,
                commit.SourcePath
            ) || IsCleanUp(call),
            BlockSyntax block => block.Statements.Count == 1 && IsCleanUp(block.Statements[0]),
            IfStatementSyntax { Else: null } branch => IsExists(branch.Condition, commit.SourcePath)
                && IsCleanUp(branch.Statement),
            TryStatementSyntax { Finally: null } attempt => IsCleanUp(attempt.Block)
                && attempt.Catches.All(clause => clause.Block.Statements.Count == 0),
            _ => false,
        };

    // CleanUp(temp): a method of this file that deletes what it is given, and does nothing else.
    public bool IsCleanUp(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments is [var argument]
        && commit.SourcePath.Is(argument.Expression, model)
        && model.GetSymbolInfo(call).Symbol
            is IMethodSymbol { ReturnsVoid: true, DeclaringSyntaxReferences: [var reference] }
        && reference.SyntaxTree == model.SyntaxTree
        && reference
            .GetSyntax()
            .DescendantNodes()
            .OfType<ExpressionSyntax>()
            .Where(node =>
                node is InvocationExpressionSyntax or AssignmentExpressionSyntax or BaseObjectCreationExpressionSyntax
            )
            .ToArray()
            is var acts
        && acts.All(act =>
            act is InvocationExpressionSyntax inner
            && model.GetSymbolInfo(inner).Symbol
                is IMethodSymbol
                {
                    Name: "Exists" or "Delete",
                    ContainingType: { Name: "File", DeclaringSyntaxReferences.IsEmpty: true }
                }
        )
        && acts.OfType<InvocationExpressionSyntax>().Any(inner => Names.Simple(inner.Expression) == "Delete");

    public bool IsDelete(InvocationExpressionSyntax call, PathExpression path) => FileCalls.Deletes(call, path, model);

    public bool IsExists(ExpressionSyntax condition) => IsExists(condition, commit.TargetPath);

    public bool IsExists(ExpressionSyntax condition, PathExpression path) => FileCalls.AsksFor(condition, path, model);

    public static IfStatementSyntax? Branch(StatementSyntax statement) =>
        (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent) switch
        {
            IfStatementSyntax branch => branch,
            ElseClauseSyntax { Parent: IfStatementSyntax branch } => branch,
            _ => null,
        };

    public static StatementSyntax? Only(StatementSyntax statement) =>
        statement is BlockSyntax block
            ? block.Statements.Count == 1
                ? block.Statements[0]
                : null
            : statement;

    public static LocalDeclarationStatementSyntax? Declaration(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax()
            is VariableDeclaratorSyntax
            {
                Initializer: not null,
                Parent: VariableDeclarationSyntax
                {
                    Variables.Count: 1,
                    Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } declaration
                }
            }
            ? declaration
            : null;

    // The call itself, or the using statement around what it opens.
    public static StatementSyntax? Statement(SyntaxNode write)
    {
        if (
            write.FirstAncestorOrSelf<StatementSyntax>()
            is not { Parent: BlockSyntax or GlobalStatementSyntax } statement
        )
            return null;
        return statement switch
        {
            ExpressionStatementSyntax => statement,
            UsingStatementSyntax { Declaration.Variables: [{ Initializer.Value: var value }] } when value == write =>
                statement,
            _ => null,
        };
    }
}
