using System.Collections.Concurrent;
using System.Diagnostics;

namespace AtomicWrites.Runtime.Tests;

/// <summary>A watch of a store that has to be asked, or whose connection breaks.</summary>
public sealed class StoreWatchTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly SemaphoreSlim _reports = new(0); // not disposed of: a report may be under way at the end
    readonly BlockingCollection<Func<StoreWatch, CancellationToken, Task>> _steps = [];

    public void Dispose() => _steps.Dispose();

    // Each step of the test is one that the following function makes.
    StoreWatch Watch() =>
        new(
            () => _reports.Release(),
            async (watch, end) =>
            {
                while (true)
                    await _steps.Take(end)(watch, end);
            }
        );

    [Fact]
    public void What_is_seen_first_is_reported_and_then_each_other_version()
    {
        using var watch = Watch();
        Sees(1L, isReported: true);
        Sees(1L, isReported: false);
        Sees(2L, isReported: true);
        Sees(null, isReported: true); // deleted
        Sees(null, isReported: false);
        Sees(2L, isReported: true);
    }

    [Fact]
    public void What_the_engine_tells_is_reported_whatever_the_version()
    {
        using var watch = Watch();
        Sees(1L, isReported: true);
        watch.Report();
        Assert.True(_reports.Wait(Patience));
        Sees(1L, isReported: false);
    }

    [Fact]
    public void Where_it_breaks_that_is_reported_and_it_is_followed_again()
    {
        using var watch = Watch();
        for (var breaks = 0; breaks < 3; breaks++)
        {
            Sees(1L, isReported: true); // the same version as before: nobody knows what was missed
            _steps.Add((_, _) => throw new IOException("the connection broke"));
            Assert.True(_reports.Wait(Patience));
        }

        // What does not even begin is tried again as well.
        _steps.Add((_, _) => throw new OperationCanceledException("a time limit of the engine's"));
        Assert.True(_reports.Wait(Patience));
        Sees(1L, isReported: true);
    }

    [Fact]
    public void After_disposing_nothing_is_reported_and_the_following_has_ended()
    {
        var watch = Watch();
        Sees(1L, isReported: true);
        using var following = new ManualResetEventSlim();
        using var canceled = new ManualResetEventSlim();
        _steps.Add(
            async (_, end) =>
            {
                using var registration = end.Register(canceled.Set);
                following.Set();
                await Task.Delay(Timeout.Infinite, end);
            }
        );
        Assert.True(following.Wait(Patience));
        watch.Dispose();
        watch.Dispose();
        Assert.True(canceled.Wait(Patience));
        watch.Report();
        watch.Saw(2L);
        Assert.False(_reports.Wait(TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void Between_attempts_it_rests_longer_each_time()
    {
        var attempts = 0;
        using var fourth = new ManualResetEventSlim();
        var time = Stopwatch.StartNew();
        using var watch = new StoreWatch(
            () => { },
            (_, _) =>
            {
                if (Interlocked.Increment(ref attempts) == 4)
                    fourth.Set();
                throw new IOException("no connection");
            }
        );
        Assert.True(fourth.Wait(Patience));
        Assert.InRange(time.ElapsedMilliseconds, 650, long.MaxValue); // 100, 200 and 400 ms
    }

    [Fact]
    public void Each_rest_is_twice_the_one_before_up_to_five_seconds()
    {
        var rests = new List<double> { 100 };
        while (rests.Count < 9)
            rests.Add(StoreWatch.Longer(TimeSpan.FromMilliseconds(rests[^1])).TotalMilliseconds);
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000], rests);
    }

    [Fact]
    public void What_was_seen_begins_the_rests_anew()
    {
        var rests = new ConcurrentQueue<double>();
        using var fifth = new ManualResetEventSlim();
        using var watch = new StoreWatch(
            () => { },
            (followed, _) =>
            {
                rests.Enqueue(followed.Pause.TotalMilliseconds);
                if (rests.Count == 3)
                    followed.Saw(1L);
                if (rests.Count == 5)
                    fifth.Set();
                throw new IOException("the connection broke");
            }
        );
        Assert.True(fifth.Wait(Patience));
        Assert.Equal([100, 200, 400, 200, 400], rests.Take(5)); // and 100 after the third
    }

    [Fact]
    public void Nothing_of_the_flow_of_who_watches_is_in_it()
    {
        var value = new AsyncLocal<string?> { Value = "of the one who watches" };
        var seen = new TaskCompletionSource<string?>();
        using var watch = new StoreWatch(
            () => { },
            (_, end) =>
            {
                seen.TrySetResult(value.Value);
                return Task.Delay(Timeout.Infinite, end);
            }
        );
        Assert.True(seen.Task.Wait(Patience));
        Assert.Null(seen.Task.Result);
        Assert.Equal("of the one who watches", value.Value);
    }

    [Fact]
    public void Without_functions_there_is_none()
    {
        Assert.Throws<ArgumentNullException>("changed", () => new StoreWatch(null!, (_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>("follow", () => new StoreWatch(() => { }, null!));
    }

    void Sees(object? version, bool isReported)
    {
        using var done = new ManualResetEventSlim();
        _steps.Add(
            (watch, _) =>
            {
                watch.Saw(version);
                done.Set();
                return Task.CompletedTask;
            }
        );
        Assert.True(done.Wait(Patience));
        Assert.Equal(isReported, _reports.Wait(0));
    }
}
