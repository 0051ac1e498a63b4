using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
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

    /// <summary>In the number or the like that the method returns: whoever saves that saves it.</summary>
    Value,
}

/// <summary>What becomes of a load that has failed.</summary>
static class Outcomes
{
    // They go on with what was loaded before.
    static readonly string[] Again = ["changed", "poll", "refresh", "reload", "rescan", "tick", "watch", "watcher"];

    static readonly string[] Copies = ["backup", "backups", "bak", "good", "recover", "recovery"];

    // What says nothing of what is restored.
    static readonly string[] Unsaid = ["all", "async", "data", "database", "file", "files", "from", "restore", "try"];

    // What a program restores when it starts is where it was, and no copy.
    static readonly string[] Own =
    [
        "layout",
        "position",
        "session",
        "settings",
        "state",
        "tabs",
        "window",
        "workspace",
    ];

    /// <summary>After a handler.</summary>
    public static Outcome Of(FailedLoad load, LoadSite site, Handler handler, NothingReturned nothing)
    {
        if (load.IsHandledWithin)
            return Outcome.None;
        if (load.TriesAnotherWay || IsOfBackup(site.Body) || IsTold(handler, load.Method, nothing))
            return Outcome.None;
        if (IsText(load.Method))
            return
                handler.Returns.Any(left => NewValue.KindOf(left.Expression, site.Model) == Returned.Nothing)
                && nothing.IsParsed(load.Method!)
                ? Outcome.Kept
                : Outcome.None;
        var makes = NewValue.MakesDefaults(site.Start);
        if (load.IsInMember && !makes && IsAgain(site))
            return Outcome.None;
        // The next attempt, or the next file; behind the last attempt there may be defaults.
        if (load.IsInLoop && !makes && !handler.Returns.Any() && !(load.IsReturned && load.IsTriedAgain))
            return Outcome.None;
        if (handler.RunsOn)
            return load.Behind.Any(NewValue.TriesAnotherWay) ? Outcome.None : AfterEnd(load, makes, nothing);
        if (handler.Given.Any(given => NewValue.MakesDefaults(given.Value)) && IsIgnored(load.Method, nothing))
            return Outcome.Kept;
        foreach (var left in handler.Returns)
            switch (NewValue.KindOf(left.Expression, site.Model))
            {
                case Returned.Nothing when nothing.IsTakenForDefaults(left, load.Method):
                case Returned.Nothing
                or Returned.Void when load.IsInMember && (makes || !IsAsked(load.Method, nothing)):
                case Returned.Defaults when (load.IsInMember || load.IsReturned) && !IsTold(left, load.Method, nothing):
                    return Outcome.Kept;
                case Returned.Nothing or Returned.Other when load.IsReturned && IsValue(load.Method):
                    return Outcome.Value;
            }
        return Outcome.None;
    }

