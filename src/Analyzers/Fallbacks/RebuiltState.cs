using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// State that is only a copy of something that the program can get again, so that starting anew costs time and nothing
/// else: the methods that load and save it get it, or say that they do. Of a cache names say so: of the file, its
/// directories and its variable, of the type and the method that save it.
/// </summary>
static class RebuiltState
{
    static readonly ImmutableHashSet<string> Caches = ImmutableHashSet.Create(
        "cache",
        "cached",
        "caches",
        "thumbnail",
        "thumbnails"
    );

    // CacheSettings are no cache.
    static readonly ImmutableHashSet<string> Settings = ImmutableHashSet.Create(
        "config",
        "configuration",
        "options",
        "preferences",
        "settings"
    );

    // What is called to get it again.
    static readonly ImmutableHashSet<string> Getting = ImmutableHashSet.Create(
        "GetAsync",
        "GetByteArrayAsync",
        "GetFromJsonAsync",
        "GetResponse",
        "GetResponseAsync",
        "GetStreamAsync",
        "GetStringAsync",
        "ReadAsByteArrayAsync",
        "ReadAsStringAsync"
    );

    /// <param name="save">The write.</param>
    /// <param name="load">The body that loads.</param>
    /// <param name="judgement">What the path is.</param>
    /// <param name="sources">Those of both.</param>
    public static bool Is(SyntaxNode save, SyntaxNode load, Judgement judgement, SourceIndex sources) =>
        IsCache(save, judgement, sources)
        || judgement.Evidence.Any(IsTemporary)
        || Gets(Names.Body(save), sources)
        || Gets(load, sources)
        || SaysThatItGets(load)
        || Scans(load, sources);

    // Scratch under Path.GetTempPath().
    static bool IsTemporary(Evidence found) =>
        found is { Feature: "not-temporary" or "not-temporary-read-back", Share: >= 1 };

    // catch { _tracks = Scan(); }, where that lists what is in a folder.
    static bool Scans(SyntaxNode load, SourceIndex sources) =>
        load.DescendantNodes()
            .OfType<CatchClauseSyntax>()
            .SelectMany(clause => clause.Block.DescendantNodes().OfType<InvocationExpressionSyntax>())
            .Any(call =>
                IsKept(call)
                && sources.Model(call.SyntaxTree)?.GetSymbolInfo(call).Symbol is IMethodSymbol method
                && (
                    Lists(method)
                    || !HoldsMore(method, sources)
                        && method.DeclaringSyntaxReferences.Any(reference =>
                            sources.Model(reference.SyntaxTree) is { } model
                            && reference
                                .GetSyntax()
                                .DescendantNodes()
                                .OfType<InvocationExpressionSyntax>()
                                .Any(inner =>
                                    model.GetSymbolInfo(inner).Symbol is IMethodSymbol called && Lists(called)
                                )
                        )
                )
            );

