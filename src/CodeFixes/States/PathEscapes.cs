using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Where the path of a state file gets out of sight: into a list, out of <c>other ?? path</c>, or through a property or
/// method to who does not just name it.
/// </summary>
sealed class PathEscapes(StatePair pair, PathUses uses, SourceIndex sources, CancellationToken cancellationToken)
{
    readonly HashSet<string> _names =
    [
        .. pair.Path!.Members.Select(member => member.Name),
        .. pair.Reads.Select(read => Names.Simple(read.Source.Path)),
        .. pair.Writes.Select(write => Names.Simple(write.Path)),
    ];

    readonly HashSet<SyntaxNode> _seen = [];

    public bool AreNone(IReadOnlyCollection<SyntaxNode> known) =>
        Named(pair.Type)
            .Where(path => !known.Any(other => other.Span.Contains(path.Span)))
            .All(path => Stays(path, isOwn: true));

    // The whole of an expression that is the path.
    IEnumerable<ExpressionSyntax> Named(SyntaxNode code) =>
        code.DescendantNodes()
            .OfType<ExpressionSyntax>()
            .Where(node =>
                node is IdentifierNameSyntax name && _names.Contains(name.Identifier.ValueText)
                || node is InvocationExpressionSyntax && Names.Called(node) is "Combine" or "Join"
            )
            .Select(Whole)
            .Distinct()
            .Where(path => uses.Is(path) || uses.IsSpelled(path));

    ExpressionSyntax Whole(ExpressionSyntax name)
    {
        while (true)
        {
            if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
                name = access;
            else if (name.Parent is InvocationExpressionSyntax call && call.Expression == name)
                name = call;
            else if (
                name.Parent
                is ParenthesizedExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }
            )
                name = (ExpressionSyntax)name.Parent;
            else if (Around(name) is { } around && uses.IsSpelled(around))
                name = around;
            else
                return name;
        }
    }

    // path.Trim(), path + "", string.Concat(path)
    static ExpressionSyntax? Around(ExpressionSyntax path) =>
        path.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => call,
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access
                when access.Expression == path => call,
            BinaryExpressionSyntax sum => sum,
            InterpolationSyntax { Parent: InterpolatedStringExpressionSyntax text } => text,
            _ => null,
        };

    bool Stays(ExpressionSyntax path, bool isOwn) =>
        path.Parent switch
        {
            ArgumentSyntax
            {
                Parent.Parent: InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
            } argument => isOwn
                ? path is not ParenthesizedExpressionSyntax
                : uses.IsUnderstood(argument.Parent!.Parent!, isOwn: false),
            MemberAccessExpressionSyntax access => IsTold(access),
            InterpolationSyntax or IsPatternExpressionSyntax => true,
            AssignmentExpressionSyntax set => set.Left == path || IsOfPath(Names.Simple(set.Left)),
            BinaryExpressionSyntax both => both.RawKind
                is (int)SyntaxKind.AddExpression
                    or (int)SyntaxKind.EqualsExpression
                    or (int)SyntaxKind.NotEqualsExpression,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => IsDeclared(declarator, isOwn),
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => IsOfPath(
                property.Identifier.ValueText
            ),
            ReturnStatementSyntax or ArrowExpressionClauseSyntax => IsFollowed(Declaration(path)),
            _ => false,
        };

    // Of a FileInfo what it says, and not what it does.
    bool IsTold(MemberAccessExpressionSyntax access) =>
        sources.Model(access.SyntaxTree) is not { } model
        || model.GetTypeInfo(access.Expression, cancellationToken).Type is not { Name: "FileInfo" }
        || model.GetSymbolInfo(access, cancellationToken).Symbol is IPropertySymbol
        || access.Name.Identifier.ValueText is "Refresh" or "ToString" or "OpenRead" or "OpenText";

    bool IsDeclared(VariableDeclaratorSyntax declarator, bool isOwn)
    {
        if (declarator.Parent?.Parent is BaseFieldDeclarationSyntax)
            return IsOfPath(declarator.Identifier.ValueText);
        var name = declarator.Identifier.ValueText;
        return Names
            .Body(declarator)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == name)
            .All(use =>
                sources.Model(use.SyntaxTree) is { } model
                && OnlyLocal.Of(use, model, cancellationToken) is not null
                && (_names.Contains(name) || Stays(Whole(use), isOwn))
            );
    }

    bool IsOfPath(string member) => pair.Path!.Members.Any(other => other.Name == member);

    static SyntaxNode? Declaration(ExpressionSyntax path) =>
        path.Ancestors()
            .FirstOrDefault(node =>
                node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
            );

    // All that name what it is returned by.
    bool IsFollowed(SyntaxNode? returning)
    {
        var name = returning switch
        {
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            _ => null,
        };
        if (name is null || IsOfPath(name))
            return name is not null;
        if (!_seen.Add(returning!))
            return true;
        var model = sources.Model(returning!.SyntaxTree);
        var member = model?.GetDeclaredSymbol(returning, cancellationToken);
        if (member is not null)
            uses.Members.Add(member);
        return model is not null
            && member is { IsVirtual: false, IsOverride: false, IsAbstract: false }
            && model
                .Compilation.SyntaxTrees.Where(tree => tree.GetText(cancellationToken).ToString().Contains(name))
                .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes())
                .OfType<IdentifierNameSyntax>()
                .Where(use => use.Identifier.ValueText == name)
                .Where(use =>
                    SymbolEqualityComparer.Default.Equals(
                        sources.Model(use.SyntaxTree)?.GetSymbolInfo(use, cancellationToken).Symbol?.OriginalDefinition,
                        member
                    )
                )
                .Select(Whole)
                .All(use =>
                {
                    var isOwn = use.SyntaxTree == pair.Type.SyntaxTree && pair.Type.Span.Contains(use.Span);
                    return Stays(use, isOwn) && (!isOwn || use.Parent is not ArgumentSyntax || uses.Is(use));
                });
    }
}
