using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>
/// Whether the file that could not be read is still open where the program starts anew, so that nobody else can read
/// it: <c>using var stream = new FileStream(path, …, FileShare.None); try { … } catch { … }</c>.
/// </summary>
static class HeldOpen
{
    const int Read = (int)FileShare.Read;

    public static bool Is(Fallback found, SemanticModel model, SourceIndex sources) =>
        Names
            .Within(Names.Body(found.Start))
            .Where(node => node.SpanStart < found.Start.SpanStart)
            .Any(node =>
                IsExclusive(node, model)
                && IsAlive(node, found.Start)
                && Names.Operands(node).Any(operand => PathKey.Of(model.GetOperation(operand), sources) == found.Path)
            );

    // File.Open(path, FileMode.Open) shares nothing, new FileStream(path, FileMode.Open) lets others read.
    static bool IsExclusive(SyntaxNode call, SemanticModel model)
    {
        var name = Names.Called(call);
        if (name is not ("FileStream" or "Open" or "OpenWrite"))
            return false;
        var share = call.DescendantNodes()
            .OfType<ExpressionSyntax>()
            .FirstOrDefault(part =>
                part.Parent is ArgumentSyntax or AssignmentExpressionSyntax
                && model.GetTypeInfo(part).Type is { Name: nameof(FileShare), TypeKind: TypeKind.Enum }
            );
        return share is null
            ? name is not "FileStream"
            : model.GetConstantValue(share) is not { HasValue: true, Value: int shared } || (shared & Read) == 0;
    }

    // In a variable that can be seen where the program starts anew, or by a statement around that.
    static bool IsAlive(SyntaxNode opened, SyntaxNode start) =>
        opened.FirstAncestorOrSelf<StatementSyntax>() switch
        {
            LocalDeclarationStatementSyntax { Parent: { } scope } => scope.Span.Contains(start.Span),
            UsingStatementSyntax scope => scope.Span.Contains(start.Span),
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax } => true,
            _ => false,
        };
}
