using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>What the sources of one compilation call, assign and read, by name and in the order of the files.</summary>
sealed class SourceIndex(Compilation compilation)
{
    readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    readonly ConcurrentDictionary<string, ImmutableArray<SyntaxNode>> _calls = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, ImmutableArray<SyntaxNode>> _allCalls = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, ImmutableArray<SyntaxNode>> _fileNames = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, ImmutableArray<PathRead>> _reads = new(StringComparer.Ordinal);
    readonly Lazy<HashSet<string>> _deserialized = new(() =>
        [.. compilation.SyntaxTrees.SelectMany(tree => TreeIndex.Of(tree).DeserializedTypes)]
    );
    readonly Lazy<Dictionary<string, ImmutableArray<MethodDeclarationSyntax>>> _methods = new(() =>
        compilation
            .SyntaxTrees.SelectMany(tree => TreeIndex.Of(tree).Members.Keys)
            .OfType<MethodDeclarationSyntax>()
            .GroupBy(method => method.Identifier.ValueText)
            .ToDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal)
    );
    readonly Lazy<ILookup<string, MethodDeclarationSyntax>> _allMethods = new(() =>
        compilation
            .SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes(node => node is not BlockSyntax))
            .OfType<MethodDeclarationSyntax>()
            .ToLookup(method => method.Identifier.ValueText, StringComparer.Ordinal)
    );
    readonly Lazy<ImmutableArray<TreeIndex>> _trees = new(() =>
        compilation.SyntaxTrees.Select(TreeIndex.Of).ToImmutableArray()
    );
    readonly Lazy<SyntaxNode[]> _readers = new(() =>
        compilation
            .SyntaxTrees.SelectMany(tree => TreeIndex.Of(tree).Members)
            .Where(member => member.Value.Reads)
            .Select(member => member.Key)
            .Take(2)
            .ToArray()
    );

    public ImmutableArray<SyntaxNode> Calls(string name) =>
        _calls.GetOrAdd(name, key => _trees.Value.SelectMany(tree => tree.Calls(key)).ToImmutableArray());

    /// <summary>Calls with and without arguments.</summary>
    public ImmutableArray<SyntaxNode> AllCalls(string name) =>
        _allCalls.GetOrAdd(name, key =>
            Calls(key).Concat(_trees.Value.SelectMany(tree => tree.BareCalls(key))).ToImmutableArray()
        );

    /// <summary>Names of methods of a kind, and of methods that call such.</summary>
    public ImmutableHashSet<string> MethodsThat(Func<MemberIndex, bool> isOne)
    {
        var members = _trees
            .Value.SelectMany(tree => tree.Members)
            .Where(member => member.Key is MethodDeclarationSyntax)
            .ToArray();
        var first = members
            .Where(member => isOne(member.Value))
            .Select(member => ((MethodDeclarationSyntax)member.Key).Identifier.ValueText)
            .ToImmutableHashSet();
        return first.Union(
            members
                .Where(member => member.Value.Called.Any(first.Contains))
                .Select(member => ((MethodDeclarationSyntax)member.Key).Identifier.ValueText)
        );
    }

    /// <summary>Methods of a name, also those that call nothing.</summary>
    public IEnumerable<MethodDeclarationSyntax> AllMethods(string name) => _allMethods.Value[name];

    /// <summary>Methods of a name that call something, in the order of the files.</summary>
    public ImmutableArray<MethodDeclarationSyntax> Methods(string name) =>
        _methods.Value.TryGetValue(name, out var methods) ? methods : ImmutableArray<MethodDeclarationSyntax>.Empty;

    /// <summary>Reads anywhere in the compilation.</summary>
    public ImmutableArray<PathRead> Reads(string name) =>
        _reads.GetOrAdd(name, key => _trees.Value.SelectMany(tree => tree.Reads(key)).ToImmutableArray());

    /// <summary>Literals anywhere that end in a file's name.</summary>
    public ImmutableArray<SyntaxNode> FileNames(string name) =>
        _fileNames.GetOrAdd(name, key => _trees.Value.SelectMany(tree => tree.FileNames(key)).ToImmutableArray());

    /// <summary>
    /// Whether another member of the program reads a file: of one that reads none, what it does not read tells nothing.
    /// </summary>
    public bool ReadsOutside(SyntaxNode member) => _readers.Value.Any(reader => reader != member);

    /// <summary>Whether anything is deserialized to a type of this name.</summary>
    public bool Deserializes(string type) => _deserialized.Value.Contains(type);

    /// <summary>Reads within a type.</summary>
    public static IEnumerable<PathRead> Reads(INamedTypeSymbol type, string name) =>
        Declarations(type)
            .SelectMany(declaration =>
                TreeIndex
                    .Of(declaration.SyntaxTree)
                    .Reads(name)
                    .Where(read => declaration.Span.Contains(read.Node.Span))
            );

    /// <summary>What a type, and an initializer anywhere in the files of the type, assigns to its member.</summary>
    public static IEnumerable<ExpressionSyntax> AssignedTo(INamedTypeSymbol type, string name) =>
        Declarations(type)
            .SelectMany(declaration =>
                TreeIndex
                    .Of(declaration.SyntaxTree)
                    .AssignedTo(name)
                    .Where(value => declaration.Span.Contains(value.Span))
            );

    /// <summary>What is assigned anywhere to a member that others may set.</summary>
    public IEnumerable<ExpressionSyntax> AssignedTo(string name) =>
        _trees.Value.SelectMany(tree => tree.AssignedTo(name));

    /// <summary>What is added anywhere to a member: a text, or a listener.</summary>
    public IEnumerable<ExpressionSyntax> AppendedTo(string name) =>
        _trees.Value.SelectMany(tree => tree.AppendedTo(name));

    /// <summary>
    /// Whether a method is written in this compilation: in an IDE those of referenced projects have sources, too.
    /// </summary>
    public bool Has(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Any(reference => compilation.ContainsSyntaxTree(reference.SyntaxTree));

    /// <summary>
    /// Null for a tree of another compilation: in an IDE a referenced project's are seen too. The same for each who
    /// asks, so that what is bound is bound once.
    /// </summary>
    public SemanticModel? Model(SyntaxTree tree) =>
        compilation.ContainsSyntaxTree(tree)
#pragma warning disable RS1030 // Only for the few paths that reach a writer; what they stand for is in other trees.
            ? _models.GetOrAdd(tree, key => compilation.GetSemanticModel(key))
#pragma warning restore RS1030
            : null;

    public IOperation? Operation(SyntaxNode node) => Model(node.SyntaxTree)?.GetOperation(node);

    static IEnumerable<SyntaxNode> Declarations(INamedTypeSymbol type) =>
        type.OriginalDefinition.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax());
}
