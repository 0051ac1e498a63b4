using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// A write that is done where there is no file: <c>if (!File.Exists(path)) File.WriteAllText(path, defaults);</c>.
/// </summary>
static class FirstStart
{
    public static bool Is(SyntaxNode save) =>
        save.Ancestors()
            .OfType<IfStatementSyntax>()
            .Any(branch =>
                branch.Statement.Span.Contains(save.Span)
                && branch
                    .Condition.DescendantNodesAndSelf()
                    .Any(node =>
                        node is PrefixUnaryExpressionSyntax { Operand: InvocationExpressionSyntax asked }
                            && Names.Called(asked) == "Exists"
                        || node
                            is PrefixUnaryExpressionSyntax
                            {
                                Operand: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exists" }
                            }
                    )
            );
}
