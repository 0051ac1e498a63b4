using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>The simple names in syntax: the cheap question before any binding.</summary>
static class Names
{
    public static string Simple(SyntaxNode? expression) =>
        expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            NullableTypeSyntax nullable => Simple(nullable.ElementType),
            _ => "",
        };

    /// <summary>The method that is called, or the type that is made; empty for all else.</summary>
    public static string Called(SyntaxNode call) =>
        call switch
        {
            InvocationExpressionSyntax invocation => Simple(invocation.Expression),
            ObjectCreationExpressionSyntax creation => Simple(creation.Type),
            ImplicitObjectCreationExpressionSyntax creation => Created(creation),
            _ => "",
        };

    /// <summary>The type that <c>new(…)</c> makes, where the declaration beside it says so.</summary>
    public static string Created(ImplicitObjectCreationExpressionSyntax creation) =>
        creation.Parent switch
        {
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration }
            } => Simple(declaration.Type),
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => Simple(property.Type),
            ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => Simple(property.Type),
            ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => Simple(method.ReturnType),
            _ => "",
        };

    /// <summary>The arguments of a call, a creation or a constructor's initializer.</summary>
    public static SeparatedSyntaxList<ArgumentSyntax> Arguments(SyntaxNode call) =>
        call switch
        {
            InvocationExpressionSyntax invocation => invocation.ArgumentList.Arguments,
            BaseObjectCreationExpressionSyntax { ArgumentList: { } list } => list.Arguments,
            ConstructorInitializerSyntax initializer => initializer.ArgumentList.Arguments,
            PrimaryConstructorBaseTypeSyntax parent => parent.ArgumentList.Arguments,
            _ => default,
        };

    /// <summary>What a method is called on; null where the call names none.</summary>
    public static ExpressionSyntax? Receiver(SyntaxNode call) =>
        call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } }
            ? receiver
            : null;

    /// <summary>What a call is given: its receiver and its arguments.</summary>
    public static IEnumerable<ExpressionSyntax> Operands(SyntaxNode call)
    {
        if (Receiver(call) is { } receiver)
            yield return receiver;
        foreach (var argument in Arguments(call))
            yield return argument.Expression;
    }

    /// <summary>
    /// The method, constructor, property or field that a node stands in; the file, of its top-level statements.
    /// </summary>
    public static SyntaxNode? Member(SyntaxNode node)
    {
        var member = node.FirstAncestorOrSelf<SyntaxNode>(static parent =>
            parent is MemberDeclarationSyntax and not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)
        );
        return member is GlobalStatementSyntax ? member.Parent : member;
    }

    /// <summary>The nodes of a member; of top-level statements without the types below them.</summary>
    public static IEnumerable<SyntaxNode> In(SyntaxNode member) =>
        member.DescendantNodes(node =>
            node == member || node is not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)
        );

    /// <summary>
    /// The code that runs as one: an accessor, a local function, a member, or the top-level statements of a file.
    /// </summary>
    public static SyntaxNode Body(SyntaxNode node)
    {
        for (var parent = node.Parent; parent is not null; parent = parent.Parent)
            if (
                parent is AccessorDeclarationSyntax or LocalFunctionStatementSyntax
                || (
                    parent
                    is MemberDeclarationSyntax
                        and not BaseTypeDeclarationSyntax
                        and not GlobalStatementSyntax
                        and not BaseNamespaceDeclarationSyntax
                )
            )
                return parent;
        return node.SyntaxTree.GetRoot();
    }

    /// <summary>The nodes of a body, without the local functions in it, which are bodies of their own.</summary>
    public static IEnumerable<SyntaxNode> Within(SyntaxNode body) =>
        body.DescendantNodes(node =>
                node == body
                || node
                    is not (LocalFunctionStatementSyntax or BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)
            )
            .Where(node =>
                body is not CompilationUnitSyntax
                || node is not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)
            );
}
