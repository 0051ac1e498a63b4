using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Generated.Tests.Grammars;
using AtomicWrites.Generated.Tests.Programs;

namespace AtomicWrites.Generated.Tests;

/// <summary>
/// Each clause of the proof is needed: where it is taken for granted, a fix breaks each of the programs that are its
/// reason.
/// </summary>
public class ClauseTests(ITestOutputHelper output)
{
    public static TheoryData<string> Clauses => [.. Enum.GetValues<ProofClause>().Select(clause => clause.ToString())];

    [Theory]
    [MemberData(nameof(Clauses))]
    public async Task A_fix_without_the_clause_breaks_its_programs(string clause)
    {
        Assert.True(Grammar.OfWrites.Has(clause), $"Clauses.txt has no programs for {clause}");
        var programs = GeneratedProgram.Each(clause).ToList();
        var isReferenced = clause != nameof(ProofClause.Runtime);
        var proven = new Differential { IsReferenced = isReferenced };
        await proven.CompareAsync(programs);
        Assert.True(proven.Differences.Count == 0, string.Join('\n', proven.Differences));

        // That the library is there, the compiler would say as well.
        var assumed = new Differential { IsReferenced = isReferenced };
        using (ProofClauses.Assume(Enum.Parse<ProofClause>(clause)))
        using (isReferenced ? null : ProofClauses.Assume(ProofClause.Compiles))
            await assumed.CompareAsync(programs);
        output.WriteLine($"without {clause}: {assumed}");
        foreach (var difference in assumed.Differences)
            output.WriteLine(difference.What);
        var unbroken = programs.Except(assumed.Differences.Select(difference => difference.Program));
        Assert.Equal([], unbroken.Select(program => Grammar.OfWrites.Text(program.Statements)));
    }
}
