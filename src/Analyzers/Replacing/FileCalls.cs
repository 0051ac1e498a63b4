using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>Calls of the framework about one file.</summary>
static class FileCalls
{
    /// <summary>Whether a call deletes the file itself.</summary>
    public static bool Deletes(InvocationExpressionSyntax call, PathExpression path, SemanticModel model) =>
        call.ArgumentList.Arguments switch
        {
            [var argument] => model.GetSymbolInfo(call).Symbol
                is IMethodSymbol { Name: "Delete" or "DeleteFile", DeclaringSyntaxReferences.IsEmpty: true }
                && path.Is(argument.Expression, model),
            [] => model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Delete", ContainingType.Name: "FileInfo" }
                && call.Expression is MemberAccessExpressionSyntax { Expression: var file }
                && path.Is(file, model),
            _ => false,
        };

    /// <summary>Whether a call gives the file another name.</summary>
    public static bool MovesAway(InvocationExpressionSyntax call, PathExpression path, SemanticModel model) =>
        Commit.Of(call, model) is { SourcePath: var moved } && moved.Is(path.Syntax, model);

    /// <summary>Whether a condition asks if the file is there, or is not.</summary>
    public static bool AsksFor(ExpressionSyntax condition, PathExpression path, SemanticModel model) =>
        (
            condition
                is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand }
                ? operand
                : condition
        ) switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [var argument] } call => Names.Simple(call.Expression)
                == "Exists"
                && path.Is(argument.Expression, model),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exists", Expression: var file } => path.Is(
                file,
                model
            ),
            _ => false,
        };
}
