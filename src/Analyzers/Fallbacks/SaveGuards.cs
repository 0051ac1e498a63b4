using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// Whether a save asks first whether the load has failed: <c>if (_loadFailed) return;</c>, <c>if (_loaded) …</c>,
/// <c>if (_settings is null) return;</c>.
/// </summary>
static class SaveGuards
{
    public static bool Ask(OverwritingSave save, LoadSite site, Handler handler, SourceIndex sources) =>
        AsksFlag(save, handler.Flags)
        || TellingMembers(site, handler, sources).Any(member => IsAskedBefore(save.Node, member));

    static bool AsksFlag(OverwritingSave save, IEnumerable<string> set)
    {
        var flags = new HashSet<string>(set, StringComparer.Ordinal);
        if (flags.Count == 0)
            return false;
        var used = NamesIn(Names.Body(save.Node));
        return used.Overlaps(flags) || Members(save.Node, used).Any(member => NamesIn(member).Overlaps(flags));
    }

    // What has another value where the load has failed, and nowhere else: the failure itself, a flag that is set where
    // all is read, and what is null until then.
    static IEnumerable<string> TellingMembers(LoadSite site, Handler handler, SourceIndex sources) =>
        handler.KeptFailures.Concat(
            site.Attempt is { Block: var attempted }
                ? Names
                    .Within(attempted)
                    .OfType<AssignmentExpressionSyntax>()
                    .Where(assignment =>
                        assignment.Span.End > site.Read.Span.End
                        && IsLast(assignment, attempted)
                        && site.Model.GetSymbolInfo(assignment.Left).Symbol is { } member
                        && member is IFieldSymbol or IPropertySymbol
                        && IsSetThereAlone(assignment, member, attempted, sources)
                    )
                    .Select(assignment => Names.Simple(assignment.Left))
                : []
        );

    // What is understood after it may fail.
    static bool IsLast(AssignmentExpressionSyntax set, BlockSyntax attempted) =>
        !Names
            .Within(attempted)
            .Any(node => node.SpanStart > set.Span.End && (Loads.IsLoad(node) || NewValue.TriesAnotherWay(node)));

    static bool IsSetThereAlone(
        AssignmentExpressionSyntax set,
        ISymbol member,
        BlockSyntax attempted,
        SourceIndex sources
    )
    {
        var values =
            member.DeclaredAccessibility == Accessibility.Private
                ? SourceIndex.AssignedTo(member.ContainingType, member.Name)
                : sources.AssignedTo(member.Name);
        return values.All(value =>
                attempted.Span.Contains(value.Span) && value.SyntaxTree == attempted.SyntaxTree || IsNothing(value)
            )
            && !(set.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Members ?? [])
                .SelectMany(other =>
                    other switch
                    {
                        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable =>
                            (variable.Identifier, variable.Initializer)
                        ),
                        PropertyDeclarationSyntax property => [(property.Identifier, property.Initializer)],
                        _ => [],
                    }
                )
                .Any(declared =>
                    declared.Identifier.ValueText == member.Name
                    && declared.Initializer is { Value: var value }
                    && !IsNothing(value)
                );
    }

    static bool IsNothing(ExpressionSyntax value) =>
        value.IsKind(SyntaxKind.NullLiteralExpression)
        || value.IsKind(SyntaxKind.FalseLiteralExpression)
        || value.IsKind(SyntaxKind.DefaultLiteralExpression);

    // if (_loaded) …Write(…); if (!_loaded) return; if (_failure != null) throw …;
    static bool IsAskedBefore(SyntaxNode save, string member) =>
        Names
            .Within(Names.Body(save))
            .OfType<IfStatementSyntax>()
            .Any(branch =>
                branch.SpanStart < save.SpanStart
                && Mentions(branch.Condition, member)
                && (branch.Span.Contains(save.Span) || FailingBranch.Leaves(branch.Statement))
            );

    static bool Mentions(ExpressionSyntax condition, string member) =>
        condition
            .DescendantNodesAndSelf()
            .OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText == member && name.Parent is not InvocationExpressionSyntax);

    // bool CanSave => !_loadFailed;
    static IEnumerable<SyntaxNode> Members(SyntaxNode save, HashSet<string> used) =>
        save.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault() is { } type
            ? type.Members.Where(member =>
                member switch
                {
                    MethodDeclarationSyntax method => used.Contains(method.Identifier.ValueText),
                    PropertyDeclarationSyntax property => used.Contains(property.Identifier.ValueText),
                    _ => false,
                }
            )
            : [];

    static HashSet<string> NamesIn(SyntaxNode code) =>
        new(
            code.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText),
            StringComparer.Ordinal
        );
}
