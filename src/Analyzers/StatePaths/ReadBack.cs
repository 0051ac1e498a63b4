using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// Whether the program reads what it writes: whole paths are compared, as <see cref="TracedPath.Key"/> says them.
/// </summary>
sealed class ReadBack(SourceIndex sources, Definitions definitions)
{
    const int MaxBound = 16;

    readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<TracedPath>> _paths = new();

    /// <summary>The strongest that is found.</summary>
    public Evidence? Of(WriteSite site, TracedPath path) =>
        site.Member?.ContainingType is { } type ? Exact(site, path, type) ?? Alike(site, path, type) : null;

    Evidence? Exact(WriteSite site, TracedPath path, INamedTypeSymbol type)
    {
        var body = Names.Body(site.Node);
        var after = (Evidence?)null;
        var each = (Evidence?)null;
        var listed = (Evidence?)null;
        foreach (var read in Candidates(site, path, type))
        {
            var paths = PathsOf(read.Node, read.Paths);
            if (paths.Any(other => IsSame(other, path)))
            {
                // What is read before is changed; what is read after in the same body is only used.
                if (Names.Body(read.Node) != body)
                    return new(Quality(read, IsIn(read, type) ? "read-back" : "read-back-elsewhere"), At(read));
                if (read.Node.SpanStart < site.Node.SpanStart)
                    return new(
                        Quality(read, PathKeys.IsDistinct(path.Key) ? "read-and-changed" : Evidence.ChangedAsGiven),
                        At(read)
                    );
                if (ReadBefore.IsReachedWithout(read.Node, site.Node, body))
                    return new(Quality(read, "read-back"), At(read));
                after ??= new("read-after", At(read));
            }
            else if (
                Names.Body(read.Node) != body
                && PathKeys.Abstract(path.Key) is var open
                && PathKeys.IsDistinct(path.Key)
                && paths.Any(other => PathKeys.Abstract(other.Key) == open)
            )
                each ??= new(Quality(read, "read-back-each"), At(read));
            else if (paths.Any(other => PathKeys.Lists(other.Key, path.Key)))
                listed ??= new(Quality(read, "read-back-listed"), At(read));
        }

        return each ?? listed ?? Enumerated(path, type) ?? after;
    }

    // Of an unknown path: that one symbol holds both.
    static bool IsSame(TracedPath read, TracedPath path) =>
        IsSure(path.Key) ? read.Key == path.Key : path.Holder is not null && read.Holder == path.Holder;

    // Who only compares, or unpacks, loses nothing that cannot be had again.
    static string Quality(PathRead read, string feature) =>
        IsCompared(read.Node) || TreeIndex.Around(read.Node).Called.Any(Unpacking.Contains) || IsHashed(read.Node)
            ? feature + "-compared"
            : feature;

    static readonly ImmutableHashSet<string> Unpacking = ImmutableHashSet.Create(
        "ZipFile",
        "ZipArchive",
        "ExtractToDirectory"
    );

    // if (File.ReadAllText(path) == text), also through a local.
    static bool IsCompared(SyntaxNode read) =>
        Comparison(read)
        || (
            Local(read) is ({ } name, var assigned)
            && Names
                .Body(read)
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(use => use.Identifier.ValueText == name && use != assigned)
                .ToArray()
                is { Length: > 0 } uses
            && uses.All(Comparison)
        );

