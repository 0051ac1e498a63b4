namespace AtomicWrites.Runtime.Tests;

/// <summary>What an update would undo when it ends is refused inside it.</summary>
public class InsideUpdateTests
{
    public static TheoryData<string> Writers => [.. All.Keys];

    static readonly Dictionary<string, Func<string, Task>> All = new()
    {
        ["AppendAllText"] = path => Run(() => AtomicFile.AppendAllText(path, "lost")),
        ["AppendAllTextAsync"] = path => AtomicFile.AppendAllTextAsync(path, "lost"),
        ["AppendAllLines"] = path => Run(() => AtomicFile.AppendAllLines(path, ["lost"])),
        ["AppendAllBytesAsync"] = path => AtomicFile.AppendAllBytesAsync(path, "lost"u8.ToArray()),
        ["TryReplace"] = path => Run(() => AtomicFile.TryReplace(path, "old", "lost")),
        ["TryReplace of bytes"] = path => Run(() => AtomicFile.TryReplace(path, "old"u8.ToArray(), "lost"u8)),
        ["TryReplace of nothing"] = path => Run(() => AtomicFile.TryReplace(path, (string?)null, "lost")),
        ["TryReplaceAsync"] = path => AtomicFile.TryReplaceAsync(path, "old"u8.ToArray(), "lost"u8.ToArray()),
        ["WriteAllText"] = path => Run(() => AtomicFile.WriteAllText(path, "lost")),
        ["WriteAllTextAsync"] = path => AtomicFile.WriteAllTextAsync(path, "lost"),
        ["WriteAllLines"] = path => Run(() => AtomicFile.WriteAllLines(path, ["lost"])),
        ["WriteAllLinesAsync"] = path => AtomicFile.WriteAllLinesAsync(path, ["lost"]),
        ["WriteAllBytes"] = path => Run(() => AtomicFile.WriteAllBytes(path, [1])),
        ["WriteFileAtomic"] = path => Run(() => AtomicFile.WriteFileAtomic(path, [1])),
        ["WriteFileAtomicAsync"] = path => AtomicFile.WriteFileAtomicAsync(path, new byte[1]),
        ["Copy"] = path => Run(() => AtomicFile.Copy(typeof(InsideUpdateTests).Assembly.Location, path, true)),
        ["Create"] = path => Run(() => AtomicFile.Create(path).Dispose()),
        ["CreateText"] = path => Run(() => AtomicFile.CreateText(path).Dispose()),
        ["Write"] = path => Run(() => AtomicFile.Write(path, stream => stream.WriteByte(1))),
        ["WriteAsync"] = path => AtomicFile.WriteAsync(path, (_, _) => Task.CompletedTask),
        ["Update"] = path => Run(() => AtomicFile.Update(path, _ => "lost")),
        ["UpdateAsync"] = path => AtomicFile.UpdateAsync(path, _ => "lost"),
    };

    [Theory, MemberData(nameof(Writers))]
    public async Task Other_writes_of_the_file_throw_inside_an_update_and_the_update_itself_goes_on(string writer)
    {
        using var folder = new Folder();
        var path = folder["state"];
        File.WriteAllText(path, "old");

        AtomicFile.Update(path, text =>
        {
            Assert.Throws<LockRecursionException>(() => All[writer](path).GetAwaiter().GetResult());
            return text + ", new";
        });
        await AtomicFile.UpdateAsync(path, async (text, _) =>
        {
            await Task.Yield();
            await Assert.ThrowsAsync<LockRecursionException>(() => All[writer](path));
            return text + ", newer";
        });

        Assert.Equal("old, new, newer", File.ReadAllText(path));
        Assert.Empty(folder.Leftovers);
    }

    [Theory, MemberData(nameof(Writers))]
    public async Task Other_writes_of_the_file_throw_inside_an_update_without_locks_as_well(string writer)
    {
        using var folder = new Folder();
        var path = folder["state"];
        File.WriteAllText(path, "[1]");
        var state = new StateFile<List<int>>(path, new() { Concurrency = ConcurrencyMode.CompareAndSwap });

        state.Edit(list =>
        {
            Assert.Throws<LockRecursionException>(() => All[writer](path).GetAwaiter().GetResult());
            list.Add(2);
        });
        await state.EditAsync(async list =>
        {
            await Task.Yield();
            await Assert.ThrowsAsync<LockRecursionException>(() => All[writer](path));
            AtomicFile.WriteAllText(folder["other"], "other");
            list.Add(3);
        });

        Assert.Equal([1, 2, 3], state.Read());
        Assert.Equal("other", File.ReadAllText(folder["other"]));
        Assert.False(File.Exists(path + ".lock"));
        AtomicFile.AppendAllText(path, " "); // afterwards it is a file like others
    }

    [Fact]
    public void A_stream_that_was_opened_before_is_not_committed_inside()
    {
        using var folder = new Folder();
        var path = folder["state"];
        using var stream = AtomicFile.Create(path);
        using var writer = AtomicFile.CreateText(path);
        stream.WriteByte((byte)'1');
        writer.Write("2");
        AtomicFile.Update(path, _ =>
        {
            Assert.Throws<LockRecursionException>(stream.Commit);
            Assert.Throws<LockRecursionException>(writer.Commit);
            return "new";
        });
        Assert.Equal("new", File.ReadAllText(path));
        stream.Commit();
        Assert.Equal("1", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock, ConcurrencyMode.CompareAndSwap)]
    [InlineData(ConcurrencyMode.CompareAndSwap, ConcurrencyMode.Lock)]
    public void Not_even_the_other_mode_writes_the_file_inside_an_update(ConcurrencyMode mode, ConcurrencyMode other)
    {
        using var folder = new Folder();
        StateFile<List<int>> Open(ConcurrencyMode concurrency) =>
            new(folder["state"], new() { Concurrency = concurrency, Initial = () => [] });

        Open(mode)
            .Edit(list =>
            {
                Assert.Throws<LockRecursionException>(() => Open(other).Edit(inner => inner.Add(7)));
                list.Add(1);
            });
        Assert.Equal([1], Open(mode).Read());
    }