    /// <summary>After a <c>??</c> or an <c>if</c> that takes what is in the file for nothing.</summary>
    public static Outcome OfStart(
        FailedLoad load,
        LoadSite site,
        SyntaxNode node,
        ExpressionSyntax? filled,
        Handler handler,
        NothingReturned nothing
    )
    {
        if (IsOfBackup(site.Body) || NewValue.TriesAnotherWay(site.Start))
            return Outcome.None;
        var isValue = filled is not null && IsValueType(filled, site.Model);
        if (site.Start is ExpressionSyntax value)
            return isValue || NewValue.MakesDefaults(value) ? OfValue(node, load.Method, site)
                : IsLeft(node, site) && NewValue.KindOf(value, site.Model) == Returned.Nothing
                    ? OfNothing(load.Method, nothing)
                : Outcome.None;
        if (handler.Returns.FirstOrDefault() is { } left)
            return NewValue.KindOf(left.Expression, site.Model) switch
            {
                Returned.Defaults => Outcome.Kept,
                Returned.Nothing when IsTakenForDefaults(load.Method, nothing) => Outcome.Kept,
                Returned.Nothing or Returned.Other when isValue && load.IsReturned && IsValue(load.Method) =>
                    Outcome.Value,
                Returned.Void when load.IsInMember && !IsAgain(site) => Outcome.Kept,
                _ => Outcome.None,
            };
        var made = site
            .Start.DescendantNodesAndSelf()
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment =>
                NewValue.MakesDefaults(assignment.Right) || isValue && assignment.Left is IdentifierNameSyntax
            )
            .Select(assignment => assignment.Left)
            .ToArray();
        if (made.Length == 0 && isValue) // what is filled is zero then
            made = [filled!];
        return made.Any(target => IsMember(target, site.Model)) ? Outcome.Kept
            : made.Length == 0 ? Outcome.None
            : !made.Any(target => IsKept(TriedContent.NameOf(target), site.Start, site)) ? Outcome.InMethod
            : IsValue(load.Method) ? Outcome.Value
            : Outcome.Kept;
    }

    // return text.Length > 0 ? … : new(); _settings = …; var settings = …;
    static Outcome OfValue(SyntaxNode node, IMethodSymbol? method, LoadSite site) =>
        IsLeft(node, site)
            ? IsValue(method)
                ? Outcome.Value
                : Outcome.Kept
            : IsMember((node.Parent as AssignmentExpressionSyntax)?.Left, site.Model)
            || node.Parent
                is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier.ValueText: var local } }
                && IsKept(local, node, site)
            || site.Body is PropertyDeclarationSyntax or FieldDeclarationSyntax
                ? Outcome.Kept
                : Outcome.InMethod;

    static bool IsLeft(SyntaxNode value, LoadSite site) =>
        value.Ancestors().TakeWhile(parent => parent != site.Body).Any(IsLeaving);

    // return settings; _settings = settings;
    static bool IsKept(string local, SyntaxNode start, LoadSite site) =>
        site
            .Body.DescendantNodes()
            .Where(node => node.SpanStart > start.Span.End)
            .Any(node =>
                node switch
                {
                    ReturnStatementSyntax => Mentions(node, local),
                    AssignmentExpressionSyntax { Right: IdentifierNameSyntax { Identifier.ValueText: var name } } set =>
                        name == local && IsMember(set.Left, site.Model),
                    _ => false,
                }
            );

    static bool IsValueType(ExpressionSyntax filled, SemanticModel model) =>
        model.GetTypeInfo(filled).Type is { IsValueType: true };

    // The handler ends, and what stands behind the try goes on.
    static Outcome AfterEnd(FailedLoad load, bool makes, NothingReturned nothing)
    {
        if (
            load.Behind.FirstOrDefault() is IfStatementSyntax check
            && Leaves(check.Statement)
            && !NewValue.MakesDefaults(check)
            && load.IsSetIn(check.Condition)
        )
            return Outcome.None;
        if (load.IsInMember)
            return load.TellsByFlag && IsAsked(load.Method, nothing) ? Outcome.None : Outcome.Kept;
        var locals = load.Locals.ToArray();
        var left = load
            .Behind.SelectMany(statement => statement.DescendantNodesAndSelf())
            .OfType<ReturnStatementSyntax>()
            .ToArray();
        if (left.Any(statement => statement.Expression is { } value && locals.Any(name => Mentions(value, name))))
            return makes || !locals.Any(load.IsNull) || load.Behind.Any(NewValue.MakesDefaults)
                ? Outcome.Kept
                : OfNothing(load.Method, nothing);
        // Current = loaded ?? new();
        if (load.IsKeptBehind && (makes || !locals.Any(load.IsNull) || load.Behind.Any(NewValue.MakesDefaults)))
            return Outcome.Kept;
        if (!load.IsReturned)
            return locals.Length > 0 ? Outcome.InMethod : Outcome.None;
        return left.LastOrDefault() is { } last
            ? NewValue.KindOf(last.Expression, load.Model) switch
            {
                Returned.Defaults => Outcome.Kept,
                Returned.Nothing => OfNothing(load.Method, nothing),
                Returned.Other when IsValue(load.Method) => Outcome.Value,
                _ => Outcome.None,
            }
            : Outcome.None;
    }

    static Outcome OfNothing(IMethodSymbol? method, NothingReturned nothing) =>
        IsTakenForDefaults(method, nothing) ? Outcome.Kept : Outcome.None;

    static bool IsTakenForDefaults(IMethodSymbol? method, NothingReturned nothing) =>
        method is not null && nothing.IsTakenForDefaults(method);

    // if (!Load()) return; asks; Load(); does not.
    static bool IsAsked(IMethodSymbol? method, NothingReturned nothing) =>
        method is { ReturnsVoid: false } && !nothing.IsIgnored(method) && !nothing.IsTakenForDefaults(method);

    // Load(out var settings); drops the status.
    static bool IsIgnored(IMethodSymbol? method, NothingReturned nothing) =>
        method is { ReturnsVoid: false } && nothing.IsIgnored(method);

    // Load(out var isDamaged) whose callers ask for that and leave.
    static bool IsTold(Handler handler, IMethodSymbol? method, NothingReturned nothing) =>
        method is not null
        && handler.Given.Any(given =>
            !NewValue.MakesDefaults(given.Value) && nothing.IsAskedFor(given.Parameter, method)
        );

    // return (LoadStatus.Corrupt, new()); whose callers look at the first and leave.
    static bool IsTold(ReturnStatementSyntax left, IMethodSymbol? method, NothingReturned nothing) =>
        left.Expression is TupleExpressionSyntax tuple && method is not null && nothing.IsAskedFor(tuple, method);

    static bool IsAgain(LoadSite site) =>
        NameVocabulary.Of(NameOf(site.Body)).Concat(NameVocabulary.Of(EventOf(site.Start))).Any(Again.Contains);

    // _watcher.Changed += (_, _) => { … };
    static string EventOf(SyntaxNode start) =>
        Functions.Around(start) is AnonymousFunctionExpressionSyntax { Parent: AssignmentExpressionSyntax set }
            ? Names.Simple(set.Left)
            : "";

    // LoadLastKnownGood() reads a copy, Session.Restore() does not.
    static bool IsOfBackup(SyntaxNode body)
    {
        var words = NameVocabulary.Of(NameOf(body)).ToArray();
        if (words.Any(Copies.Contains))
            return true;
        var around = NameVocabulary
            .Of(body.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText ?? "")
            .ToArray();
        return words.Contains("restore")
            && (around.Any(Copies.Contains) || words.All(Unsaid.Contains) && !around.Any(Own.Contains));
    }

    // One value, which a save replaces as a whole anyway; or a message.
    static bool IsText(IMethodSymbol? method) => TypeOf(method) == SpecialType.System_String;

    // A number, a time: return int.Parse(File.ReadAllText(path));
    static bool IsValue(IMethodSymbol? method) =>
        TypeOf(method) is >= SpecialType.System_Boolean and <= SpecialType.System_Double or SpecialType.System_DateTime;

    static SpecialType? TypeOf(IMethodSymbol? method) =>
        method is null ? null : method.ReturnType.Awaited().SpecialType;

    static string NameOf(SyntaxNode body) =>
        body switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            _ => "",
        };

    static bool Leaves(StatementSyntax statement) =>
        (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement)
            is ThrowStatementSyntax
                or ReturnStatementSyntax
                {
                    Expression: null or LiteralExpressionSyntax { RawKind: not (int)SyntaxKind.NullLiteralExpression }
                };

    static bool Mentions(SyntaxNode code, string name) =>
        code.DescendantNodesAndSelf()
            .OfType<IdentifierNameSyntax>()
            .Any(identifier => identifier.Identifier.ValueText == name);

    static bool IsMember(ExpressionSyntax? target, SemanticModel model) =>
        target is not null && model.GetSymbolInfo(target).Symbol is IFieldSymbol or IPropertySymbol;

    static bool IsLeaving(SyntaxNode node) => node is ReturnStatementSyntax or ArrowExpressionClauseSyntax;
}
