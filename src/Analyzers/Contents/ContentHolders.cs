using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>
/// The variables of a body that hold something of what a read has read, and whether they still do where they are used.
/// </summary>
sealed class ContentHolders
{
    const int MaxAsked = 8;

    readonly SyntaxNode _read;
    readonly SyntaxNode[] _nodes;
    readonly SemanticModel _model;
    readonly CancellationToken _cancellationToken;
    readonly HashSet<ISymbol> _variables = new(SymbolEqualityComparer.Default);
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    readonly Overwrites _overwrites;

    // The overwrites that are being asked about.
    readonly HashSet<SyntaxNode> _asked = [];

    public ContentHolders(SyntaxNode read, SyntaxNode[] nodes, SemanticModel model, CancellationToken cancellationToken)
    {
        (_read, _nodes, _model, _cancellationToken) = (read, nodes, model, cancellationToken);
        _overwrites = new(nodes.Where(node => node.SpanStart > read.Span.End));
    }

    public IReadOnlyCollection<ISymbol> Variables => _variables;

    /// <summary>The type whose object keeps what was read in itself, as a <c>void Load()</c> does.</summary>
    public INamedTypeSymbol? Keeper { get; set; }

    /// <summary>Adds a variable; what is none is left out.</summary>
    public void Add(ISymbol? symbol)
    {
        if (
            symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol or IRangeVariableSymbol
            && _variables.Add(symbol)
        )
            _names.Add(symbol.Name);
    }

    /// <summary>Whether an expression is, or has in it, something of what was read.</summary>
    public bool Holds(SyntaxNode? part)
    {
        if (part is null)
            return false;
        if (part.Span.Contains(_read.Span))
            return true;
        foreach (var node in part.DescendantNodesAndSelf())
        {
            if (
                node is IdentifierNameSyntax name
                && (_names.Contains(name.Identifier.ValueText) || Keeper is not null)
                && _model.GetSymbolInfo(name, _cancellationToken).Symbol is { } symbol
                && (_variables.Contains(symbol) || IsKept(symbol))
                && !IsGone(symbol, name)
            )
                return true;
            if (node is ThisExpressionSyntax && Keeper is not null)
                return true;
        }

        return false;
    }

    // Where the object itself keeps what was read, its variable members do.
    bool IsKept(ISymbol symbol) =>
        Keeper is not null
        && symbol
            is IFieldSymbol { IsConst: false, IsReadOnly: false }
                or IPropertySymbol { SetMethod: not null }
                or IFieldSymbol { IsReadOnly: true, Type.SpecialType: SpecialType.None }
        && SymbolEqualityComparer.Default.Equals(symbol.ContainingType, Keeper);

    // id = GetNewId(); Save(id): what was read is gone by then, unless it has come back since, or comes back in a loop.
    // What comes back only out of itself does not.
    bool IsGone(ISymbol symbol, SyntaxNode use)
    {
        if (_overwrites.Last(symbol.Name, use, target => IsOf(target, symbol)) is not var (setter, value))
            return false;
        if (_asked.Count >= MaxAsked || !_asked.Add(setter))
            return true;
        var isGone = !Holds(value) && !ComesBack(symbol, setter, use);
        _asked.Remove(setter);
        return isGone;
    }

    bool ComesBack(ISymbol symbol, SyntaxNode setter, SyntaxNode use)
    {
        var end = use.Ancestors()
            .TakeWhile(node => !node.Span.Contains(setter.Span))
            .LastOrDefault(node =>
                node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
            )
            ?.Span.End;
        return _nodes.Any(node =>
            node.SpanStart > setter.Span.End
            && node.Span.End <= (end ?? use.SpanStart)
            && node switch
            {
                AssignmentExpressionSyntax other => IsOf(other.Left, symbol) && Holds(other.Right),
                InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax => TakesIn(node, symbol),
                _ => false,
            }
        );
    }

    bool TakesIn(SyntaxNode call, ISymbol symbol) =>
        Names.Operands(call).Any(part => IsOf(part, symbol))
        && Names.Operands(call).Any(part => !IsOf(part, symbol) && Holds(part));

    bool IsOf(ExpressionSyntax expression, ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(OwnerVariable.Of(expression, _model, _cancellationToken), symbol);
}
