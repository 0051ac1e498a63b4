using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// What a save does before it writes, and a <c>StateFile</c> does by itself: the directory is made, paths are put
/// together.
/// </summary>
sealed class SaveSteps(PathUses uses, StateEdits edits, SemanticModel model, CancellationToken cancellationToken)
{
    public void RemoveFrom(SyntaxNode method, IReadOnlyCollection<SyntaxNode> values)
    {
        foreach (var statement in method.DescendantNodes().OfType<StatementSyntax>())
            if (IsDirectory(statement) && statement.Parent is BlockSyntax)
                edits.Removed.Add(statement);
        while (
            method
                .DescendantNodes()
                .OfType<LocalDeclarationStatementSyntax>()
                .FirstOrDefault(local => !edits.Removes(local) && IsUnused(local, method, values))
                is { } unused
        )
            edits.Removed.Add(unused);
    }

    // Directory.CreateDirectory(…), also if it is not there.
    bool IsDirectory(StatementSyntax statement) =>
        statement switch
        {
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => Names.Called(call)
                == "CreateDirectory"
                && Names.Arguments(call) is [{ Expression: var directory }]
                && uses.IsDirectory(directory),
            IfStatementSyntax { Else: null, Condition: var test, Statement: var then } => IsTest(test)
                && (then is BlockSyntax { Statements: [var only] } ? IsDirectory(only) : IsDirectory(then)),
            _ => false,
        };

    static bool IsTest(ExpressionSyntax test) =>
        !test.DescendantNodesAndSelf()
            .Any(node =>
                node is AssignmentExpressionSyntax or AwaitExpressionSyntax
                || node is InvocationExpressionSyntax
                    && Names.Called(node) is not ("Exists" or "IsNullOrEmpty" or "IsNullOrWhiteSpace")
            );

    // A path or options that nothing is left of.
    bool IsUnused(LocalDeclarationStatementSyntax local, SyntaxNode method, IReadOnlyCollection<SyntaxNode> values) =>
        local is { Parent: BlockSyntax, Declaration.Variables: [{ Initializer.Value: var value } variable] }
        && model.GetDeclaredSymbol(variable, cancellationToken)
            is ILocalSymbol { Type: { SpecialType: SpecialType.System_String } or { Name: "JsonSerializerOptions" } }
        && value.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().All(call => IsOfPath(call))
        && method
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == variable.Identifier.ValueText)
            .All(use =>
                !values.Any(other => other.Span.Contains(use.Span))
                && (edits.Removes(use) || use.Ancestors().Any(edits.Replaced.ContainsKey))
            );

    bool IsOfPath(InvocationExpressionSyntax call) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol { ContainingType: { } type } method
        && (type.ToDisplayString() is "System.IO.Path" or "System.Environment" || method.Parameters.IsEmpty);
}
