using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// Whether a save asks first whether the load has failed: <c>if (_loadFailed) return;</c>, <c>if (_loaded) …</c>,
/// <c>if (_settings is null) return;</c>.
/// </summary>
sealed class SaveGuards(LoadSite site, Handler handler, FileEffects effects, NothingReturned calls)
{
    const int MaxLayers = 3;

    readonly HashSet<string> _flags = new(handler.Flags, StringComparer.Ordinal);
    readonly string[] _telling = [.. TellingMembers(site, handler, effects.Sources)];

    /// <summary>Whether it is asked at a save, on the way from there to the write, or by all who call that.</summary>
    public bool Ask(Save save) => (_flags.Count > 0 || _telling.Length > 0) && Ask(save, MaxLayers);

    bool Ask(Save save, int layers) =>
        AsksAt(save.Node)
        || AreAskedBefore(save.Node)
        || layers > 0 && Inner(save).ToArray() is { Length: > 0 } inner && inner.All(next => Ask(next, layers - 1));

    bool AsksAt(SyntaxNode save) => AsksFlag(save) || _telling.Any(member => IsAskedBefore(save, member));

    // if (_loaded) Write(); where nothing else calls what writes.
    bool AreAskedBefore(SyntaxNode save) =>
        effects.Sources.Model(save.SyntaxTree)?.GetEnclosingSymbol(save.SpanStart)
            is IMethodSymbol { DeclaredAccessibility: Accessibility.Private } method
        && calls.CallsOf(method) is { Length: > 0 } all
        && all.All(AsksAt);

    // The calls in what a call runs that lead to the write.
    IEnumerable<Save> Inner(Save save) =>
        save.Node != save.Site.Node
        && effects.Sources.Model(save.Node.SyntaxTree) is { } outer
        && effects.Target(save.Node, outer) is { } target
            ? target.DeclaringSyntaxReferences.SelectMany(reference =>
                effects.Sources.Model(reference.SyntaxTree) is { } model
                    ? Names
                        .Within(reference.GetSyntax())
                        .Where(node =>
                            effects.MayWrite(node)
                            && effects.Of(node, model).Any(effect => effect.Site?.Node == save.Site.Node)
                        )
                        .Select(node => save with { Node = node })
                    : []
            )
            : [];

    bool AsksFlag(SyntaxNode save)
    {
        if (_flags.Count == 0)
            return false;
        var used = NamesIn(Names.Body(save));
        return used.Overlaps(_flags) || Members(save, used).Any(member => NamesIn(member).Overlaps(_flags));
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
                attempted.Span.Contains(value.Span) && value.SyntaxTree == attempted.SyntaxTree
                || IsNothing(value)
                || IsOfNoFile(value)
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

    // What there is on a first start.
    static bool IsOfNoFile(ExpressionSyntax value) =>
        FirstStart.Is(value)
        || value.FirstAncestorOrSelf<CatchClauseSyntax>() is { } clause && CaughtFailures.AreMissing(clause);

    // if (_loaded) …Write(…); if (!_loaded) return; if (_failure != null) throw …; EnsureLoaded();
    bool IsAskedBefore(SyntaxNode save, string member) =>
        Names
            .Within(Names.Body(save))
            .TakeWhile(node => node.SpanStart < save.SpanStart)
            .Any(node =>
                node switch
                {
                    IfStatementSyntax branch => IsAskedIn(branch.Condition, member)
                        && (branch.Span.Contains(save.Span) || FailingBranch.Leaves(branch.Statement)),
                    InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } => ThrowsFor(node, member),
                    _ => false,
                }
            );

    // void EnsureLoaded() { if (_failure != null) throw …; }
    bool ThrowsFor(SyntaxNode call, string member) =>
        effects.Sources.Model(call.SyntaxTree) is { } model
        && effects.Target(call, model) is { } target
        && target.DeclaringSyntaxReferences.Any(method =>
            Names
                .Within(method.GetSyntax())
                .OfType<IfStatementSyntax>()
                .Any(branch =>
                    Mentions(branch.Condition, member)
                    && branch.Statement.DescendantNodesAndSelf().Any(inner => inner is ThrowStatementSyntax)
                )
        );

    // if (_failure != null), if (!IsLoaded())
    static bool IsAskedIn(ExpressionSyntax condition, string member) =>
        Mentions(condition, member)
        || Members(condition, NamesIn(condition)).Any(asked => NamesIn(asked).Contains(member));

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

    // What is set is not asked.
    static HashSet<string> NamesIn(SyntaxNode code) =>
        new(
            code.DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Where(name => (name.Parent as AssignmentExpressionSyntax)?.Left != name)
                .Select(name => name.Identifier.ValueText),
            StringComparer.Ordinal
        );
}