    [Fact]
    public async Task Other_files_may_be_written_inside_and_the_same_one_afterwards()
    {
        using var folder = new Folder();
        Task late = Task.CompletedTask;
        var ended = new TaskCompletionSource();
        AtomicFile.Update(folder["state"], _ =>
        {
            AtomicFile.WriteAllText(folder["other"], "other");
            AtomicFile.Update(folder["third"], _ => "third");
            late = Task.Run(async () =>
            {
                await ended.Task;
                AtomicFile.AppendAllText(folder["state"], ", late");
            });
            return "new";
        });
        ended.SetResult();
        await late;
        AtomicFile.AppendAllText(folder["state"], ", last");
        Assert.Equal("new, late, last", File.ReadAllText(folder["state"]));
        Assert.Equal("otherthird", File.ReadAllText(folder["other"]) + File.ReadAllText(folder["third"]));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Lines_that_append_to_the_file_that_they_are_appended_to_are_refused(bool isUnderLock)
    {
        using var folder = new Folder();
        var path = folder["log"];
        File.WriteAllText(path, "0\n");
        void Append() => Assert.Throws<LockRecursionException>(() => AtomicFile.AppendAllLines(path, Lines()));
        if (isUnderLock)
            AtomicFile.WithLock(path, Append);
        else
            Append();
        Assert.Equal("0\n", File.ReadAllText(path));

        IEnumerable<string> Lines()
        {
            yield return "1";
            AtomicFile.AppendAllText(path, "lost");
            yield return "2";
        }
    }

    [Fact]
    public async Task Under_WithLock_every_write_is_a_part_of_it()
    {
        using var folder = new Folder();
        var path = folder["state"];
        AtomicFile.WithLock(path, () =>
        {
            AtomicFile.WriteAllText(path, "1");
            AtomicFile.AppendAllText(path, "2");
            Assert.True(AtomicFile.TryReplace(path, "12", "123"));
        });
        await AtomicFile.WithLockAsync(path, async token =>
        {
            await AtomicFile.AppendAllTextAsync(path, "4", token);
            Assert.True(await AtomicFile.TryReplaceAsync(path, "1234"u8.ToArray(), "12345"u8.ToArray(), null, token));
        });
        Assert.Equal("12345", File.ReadAllText(path));
    }

    /// <summary>Whose lines take their time keeps the next one waiting: no longer than that is willing to.</summary>
    [Fact]
    public async Task Who_waits_for_another_write_within_the_lock_heeds_his_token_and_his_limit()
    {
        using var folder = new Folder();
        var path = folder["state"];
        using var end = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var impatient = new AtomicWriteOptions { LockTimeout = TimeSpan.FromMilliseconds(20) };
        await AtomicFile.WithLockAsync(path, async token =>
        {
            var appending = AtomicFile.AppendAllLinesAsync(path, Lines(), CancellationToken.None);
            begun.Wait(Waiting.Patience, token);
            using var canceled = new CancellationTokenSource(20);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                AtomicFile
                    .TryReplaceAsync(path, null, "x"u8.ToArray(), null, canceled.Token)
                    .WaitAsync(Waiting.Patience)
            );
            await Assert.ThrowsAsync<TimeoutException>(() =>
                AtomicFile.TryReplaceAsync(path, null, "x"u8.ToArray(), impatient).WaitAsync(Waiting.Patience)
            );
            await Assert.ThrowsAsync<TimeoutException>(() =>
                Task.Run(() => AtomicFile.TryReplace(path, null, "x"u8, impatient)).WaitAsync(Waiting.Patience)
            );
            Assert.False(appending.IsCompleted);
            end.Set();
            await appending;
            Assert.True(AtomicFile.TryReplace(path, "late" + Environment.NewLine, "x", impatient));
        });
        Assert.Equal("x", File.ReadAllText(path));

        IEnumerable<string> Lines()
        {
            begun.Set();
            end.Wait(Waiting.Patience);
            yield return "late";
        }
    }

    [Fact]
    public async Task A_lock_that_is_released_by_the_lines_of_its_own_append_is_waited_for_by_nobody()
    {
        using var folder = new Folder();
        var held = FileLock.Acquire(folder["state"]);
        await Task.Run(() => AtomicFile.AppendAllLines(folder["state"], Lines())).WaitAsync(Waiting.Patience);
        using (FileLock.Acquire(folder["state"], TimeSpan.Zero)) { }

        IEnumerable<string> Lines()
        {
            held.Dispose();
            yield return "x";
        }
    }

    static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("AppendAllText")]
    [InlineData("WriteAllText")]
    public async Task Nor_does_another_thread_write_what_an_append_under_the_lock_would_undo(string writer)
    {
        using var folder = new Folder();
        var path = folder["state"];
        await Task.Run(() => AtomicFile.WithLock(path, () => AtomicFile.AppendAllLines(path, Lines())))
            .WaitAsync(Waiting.Patience);
        Assert.Equal("kept", File.ReadAllText(path).Trim());

        IEnumerable<string> Lines()
        {
            yield return "kept";
            var writing = Task.Run(() => All[writer](path));
            Assert.Throws<LockRecursionException>(() => writing.GetAwaiter().GetResult());
        }
    }
}
