using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Whether the program reads what it writes: whole paths are compared, as <see cref="TracedPath.Key"/> says them.</summary>
sealed class ReadBack(SourceIndex sources, Definitions definitions)
{
    const int MaxBound = 16;

    static readonly ImmutableArray<string> Enumerations = ImmutableArray.Create(
        "GetFiles",
        "EnumerateFiles",
        "GetFileSystemEntries",
        "EnumerateFileSystemEntries",
        "EnumerateFileSystemInfos"
    );

    readonly ConcurrentDictionary<SyntaxNode, ImmutableHashSet<string>> _keys = new();

    /// <summary>The strongest that is found.</summary>
    public Evidence? Of(WriteSite site, TracedPath path) =>
        site.Member?.ContainingType is { } type ? Exact(site, path, type) ?? Alike(site, path, type) : null;

    Evidence? Exact(WriteSite site, TracedPath path, INamedTypeSymbol type)
    {
        var member = Names.Member(site.Node);
        var after = (Evidence?)null;
        var each = (Evidence?)null;
        foreach (var read in Candidates(site, path, type))
        {
            var keys = KeysOf(read.Node, read.Path);
            if (IsSure(path.Key) && keys.Contains(path.Key))
            {
                // What is read before is changed; what is read after in the same member is only used.
                if (read.Member != member)
                    return new(IsIn(read, type) ? "read-back" : "read-back-elsewhere", At(read));
                if (read.Node.SpanStart < site.Node.SpanStart)
                    return new("read-and-changed", At(read));
                after ??= new("read-after", At(read));
            }
            else if (
                read.Member != member
                && PathKeys.Abstract(path.Key) is var open
                && PathKeys.IsDistinct(path.Key)
                && keys.Any(key => PathKeys.Abstract(key) == open)
            )
                each ??= new("read-back-each", At(read));
        }

        return each ?? Enumerated(path, type) ?? after;
    }

    static bool IsSure(string key) => key.IndexOf(TracedPath.Anything, StringComparison.Ordinal) < 0;

    IEnumerable<PathRead> Candidates(WriteSite site, TracedPath path, INamedTypeSymbol type)
    {
        var names = path.Origins.Select(origin => origin.Name).ToList();
        if (path.FileName.Length > 2)
            names.Add(path.FileName);
        var seen = new HashSet<SyntaxNode> { site.Node };
        foreach (var read in names.SelectMany(name => Within(type, name).Take(MaxBound)))
            if (seen.Add(read.Node))
                yield return read;
        var wide = path
            .Origins.Where(origin =>
                origin.Symbol
                    is { DeclaredAccessibility: not Accessibility.Private, DeclaringSyntaxReferences.IsEmpty: false }
                        and not ILocalSymbol
                        and not IParameterSymbol
            )
            .Select(origin => origin.Name)
            .ToList();
        if (path.HasLiteralName)
            wide.Add(path.FileName);
        foreach (var read in wide.SelectMany(name => sources.Reads(name).Take(MaxBound)))
            if (seen.Add(read.Node))
                yield return read;
    }

    // Also by what it inherits.
    static IEnumerable<PathRead> Within(INamedTypeSymbol type, string name)
    {
        for (var parent = type; parent is { DeclaringSyntaxReferences.IsEmpty: false }; parent = parent.BaseType)
            foreach (var read in SourceIndex.Reads(parent, name))
                yield return read;
    }

    static bool IsIn(PathRead read, INamedTypeSymbol type)
    {
        for (var parent = type; parent is { DeclaringSyntaxReferences.IsEmpty: false }; parent = parent.BaseType)
            foreach (var reference in parent.DeclaringSyntaxReferences)
                if (reference.SyntaxTree == read.Node.SyntaxTree && reference.Span.Contains(read.Node.Span))
                    return true;
        return false;
    }

    ImmutableHashSet<string> KeysOf(SyntaxNode node, SyntaxNode? path) =>
        path is null ? ImmutableHashSet<string>.Empty : _keys.GetOrAdd(node, _ => Trace(path));

    // Once as the callers pass it, once as the parameter itself.
    ImmutableHashSet<string> Trace(SyntaxNode path) =>
        sources.Operation(path) is { } operation
            ? PathTracer
                .Trace(operation, definitions, acrossCalls: true)
                .Concat(PathTracer.Trace(operation, definitions, acrossCalls: false))
                .Select(traced => traced.Key)
                .ToImmutableHashSet()
            : ImmutableHashSet<string>.Empty;

    // A directory that the type lists, to read what is in it.
    Evidence? Enumerated(TracedPath path, INamedTypeSymbol type)
    {
        if (path.DirectoryKey is not { } directory || !IsSure(directory))
            return null;
        foreach (var reference in type.DeclaringSyntaxReferences)
        foreach (var call in Enumerations.SelectMany(TreeIndex.Of(reference.SyntaxTree).Calls).Take(MaxBound))
            if (
                reference.Span.Contains(call.Span)
                && KeysOf(call, Names.Arguments(call)[0].Expression).Contains(directory)
            )
                return new(
                    "read-directory",
                    $"its directory is listed by '{new PathRead(call).MemberName}' at line {new PathRead(call).Line}"
                );
        return null;
    }

    // A file of the same name, or a path that has a part in common.
    Evidence? Alike(WriteSite site, TracedPath path, INamedTypeSymbol type)
    {
        if (path.HasLiteralName)
        {
            foreach (var read in Within(type, path.FileName).Where(read => read.Node != site.Node))
                return new("reads-name", $"'{path.FileName}' is read by '{read.MemberName}' at line {read.Line}");
            foreach (var read in sources.Reads(path.FileName).Where(read => read.Node != site.Node))
                return new("reads-name-elsewhere", $"'{path.FileName}' is read by '{read.MemberName}'");
        }

        foreach (var origin in path.Origins)
            if (!origin.IsDirectory && origin.Symbol is not (ILocalSymbol or IParameterSymbol))
                foreach (var read in Within(type, origin.Name).Where(read => read.Node != site.Node))
                    return new("reads-alike", $"'{origin.Name}' is read by '{read.MemberName}' at line {read.Line}");
        if (path.Origins is [{ Symbol: IParameterSymbol, Name: var name }, ..])
            foreach (var read in Within(type, name).Where(read => read.Node != site.Node))
                return new("reads-pair", $"'{read.MemberName}' at line {read.Line} reads such a path");
        return null;
    }

    static string At(PathRead read) => $"read back by '{read.MemberName}' at line {read.Line}";
}
