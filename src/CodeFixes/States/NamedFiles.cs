using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Files of which there is one for each name: <c>Path.Combine(Folder, name + ".json")</c>. The folder is the program's
/// and the end of the path a constant, so that none of them is a file that a user has chosen.
/// </summary>
/// <param name="Key">What all of them are, so that those of a load and of a save can be compared.</param>
/// <param name="IsInFolder">Whether no name can lead elsewhere.</param>
sealed record NamedFiles(string Key, bool IsInFolder)
{
    /// <summary>
    /// Null where it is not sure that a path is one of such files, or that it stays that until it is used.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="use">The load or the save.</param>
    /// <param name="model">Of the file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static NamedFiles? Of(
        ExpressionSyntax path,
        SyntaxNode use,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var sources = UpdateSequences.Of(model.Compilation).Sources;
        if (
            PathKey.OfAny(model.GetOperation(path, cancellationToken), sources) is not { } key
            || key.IndexOf('~') >= 0
            || !(IsStable(path, model, cancellationToken) || IsInStatement(use, path))
        )
            return null;
        var parts = new PathParts(sources, cancellationToken).Of(path);
        if (
            parts[0].KeyIn(sources) is not { } root
            || root.Contains(PathKey.Told)
            || parts[parts.Count - 1].Constant is not { Length: > 0 }
        )
            return null;
        var told = new ToldName(sources, cancellationToken);
        var kind = parts
            .Skip(1)
            .Select(part => part.Value is { } name ? told.Of(name) : NameKind.Plain)
            .DefaultIfEmpty(NameKind.Plain)
            .Max();
        return kind == NameKind.Path ? null : new(key, kind == NameKind.Plain);
    }

    /// <summary>For all loads and saves of the files: each of them has names.</summary>
    public NamedFiles With(IEnumerable<NamedFiles?> others) =>
        this with
        {
            IsInFolder = others.All(other => other is not { IsInFolder: false }),
        };

    static bool IsInStatement(SyntaxNode use, ExpressionSyntax path) =>
        use.Ancestors()
            .FirstOrDefault(node => node is StatementSyntax or ArrowExpressionClauseSyntax)
            ?.Span.Contains(path.Span) == true;

    // Nothing that it is made of can change.
    static bool IsStable(ExpressionSyntax path, SemanticModel model, CancellationToken cancellationToken) =>
        path.DescendantNodesAndSelf()
            .OfType<IdentifierNameSyntax>()
            .All(name =>
                model.GetSymbolInfo(name, cancellationToken).Symbol switch
                {
                    ILocalSymbol => OnlyLocal.Of(name, model, cancellationToken) is not null,
                    IParameterSymbol parameter => !IsSet(parameter, Names.Body(name)),
                    IPropertySymbol or IFieldSymbol => name.Parent
                        is not MemberAccessExpressionSyntax { Expression: var owner } access
                        || access.Name != name
                        || model.GetSymbolInfo(owner, cancellationToken).Symbol is INamedTypeSymbol or INamespaceSymbol,
                    _ => true,
                }
            );

    static bool IsSet(IParameterSymbol parameter, SyntaxNode body) =>
        body.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(use =>
                use.Identifier.ValueText == parameter.Name
                && (
                    use.Parent is AssignmentExpressionSyntax set && set.Left == use
                    || use.Parent is ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 }
                )
            );
}
