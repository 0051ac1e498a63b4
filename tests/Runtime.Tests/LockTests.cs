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
        Assert.Throws<FormatException>(() => AtomicFile.WithLock(folder["state.json"], void () => throw new FormatException()));
        AtomicFile.WithLock(folder["state.json"], () => { });
        Assert.True(File.Exists(folder["state.json.lock"]));
    }

    [Fact]
    public async Task Threads_and_tasks_lose_no_update()
    {
        using var folder = new Folder();
        var path = folder["state.json"];
        File.WriteAllText(path, "0");
        var tasks = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < 25; n++)
            {
                if (i % 2 == 0)
                    AtomicFile.WithLock(path, () => File.WriteAllText(path, $"{int.Parse(File.ReadAllText(path), null) + 1}"));
                else
                    await AtomicFile.WithLockAsync(path, async token => await File.WriteAllTextAsync(path, $"{int.Parse(await File.ReadAllTextAsync(path, token), null) + 1}", token));
            }
        }));
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
        var waiting = Enumerable.Range(0, 20).Select(i => AtomicFile.WithLockAsync(folder["state.json"], _ =>
        {
            order.Add(i);
            return Task.CompletedTask;
        })).ToArray();
        release.SetResult();
        await Task.WhenAll([first, .. waiting]);
        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    [Fact]
    public async Task Taking_a_lock_inside_itself_throws_at_once()
    {
        using var folder = new Folder();
        var path = folder["state.json"];
        Assert.Throws<LockRecursionException>(() => AtomicFile.WithLock(path, () => AtomicFile.WithLock(path, () => { })));
        Assert.Throws<LockRecursionException>(() => AtomicFile.WithLock(path, () => Task.Run(() => AtomicFile.WithLock(path, () => { })).GetAwaiter().GetResult()));
        await Assert.ThrowsAsync<LockRecursionException>(() => AtomicFile.WithLockAsync(path, async token =>
        {
            await Task.Yield();
            await AtomicFile.WithLockAsync(path, _ => Task.CompletedTask, token);
        }));
        AtomicFile.WithLock(path, () => AtomicFile.WithLock(folder["other.json"], () => { }));
    }

    [Fact]
    public async Task A_task_that_outlives_the_lock_may_take_it_again()
    {
        using var folder = new Folder();
        var released = new TaskCompletionSource();
        var task = AtomicFile.WithLock(folder["state.json"], () => Task.Run(async () =>
        {
            await released.Task;
            AtomicFile.WithLock(folder["state.json"], () => { });
        }));
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
    public async Task The_lock_of_a_killed_process_is_free_although_its_child_lives()
    {
        Needs.Unix();
        using var folder = new Folder();
        using var holder = Hold(folder["state.json"], "sleep", "10");
        var waiting = AtomicFile.WithLockAsync(folder["state.json"], _ => Task.CompletedTask);
        Assert.False(waiting.IsCompleted);
        holder.Kill();
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public void The_flock_of_the_shell_is_excluded_and_excludes_us()
    {
        Needs.Program("flock");
        using var folder = new Folder();
        AtomicFile.WithLock(folder["state.json"], () => Assert.Equal(1, Needs.Shell($"flock -n {folder["state.json.lock"]} true").ExitCode));
        Assert.Equal(0, Needs.Shell($"flock -n {folder["state.json.lock"]} true").ExitCode);
        using var shell = Process.Start(new ProcessStartInfo("flock", [folder["state.json.lock"], "sh", "-c", "echo held; read line"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("held", shell.StandardOutput.ReadLine());
        var waiting = Task.Run(() => AtomicFile.WithLock(folder["state.json"], () => { }));
        Assert.False(waiting.Wait(100));
        shell.StandardInput.Close();
        Assert.True(waiting.Wait(Patience));
    }

    [Fact]
    public void A_planted_link_is_not_followed()
    {
        Needs.Unix();
        using var folder = new Folder();
        File.CreateSymbolicLink(folder["state.json.lock"], folder["elsewhere"]);
        Assert.Contains("symbolic link", Assert.Throws<IOException>(() => AtomicFile.WithLock(folder["state.json"], () => { })).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["elsewhere"]));
    }

    [Theory]
    [InlineData("ENOLCK")]
    [InlineData("ENOSYS")]
    [InlineData("EOPNOTSUPP")]
    public void A_file_system_without_locks_is_an_error_never_an_unlocked_run(string error)
    {
        Needs.Program("strace");
        using var folder = new Folder();
        File.WriteAllText(folder["count"], "0");
        var (exitCode, output) = Probe.RunUnder(["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-P", folder["count.lock"], "-e", $"inject=flock:error={error}"], "increment", folder["count"], "1");
        Assert.Equal(1, exitCode);
        Assert.Contains("nothing was run without the lock", output, StringComparison.Ordinal);
        Assert.Equal("0", File.ReadAllText(folder["count"]));
    }

    [Fact]
    public void An_interrupted_wait_goes_on()
    {
        Needs.Program("strace");
        using var folder = new Folder();
        File.WriteAllText(folder["count"], "0");
        var (exitCode, output) = Probe.RunUnder(["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-P", folder["count.lock"], "-e", "inject=flock:error=EINTR:when=1"], "increment", folder["count"], "1");
        Assert.True(exitCode == 0, output);
        Assert.Equal("1", File.ReadAllText(folder["count"]));
    }

    [Fact]
    public async Task A_lock_file_that_was_replaced_while_waiting_is_locked_anew()
    {
        Needs.Unix();
        using var folder = new Folder();
        using var holder = Hold(folder["state.json"]);
        var waiting = AtomicFile.WithLockAsync(folder["state.json"], _ => Task.FromResult(Needs.Shell($"flock -n {folder["state.json.lock"]} true").ExitCode));
        Assert.False(waiting.IsCompleted);
        File.Delete(folder["state.json.lock"]);
        File.WriteAllText(folder["state.json.lock"], "");
        holder.StandardInput.Close();
        Assert.Equal(1, await waiting.WaitAsync(Patience));
    }

    [Fact]
    public void Bad_paths_throw_before_anything_runs()
    {
        using var folder = new Folder();
        Assert.Throws<ArgumentNullException>(() => AtomicFile.WithLock(null!, () => { }));
        Assert.Throws<ArgumentException>(() => AtomicFile.WithLock("", () => { }));
        Assert.Throws<ArgumentNullException>(() => AtomicFile.WithLock(folder["state.json"], (Action)null!));
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WithLock(folder["missing/state.json"], () => { }));
    }

    static Process Hold(string path, params string[] child)
    {
        var holder = Probe.Start([], ["hold", path, .. child]);
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        return holder;
    }
}