    // new Library { Tracks = …, Volume = 5 }, where a dialog sets the volume: no folder tells what that was.
    static bool HoldsMore(IMethodSymbol method, SourceIndex sources) =>
        method.ReturnType.Awaited() is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false } made
        && method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).ToArray() is var makers
        && made.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).ToArray() is var itself
        && made.GetMembers()
            .Where(member => member is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false })
            .Any(member =>
                sources
                    .AssignedTo(member.Name)
                    .Where(value =>
                        value is not LiteralExpressionSyntax
                        && (IsIn(value, makers) || !IsIn(value, itself))
                        && IsSetTo(member, value, sources)
                    )
                    .ToArray()
                    is { Length: > 0 } values
                && !values.Any(value => IsIn(value, makers))
            );

    static bool IsIn(SyntaxNode node, SyntaxNode[] declarations) =>
        declarations.Any(declared => declared.SyntaxTree == node.SyntaxTree && declared.Span.Contains(node.Span));

    static bool IsSetTo(ISymbol member, ExpressionSyntax value, SourceIndex sources) =>
        value.Parent is AssignmentExpressionSyntax { Left: var target }
        && SymbolEqualityComparer.Default.Equals(
            sources.Model(value.SyntaxTree)?.GetSymbolInfo(target).Symbol?.OriginalDefinition,
            member
        );

    // _tracks = …; return …;
    static bool IsKept(SyntaxNode value) =>
        value
            .Ancestors()
            .TakeWhile(node => node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
            .Prepend(value)
            .Last()
            is var whole
        && (whole is AssignmentExpressionSyntax || whole.Parent is ReturnStatementSyntax);

    static bool Lists(IMethodSymbol method) =>
        method
            is {
                Name: "EnumerateFiles"
                    or "EnumerateFileSystemEntries"
                    or "EnumerateFileSystemInfos"
                    or "GetFiles"
                    or "GetFileSystemEntries"
                    or "GetFileSystemInfos",
                ContainingType.Name: "Directory" or "DirectoryInfo"
            };

    // Log("The block is damaged and will be re-downloaded.")
    static bool SaysThatItGets(SyntaxNode load) =>
        load.DescendantNodes()
            .OfType<CatchClauseSyntax>()
            .SelectMany(clause => clause.Block.DescendantTokens())
            .Where(token =>
                token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
            )
            .Any(token =>
                token.ValueText.IndexOf("re-download", StringComparison.OrdinalIgnoreCase) >= 0
                || token.ValueText.IndexOf("redownload", StringComparison.OrdinalIgnoreCase) >= 0
            );

    /// <summary>Whether some code writes what it gets over the network, as it is.</summary>
    public static bool IsFetched(SyntaxNode body, SourceIndex sources) =>
        Gets(body, sources)
        && !Names.Within(body).Any(node => Names.Called(node).StartsWith("Serialize", StringComparison.Ordinal));

    static bool Gets(SyntaxNode body, SourceIndex sources) =>
        Names.Within(body).OfType<InvocationExpressionSyntax>().Any(call => Gets(call, sources));

    // Over the network; or what is called so, and gives what it has got.
    static bool Gets(InvocationExpressionSyntax call, SourceIndex sources)
    {
        var name = Names.Called(call);
        var isCalledSo = NameVocabulary.Of(name).Any(word => word is "download" or "fetch");
        if (!isCalledSo && !Getting.Contains(name))
            return false;
        var method = sources.Model(call.SyntaxTree)?.GetSymbolInfo(call).Symbol as IMethodSymbol;
        if (method is null)
            return isCalledSo ? !IsDropped(call) : name != "GetAsync";
        return IsOfNetwork(method.ContainingType) || isCalledSo && !IsDropped(call) && IsContent(method.ReturnType);
    }

    static bool IsOfNetwork(INamedTypeSymbol type) =>
        type.ContainingNamespace.ToDisplayString() is "System.Net" or "System.Net.Http" or "System.Net.Http.Json";

    static bool IsDropped(ExpressionSyntax call)
    {
        while (call.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax)
            call = (ExpressionSyntax)call.Parent;
        return call.Parent is ExpressionStatementSyntax;
    }

    static bool IsContent(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: var result }
            ? result is [var content] && IsContent(content)
            : type.SpecialType is not (SpecialType.System_Void or SpecialType.System_Boolean);

    static bool IsCache(SyntaxNode save, Judgement judgement, SourceIndex sources) =>
        NameVocabulary.Of(judgement.Path).Any(word => word == "index" || Caches.Contains(word))
        || IsCache(new PathRead(save).MemberName)
        || SaidOfPath(save)
            .Concat(Passed(save, sources))
            .SelectMany(NameVocabulary.Of)
            .Any(word => word is "cache" or "cached" or "caches")
        || save.Ancestors().OfType<BaseTypeDeclarationSyntax>().Any(type => IsCache(type.Identifier.ValueText));

    static bool IsCache(string name) =>
        NameVocabulary.Of(name) is var words && words.Any(Caches.Contains) && !words.Any(Settings.Contains);

    // The name of what is passed, and of what a local or a member of that name is made of:
    // Path.Combine(paths.CachePath, "x.txt").
    static IEnumerable<string> SaidOfPath(SyntaxNode save)
    {
        var path = Names.Simple(Names.Arguments(save).FirstOrDefault()?.Expression);
        IEnumerable<SyntaxNode> members = save.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Members ?? default;
        return Names
            .Body(save)
            .DescendantNodes()
            .Concat(
                members.SelectMany(member => member is FieldDeclarationSyntax ? member.DescendantNodes() : [member])
            )
            .Where(node =>
                node switch
                {
                    VariableDeclaratorSyntax variable => variable.Identifier.ValueText == path,
                    PropertyDeclarationSyntax property => property.Identifier.ValueText == path,
                    _ => false,
                }
            )
            .SelectMany(declared => declared.DescendantNodes().OfType<IdentifierNameSyntax>())
            .Select(name => name.Identifier.ValueText)
            .Prepend(path);
    }

    // What a parameter stands for, where the type passes one thing for it: LoadFromDisk(_cachePath).
    static IEnumerable<string> Passed(SyntaxNode save, SourceIndex sources) =>
        Names.Arguments(save).FirstOrDefault() is { Expression: var path }
        && sources.Model(save.SyntaxTree) is { } model
        && model.GetSymbolInfo(path).Symbol is IParameterSymbol { ContainingSymbol.Name: var method } parameter
        && save.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call => Names.Called(call) == method)
            .Select(call => Names.Simple(BoundCall.Of(call, model)?.For(parameter)?.Syntax as ExpressionSyntax))
            .Distinct()
            .ToArray()
            is [var name]
            ? [name]
            : [];
}
