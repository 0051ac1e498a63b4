using AtomicWrites.Analyzers.Rules;
using AtomicWrites.VerdictBenchmark;

namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>
/// Small programs in <c>Programs.txt</c>, a kind each: what is wanted is warned about, and what is no state is not.
/// </summary>
public class ProgramsTests
{
    const double Wanted = 0.90;

    static readonly string[] Warnings = ["ATW0001", "ATW0002", "ATW0003"];

    static readonly Lazy<Site[]> Sites = new(() =>
    {
        var programs = new Programs(Repository.Find("tests/Analyzers.Tests/StatePaths/Programs.txt"));
        return
        [
            .. Features.Of(
                programs.Sites,
                _ => programs,
                [
                    new NonAtomicWriteAnalyzer(),
                    new UnlockedUpdateAnalyzer(),
                    new HandWrittenReplaceAnalyzer(),
                    new ExplanationAnalyzer(),
                ]
            ),
        ];
    });

    [Fact]
    public void What_is_wanted_is_warned_about()
    {
        var state = Sites.Value.Where(site => site.IsState).ToArray();
        var silent = state.Where(site => !IsWarned(site)).Select(Name).ToArray();
        Assert.True(state.Length - silent.Length >= Wanted * state.Length, string.Join('\n', silent));
    }

    [Fact]
    public void What_is_no_state_is_silent() =>
        Assert.Empty(
            Sites.Value.Where(site => site is { IsScored: true, IsState: false } && IsWarned(site)).Select(Name)
        );

    static bool IsWarned(Site site) => site.Rules.Intersect(Warnings).Any();

    static string Name(Site site) => $"{site.File}:{site.Line} {string.Join(' ', site.Features?.Keys ?? [])}";
}
