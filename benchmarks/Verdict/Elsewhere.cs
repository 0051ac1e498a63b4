using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>
/// Where a labelled write is judged that is not judged at its own line: where the stream that it fills is opened, where
/// the same file is replaced by the first of several ways, where content comes into a file that is made empty, where a
/// method is called that only forwards a path. The same for each label, whatever it says.
/// </summary>
/// <param name="compilation">Where the label is.</param>
/// <param name="explanations">What is explained in a file.</param>
/// <param name="isState">Whether a rule reports what is explained.</param>
sealed class Elsewhere(
    CSharpCompilation compilation,
    Func<SyntaxTree, IEnumerable<Diagnostic>> explanations,
    Func<Diagnostic, bool> isState
)
{
    const int MaxSteps = 4;

    /// <summary>The explanation that is of the same write as a line; null where there is none.</summary>
    public Diagnostic? Of(SyntaxTree tree, int line)
    {
        var calls = tree.GetRoot().DescendantNodes().Where(node => IsCall(node) && LineOf(node) == line).ToArray();
        return calls.Select(AtOpening).FirstOrDefault(found => found is not null)
            ?? calls.Select(call => OfSameFile(call, Target(call))).FirstOrDefault(found => found is not null);
    }

    /// <summary>
    /// Of a write that its callers decide about: the explanation of the first that passes state, else of the first.
    /// </summary>
    public Diagnostic? AtCallers(Diagnostic explained)
    {
        var node = explained.Location.SourceTree!.GetRoot().FindNode(explained.Location.SourceSpan);
        if (Around(node) is not { } method)
            return null;
        var found = CallsOf(method)
            .Select(caller => Explained(caller.SyntaxTree, caller.Span))
            .OfType<Diagnostic>()
            .ToArray();
        return found.FirstOrDefault(isState) ?? found.FirstOrDefault();
    }

    // document.Save(writer), where writer is made of the stream.
    Diagnostic? AtOpening(SyntaxNode call)
    {
        foreach (var argument in Arguments(call))
        {
            SyntaxNode? value = argument.Expression;
            for (var step = 0; value is not null && step < MaxSteps; step++)
            {
                if (step > 0)
                    foreach (var part in value.DescendantNodesAndSelf().Where(IsCall))
                        if (Explained(part.SyntaxTree, part.Span) is { } explained)
                            return explained;
                value = value
                    .DescendantNodesAndSelf()
                    .OfType<IdentifierNameSyntax>()
                    .Select(Initializer)
                    .FirstOrDefault(initial => initial is not null);
            }
        }

        return null;
    }

    // In the same member, or of the same field or property in the same type; of a parameter, what the file passes.
    Diagnostic? OfSameFile(SyntaxNode call, ExpressionSyntax? target, int steps = 0)
    {
        if (target is null || SymbolOf(target) is not { } symbol || steps > MaxSteps)
            return null;
        SyntaxNode? scope = symbol is IFieldSymbol or IPropertySymbol
            ? call.FirstAncestorOrSelf<TypeDeclarationSyntax>()
            : call.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        var found = scope
            ?.DescendantNodes()
            .Where(node => IsCall(node) && node.Span != call.Span)
            .Where(node =>
                Arguments(node)
                    .Skip(IsMove(node) ? 1 : 0)
                    .Any(argument => SymbolEqualityComparer.Default.Equals(SymbolOf(argument.Expression), symbol))
            )
            .Select(node => Explained(node.SyntaxTree, node.Span))
            .FirstOrDefault(explained => explained is not null);
        return found
            ?? (
                symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter
                    ? CallsOf(method)
                        .Where(caller => caller.SyntaxTree == call.SyntaxTree)
                        .Select(caller =>
                            Explained(caller.SyntaxTree, caller.Span)
                            ?? OfSameFile(
                                caller,
                                Arguments(caller).ElementAtOrDefault(parameter.Ordinal)?.Expression,
                                steps + 1
                            )
                        )
                        .FirstOrDefault(explained => explained is not null)
                    : null
            );
    }

    Diagnostic? Explained(SyntaxTree tree, Microsoft.CodeAnalysis.Text.TextSpan span) =>
        explanations(tree).FirstOrDefault(diagnostic => diagnostic.Location.SourceSpan == span);

    IEnumerable<SyntaxNode> CallsOf(IMethodSymbol method) =>
        compilation
            .SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            .Where(call => NameOf(call) == method.Name)
            .Where(call =>
                SymbolEqualityComparer.Default.Equals(
                    compilation.GetSemanticModel(call.SyntaxTree).GetSymbolInfo(call).Symbol?.OriginalDefinition,
                    method.OriginalDefinition
                )
            );

    IMethodSymbol? Around(SyntaxNode call) =>
        call.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is { } declaration
            ? compilation.GetSemanticModel(call.SyntaxTree).GetDeclaredSymbol(declaration)
            : null;

    ISymbol? SymbolOf(ExpressionSyntax expression) =>
        expression is IdentifierNameSyntax or MemberAccessExpressionSyntax
            ? compilation.GetSemanticModel(expression.SyntaxTree).GetSymbolInfo(expression).Symbol
            : null;

    ExpressionSyntax? Initializer(IdentifierNameSyntax name) =>
        SymbolOf(name) is ILocalSymbol { DeclaringSyntaxReferences: [var reference] }
            ? (reference.GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value
            : null;

    static ExpressionSyntax? Target(SyntaxNode call) =>
        Arguments(call).ElementAtOrDefault(IsMove(call) ? 1 : 0)?.Expression;

    // File.Move(source, target); file.MoveTo(target)
    static bool IsMove(SyntaxNode call) => NameOf(call) is "Move" or "Replace" or "Copy";

    static bool IsCall(SyntaxNode node) => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax;

    static string NameOf(SyntaxNode call) =>
        call switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access
                .Name
                .Identifier
                .ValueText,
            InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier.ValueText,
            _ => "",
        };

    static SeparatedSyntaxList<ArgumentSyntax> Arguments(SyntaxNode call) =>
        call switch
        {
            InvocationExpressionSyntax invocation => invocation.ArgumentList.Arguments,
            BaseObjectCreationExpressionSyntax { ArgumentList: { } list } => list.Arguments,
            _ => default,
        };

    static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
