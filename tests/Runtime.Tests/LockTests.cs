using System.Diagnostics;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Who is excluded, who is not, and what ends a lock.</summary>
public class LockTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Returns_the_result_and_passes_exceptions_on_and_is_free_afterwards()
    {
        using var folder = new Folder();
        Assert.Equal(42, AtomicFile.WithLock(folder["state.json"], () => 42));
        Assert.Throws<FormatException>(() =>
            AtomicFile.WithLock(folder["state.json"], void () => throw new FormatException())
        );
        AtomicFile.WithLock(folder["state.json"], () => { });
        Assert.True(File.Exists(folder["state.json.lock"]));
    }

    [Fact]
    public async Task Threads_and_tasks_lose_no_update()
    {
        using var folder = new Folder();
        var path = folder["state.json"];
        File.WriteAllText(path, "0");
        var tasks = Enumerable
            .Range(0, 8)
            .Select(i =>
                Task.Run(async () =>
                {
                    for (var n = 0; n < 25; n++)
                    {
                        if (i % 2 == 0)
                            AtomicFile.WithLock(path, () =>
                                File.WriteAllText(path, $"{int.Parse(File.ReadAllText(path), null) + 1}")
                            );
                        else
                            await AtomicFile.WithLockAsync(path, async token =>
                                await File.WriteAllTextAsync(
                                    path,
                                    $"{int.Parse(await File.ReadAllTextAsync(path, token), null) + 1}",
                                    token
                                )
                            );
                    }
                })
            );
        await Task.WhenAll(tasks);
        Assert.Equal("200", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Processes_lose_no_update()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["count"], "0");
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Probe.Run("increment", folder["count"], "50")));
        Assert.All(await Task.WhenAll(runs), run => Assert.True(run.ExitCode == 0, run.Output));
        Assert.Equal("200", await File.ReadAllTextAsync(folder["count"]));
    }

    [Fact]
    public async Task Waiters_of_one_process_are_served_in_the_order_they_came()
    {
        using var folder = new Folder();
        var order = new List<int>();
        var release = new TaskCompletionSource();
        var first = AtomicFile.WithLockAsync(folder["state.json"], _ => release.Task);
        var waiting = Enumerable
            .Range(0, 20)
            .Select(i => AtomicFile.WithLockAsync(folder["state.json"], _ =>
                {
                    order.Add(i);
                    return Task.CompletedTask;
                }))
            .ToArray();
        release.SetResult();
        await Task.WhenAll([first, .. waiting]);
        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    [Fact]
    public async Task Taking_a_lock_inside_itself_throws_at_once()
    {
        using var folder = new Folder();
        var path = folder["state.json"];
        Assert.Throws<LockRecursionException>(() =>
            AtomicFile.WithLock(path, () => AtomicFile.WithLock(path, () => { }))
        );
        Assert.Throws<LockRecursionException>(() =>
            AtomicFile.WithLock(path, () =>
                Task.Run(() => AtomicFile.WithLock(path, () => { })).GetAwaiter().GetResult()
            )
        );
        await Assert.ThrowsAsync<LockRecursionException>(() => AtomicFile.WithLockAsync(path, async token =>
            {
                await Task.Yield();
                await AtomicFile.WithLockAsync(path, _ => Task.CompletedTask, token);
            }));
        AtomicFile.WithLock(path, () => Assert.Throws<LockRecursionException>(() =>
            {
                _ = AtomicFile.WithLockAsync(path, _ => Task.CompletedTask);
            }));
        AtomicFile.WithLock(path, () => AtomicFile.WithLock(folder["other.json"], () => { }));
    }

    [Fact]
    public async Task A_task_that_outlives_the_lock_may_take_it_again()
    {
        using var folder = new Folder();
        var released = new TaskCompletionSource();
        var task = Task.CompletedTask;
        AtomicFile.WithLock(folder["state.json"], () =>
        {
            task = Task.Run(async () =>
            {
                await released.Task;
                AtomicFile.WithLock(folder["state.json"], () => { });
            });
        });
        released.SetResult();
        await task;
    }

    [Fact]
    public async Task A_wait_for_another_process_can_be_canceled_and_leaves_the_lock_free()
    {
        using var folder = new Folder();
        using var holder = Hold(folder["state.json"]);
        using var source = new CancellationTokenSource();
        var waiting = AtomicFile.WithLockAsync(folder["state.json"], _ => Task.CompletedTask, source.Token);
        Assert.False(waiting.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        holder.StandardInput.Close();
        holder.WaitForExit();
        await AtomicFile.WithLockAsync(folder["state.json"], _ => Task.CompletedTask).WaitAsync(Patience);
        Assert.Equal(0, Probe.Run("lock", "try", folder["state.json"], "Exclusive").ExitCode);
    }

    [Fact]
    public void Bad_arguments_throw_before_anything_runs()
    {
        using var folder = new Folder();
        Assert.Throws<ArgumentNullException>(() => AtomicFile.WithLock(null!, () => { }));
        Assert.Throws<ArgumentException>(() => AtomicFile.WithLock("", () => { }));
        Assert.Throws<ArgumentNullException>(() => AtomicFile.WithLock(folder["state.json"], (Action)null!));
        Assert.Throws<ArgumentNullException>(() => AtomicFile.WithLock(folder["state.json"], (Func<int>)null!));
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = AtomicFile.WithLockAsync(folder["state.json"], (Func<CancellationToken, Task>)null!);
        });
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = AtomicFile.WithLockAsync(folder["state.json"], (Func<CancellationToken, Task<int>>)null!);
        });
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WithLock(folder["missing/state.json"], () => { }));
    }

    static Process Hold(string path, params string[] child)
    {
        var holder = Probe.Start([], ["hold", path, .. child]);
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        return holder;
    }

    [Theory]
    [InlineData("ä.json")]
    [InlineData("настройки.json")]
    [InlineData("設定値.json")]
    [InlineData("😀😀😀")]
    public async Task A_name_may_have_any_characters(string name)
    {
        foreach (
            Func<string, Task> member in new Func<string, Task>[]
            {
                path => Done(() => AtomicFile.Update(path, _ => "1")),
                path => Done(() => AtomicFile.WithLock(path, () => AtomicFile.WriteAllText(path, "1"))),
                path => Done(() => AtomicFile.AppendAllText(path, "1")),
                path => AtomicFile.UpdateAsync(path, _ => "1"),
                path => AtomicFile.TryReplaceAsync(path, null, "1"u8.ToArray()),
                path => Done(() => new StateFile<int>(path, new() { Initial = () => 0 }).Update(_ => 1)),
            }
        )
        {
            using var folder = new Folder();
            await member(folder[name]);
            Assert.Equal("1", File.ReadAllText(folder[name]).Trim());
            Assert.Equal(
                new[] { name, name + ".lock" }.Order(StringComparer.Ordinal),
                Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
            );
        }

        static Task Done(Action work)
        {
            work();
            return Task.CompletedTask;
        }
    }
}
