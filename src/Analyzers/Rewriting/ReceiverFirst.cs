using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// What is saved, found out before the path is, which comes first in the new code: <c>var document = Make();
/// document.Save(NextPath());</c>
/// </summary>
static class ReceiverFirst
{
    /// <summary>The same with a local; null where that would change nothing, or nothing is saved.</summary>
    public static SyntaxNode? AsLocal(SyntaxNode root, ExpressionSyntax call, SemanticModel model)
    {
        if (
            call
                is not InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Expression: var receiver },
                    Parent: ExpressionStatementSyntax statement
                }
            || EvaluationOrder.IsStable(receiver, model)
            || !WriterCall.Of(call, model, default).Any(writer => writer.Writer.Fix is Fix.Save or Fix.WriteXml)
        )
            return null;
        var name = FreeName.Like("document", call, model);
        var edits = new Edits(root);
        edits.Replace(receiver, current => SyntaxFactory.IdentifierName(name).WithTriviaFrom(current));
        edits.InsertBefore(statement, [$"var {name} = {receiver.WithoutTrivia()};"]);
        return edits.Apply();
    }
}
