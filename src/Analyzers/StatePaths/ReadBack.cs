using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Whether the program reads what it writes: by the same symbol, or by the same literal name.</summary>
sealed class ReadBack(SourceIndex sources)
{
    const int MaxBound = 16;

    /// <summary>The weight of reading the very same path.</summary>
    public const int Same = 2;

    const int Alike = 1;

    public Evidence? Of(WriteSite site, TracedPath path) =>
        site.Member?.ContainingType is { } type ? Find(site, path, type) : null;

    Evidence? Find(WriteSite site, TracedPath path, INamedTypeSymbol type)
    {
        var member = Names.Member(site.Node);
        foreach (var origin in path.Origins)
        {
            var (name, symbol, isDirectory) = origin;
            if (isDirectory && path.HasLiteralName)
                continue;
            if (symbol is ILocalSymbol or IParameterSymbol)
            {
                // What is read before is changed; what is read after is only used.
                foreach (var read in Reads(site, type, name))
                    if (read.Member == member && !isDirectory)
                        return new(read.Node.SpanStart < site.Node.SpanStart ? Same : Alike, At(read));
            }
            else if (symbol is null or IMethodSymbol || IsOf(type, symbol))
            {
                foreach (var read in Reads(site, type, origin.Key))
                    return new(isDirectory ? Alike : Same, At(read));
                if (symbol is null || IsOf(type, symbol))
                    foreach (var read in Reads(site, type, name))
                        return new(Alike, At(read));
            }

            if (
                !isDirectory
                && symbol
                    is { DeclaredAccessibility: not Accessibility.Private, DeclaringSyntaxReferences.IsEmpty: false }
                        and not ILocalSymbol
                        and not IParameterSymbol
            )
                foreach (var read in sources.Reads(origin.Key).Take(MaxBound))
                    if (Means(read, symbol))
                        return new(Same, At(read));
        }

        if (path.HasLiteralName)
        {
            foreach (var read in Reads(site, type, path.FileName))
                return new(Same, At(read));
            foreach (var read in sources.Reads(path.FileName))
                return new(Alike, At(read));
        }

        return
            path.Origins.Length > 0
            && path.Origins[0] is { Symbol: IParameterSymbol, Name: var parameter }
            && Reads(site, type, parameter).FirstOrDefault() is { Node: not null } pair
            ? new(Alike, At(pair))
            : null;
    }

    static IEnumerable<PathRead> Reads(WriteSite site, INamedTypeSymbol type, string key) =>
        SourceIndex.Reads(type, key).Where(read => read.Node != site.Node);

    static bool IsOf(INamedTypeSymbol type, ISymbol symbol)
    {
        for (var parent = type; parent is not null; parent = parent.BaseType)
            if (
                SymbolEqualityComparer.Default.Equals(
                    parent.OriginalDefinition,
                    symbol.ContainingType?.OriginalDefinition
                )
            )
                return true;
        return false;
    }

    bool Means(PathRead read, ISymbol symbol) =>
        Names
            .Arguments(read.Node)[0]
            .Expression.DescendantNodesAndSelf()
            .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.IdentifierNameSyntax>()
            .Any(name =>
                name.Identifier.ValueText == symbol.Name
                && SymbolEqualityComparer.Default.Equals(
                    sources.Model(name.SyntaxTree)?.GetSymbolInfo(name).Symbol?.OriginalDefinition,
                    symbol.OriginalDefinition
                )
            );

    static string At(PathRead read) => $"read back by '{read.MemberName}' at line {read.Line}";
}
