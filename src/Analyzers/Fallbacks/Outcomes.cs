using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Where the program has the defaults that it goes on with.</summary>
enum Outcome
{
    /// <summary>It does not go on with any.</summary>
    None,

    /// <summary>In a variable of the method, to its end.</summary>
    InMethod,

    /// <summary>In a member of the type, or in what the method returns.</summary>
    Kept,
}

/// <summary>What becomes of a load that has failed.</summary>
static class Outcomes
{
    // They go on with what was loaded before.
    static readonly string[] Again = ["changed", "poll", "refresh", "reload", "rescan", "tick", "watch", "watcher"];

    /// <summary>After a handler.</summary>
    public static Outcome Of(
        LoadSite site,
        Handler handler,
        FileEffects effects,
        NothingReturned nothing,
        CancellationToken cancellationToken
    )
    {
        var attempt = site.Attempt!;
        if (IsHandledWithin(site, effects, cancellationToken))
            return Outcome.None;
        var method = MethodOf(site, cancellationToken);
        var flow = Flow(site, effects, cancellationToken);
        if (NewValue.TriesAnotherWay(site.Start) || IsText(method) || IsOfBackup(NameOf(site.Body)))
            return Outcome.None;
        var isInMember = KeepsInMember(flow, attempt.Block, site, effects);
        var makes = NewValue.MakesDefaults(site.Start);
        if (isInMember && !makes && Words.Of(NameOf(site.Body)).Any(Again.Contains))
            return Outcome.None;
        if (site.Start.Ancestors().TakeWhile(node => node != site.Body).Any(IsLoop) && !makes && !handler.Returns.Any())
            return Outcome.None; // the next attempt, or the next file
        if (handler.RunsOn && Behind(attempt).Any(NewValue.TriesAnotherWay))
            return Outcome.None;
        if (handler.RunsOn)
            return AfterEnd(site, flow, isInMember, makes, nothing, method);
        foreach (var left in handler.Returns)
            switch (NewValue.KindOf(left.Expression, site.Model))
            {
                case Returned.Nothing when method is not null && nothing.IsTakenForDefaults(method):
                case Returned.Nothing or Returned.Void when isInMember && (makes || !IsAsked(method, nothing)):
                case Returned.Defaults when isInMember || Returns(flow, attempt):
                    return Outcome.Kept;
            }
        return Outcome.None;
    }

