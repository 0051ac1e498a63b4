using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// One variable for the text that is read and for that which is written becomes two, of which each is set once:
/// <c>var json = File.ReadAllText(path); …; json = JsonSerializer.Serialize(state);</c>.
/// </summary>
static class ReusedTexts
{
    /// <summary>The type with two in place of each.</summary>
    public static TypeDeclarationSyntax Split(
        TypeDeclarationSyntax type,
        Func<MemberDeclarationSyntax, bool> isMeant
    ) =>
        type.ReplaceNodes(
            type.Members.Where(member => member is not BaseTypeDeclarationSyntax && isMeant(member)),
            (_, member) => Split(member)
        );

    static MemberDeclarationSyntax Split(MemberDeclarationSyntax member)
    {
        while (
            member
                .DescendantNodes()
                .OfType<ExpressionStatementSyntax>()
                .Select(Second)
                .FirstOrDefault(found => found is not null)
                is var (declaration, second)
        )
            member = Split(member, declaration, second);
        return member;
    }

    // json = JsonSerializer.Serialize(state); in the block that declares json.
    static (LocalDeclarationStatementSyntax Declaration, ExpressionStatementSyntax Second)? Second(
        ExpressionStatementSyntax statement
    ) =>
        statement
            is {
                Parent: BlockSyntax block,
                Expression: AssignmentExpressionSyntax
                {
                    RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                    Left: IdentifierNameSyntax { Identifier.ValueText: var name },
                    Right: var value
                } set
            }
        && value.DescendantNodesAndSelf().Any(JsonCall.MayWrite)
        && block
            .Statements.TakeWhile(other => other != statement)
            .OfType<LocalDeclarationStatementSyntax>()
            .FirstOrDefault(other =>
                other
                    is {
                        UsingKeyword.RawKind: 0,
                        IsConst: false,
                        Declaration.Variables: [{ Initializer: not null } variable]
                    }
                && variable.Identifier.ValueText == name
            )
            is { } declaration
        && Uses(Names.Body(statement), name).All(use => use == set.Left || IsPlain(use))
        && !Names.Body(statement).DescendantNodes().Any(node => node is LabeledStatementSyntax)
            ? (declaration, statement)
            : null;

    static MemberDeclarationSyntax Split(
        MemberDeclarationSyntax member,
        LocalDeclarationStatementSyntax declaration,
        ExpressionStatementSyntax second
    )
    {
        var name = declaration.Declaration.Variables[0].Identifier.ValueText;
        var taken = new HashSet<string>(member.DescendantTokens().Select(token => token.ValueText));
        var free = Enumerable
            .Range(1, taken.Count + 1)
            .Select(i => $"{name}{i}")
            .First(other => !taken.Contains(other));
        var value = ((AssignmentExpressionSyntax)second.Expression).Right;
        var later = Uses(second.Parent!, name).Where(use => use.SpanStart > second.Span.End);
        return member.ReplaceNodes(later.Append<SyntaxNode>(second), (node, _) =>
            node == second
                ? SyntaxFactory
                    .ParseStatement($"{declaration.Declaration.Type.WithoutTrivia()} {free} = {value};")
                    .WithTriviaFrom(second)
                : SyntaxFactory.IdentifierName(free).WithTriviaFrom(node)
        );
    }

    static IEnumerable<IdentifierNameSyntax> Uses(SyntaxNode code, string name) =>
        code.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use =>
                use.Identifier.ValueText == name
                && use.Parent is not (NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax)
                && !(use.Parent is MemberAccessExpressionSyntax access && access.Name == use)
            );

    // It is not set there, nor where it is not known when that happens.
    static bool IsPlain(IdentifierNameSyntax use) =>
        !(use.Parent is AssignmentExpressionSyntax set && set.Left == use)
        && use.Parent is not ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 }
        && !use.Ancestors().Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
