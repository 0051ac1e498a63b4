using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// A call that is followed into: what it passes stands for the parameters as long as its method is looked at.
/// </summary>
sealed class CallFrame(IMethodSymbol method, IReadOnlyList<IOperation?> passed, CallFrame? outer)
{
    public CallFrame? Outer => outer;

    public bool Has(IParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, method.OriginalDefinition);

    public IOperation? Passed(IParameterSymbol parameter) =>
        parameter.Ordinal < passed.Count ? passed[parameter.Ordinal] : null;
}