    /// <summary>After a <c>??</c> or an <c>if</c> that takes an empty file for none.</summary>
    public static Outcome OfStart(
        LoadSite site,
        SyntaxNode node,
        Handler handler,
        NothingReturned nothing,
        CancellationToken cancellationToken
    )
    {
        if (node is BinaryExpressionSyntax)
            return
                node.Ancestors().TakeWhile(parent => parent != site.Body).Any(IsLeaving)
                || IsMember((node.Parent as AssignmentExpressionSyntax)?.Left, site.Model)
                || site.Body is PropertyDeclarationSyntax or FieldDeclarationSyntax
                ? Outcome.Kept
                : Outcome.InMethod;
        if (handler.Returns.FirstOrDefault() is { } left)
            return NewValue.KindOf(left.Expression, site.Model) switch
            {
                Returned.Defaults => Outcome.Kept,
                Returned.Nothing
                    when MethodOf(site, cancellationToken) is { } method && nothing.IsTakenForDefaults(method) =>
                    Outcome.Kept,
                _ => Outcome.None,
            };
        var made = site
            .Start.DescendantNodesAndSelf()
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment => NewValue.MakesDefaults(assignment.Right))
            .ToArray();
        return made.Any(assignment => IsMember(assignment.Left, site.Model)) ? Outcome.Kept
            : made.Length == 0 ? Outcome.None
            : site
                .Body.DescendantNodes()
                .OfType<ReturnStatementSyntax>()
                .Any(statement =>
                    statement.SpanStart > site.Start.Span.End
                    && made.Any(assignment => Mentions(statement, Names.Simple(assignment.Left)))
                )
                ? Outcome.Kept
            : Outcome.InMethod;
    }

    // The handler ends, and what stands behind the try goes on.
    static Outcome AfterEnd(
        LoadSite site,
        ContentFlow flow,
        bool isInMember,
        bool makes,
        NothingReturned nothing,
        IMethodSymbol? method
    )
    {
        var attempt = site.Attempt!;
        var locals = flow
            .Holders.Where(holder =>
                holder is ILocalSymbol or IParameterSymbol { RefKind: not RefKind.None }
                && holder.DeclaringSyntaxReferences.All(reference => !attempt.Span.Contains(reference.Span))
            )
            .Select(holder => holder.Name)
            .ToArray();
        var behind = Behind(attempt).ToArray();
        if (
            behind.FirstOrDefault() is IfStatementSyntax check
            && Leaves(check.Statement)
            && !NewValue.MakesDefaults(check)
        )
            return Outcome.None;
        if (isInMember)
            return Outcome.Kept;
        var left = behind
            .SelectMany(statement => statement.DescendantNodesAndSelf())
            .OfType<ReturnStatementSyntax>()
            .ToArray();
        if (left.Any(statement => statement.Expression is { } value && locals.Any(name => Mentions(value, name))))
            return locals.Any(name => IsNull(name, site)) && !makes && !behind.Any(NewValue.MakesDefaults)
                ? method is not null && nothing.IsTakenForDefaults(method)
                    ? Outcome.Kept
                    : Outcome.None
                : Outcome.Kept;
        if (Returns(flow, attempt))
            return left.LastOrDefault() is { } last
                ? NewValue.KindOf(last.Expression, site.Model) switch
                {
                    Returned.Defaults => Outcome.Kept,
                    Returned.Nothing when method is not null && nothing.IsTakenForDefaults(method) => Outcome.Kept,
                    _ => Outcome.None,
                }
                : Outcome.None;
        return locals.Length > 0 ? Outcome.InMethod : Outcome.None;
    }

    static ContentFlow Flow(LoadSite site, FileEffects effects, CancellationToken cancellationToken) =>
        new(
            site.Body,
            site.Read,
            effects.Target(site.Read, site.Model, cancellationToken),
            site.Model,
            cancellationToken
        );

    // if (!Load()) return; asks; Load(); does not.
    static bool IsAsked(IMethodSymbol? method, NothingReturned nothing) =>
        method is { ReturnsVoid: false } && !nothing.IsIgnored(method) && !nothing.IsTakenForDefaults(method);

    static bool KeepsInMember(ContentFlow flow, SyntaxNode attempt, LoadSite site, FileEffects effects) =>
        (
            flow.IsKeptByObject
            && effects.Target(site.Read, site.Model) is { } loader
            && MemberChanges.In(loader, effects)
        )
        || flow.Holders.Any(holder =>
            holder is IFieldSymbol or IPropertySymbol
            && attempt
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(name =>
                    name.Identifier.ValueText == holder.Name
                    && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, holder)
                )
        );

    static bool Returns(ContentFlow flow, TryStatementSyntax attempt) =>
        attempt
            .Block.DescendantNodes(node => node is not LocalFunctionStatementSyntax)
            .OfType<ReturnStatementSyntax>()
            .Any(statement => statement.Expression is { } value && flow.IsIn(value));

    // LoadLastKnownGood() reads a copy.
    static bool IsOfBackup(string method) =>
        Words.Of(method).Any(word => word is "backup" or "bak" or "known" or "restore" or "recover");

    // One value, which a save replaces as a whole anyway; or a message.
    static bool IsText(IMethodSymbol? method) =>
        method?.ReturnType
            is { SpecialType: SpecialType.System_String }
                or INamedTypeSymbol
                {
                    TypeArguments: [{ SpecialType: SpecialType.System_String }],
                    Name: "Task" or "ValueTask"
                };

    // Load() that catches all itself, and says nothing.
    static bool IsHandledWithin(LoadSite site, FileEffects effects, CancellationToken cancellationToken) =>
        effects.Target(site.Read, site.Model, cancellationToken) is { } target
        && target.DeclaringSyntaxReferences.Any(reference =>
        {
            if (effects.Sources.Model(reference.SyntaxTree) is not { } model)
                return false;
            var reads = Names
                .Within(reference.GetSyntax(cancellationToken))
                .Where(node =>
                    effects.MayRead(node)
                    && !node.Ancestors().OfType<CatchClauseSyntax>().Any()
                    && effects.Of(node, model, cancellationToken).Any(effect => !effect.IsWrite)
                )
                .ToArray();
            return reads.Length > 0
                && reads.All(read =>
                    read.Ancestors()
                        .OfType<TryStatementSyntax>()
                        .Any(inner =>
                            inner.Block.Span.Contains(read.Span)
                            && inner.Catches.Any(clause =>
                                Names.Simple(clause.Declaration?.Type) is "" or "Exception"
                                && clause.Filter is null
                                && !clause.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax)
                            )
                        )
                );
        });

    static IMethodSymbol? MethodOf(LoadSite site, CancellationToken cancellationToken) =>
        site.Body is MethodDeclarationSyntax or LocalFunctionStatementSyntax
            ? site.Model.GetDeclaredSymbol(site.Body, cancellationToken) as IMethodSymbol
            : null;

    static string NameOf(SyntaxNode body) =>
        body switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            _ => "",
        };

    static IEnumerable<StatementSyntax> Behind(TryStatementSyntax attempt)
    {
        for (SyntaxNode node = attempt; node.Parent is { } parent; node = parent)
        {
            if (parent is BlockSyntax block)
                foreach (var statement in block.Statements.Where(other => other.SpanStart > node.SpanStart))
                    yield return statement;
            if (
                parent
                is MemberDeclarationSyntax
                    or AccessorDeclarationSyntax
                    or AnonymousFunctionExpressionSyntax
                    or LocalFunctionStatementSyntax
            )
                yield break;
        }
    }

    static bool Leaves(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement)
            is ThrowStatementSyntax
                or ReturnStatementSyntax
                {
                    Expression: null or LiteralExpressionSyntax { RawKind: not (int)SyntaxKind.NullLiteralExpression }
                };

    static bool IsNull(string local, LoadSite site) =>
        TreeIndex.Around(site.Read).Local(local) is not { } value
        || value.IsKind(SyntaxKind.NullLiteralExpression)
        || value.IsKind(SyntaxKind.DefaultLiteralExpression);

    static bool Mentions(SyntaxNode code, string name) =>
        code.DescendantNodesAndSelf()
            .OfType<IdentifierNameSyntax>()
            .Any(identifier => identifier.Identifier.ValueText == name);

    static bool IsMember(ExpressionSyntax? target, SemanticModel model) =>
        target is not null && model.GetSymbolInfo(target).Symbol is IFieldSymbol or IPropertySymbol;

    static bool IsLeaving(SyntaxNode node) => node is ReturnStatementSyntax or ArrowExpressionClauseSyntax;

    static bool IsLoop(SyntaxNode node) =>
        node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;
}
