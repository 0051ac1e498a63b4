namespace AtomicWrites.Runtime.Tests;

/// <summary>The lock as an object, within one process: modes, order, time-outs, cancellation, re-entrancy.</summary>
public class FileLockTests
{
    static readonly TimeSpan Patience = Waiting.Patience;

    public static TheoryData<FileLockMode, FileLockMode, bool> Modes =>
        new()
        {
            { FileLockMode.Exclusive, FileLockMode.Exclusive, false },
            { FileLockMode.Exclusive, FileLockMode.Shared, false },
            { FileLockMode.Shared, FileLockMode.Exclusive, false },
            { FileLockMode.Shared, FileLockMode.Shared, true },
        };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Only_shared_and_shared_go_together_within_a_process(
        FileLockMode first,
        FileLockMode second,
        bool together
    )
    {
        using var folder = new Folder();
        using (Apart(() => FileLock.Acquire(folder["state"], mode: first)))
        {
            using var other = Apart(() => FileLock.TryAcquire(folder["state"], mode: second));
            Assert.Equal(together, other is not null);
        }

        using var after = FileLock.TryAcquire(folder["state"]);
        Assert.NotNull(after);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Only_shared_and_shared_go_together_between_processes(
        FileLockMode first,
        FileLockMode second,
        bool together
    )
    {
        using var folder = new Folder();
        using (FileLock.Acquire(folder["state"], mode: first))
            Assert.Equal(together ? 0 : 3, Probe.Run("lock", "try", folder["state"], second.ToString()).ExitCode);
        Assert.Equal(0, Probe.Run("lock", "try", folder["state"], second.ToString()).ExitCode);
    }

    [Fact]
    public async Task A_shared_waiter_stays_behind_an_exclusive_one_and_shared_neighbours_run_together()
    {
        using var folder = new Folder();
        var path = folder["state"];
        var reader = FileLock.Acquire(path, mode: FileLockMode.Shared);
        var writer = Apart(() => FileLock.AcquireAsync(path));
        var readers = Enumerable
            .Range(0, 3)
            .Select(_ => Apart(() => FileLock.AcquireAsync(path, mode: FileLockMode.Shared)))
            .ToArray();
        var second = Apart(() => FileLock.AcquireAsync(path));
        Assert.DoesNotContain(readers, waiting => waiting.IsCompleted);
        reader.Dispose();
        using (await writer.WaitAsync(Patience))
            Assert.DoesNotContain(readers, waiting => waiting.IsCompleted);
        var together = await Task.WhenAll(readers).WaitAsync(Patience);
        Assert.All(together[..2], held => held.Dispose());
        Assert.False(second.IsCompleted);
        together[2].Dispose();
        (await second.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task When_the_exclusive_waiter_gives_up_the_shared_ones_behind_it_join_the_holder()
    {
        using var folder = new Folder();
        using var source = new CancellationTokenSource();
        using var reader = FileLock.Acquire(folder["state"], mode: FileLockMode.Shared);
        var writer = Apart(() => FileLock.AcquireAsync(folder["state"], cancellationToken: source.Token));
        var second = Apart(() => FileLock.AcquireAsync(folder["state"], mode: FileLockMode.Shared));
        Assert.False(second.IsCompleted);
        await source.CancelAsync();
        (await second.WaitAsync(Patience)).Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer);
    }

    [Fact]
    public async Task Blocked_threads_and_tasks_are_served_in_the_order_they_came()
    {
        using var folder = new Folder();
        var order = new List<int>();
        var threads = new List<Thread>();
        var tasks = new List<Task>();
        using (FileLock.Acquire(folder["state"]))
        {
            for (var i = 0; i < 20; i++)
            {
                var turn = i;
                if (turn % 2 == 0)
                    tasks.Add(
                        Apart(async () =>
                        {
                            using (await FileLock.AcquireAsync(folder["state"], Patience))
                                order.Add(turn);
                        })
                    );
                else
                {
                    var thread = new Thread(() =>
                    {
                        using (FileLock.Acquire(folder["state"], Patience))
                            order.Add(turn);
                    });
                    threads.Add(thread);
                    using (ExecutionContext.SuppressFlow())
                        thread.Start();
                    Waiting.Until(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
                }
            }
        }

        await Task.WhenAll(tasks).WaitAsync(Patience);
        Assert.All(threads, thread => thread.Join());
        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    [Fact]
    public async Task Time_outs_throw_or_return_null_and_leave_the_lock_free()
    {
        using var folder = new Folder();
        var moment = TimeSpan.FromMilliseconds(20);
        using (Apart(() => FileLock.Acquire(folder["state"])))
        {
            Assert.Contains(
                "somebody else holds the lock",
                Assert.Throws<TimeoutException>(() => FileLock.Acquire(folder["state"], moment)).Message,
                StringComparison.Ordinal
            );
            await Assert.ThrowsAsync<TimeoutException>(() => FileLock.AcquireAsync(folder["state"], moment));
            Assert.Null(FileLock.TryAcquire(folder["state"], moment));
            Assert.Null(await FileLock.TryAcquireAsync(folder["state"], moment));
            Assert.Throws<TimeoutException>(() => FileLock.Acquire(folder["state"], TimeSpan.Zero));
            Assert.Null(FileLock.TryAcquire(folder["state"]));
            Assert.True(FileLock.TryAcquireAsync(folder["state"]).IsCompletedSuccessfully);
        }

        using var after = FileLock.TryAcquire(folder["state"]);
        Assert.NotNull(after);
    }

    [Fact]
    public async Task A_canceled_token_ends_every_wait_and_leaves_the_lock_free()
    {
        using var folder = new Folder();
        var canceled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() =>
            FileLock.TryAcquire(folder["state"], cancellationToken: canceled)
        );
        Assert.True(FileLock.AcquireAsync(folder["state"], cancellationToken: canceled).IsCanceled);
        Assert.False(File.Exists(folder["state.lock"]));
        using (var source = new CancellationTokenSource())
        using (Apart(() => FileLock.Acquire(folder["state"])))
        {
            var blocked = Apart(() =>
                Task.Factory.StartNew(
                    () => FileLock.Acquire(folder["state"], cancellationToken: source.Token),
                    TaskCreationOptions.LongRunning
                )
            );
            var waiting = Apart(() => FileLock.AcquireAsync(folder["state"], cancellationToken: source.Token));
            var action = Apart(() =>
                AtomicFile.WithLockAsync(folder["state"], _ => throw new InvalidOperationException("ran"), source.Token)
            );
            await source.CancelAsync();
            Assert.Equal(
                source.Token,
                (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked)).CancellationToken
            );
            Assert.Equal(
                source.Token,
                (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken
            );
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => action);
        }

        using var after = FileLock.TryAcquire(folder["state"]);
        Assert.NotNull(after);
    }

    // Every second waiter is canceled about when its turn comes: when the one before it has got its own.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_wins_between_grant_and_cancellation_the_lock_is_never_lost(bool blocking)
    {
        using var folder = new Folder();
        var sources = Enumerable.Range(0, blocking ? 60 : 600).Select(_ => new CancellationTokenSource()).ToArray();
        var turn = -1;
        Task[] waiting;
        using (Apart(() => FileLock.Acquire(folder["state"])))
            waiting =
            [
                .. sources.Select(
                    (source, n) =>
                        blocking
                            ? Apart(() =>
                                Task.Factory.StartNew(
                                    () => Pass(n, FileLock.Acquire(folder["state"], cancellationToken: source.Token)),
                                    TaskCreationOptions.LongRunning
                                )
                            )
                            : Apart(() => PassAsync(n, source.Token))
                ),
            ];
        await Task
            .Factory.StartNew(
                () =>
                {
                    for (var n = 1; n < sources.Length; n += 2)
                    {
                        SpinWait.SpinUntil(() => Volatile.Read(ref turn) >= n - 1, Patience);
                        Thread.SpinWait(Random.Shared.Next(1000));
                        sources[n].Cancel();
                    }
                },
                TaskCreationOptions.LongRunning
            )
            .WaitAsync(Patience);
        for (var n = 0; n < waiting.Length; n++)
        {
            var end = await Record.ExceptionAsync(() => waiting[n].WaitAsync(Patience));
            Assert.True(end is null || (n % 2 == 1 && end is OperationCanceledException), $"{n}: {end}");
        }

        async Task PassAsync(int n, CancellationToken cancellationToken) =>
            Pass(n, await FileLock.AcquireAsync(folder["state"], cancellationToken: cancellationToken));

        void Pass(int n, FileLock held)
        {
            using (held)
                Volatile.Write(ref turn, n);
        }
    }

    [Fact]
    public async Task However_many_give_up_one_thread_a_mode_waits_in_the_kernel()
    {
        using var folder = new Folder();
        using var holder = Holder(folder["state"], FileLockMode.Exclusive);
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(5), (FileLockMode)(i % 2)));
            using var source = new CancellationTokenSource();
            var waiting = FileLock.AcquireAsync(
                folder["state"],
                mode: (FileLockMode)(i % 2),
                cancellationToken: source.Token
            );
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) >= 2);
        Assert.Equal(2, Waiting.BlockedOn(folder["state.lock"]));
        var next = FileLock.AcquireAsync(folder["state"]);
        holder.StandardInput.Close();
        (await next.WaitAsync(Patience)).Dispose();
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 0);
        Assert.Equal(0, Probe.Run("lock", "try", folder["state"], "Exclusive").ExitCode);
    }

    // By another name of the directory the holder is to us like another process.
    [Fact]
    public void A_thread_that_waits_in_the_kernel_itself_is_not_served_there_by_one_whose_waiter_gave_up()
    {
        Needs.Unix();
        using var folder = new Folder();
        Directory.CreateSymbolicLink(folder["alias"], folder.Path);
        for (var i = 0; i < 50; i++)
        {
            var elsewhere = Apart(() => FileLock.Acquire(folder["alias/state"]));
            Assert.Null(FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(1), FileLockMode.Shared));
            var waiting = Task.Factory.StartNew(
                () => FileLock.Acquire(folder["state"]).Dispose(),
                TaskCreationOptions.LongRunning
            );
            Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 2);
            elsewhere.Dispose();
            Assert.True(waiting.Wait(Patience), "waits for itself");
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_wait_for_this_process_costs_no_thread_in_the_kernel_and_nothing_is_kept_of_a_lock_that_is_over(
        FileLockMode first,
        FileLockMode second,
        bool together
    )
    {
        using var folder = new Folder();
        Task<FileLock> waiting;
        using (Apart(() => FileLock.Acquire(folder["state"], mode: first)))
        {
            waiting = FileLock.AcquireAsync(folder["state"], mode: second);
            Assert.Equal(together, waiting.IsCompleted);
            Assert.Null(Apart(() => FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(20))));
            Assert.Equal(0, Waiting.BlockedOn(folder["state.lock"]));
            Assert.Contains(folder["state.lock"], Queues());
        }

        (await waiting.WaitAsync(Patience)).Dispose();
        Assert.DoesNotContain(folder["state.lock"], Queues());

        static HashSet<string> Queues()
        {
            var queues = (System.Collections.IDictionary)
                typeof(FileLock)
                    .Assembly.GetType("AtomicWrites.Locking.LockQueue")!
                    .GetField(
                        "Queues",
                        System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic
                    )!
                    .GetValue(null)!;
            lock (queues)
                return [.. queues.Keys.Cast<string>()];
        }
    }

    [Fact]
    public async Task An_attempt_without_waiting_leaves_nobody_behind_in_the_kernel()
    {
        using var folder = new Folder();
        using var holder = Holder(folder["state"], FileLockMode.Exclusive);
        Assert.Null(FileLock.TryAcquire(folder["state"], mode: FileLockMode.Shared));
        var waiting = FileLock.AcquireAsync(folder["state"]);
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) >= 1);
        Assert.Equal(1, Waiting.BlockedOn(folder["state.lock"]));
        holder.Kill();
        (await waiting.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task When_an_exclusive_waiter_has_given_up_a_shared_one_still_joins_a_shared_holder_elsewhere()
    {
        using var folder = new Folder();
        using var holder = Holder(folder["state"], FileLockMode.Shared);
        Assert.Null(FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(20)));
        using (FileLock.TryAcquire(folder["state"], mode: FileLockMode.Shared) ?? throw new TimeoutException())
        using (await Apart(() => FileLock.AcquireAsync(folder["state"], mode: FileLockMode.Shared)).WaitAsync(Patience))
            holder.Kill();
        using var after = FileLock.TryAcquire(folder["state"], Patience);
        Assert.NotNull(after);
    }

    [Fact]
    public async Task A_blocked_thread_whose_token_can_be_canceled_gives_up_also_while_another_process_holds()
    {
        using var folder = new Folder();
        using var holder = Holder(folder["state"], FileLockMode.Exclusive);
        using var source = new CancellationTokenSource();
        var blocked = Task.Factory.StartNew(
            () => FileLock.Acquire(folder["state"], cancellationToken: source.Token),
            TaskCreationOptions.LongRunning
        );
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked.WaitAsync(Patience));
        holder.StandardInput.Close();
    }

    [Fact]
    public async Task Who_waits_for_another_process_as_long_as_it_takes_blocks_its_own_thread_and_who_may_give_up_one_that_tells_why()
    {
        Needs.Linux();
        using var folder = new Folder();
        using var holder = Holder(folder["state"], FileLockMode.Exclusive);
        var endless = Task.Factory.StartNew(
            () => FileLock.Acquire(folder["state"]).Dispose(),
            TaskCreationOptions.LongRunning
        );
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
        Assert.Equal(0, ThreadsOfOurs());
        holder.StandardInput.Close();
        await endless.WaitAsync(Patience);

        using var next = Holder(folder["state"], FileLockMode.Exclusive);
        var waiting = FileLock.AcquireAsync(folder["state"], Patience);
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
        Assert.Equal(1, ThreadsOfOurs());
        next.StandardInput.Close();
        (await waiting.WaitAsync(Patience)).Dispose();

        // Other tests of this process may have left some in the kernel, for other files. The first argument of flock is
        // the descriptor.
        int ThreadsOfOurs() =>
            Directory
                .GetDirectories("/proc/self/task")
                .Count(task =>
                    Proc.Read(task + "/comm").StartsWith("AtomicWrites lo", StringComparison.Ordinal)
                    && Proc.Read(task + "/syscall").Split(' ') is [_, var descriptor, ..]
                    && File.ResolveLinkTarget(
                        $"/proc/self/fd/{Convert.ToInt32(descriptor, 16)}",
                        returnFinalTarget: false
                    )?.FullName == folder["state.lock"]
                );
    }

    [Fact]
    public async Task Shared_waiters_get_the_lock_together_when_another_process_lets_go()
    {
        using var folder = new Folder();
        using var holder = Holder(folder["state"], FileLockMode.Exclusive);
        var readers = Enumerable
            .Range(0, 3)
            .Select(_ => Apart(() => FileLock.AcquireAsync(folder["state"], mode: FileLockMode.Shared)))
            .ToArray();
        holder.StandardInput.Close();
        var together = await Task.WhenAll(readers).WaitAsync(Patience);
        Assert.All(together, held => held.Dispose());
    }

    [Fact]
    public async Task A_wait_in_the_kernel_keeps_no_value_of_the_flow_and_may_begin_where_nothing_flows()
    {
        using var folder = new Folder();
        using var holder = Holder(folder["state"], FileLockMode.Exclusive);
        var threads = new System.Collections.Concurrent.ConcurrentBag<string?>();
        var value = new AsyncLocal<string>(change =>
            threads.Add(change.ThreadContextChanged ? Thread.CurrentThread.Name : null)
        )
        {
            Value = "of the flow",
        };
        Assert.Null(FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(20)));
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
        Assert.DoesNotContain(threads, name => name?.StartsWith("AtomicWrites lock", StringComparison.Ordinal) is true);
        using (ExecutionContext.SuppressFlow())
            Assert.Null(FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(20), FileLockMode.Shared));
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 2);
        holder.StandardInput.Close();
        (await FileLock.AcquireAsync(folder["state"]).WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public void A_wait_that_was_given_up_keeps_no_process_alive()
    {
        using var folder = new Folder();
        using (FileLock.Acquire(folder["state"]))
        using (var other = Probe.Start([], "lock", "wait", folder["state"], "20"))
            Assert.True(other.WaitForExit(Patience));
    }

    [Fact]
    public void Names_that_differ_in_case_are_two_locks_where_they_are_two_files()
    {
        Needs.Linux();
        using var folder = new Folder();
        using (FileLock.Acquire(folder["state"]))
        {
            using var other = FileLock.TryAcquire(folder["STATE"]);
            Assert.NotNull(other);
        }
    }

    [Fact]
    public void Of_two_locks_the_outer_may_be_released_first()
    {
        using var folder = new Folder();
        var outer = FileLock.Acquire(folder["outer"]);
        using (FileLock.Acquire(folder["inner"]))
        {
            outer.Dispose();
            Assert.Throws<LockRecursionException>(() => FileLock.TryAcquire(folder["inner"]));
            FileLock.Acquire(folder["outer"]).Dispose();
        }
    }

    [Fact]
    public async Task Disposing_again_or_at_once_on_many_threads_releases_once()
    {
        using var folder = new Folder();
        for (var i = 0; i < 50; i++)
        {
            var first = FileLock.Acquire(folder["state"]);
            using var start = new Barrier(4);
            await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                start.SignalAndWait();
                                first.Dispose();
                            },
                            TaskCreationOptions.LongRunning
                        )
                    )
            );
            await using var second = FileLock.Acquire(folder["state"]);
            first.Dispose();
            await first.DisposeAsync();
            Assert.Null(Apart(() => FileLock.TryAcquire(folder["state"])));
        }
    }

    [Fact]
    public async Task Acquiring_twice_in_one_flow_throws_at_once_in_every_form()
    {
        using var folder = new Folder();
        var path = folder["state"];
        foreach (var mode in Enum.GetValues<FileLockMode>())
        {
            using (FileLock.Acquire(path, mode: mode))
                await Refused();
            await using (await FileLock.AcquireAsync(path, mode: mode))
                await Refused();
            using (await FileLock.AcquireAsync(path, mode: mode))
            {
                await Task.Yield();
                await Task.Run(Refused);
            }
        }

        AtomicFile.WithLock(path, () => Refused().GetAwaiter().GetResult());
        await AtomicFile.WithLockAsync(path, _ => Refused());
        await Task.Run(() =>
        {
            using (FileLock.Acquire(path)) { }
        });

        async Task Refused()
        {
            foreach (var mode in Enum.GetValues<FileLockMode>())
            {
                Assert.Throws<LockRecursionException>(() => FileLock.Acquire(path, mode: mode));
                Assert.Throws<LockRecursionException>(() => FileLock.TryAcquire(path, mode: mode));
                await Assert.ThrowsAsync<LockRecursionException>(() => FileLock.AcquireAsync(path, mode: mode));
                await Assert.ThrowsAsync<LockRecursionException>(() => FileLock.TryAcquireAsync(path, mode: mode));
            }

            Assert.Throws<LockRecursionException>(() => AtomicFile.WithLock(path, () => { }));
            Assert.Throws<LockRecursionException>(() => AtomicFile.Update(path, text => "x"));
            await Assert.ThrowsAsync<LockRecursionException>(() =>
                AtomicFile.WithLockAsync(path, _ => Task.CompletedTask)
            );
        }
    }

    [Fact]
    public async Task What_is_only_waited_for_counts_and_what_has_ended_does_not()
    {
        using var folder = new Folder();
        var path = folder["state"];
        using var source = new CancellationTokenSource();
        using (Apart(() => FileLock.Acquire(path)))
        {
            var waiting = FileLock.AcquireAsync(path, cancellationToken: source.Token);
            Assert.Throws<LockRecursionException>(() => FileLock.TryAcquire(path));
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            Assert.Null(FileLock.TryAcquire(path));
            Assert.Null(await FileLock.TryAcquireAsync(path, TimeSpan.FromMilliseconds(5)));
        }

        Assert.Throws<DirectoryNotFoundException>(() => FileLock.Acquire(folder["missing/state"]));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => FileLock.AcquireAsync(folder["missing/state"]));
        Directory.CreateDirectory(folder["missing"]);
        FileLock.Acquire(folder["missing/state"]).Dispose();
        var elsewhere = FileLock.Acquire(path);
        await Task.Run(elsewhere.Dispose);
        (await FileLock.AcquireAsync(path)).Dispose();
        FileLock.Acquire(path).Dispose();
    }

    [Fact]
    public async Task A_task_started_under_a_lock_may_take_it_once_it_is_released()
    {
        using var folder = new Folder();
        var refused = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        Task child;
        await using (await FileLock.AcquireAsync(folder["state"]))
        {
            child = Task.Run(async () =>
            {
                Assert.Throws<LockRecursionException>(() => FileLock.TryAcquire(folder["state"]));
                refused.SetResult();
                await released.Task;
                FileLock.Acquire(folder["state"], Patience).Dispose();
            });
            await Task.WhenAny(refused.Task, child);
        }

        released.SetResult();
        await child;
    }

    [Fact]
    public void Appending_under_the_lock_is_part_of_it_but_not_under_a_shared_one()
    {
        using var folder = new Folder();
        using (FileLock.Acquire(folder["log"]))
            Parallel.For(0, 20, i => AtomicFile.AppendAllText(folder["log"], "x"));
        Assert.Equal(20, new FileInfo(folder["log"]).Length);
        using (FileLock.Acquire(folder["log"], mode: FileLockMode.Shared))
            Assert.Throws<LockRecursionException>(() => AtomicFile.AppendAllText(folder["log"], "x"));
    }

    [Fact]
    public async Task Appending_to_what_is_only_waited_for_does_not_run_without_the_lock()
    {
        using var folder = new Folder();
        using (var held = Apart(() => FileLock.Acquire(folder["log"])))
        {
            var waiting = FileLock.AcquireAsync(folder["log"]);
            Assert.Throws<LockRecursionException>(() => AtomicFile.AppendAllText(folder["log"], "x"));
            held.Dispose();
            (await waiting.WaitAsync(Patience)).Dispose();
        }

        Assert.False(File.Exists(folder["log"]));
    }

    [Fact]
    public void Bad_arguments_throw_before_anything_is_created()
    {
        using var folder = new Folder();
        Assert.Throws<ArgumentNullException>(() => FileLock.Acquire(null!));
        Assert.Throws<ArgumentException>(() =>
        {
            _ = FileLock.AcquireAsync("");
        });
        Assert.Throws<ArgumentException>(() => FileLock.TryAcquire("a\0b"));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileLock.Acquire(folder["state"], TimeSpan.FromSeconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileLock.Acquire(folder["state"], TimeSpan.FromDays(25)));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileLock.Acquire(folder["state"], mode: (FileLockMode)2));
        Assert.Empty(Directory.GetFiles(folder.Path));
        FileLock.Acquire(folder["state"], TimeSpan.FromMilliseconds(int.MaxValue)).Dispose();
    }

    // In a flow of its own, which does not hold what the test holds.
    static T Apart<T>(Func<T> acquire)
    {
        using (ExecutionContext.SuppressFlow())
            return Task
                .Factory.StartNew(
                    acquire,
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .GetAwaiter()
                .GetResult();
    }

    static System.Diagnostics.Process Holder(string path, FileLockMode mode)
    {
        var holder = Probe.Start([], "lock", "hold", path, mode.ToString());
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        return holder;
    }
}
