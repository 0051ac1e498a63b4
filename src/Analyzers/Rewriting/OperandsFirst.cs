using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// What is saved, and by which settings, found out before the path is, which comes first in the new code: <c>var document
/// = Make(); document.Save(NextPath());</c>
/// </summary>
static class OperandsFirst
{
    /// <summary>The same with locals; null where that would change nothing, or the order.</summary>
    public static SyntaxNode? AsLocals(SyntaxNode root, ExpressionSyntax call, SemanticModel model)
    {
        if (
            Statement(call) is not { } statement
            || WriterCall.Of(call, model, default).ToArray()
                is not [{ Writer.Fix: Fix.Save or Fix.WriteXml or Fix.Wrap, Path: { } path } writer]
        )
            return null;
        var later = Names
            .Arguments(call)
            .Where(argument => !argument.Span.Contains(path.Span) && !Harmless.Is(argument.Expression, model))
            .ToArray();
        if (later.Any(argument => !EvaluationOrder.MaySwap(path, argument.Expression, model)))
            return null;
        var operands = later
            .Select(argument => (argument.Expression, writer.Call.ParameterOf(argument)?.Name ?? "argument"))
            .ToList();
        if (
            writer.Writer.Fix != Fix.Wrap
            && Names.Receiver(call) is { } receiver
            && !EvaluationOrder.IsStable(receiver, model)
        )
            operands.Insert(0, (receiver, "document"));
        if (operands.Count == 0)
            return null;
        var edits = new Edits(root);
        var locals = new List<string>();
        foreach (var (operand, like) in operands)
        {
            var name = FreeName.Like(like, call, model);
            edits.Replace(operand, current => SyntaxFactory.IdentifierName(name).WithTriviaFrom(current));
            locals.Add($"var {name} = {operand.WithoutTrivia()};");
        }

        edits.InsertBefore(statement, locals);
        return edits.Apply();
    }

    // In which nothing comes before the call.
    static StatementSyntax? Statement(ExpressionSyntax call) =>
        call.Parent switch
        {
            ExpressionStatementSyntax statement => statement,
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration
                }
            } => declaration.Parent as UsingStatementSyntax
                ?? (StatementSyntax?)(declaration.Parent as LocalDeclarationStatementSyntax),
            _ => null,
        };
}
