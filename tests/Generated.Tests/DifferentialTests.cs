using AtomicWrites.Generated.Tests.Programs;

namespace AtomicWrites.Generated.Tests;

/// <summary>
/// Generated programs do after the fixes what they did before. ATOMICWRITES_PROGRAMS says how many; few where nobody
/// asks for more. ATOMICWRITES_SEED says which, ATOMICWRITES_SYMBOL of what in the grammar.
/// </summary>
public class DifferentialTests(ITestOutputHelper output)
{
    const int Together = 25; // more of them cost more each, because each fix compiles all
    const int MaxShown = 12;

    [Fact]
    public async Task Fixed_programs_do_what_they_did_and_keep_the_old_file_when_they_fail()
    {
        var count = Settings.Programs;
        var random = new Random(Settings.Seed);
        var run = new Differential();
        for (var left = count; left > 0; left -= Together)
            await run.CompareAsync([
                .. Enumerable
                    .Range(0, Math.Min(left, Together))
                    .Select(_ => GeneratedProgram.Random(random, Settings.Symbol)),
            ]);
        output.WriteLine(run.ToString());
        foreach (var kind in run.Differences.CountBy(one => one.Kind))
            output.WriteLine($"{kind.Value} × {kind.Key}");
        Assert.NotEqual(0, run.Fixes);
        var shrunk = new List<Difference>();
        foreach (var difference in run.Differences.DistinctBy(one => one.Kind).Take(MaxShown))
            shrunk.Add(await Shrinking.OfAsync(difference));
        Assert.True(shrunk.Count == 0, run + "\n" + string.Join('\n', shrunk));
    }
}
