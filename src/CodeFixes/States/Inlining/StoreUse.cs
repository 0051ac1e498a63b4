using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>
/// What code does with files and with JSON, itself and in the methods of the program that it calls: whether it has to do
/// with a store at all.
/// </summary>
sealed class StoreUse
{
    const int MaxLayers = 3;

    readonly HashSet<SyntaxNode> _seen = [];
    readonly List<ITypeSymbol> _loaded = [];
    readonly List<ITypeSymbol> _saved = [];
    readonly ProgramSources _sources;
    readonly CancellationToken _cancellationToken;

    bool _reads;
    bool _writes;

    StoreUse(ProgramSources sources, CancellationToken cancellationToken) =>
        (_sources, _cancellationToken) = (sources, cancellationToken);

    public static StoreUse Of(
        SyntaxNode code,
        SemanticModel model,
        ProgramSources sources,
        CancellationToken cancellationToken
    )
    {
        var use = new StoreUse(sources, cancellationToken);
        use.Add(code, model, MaxLayers);
        return use;
    }

    /// <summary>Of what a call does that is told what to load or save.</summary>
    public static StoreUse OfCall(
        InvocationExpressionSyntax call,
        SemanticModel model,
        ProgramSources sources,
        CancellationToken cancellationToken
    )
    {
        var use = new StoreUse(sources, cancellationToken);
        foreach (var (method, other) in use.Targets(call, model))
            if (
                other.GetDeclaredSymbol(method, cancellationToken) is IMethodSymbol symbol
                && PartMethods.IsOne(symbol, method, other, sources, cancellationToken)
            )
                use.Add(method, other, MaxLayers - 1);
        return use;
    }

    /// <summary>Whether it reads a file, and JSON that is, or may be, of a type.</summary>
    public bool Loads(ITypeSymbol? state) => _reads && state is not null && _loaded.Any(one => IsOrMayBe(one, state));

    /// <summary>Whether it writes a file, and JSON that is, or may be, of a type.</summary>
    public bool Saves(ITypeSymbol? state) => _writes && state is not null && _saved.Any(one => IsOrMayBe(one, state));

    /// <summary>Whether JSON of one type is read from a file here and written to one there.</summary>
    public bool LoadsWhatIsSavedBy(StoreUse other) => _loaded.Any(state => Loads(state) && other.Saves(state));

    static bool IsOrMayBe(ITypeSymbol one, ITypeSymbol state) =>
        one is ITypeParameterSymbol or { SpecialType: SpecialType.System_Object }
        || SymbolEqualityComparer.Default.Equals(one, state)
        // Dictionary<K, V> of one method, and of another.
        || one is INamedTypeSymbol { TypeArguments: var types }
            && types.Any(type => type is ITypeParameterSymbol)
            && SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, state.OriginalDefinition);

    void Add(SyntaxNode code, SemanticModel model, int layers)
    {
        if (!_seen.Add(code))
            return;
        foreach (var node in code.DescendantNodes(inner => inner == code || inner is not BaseTypeDeclarationSyntax))
        {
            if (node is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax))
                continue;
            if (JsonCall.Of(node, model, _cancellationToken) is { } json)
                (json.IsRead ? _loaded : _saved).Add(json.State);
            else if (
                MayUseFile(Names.Called(node))
                && FileCall.Of((ExpressionSyntax)node, model, _cancellationToken) is { } file
            )
            {
                _reads |= FileSource.Reads(file);
                _writes |= file.Name.StartsWith("Write", StringComparison.Ordinal) || StateWrite.Writes(file);
            }
            else if (layers > 0 && PartMethods.Of(Names.Called(node), _sources) != PartKinds.None)
                foreach (var (method, other) in Targets(node, model))
                    Add(method, other, layers - 1);
        }
    }

    // Names cost nothing; binding does.
    static bool MayUseFile(string name) =>
        name.StartsWith("Read", StringComparison.Ordinal)
        || name.StartsWith("Write", StringComparison.Ordinal)
        || name
            is "FileStream"
                or "StreamReader"
                or "StreamWriter"
                or "Open"
                or "OpenRead"
                or "OpenText"
                or "Create"
                or "CreateText";

    // Of an interface's, all that the program has of that name.
    IEnumerable<(MethodDeclarationSyntax Code, SemanticModel Model)> Targets(SyntaxNode call, SemanticModel model)
    {
        if (model.GetSymbolInfo(call, _cancellationToken).Symbol is not IMethodSymbol called)
            yield break;
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        var declared = method.IsAbstract
            ? _sources
                .Methods(method.Name)
                .OfType<MethodDeclarationSyntax>()
                .Where(other => other.ParameterList.Parameters.Count == method.Parameters.Length)
            : method.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(_cancellationToken));
        foreach (var code in declared)
            if (code is MethodDeclarationSyntax found && _sources.Model(code.SyntaxTree) is { } other)
                yield return (found, other);
    }
}
