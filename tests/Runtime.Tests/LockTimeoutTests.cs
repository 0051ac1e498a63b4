using System.Diagnostics;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Nothing that takes the lock has to wait for ever, and who gives up is told for whom he has waited.
/// </summary>
public class LockTimeoutTests
{
    static readonly AtomicWriteOptions Impatient = new() { LockTimeout = TimeSpan.FromMilliseconds(20) };

    public static TheoryData<string> Takers => [.. All.Keys];

    static readonly Dictionary<string, Func<string, Task>> All = new()
    {
        ["WithLock"] = path => Run(() => AtomicFile.WithLock(path, () => { }, Impatient)),
        ["WithLock of a value"] = path => Run(() => AtomicFile.WithLock(path, () => 1, Impatient)),
        ["WithLockAsync"] = path => AtomicFile.WithLockAsync(path, _ => Task.CompletedTask, Impatient),
        ["WithLockAsync of a value"] = path => AtomicFile.WithLockAsync(path, _ => Task.FromResult(1), Impatient),
        ["Update"] = path => Run(() => AtomicFile.Update(path, _ => "new", Impatient)),
        ["UpdateAsync"] = path => AtomicFile.UpdateAsync(path, _ => "new", Impatient),
        ["UpdateAsync that awaits"] = path => AtomicFile.UpdateAsync(path, (_, _) => Task.FromResult("new"), Impatient),
        ["TryReplace"] = path => Run(() => AtomicFile.TryReplace(path, "old", "new", Impatient)),
        ["TryReplace of bytes"] = path => Run(() => AtomicFile.TryReplace(path, null, "new"u8, Impatient)),
        ["TryReplaceAsync"] = path => AtomicFile.TryReplaceAsync(path, null, "new"u8.ToArray(), Impatient),
    };

    [Theory, MemberData(nameof(Takers))]
    public async Task Whoever_takes_the_lock_waits_no_longer_than_LockTimeout_and_writes_nothing(string taker)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "old");
        using var holder = HoldElsewhere(folder["state"]);
        await Assert.ThrowsAsync<TimeoutException>(() => All[taker](folder["state"]));
        Assert.Equal("old", File.ReadAllText(folder["state"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void The_message_names_the_file_the_process_that_holds_it_and_how_long_was_waited()
    {
        Needs.Linux();
        using var folder = new Folder();
        using var holder = Hold(folder["state"]);
        try
        {
            var failure = Assert.Throws<TimeoutException>(() =>
                FileLock.Acquire(folder["state"], TimeSpan.FromSeconds(0.01))
            );
            Assert.Matches(
                @"^Could not lock '.*state' within \d+\.\d+ s: somebody else holds the lock, "
                    + $@"process {holder.Id} \(.+\); nothing was run without it\.$",
                failure.Message
            );
            Assert.DoesNotContain("stopped", failure.Message, StringComparison.Ordinal);

            Waiting.Signal(holder.Id, "STOP");
            Waiting.Until(() =>
                Assert
                    .Throws<TimeoutException>(() => FileLock.Acquire(folder["state"], TimeSpan.Zero))
                    .Message.Contains("which is stopped;", StringComparison.Ordinal)
            );
        }
        finally
        {
            holder.Kill();
            holder.WaitForExit();
        }
    }

    [Fact]
    public void Bad_times_to_wait_are_refused_where_they_are_set()
    {
        foreach (var bad in new[] { TimeSpan.FromTicks(-2), TimeSpan.FromMilliseconds(int.MaxValue + 1.0) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new AtomicWriteOptions { LockTimeout = bad });
            Assert.Throws<ArgumentOutOfRangeException>(() => FileLock.DefaultTimeout = bad);
        }

        Assert.Null(new AtomicWriteOptions { LockTimeout = null }.LockTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, FileLock.DefaultTimeout);
    }

    [Fact]
    public void The_default_bounds_what_has_no_options()
    {
        using var folder = new Folder();
        using var holder = HoldElsewhere(folder["state"]);
        // In a process of its own, because other tests wait as long as it takes.
        var (exitCode, output) = Probe.Run("lock", "default-timeout", folder["state"]);
        Assert.True(exitCode == 0, output);
        Assert.Equal(3, output.Split("TimeoutException").Length - 1);
    }

    static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    // On a thread of its own: this flow is to wait for the lock, not to hold it.
    static FileLock HoldElsewhere(string path)
    {
        FileLock? held = null;
        var holder = new Thread(() => held = FileLock.Acquire(path));
        holder.Start();
        holder.Join();
        return held!;
    }

    static Process Hold(string path)
    {
        var holder = Probe.Start([], "hold", path);
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        return holder;
    }
}
