using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>On which thread work that blocks is done, and how its task ends.</summary>
public sealed class BlockingTests
{
    [Fact]
    public async Task From_a_thread_of_its_own_it_is_done_on_the_pool_meanwhile()
    {
        using var goOn = new ManualResetEventSlim();
        Task<bool>? work = null;
        var caller = new Thread(() => work = Blocking.Run(() => Awaited(goOn), CancellationToken.None));
        caller.Start();
        Assert.True(caller.Join(Waiting.Patience));
        Assert.False(work!.IsCompleted);
        goOn.Set();
        Assert.True(await work);
    }

    [Fact]
    public async Task Who_has_to_come_back_to_a_thread_is_not_kept_from_it()
    {
        using var goOn = new ManualResetEventSlim();
        var work = await Task.Run(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new UserInterface());
            try
            {
                return Task.FromResult(Blocking.Run(() => Awaited(goOn), CancellationToken.None));
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(null);
            }
        });
        Assert.False(work.IsCompleted);
        goOn.Set();
        Assert.True(await work);
    }

    static bool Awaited(ManualResetEventSlim goOn) =>
        Thread.CurrentThread.IsThreadPoolThread
        && SynchronizationContext.Current is null
        && goOn.Wait(Waiting.Patience);

    [Fact]
    public async Task On_the_pool_it_is_done_at_once()
    {
        var (task, caller) = await OnPool(() => Environment.CurrentManagedThreadId, CancellationToken.None);
        Assert.Equal(caller, await task);
    }

    [Fact]
    public async Task What_was_canceled_before_is_not_begun()
    {
        var hasBegun = false;
        var token = new CancellationToken(canceled: true);
        var (task, _) = await OnPool(() => hasBegun = true, token);
        Assert.True(task.IsCanceled);
        Assert.Equal(token, (await Assert.ThrowsAsync<TaskCanceledException>(() => task)).CancellationToken);
        Assert.False(hasBegun);
    }

    [Fact]
    public async Task What_is_canceled_meanwhile_is_canceled_and_by_another_token_it_has_failed()
    {
        using var source = new CancellationTokenSource();
        var (canceled, _) = await OnPool<int>(
            () =>
            {
                source.Cancel();
                throw new OperationCanceledException(source.Token);
            },
            source.Token
        );
        Assert.True(canceled.IsCanceled);
        var failure = new OperationCanceledException(new CancellationToken(canceled: true));
        var (failed, _) = await OnPool<int>(() => throw failure, CancellationToken.None);
        Assert.True(failed.IsFaulted);
        Assert.Same(failure, await Assert.ThrowsAsync<OperationCanceledException>(() => failed));
    }

    // The task itself, and the thread that it was asked for on.
    static Task<(Task<T> Task, int Caller)> OnPool<T>(Func<T> work, CancellationToken token) =>
        Task.Run(() => (Blocking.Run(work, token), Environment.CurrentManagedThreadId), CancellationToken.None);
}
