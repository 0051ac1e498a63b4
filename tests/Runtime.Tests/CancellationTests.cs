namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Who cancels before the rename gets the old file and an exception; who cancels later gets the new file and none.
/// </summary>
public class CancellationTests
{
    const string Old = "old";

    // Each asynchronous way in, with something that it calls back where it has one.
    public static TheoryData<string> Ways => [.. All.Keys];

    static readonly Dictionary<string, Func<string, Action, CancellationToken, Task>> All = new()
    {
        ["WriteFileAtomicAsync"] = (path, _, token) =>
            AtomicFile.WriteFileAtomicAsync(path, "new"u8.ToArray(), null, token),
        ["WriteAllTextAsync"] = (path, _, token) => AtomicFile.WriteAllTextAsync(path, "new", token),
        ["WriteAllBytesAsync"] = (path, _, token) => AtomicFile.WriteAllBytesAsync(path, "new"u8.ToArray(), token),
        ["WriteAllLinesAsync"] = (path, called, token) => AtomicFile.WriteAllLinesAsync(path, Lines(called), token),
        ["AppendAllTextAsync"] = (path, _, token) => AtomicFile.AppendAllTextAsync(path, "new", token),
        ["AppendAllBytesAsync"] = (path, _, token) => AtomicFile.AppendAllBytesAsync(path, "new"u8.ToArray(), token),
        ["AppendAllLinesAsync"] = (path, called, token) => AtomicFile.AppendAllLinesAsync(path, Lines(called), token),
        ["WriteAsync"] = (path, called, token) =>
            AtomicFile.WriteAsync(
                path,
                async (stream, _) =>
                {
                    await stream.WriteAsync("new"u8.ToArray(), CancellationToken.None);
                    called();
                },
                null,
                token
            ),
        ["UpdateAsync"] = (path, called, token) =>
            AtomicFile.UpdateAsync(
                path,
                _ =>
                {
                    called();
                    return "new";
                },
                token
            ),
        ["CommitAsync"] = async (path, called, token) =>
        {
            using var stream = AtomicFile.Create(path);
            stream.Write("new"u8);
            called();
            await stream.CommitAsync(token);
        },
        ["CommitAsync of a writer"] = async (path, called, token) =>
        {
            using var writer = AtomicFile.CreateText(path);
            writer.Write("new");
            called();
            await writer.CommitAsync(token);
        },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Canceled_before_it_begins(string way)
    {
        using var folder = Prepared();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            All[way](folder["state"], () => { }, new CancellationToken(canceled: true))
        );
        RequireUnchanged(folder);
        await All[way](folder["state"], () => { }, CancellationToken.None);
        Assert.Contains("new", await File.ReadAllTextAsync(folder["state"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WriteAllLinesAsync")]
    [InlineData("AppendAllLinesAsync")]
    [InlineData("WriteAsync")]
    [InlineData("UpdateAsync")]
    [InlineData("CommitAsync")]
    [InlineData("CommitAsync of a writer")]
    public async Task Canceled_by_what_it_calls(string way)
    {
        using var folder = Prepared();
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            All[way](folder["state"], source.Cancel, source.Token)
        );
        RequireUnchanged(folder);
    }

    [Theory]
    [InlineData("AppendAllTextAsync")]
    [InlineData("AppendAllBytesAsync")]
    [InlineData("AppendAllLinesAsync")]
    [InlineData("UpdateAsync")]
    public async Task Canceled_while_it_waits_for_the_lock(string way)
    {
        using var folder = Prepared();
        using var source = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        using var held = new ManualResetEventSlim();
        var holder = Task.Run(() => AtomicFile.WithLock(folder["state"], () =>
            {
                held.Set();
                release.Wait();
            }));
        held.Wait();
        var waiting = All[way](folder["state"], () => { }, source.Token);
        Assert.False(waiting.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        RequireUnchanged(folder);
        release.Set();
        await holder;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Canceled_at_any_moment_it_did_all_or_nothing(string way)
    {
        using var folder = Prepared();
        for (var i = 0; i < 40; i++)
        {
            await File.WriteAllTextAsync(folder["state"], Old);
            using var source = new CancellationTokenSource();
            var write = Task.Run(() => All[way](folder["state"], () => { }, source.Token));
            for (var spin = 0; spin < i * 2000 && !write.IsCompleted; spin++)
                Thread.SpinWait(1);
            await source.CancelAsync();
            try
            {
                await write;
                Assert.Contains("new", await File.ReadAllTextAsync(folder["state"]), StringComparison.Ordinal);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(Old, await File.ReadAllTextAsync(folder["state"]));
            }

            Assert.Empty(folder.Leftovers);
        }
    }

    // strace holds the call for 12 seconds; the probe, which enters it within 5 also on a busy disk, cancels after
    // those.
    [Fact]
    public async Task Canceled_in_a_call_it_heeds_that_until_the_rename_and_never_after_it()
    {
        Needs.Root();
        Needs.Program("strace");
        await Task.WhenAll(
            Held("openat#3", false),
            Held("write#1", false),
            Held("write#2", false),
            Held("fsync#1", false),
            Held("renameat#1", true),
            Held("fsync#2", true)
        );

        static async Task Held(string call, bool isWritten)
        {
            using var folder = Prepared();
            var outcome = await Task.Run(() =>
                Strace.Attempt($"{call}:delay_enter=12000000", "canceled", folder["state"], "size=6000000")
            );
            Assert.True(isWritten == outcome.IsWritten, $"{call}: {outcome.Output}");
            Assert.Equal(isWritten ? 6_000_000 : Old.Length, new FileInfo(folder["state"]).Length);
            if (!isWritten)
                Assert.StartsWith("OperationCanceledException", outcome.Output, StringComparison.Ordinal);
            Assert.False(outcome.LeaksDescriptors, outcome.Output);
            Assert.Empty(folder.Leftovers);
        }
    }

    [Fact]
    public void A_failing_change_of_length_is_never_published()
    {
        using var folder = Prepared();
        using (var stream = AtomicFile.Create(folder["state"]))
        {
            stream.Write("new"u8);
            Assert.ThrowsAny<Exception>(() => stream.SetLength(long.MaxValue));
            Assert.Throws<AtomicWriteException>(stream.Commit);
        }

        RequireUnchanged(folder);
    }

    static IEnumerable<string> Lines(Action called)
    {
        yield return "new";
        called();
        yield return "newer";
    }

    static void RequireUnchanged(Folder folder)
    {
        Assert.Equal(Old, File.ReadAllText(folder["state"]));
        Assert.Empty(folder.Leftovers);
    }

    static Folder Prepared()
    {
        var folder = new Folder();
        File.WriteAllText(folder["state"], Old);
        return folder;
    }
}
