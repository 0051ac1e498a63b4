using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>A method, and what calls it, layer by layer.</summary>
sealed class CallerChain(Compilation compilation, CancellationToken cancellationToken)
{
    readonly SourceIndex _sources = UpdateSequences.Of(compilation).Sources;
    readonly HashSet<ISymbol> _members = new(SymbolEqualityComparer.Default);
    readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The names of those that other projects can call.</summary>
    public IEnumerable<string> OpenNames => _members.Where(Dependents.See).Select(NameOf);

    /// <summary>Adds the member that some code is the body of.</summary>
    public void Add(SyntaxNode body)
    {
        if (_sources.Model(body.SyntaxTree)?.GetDeclaredSymbol(body, cancellationToken) is not { } symbol)
            return;
        var member = (symbol as IMethodSymbol)?.AssociatedSymbol ?? symbol;
        _members.Add(member);
        _names.Add(NameOf(member));
    }

    /// <summary>Adds all that calls what is there.</summary>
    public void AddCallers()
    {
        foreach (var body in Uses().Select(Names.Body).ToArray())
            Add(body);
    }

    /// <summary>Whether one of them is given to others, who run it, or wait for it, some other time.</summary>
    public bool AreDeferred() => Uses().Any(use => DeferredWork.Is(use, _sources.Model(use.SyntaxTree)!));

    IEnumerable<SyntaxNode> Uses() =>
        compilation
            .SyntaxTrees.Where(tree => _names.Any(tree.GetText(cancellationToken).ToString().Contains))
            .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes())
            .Where(Has);

    /// <summary>Whether a name means one of them; one that the compiler does not know might.</summary>
    public bool Has(SyntaxNode node)
    {
        if (
            node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax)
            || !_names.Contains(node is SimpleNameSyntax name ? name.Identifier.ValueText : Names.Called(node))
            || _sources.Model(node.SyntaxTree) is not { } model
        )
            return false;
        var meant = model.GetSymbolInfo(
            node.Parent is ObjectCreationExpressionSyntax made && made.Type == node ? made : node,
            cancellationToken
        );
        return meant.Symbol is { } symbol ? Is(symbol)
            : meant.CandidateSymbols.IsEmpty ? node.Parent is not (NameColonSyntax or NameEqualsSyntax)
            : meant.CandidateSymbols.Any(Is);
    }

    bool Is(ISymbol symbol)
    {
        var member = ((symbol as IMethodSymbol)?.ReducedFrom ?? symbol).OriginalDefinition;
        return _members.Contains(member)
            || member is { IsStatic: false } and ({ IsAbstract: true } or { IsVirtual: true } or { IsOverride: true })
                && _members.Any(other => other.Name == member.Name && Reaches(member.ContainingType, other));
    }

    // By an interface or a base type.
    static bool Reaches(INamedTypeSymbol type, ISymbol member)
    {
        for (var parent = member.ContainingType; parent is not null; parent = parent.BaseType)
            if (SymbolEqualityComparer.Default.Equals(parent.OriginalDefinition, type))
                return true;
        return member.ContainingType.AllInterfaces.Any(other =>
            SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, type)
        );
    }

    static string NameOf(ISymbol member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? member.ContainingType.Name : member.Name;
}
