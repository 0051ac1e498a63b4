using System.Diagnostics;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Locks of processes that are killed, stopped, starved, or that start others.</summary>
public class LockProcessTests
{
    static readonly string[] OneThread =
    [
        "env",
        "DOTNET_ThreadPool_ForceMinWorkerThreads=1",
        "DOTNET_ThreadPool_ForceMaxWorkerThreads=1",
    ];

    [Fact]
    public async Task The_lock_of_a_killed_process_is_free_although_its_children_live_and_they_do_not_have_it_open()
    {
        Needs.Linux();
        using var folder = new Folder();
        using var holder = Probe.Start([], "lock", "hold", folder["state"], "Exclusive", "sleep", "60");
        using var child = Process.GetProcessById(int.Parse(holder.StandardOutput.ReadLine()!, null));
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        try
        {
            Assert.Contains("state.lock", Needs.Shell($"ls -l /proc/{holder.Id}/fd").Output, StringComparison.Ordinal);
            Waiting.Until(() => File.ReadAllText($"/proc/{child.Id}/comm") == "sleep\n");
            Assert.DoesNotContain(
                "state.lock",
                Needs.Shell($"ls -l /proc/{child.Id}/fd").Output,
                StringComparison.Ordinal
            );
            var waiting = FileLock.AcquireAsync(folder["state"]);
            Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
            holder.Kill();
            (await waiting.WaitAsync(Waiting.Patience)).Dispose();
            Assert.False(child.HasExited);
        }
        finally
        {
            child.Kill();
        }
    }

    // Between fork and exec a new process has all descriptors: closing alone would leave the lock with it.
    [Fact]
    public void A_lock_is_released_although_another_thread_is_just_starting_a_process()
    {
        Needs.Program("strace");
        using var folder = new Folder();
        using var probe = Probe.Start(
            [
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=execve",
                "-e",
                "inject=execve:delay_enter=60000000:when=1",
            ],
            "lock",
            "release-while-starting",
            folder["state"],
            "true"
        );
        Waiting.Until(() =>
            Needs.Shell($"ls -l /proc/[0-9]*/fd 2>/dev/null | grep -cF {folder["state.lock"]}").Output.Trim() == "2"
        );
        probe.StandardInput.WriteLine();
        Assert.Equal("released", probe.StandardOutput.ReadLine());
        Assert.Equal(0, Needs.Shell($"flock -n {folder["state.lock"]} true").ExitCode);
        Assert.Equal(
            "2",
            Needs
                .Shell($"ls -l /proc/[0-9]*/fd 2>/dev/null | grep -cF {folder["state.lock"]} | sed s/1/2/")
                .Output.Trim()
        );
        probe.Kill(entireProcessTree: true);
    }

    [Theory]
    [InlineData("blocked")]
    [InlineData("awaiting")]
    public void A_waiter_that_is_canceled_while_it_is_given_the_lock_has_it_or_passes_it_on(string kind)
    {
        Needs.Program("strace");
        using var folder = new Folder();
        FileLock.Acquire(folder["state"]).Dispose();
        var (exitCode, output) = Probe.RunUnder(
            Strace.Inject("openat:delay_enter=600000", folder["state.lock"]),
            "lock",
            "cancel-while-served",
            folder["state"],
            kind
        );
        Assert.True(exitCode == 0, output);
        Assert.Equal("free", output.Trim());
    }

    [Fact]
    public async Task A_stopped_holder_keeps_the_lock_and_whoever_waits_may_give_up()
    {
        Needs.Linux();
        using var folder = new Folder();
        using var holder = Hold(folder["state"]);
        Waiting.Signal(holder.Id, "STOP");
        Assert.Null(FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(50)));
        Assert.Null(await FileLock.TryAcquireAsync(folder["state"], TimeSpan.FromMilliseconds(50)));
        Assert.Equal("too late", WaitElsewhere(folder["state"], 50).StandardOutput.ReadLine());
        Waiting.Signal(holder.Id, "CONT");
        var waiting = FileLock.AcquireAsync(folder["state"]);
        holder.StandardInput.Close();
        (await waiting.WaitAsync(Waiting.Patience)).Dispose();
    }

    [Fact]
    public void A_stopped_waiter_holds_up_nobody_and_gets_its_turn_when_it_goes_on()
    {
        Needs.Linux();
        using var folder = new Folder();
        Process waiter;
        using (FileLock.Acquire(folder["state"]))
        {
            waiter = WaitElsewhere(folder["state"], (int)Waiting.Patience.TotalMilliseconds);
            Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
            Waiting.Signal(waiter.Id, "STOP");
            // Each of its threads: one that is still blocked in flock, and not stopped yet, gets the lock.
            Waiting.Until(() =>
                Directory
                    .GetDirectories($"/proc/{waiter.Id}/task")
                    .All(thread => File.ReadAllText(thread + "/stat").Contains(") T ", StringComparison.Ordinal))
            );
        }

        FileLock.Acquire(folder["state"], Waiting.Patience).Dispose();
        Waiting.Signal(waiter.Id, "CONT");
        Assert.Equal("got", waiter.StandardOutput.ReadLine());
        waiter.Dispose();
    }

    [Fact]
    public void With_one_thread_in_the_pool_many_wait_and_the_thread_is_free_for_others()
    {
        Needs.Linux();
        using var folder = new Folder();
        using var holder = Hold(folder["state"]);
        using var starved = Probe.Start(OneThread, "lock", "starve", folder["state"], "200");
        Assert.Equal("0 of 1", starved.StandardOutput.ReadLine());
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) >= 1);
        Assert.Equal(1, Waiting.BlockedOn(folder["state.lock"]));
        holder.StandardInput.Close();
        Assert.Equal("passed", starved.StandardOutput.ReadLine());
    }

    [Fact]
    public void A_blocked_thread_gets_the_lock_or_gives_up_without_another_thread_of_the_pool()
    {
        Needs.Linux();
        using var folder = new Folder();
        using var holder = Hold(folder["state"]);
        using var starved = Probe.Start(OneThread, "lock", "starve-blocked", folder["state"]);
        Assert.Equal("too late", starved.StandardOutput.ReadLine());
        holder.StandardInput.Close();
        Assert.Equal("got", starved.StandardOutput.ReadLine());
    }

    static Process Hold(string path)
    {
        var holder = Probe.Start([], "lock", "hold", path, "Exclusive");
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        return holder;
    }

    static Process WaitElsewhere(string path, int milliseconds)
    {
        var waiter = Probe.Start([], "lock", "wait", path, $"{milliseconds}");
        Assert.Equal("waiting", waiter.StandardOutput.ReadLine());
        return waiter;
    }
}
