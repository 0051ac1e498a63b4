using System.Collections.Concurrent;

namespace AtomicWrites.Conformance;

public abstract partial class StateStoreConformance
{
    /// <summary>How many commits are made to find a report that is lost now and then.</summary>
    protected virtual int WatchedCommits => 250;

    [Fact]
    public async Task No_commit_goes_unreported()
    {
        var reports = new SemaphoreSlim(0); // not disposed of: a report may be under way at the end
        using var watch = Open().Watch(() => reports.Release());
        Assert.SkipWhen(watch is null, "the store reports nothing");
        for (var commit = 0; commit < WatchedCommits; commit++)
        {
            // Of the commit before there may be more than one report, now or later: those of this one come after it.
            while (await reports.WaitAsync(TimeSpan.Zero)) { }
            await SetAsync(commit % 10 == 9 ? null : [(byte)commit, (byte)(commit >> 8)]);
            Assert.True(await reports.WaitAsync(LostReport), $"commit {commit} was not reported");
            await Task.Delay(SettlingTime);
        }
    }

    /// <summary>How long a report may take before it counts as lost.</summary>
    protected virtual TimeSpan LostReport => TimeSpan.FromSeconds(20);

    /// <summary>How long reports of one commit may still come after the first of them.</summary>
    protected virtual TimeSpan SettlingTime => TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task A_change_by_another_is_news_and_one_of_ones_own_is_none()
    {
        using var news = new BlockingCollection<int>();
        var own = Counter(Open());
        using (own.OnChange(counter => news.Add(counter.Count), _ => news.Add(-1)))
        {
            own.Edit(counter => counter.Count = 1);
            await Counter(Open()).EditAsync(counter => counter.Count = 2);
            Assert.True(news.TryTake(out var count, Patience));
            Assert.Equal(2, count);
        }

        Counter(Open()).Edit(counter => counter.Count = 3);
        await Task.Delay(200);
        Assert.Empty(news);
    }
}
