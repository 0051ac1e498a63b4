using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Generated.Tests.Programs;

namespace AtomicWrites.Generated.Tests;

/// <summary>What a package wraps around a stream has written the rest before the commit.</summary>
public class ForeignWriterTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_commit_comes_after_all_that_they_write()
    {
        var run = new Differential();
        await run.CompareAsync(GeneratedProgram.Each("foreign"));
        output.WriteLine(run.ToString());
        Assert.Equal(run.Programs, run.FixedPrograms);
        Assert.True(run.Differences.Count == 0, string.Join('\n', run.Differences));
    }

    [Theory]
    [InlineData(ProofClause.OpenToTheEnd)]
    [InlineData(ProofClause.Finished)]
    public async Task A_commit_that_comes_sooner_is_seen(object clause)
    {
        var run = new Differential();
        using (ProofClauses.Assume((ProofClause)clause))
            await run.CompareAsync(GeneratedProgram.Each("foreign"));
        output.WriteLine($"without {clause}: {run}");
        Assert.NotEmpty(run.Differences);
    }
}
