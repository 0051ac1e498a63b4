using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>What loads and saves throw, and a <c>StateFile</c> does not, or seldom: where code names one of these.</summary>
static class NamedExceptions
{
    static readonly string[] All =
    [
        "JsonException",
        "JsonReaderException",
        "JsonSerializationException",
        "FileNotFoundException",
        "DirectoryNotFoundException",
        "UnauthorizedAccessException",
        "SecurityException",
    ];

    /// <summary>By the text alone, which costs nothing.</summary>
    public static bool MayBeIn(SyntaxTree tree, CancellationToken cancellationToken) =>
        All.Any(tree.GetText(cancellationToken).ToString().Contains);

    /// <summary>By the type, or by its name in quotes.</summary>
    public static bool AreIn(SyntaxNode code) =>
        code.DescendantNodesAndSelf()
            .Any(node =>
                node switch
                {
                    SimpleNameSyntax name => All.Contains(name.Identifier.ValueText),
                    LiteralExpressionSyntax { Token.ValueText: var text } => All.Contains(
                        text.Substring(text.LastIndexOf('.') + 1)
                    ),
                    _ => false,
                }
            );

    /// <summary>
    /// failure is JsonException, case JsonException, "JsonException": what a handler is for is said in another way.
    /// </summary>
    public static bool AreAskedFor(SyntaxNode root) =>
        root.DescendantNodes(node => node is not (CatchDeclarationSyntax or CatchFilterClauseSyntax))
            .Any(node =>
                node switch
                {
                    PatternSyntax or LiteralExpressionSyntax or TypeArgumentListSyntax => AreIn(node),
                    BinaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression,
                        Right: var type
                    } => AreIn(type),
                    CastExpressionSyntax { Type: var type } => AreIn(type),
                    TypeOfExpressionSyntax { Type: var type } => AreIn(type),
                    _ => false,
                }
            );

    /// <summary>Policy.Handle&lt;JsonException&gt;(): who handles it is not seen.</summary>
    public static bool AreTypeArguments(SyntaxNode root) =>
        root.DescendantNodes().OfType<TypeArgumentListSyntax>().Any(AreIn);
}
