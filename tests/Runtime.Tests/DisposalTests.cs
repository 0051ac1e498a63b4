namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// What owns a descriptor is disposed by another thread while a call is under way, as <c>using</c> does after a
/// time-out: the kernel gives the number to the next file, and the call must not reach that one.
/// </summary>
public class DisposalTests
{
    const string Old = "the old content";

    [Theory]
    [InlineData("write", "write#1")]
    [InlineData("writer", "write#1")]
    [InlineData("read", "read#1")]
    [InlineData("seek", "lseek#1")]
    [InlineData("length", "ftruncate#1")]
    [InlineData("measure", "statx#3")]
    [InlineData("flush", "write#1")]
    [InlineData("writer-flush", "write#1")]
    public void A_call_reaches_no_file_that_was_opened_after_the_disposal_and_nothing_is_published(
        string call,
        string held
    )
    {
        using var folder = Prepared();
        RequireUntouched(folder, call, held);
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
    }

    public static TheoryData<string, string> Commits
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var call in new[] { "commit", "writer-commit" })
            foreach (
                var held in new[]
                {
                    call == "commit" ? "write#2" : "write#1",
                    "statx#3",
                    "fchown#1",
                    "llistxattr#1",
                    "fgetxattr#1",
                    "fchmod#1",
                    "fsync#1",
                    "renameat#1",
                    "fsync#2",
                    "close#2",
                }
            )
                data.Add(call, held);
            return data;
        }
    }

    [Theory, MemberData(nameof(Commits))]
    public void A_commit_is_done_whole_or_not_at_all(string call, string held)
    {
        using var folder = Prepared();
        RequireUntouched(folder, call, held);
        Assert.Contains(
            File.ReadAllText(folder["state.json"]),
            new[] { Old, new string('n', call == "commit" ? 10_001 : 3000) }
        );
    }

    [Fact]
    public async Task A_lock_that_is_disposed_twice_at_once_lets_go_of_nobody_elses()
    {
        Needs.Linux();
        using var folder = new Folder();
        for (var i = 0; i < 200; i++)
        {
            var held = FileLock.Acquire(folder["state"]);
            using var start = new Barrier(3);
            var disposals = Enumerable
                .Range(0, 2)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        start.SignalAndWait();
                        held.Dispose();
                    })
                )
                .ToArray();
            start.SignalAndWait();
            using var other = FileLock.Acquire(folder["other"]);
            await Task.WhenAll(disposals);
            Assert.False(CanLock(folder["other.lock"]));
        }
    }

    static bool CanLock(string path)
    {
        try
        {
            File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose(); // an exclusive flock
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    static void RequireUntouched(Folder folder, string call, string held)
    {
        var outcome = Strace.Attempt(held + ":delay_enter=2000000", "disposed", folder["state.json"], "call=" + call);
        Assert.True(outcome.Output.Contains("written", StringComparison.Ordinal), outcome.Output);
        Assert.False(outcome.LeaksDescriptors, outcome.Output);
        Assert.Empty(folder.Leftovers);
    }

    static Folder Prepared()
    {
        Needs.Program("strace");
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], Old);
        return folder;
    }
}
