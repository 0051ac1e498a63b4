using System.Collections.Immutable;

namespace AtomicWrites.Generated.Tests.Grammars;

/// <summary>A sentence of the grammar as the choices that made it.</summary>
/// <param name="Symbol">What is derived.</param>
/// <param name="Choice">Which of the symbol's alternatives was taken.</param>
/// <param name="Parts">The derivations of the symbols within it, in their order.</param>
sealed record Derivation(string Symbol, int Choice, ImmutableArray<Derivation> Parts)
{
    public IEnumerable<Derivation> All => Parts.SelectMany(part => part.All).Prepend(this);

    /// <summary>
    /// Every derivation that has one part replaced by something smaller: by what is within it, or by a simpler
    /// alternative.
    /// </summary>
    public IEnumerable<Derivation> Smaller(Grammar grammar)
    {
        foreach (var within in All.Skip(1).Where(part => part.Symbol == Symbol))
            yield return within;
        for (var choice = 0; choice < Choice; choice++)
            yield return grammar.Simplest(Symbol, choice);
        for (var i = 0; i < Parts.Length; i++)
            foreach (var smaller in Parts[i].Smaller(grammar))
                yield return this with
                {
                    Parts = Parts.SetItem(i, smaller),
                };
    }
}
