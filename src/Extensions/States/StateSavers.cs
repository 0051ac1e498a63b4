using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.States;

/// <summary>The savers of all states of a program, to save what is left before it ends.</summary>
sealed class StateSavers(IServiceProvider services) : IAsyncDisposable, IDisposable
{
    // For what services hand over when they are disposed of, after the host has stopped: as long as a host waits that
    // was told nothing else.
    static readonly TimeSpan AfterTheHost = TimeSpan.FromSeconds(30);

    // For a save that is under way when the time is up: it waits for nobody any more.
    static readonly TimeSpan OfASave = TimeSpan.FromSeconds(1);

    readonly ILogger _log = services.StateLog();
    readonly object _gate = new();
    readonly List<WeakReference<Func<Task>>> _flushes = [];
    readonly ConditionalWeakTable<object, Func<Task>> _bySaver = [];
    Task _begun = Task.CompletedTask;
    bool _hasHost;
    bool _hasGivenUp;

    /// <summary>Notes a saver; one that nobody has any more, and that has nothing left to save, is forgotten.</summary>
    public void Add(object saver, Func<Task> flush)
    {
        _bySaver.Add(saver, flush);
        lock (_gate)
        {
            _flushes.RemoveAll(known => !known.TryGetTarget(out _));
            _flushes.Add(new(flush));
        }
    }

    /// <summary>From here on a host says how long may be waited.</summary>
    public void BelongToHost() => _hasHost = true;

    /// <summary>Begins to save what is there, while services that stop may still hand over more.</summary>
    public void Begin() => _begun = FlushAllAsync();

    /// <summary>Saves what is left in all of them.</summary>
    /// <param name="limit">The time limit of the host's shutdown.</param>
    /// <exception cref="AggregateException">What has gone wrong since their last flush.</exception>
    /// <exception cref="OperationCanceledException">It was not saved within the limit.</exception>
    public async Task FlushAsync(CancellationToken limit)
    {
        var all = All([_begun, FlushAllAsync()]);
        try
        {
            await all.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _hasGivenUp =
                await Task.WhenAny(all, Task.Delay(OfASave, CancellationToken.None)).ConfigureAwait(false) != all;
            if (_hasGivenUp)
                throw;
            await all.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_hasHost)
            await FlushAllAsync().ConfigureAwait(false); // throws: nobody else would tell
        else if (!_hasGivenUp)
            await FlushAfterTheHost().ConfigureAwait(false);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    async Task FlushAfterTheHost()
    {
        try
        {
            await FlushAllAsync().WaitAsync(AfterTheHost).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            StateLog.NotFlushed(_log, failure);
        }
    }

    Task FlushAllAsync()
    {
        lock (_gate)
            return All([.. _flushes.Select(known => known.TryGetTarget(out var flush) ? flush() : Task.CompletedTask)]);
    }

    // With all failures, not only the first.
    static async Task All(Task[] tasks)
    {
        var all = Task.WhenAll(tasks);
        try
        {
            await all.ConfigureAwait(false);
        }
        catch when (all.Exception is { } failures)
        {
            throw failures.Flatten();
        }
    }
}
