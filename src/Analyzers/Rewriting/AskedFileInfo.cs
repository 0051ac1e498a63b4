using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A <c>FileInfo</c> that is asked for what it knows after it has created its file, and forgotten what it knew; one whose
/// path is used forgets nothing.
/// </summary>
sealed class AskedFileInfo(SemanticModel? model)
{
    readonly HashSet<(SyntaxNode Body, string Name)> _seen = [];

    /// <summary>
    /// Whether somebody asks later: the same body about a local, those of the type who call it about a parameter too,
    /// and any member about anything else. Nobody asks what a method makes anew for each call.
    /// </summary>
    public bool Is(ExpressionSyntax info)
    {
        var (body, name) = (Names.Body(info), Names.Simple(info));
        SyntaxNode type = info.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? body;
        if (info is InvocationExpressionSyntax call)
            return !IsMadeAnew(call);
        if (!_seen.Add((body, name)))
            return false; // what calls itself
        if (IsAsked(body, name, access => access.SpanStart > info.Span.End && !IsLeftBefore(access, info, body)))
            return true;
        var isLocal = body.DescendantNodes()
            .Any(node => node is VariableDeclaratorSyntax local && local.Identifier.ValueText == name);
        if (isLocal)
            return false;
        var isParameter = body.DescendantNodes()
            .Any(node => node is ParameterSyntax parameter && parameter.Identifier.ValueText == name);
        if (!isParameter || body is not MethodDeclarationSyntax { Identifier.ValueText: var method })
            return IsAsked(type, name, access => !body.Span.Contains(access.Span));
        return type.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(other => Names.Simple(other.Expression) == method && !body.Span.Contains(other.Span))
            .SelectMany(other => other.ArgumentList.Arguments)
            .Any(argument =>
                argument.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax && Is(argument.Expression)
            );
    }

    // FileInfo Settings(string folder) => new FileInfo(…), which nobody else can override.
    bool IsMadeAnew(InvocationExpressionSyntax call) =>
        model?.GetSymbolInfo(call).Symbol
            is IMethodSymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } method
        && method.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is var declaration
        && Functions
            .Inside(declaration)
            .Select(node =>
                node switch
                {
                    ReturnStatementSyntax returned => returned.Expression,
                    ArrowExpressionClauseSyntax arrow when arrow.Parent == declaration => arrow.Expression,
                    _ => null,
                }
            )
            .OfType<ExpressionSyntax>()
            .ToArray()
            is { Length: > 0 } values
        && values.All(value => value is BaseObjectCreationExpressionSyntax);

    // The method is left at the end of a block that has it, and what comes below that is not reached.
    static bool IsLeftBefore(SyntaxNode access, SyntaxNode info, SyntaxNode body) =>
        info.Ancestors()
            .TakeWhile(ancestor => ancestor != body)
            .OfType<BlockSyntax>()
            .Any(block =>
                !block.Span.Contains(access.Span)
                && block.Statements.LastOrDefault() is ReturnStatementSyntax or ThrowStatementSyntax
                && !block
                    .Ancestors()
                    .TakeWhile(ancestor => ancestor != body)
                    .Any(ancestor => ancestor is TryStatementSyntax or AnonymousFunctionExpressionSyntax)
                && !body.DescendantNodes().Any(node => node is GotoStatementSyntax)
            );

    static bool IsAsked(SyntaxNode code, string name, Func<SyntaxNode, bool> isLater) =>
        code.DescendantNodesAndSelf()
            .OfType<MemberAccessExpressionSyntax>()
            .Any(access =>
                Names.Simple(access.Expression) == name
                && (
                    access.Name.Identifier.ValueText is "Exists" or "Length" or "Attributes" or "IsReadOnly"
                    || access.Name.Identifier.ValueText.Contains("Time")
                )
                && isLater(access)
            );
}