    // The local that gets all that is read, and where it is assigned.
    static (string? Name, SyntaxNode? Assigned) Local(SyntaxNode read)
    {
        var value = read.Parent is AwaitExpressionSyntax awaited ? awaited : read;
        return value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } => (local.Identifier.ValueText, null),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax local } assignment when assignment.Right == value =>
                (local.Identifier.ValueText, local),
            _ => default,
        };
    }

    // sha.ComputeHash(File.OpenRead(path)), also through locals: not the hash of a name.
    static bool IsHashed(SyntaxNode read)
    {
        if (!TreeIndex.Around(read).Called.Any(IsHash))
            return false;
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Names.Within(Names.Body(read)))
        {
            var (name, value) = node switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var initial } local => (
                    local.Identifier.ValueText,
                    (SyntaxNode)initial
                ),
                AssignmentExpressionSyntax { Left: IdentifierNameSyntax local, Right: var right } => (
                    local.Identifier.ValueText,
                    right
                ),
                InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax when IsHash(Names.Called(node)) => (
                    null,
                    node
                ),
                _ => (null, null),
            };
            if (value is null || !Holds(value))
                continue;
            if (name is null)
                return true;
            holders.Add(name);
        }

        return false;

        bool Holds(SyntaxNode value) =>
            value.Span.Contains(read.Span)
            || value
                .DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Any(use => holders.Contains(use.Identifier.ValueText));
    }

    static bool Comparison(SyntaxNode value)
    {
        var node = value;
        while (
            node.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or MemberAccessExpressionSyntax
            || (node.Parent is InvocationExpressionSyntax call && call.Expression == node && !IsEquals(call))
        )
            node = node.Parent;
        return node.Parent
                is BinaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression
                    }
                    or ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { } }
                && (
                    node.Parent is BinaryExpressionSyntax
                    || IsEquals((InvocationExpressionSyntax)node.Parent.Parent!.Parent!)
                )
            || (node.Parent is InvocationExpressionSyntax equals && IsEquals(equals));
    }

    static bool IsEquals(InvocationExpressionSyntax call) =>
        Names.Simple(call.Expression) is "Equals" or "SequenceEqual";

    static bool IsHash(string callee) =>
        callee.IndexOf("Hash", StringComparison.Ordinal) is >= 0 and var at
        && string.CompareOrdinal(callee, at, "HashSet", 0, 7) != 0
        && string.CompareOrdinal(callee, at, "HashCode", 0, 8) != 0;

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

    ImmutableArray<TracedPath> PathsOf(SyntaxNode node, IEnumerable<SyntaxNode> paths) =>
        _paths.GetOrAdd(node, _ => paths.SelectMany(Trace).ToImmutableArray());

    // Once as the callers pass it, once as the parameter itself.
    IEnumerable<TracedPath> Trace(SyntaxNode path) =>
        sources.Operation(path) is { } operation
            ? PathTracer
                .Trace(operation, definitions, acrossCalls: true)
                .Concat(PathTracer.Trace(operation, definitions, acrossCalls: false))
            : [];

    // A directory that the type lists, to read what is in it.
    Evidence? Enumerated(TracedPath path, INamedTypeSymbol type)
    {
        if (path.DirectoryKey is not { } directory || !IsSure(directory))
            return null;
        foreach (var reference in type.DeclaringSyntaxReferences)
        foreach (var call in PathKeys.Enumerations.SelectMany(TreeIndex.Of(reference.SyntaxTree).Calls).Take(MaxBound))
            if (
                reference.Span.Contains(call.Span)
                && Names.Arguments(call) is [{ Expression: var listed }, ..]
                && PathsOf(call, [listed]).Any(other => other.Key == directory)
                && Lists(call, path) is { } feature
            )
                return new(
                    feature,
                    $"its directory is listed by '{new PathRead(call).MemberName}' at line {new PathRead(call).Line}"
                );
        return null;
    }

    // GetFiles(folder, "*.scope") lists only such files.
    string? Lists(SyntaxNode call, TracedPath path)
    {
        if (Names.Arguments(call) is not [_, { Expression: var second }, ..])
            return "read-directory";
        var pattern = sources.Operation(second)?.ConstantValue.Value as string;
        return pattern is null or "*" or "*.*" ? "read-directory"
            : !pattern.EndsWith(path.Extension, StringComparison.OrdinalIgnoreCase) ? null
            : path.Extension.Length > 0 ? "read-directory-of"
            : "read-directory";
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
