using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Generated.Tests.Grammars;
using AtomicWrites.Generated.Tests.Programs;

namespace AtomicWrites.Generated.Tests;

/// <summary>Each clause of the proof is needed: where it is taken for granted, a fix breaks a program.</summary>
public class ClauseTests(ITestOutputHelper output)
{
    // Without these there is nothing that a fix could write.
    static readonly ProofClause[] Indispensable =
    [
        ProofClause.Runtime,
        ProofClause.Counterpart,
        ProofClause.Opening,
        ProofClause.Value,
    ];

    public static TheoryData<string> Clauses =>
        [.. Enum.GetValues<ProofClause>().Except(Indispensable).Select(clause => clause.ToString())];

    [Theory]
    [MemberData(nameof(Clauses))]
    public async Task A_fix_without_the_clause_breaks_a_program(string clause)
    {
        Assert.True(Grammar.OfWrites.Has(clause), $"Clauses.txt has no programs for {clause}");
        var proven = new Differential();
        await proven.CompareAsync(GeneratedProgram.Each(clause));
        Assert.True(proven.Differences.Count == 0, string.Join('\n', proven.Differences));

        var assumed = new Differential();
        using (ProofClauses.Assume(Enum.Parse<ProofClause>(clause)))
            await assumed.CompareAsync(GeneratedProgram.Each(clause));
        output.WriteLine($"without {clause}: {assumed}");
        foreach (var difference in assumed.Differences)
            output.WriteLine(difference.What);
        Assert.NotEmpty(assumed.Differences);
    }
}
