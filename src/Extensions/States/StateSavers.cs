namespace AtomicWrites.Extensions.States;

/// <summary>The savers of all states of a program, to save what is left before it ends.</summary>
sealed class StateSavers : IAsyncDisposable, IDisposable
{
    readonly object _gate = new();
    readonly List<WeakReference<Func<Task>>> _flushes = [];
    readonly System.Runtime.CompilerServices.ConditionalWeakTable<object, Func<Task>> _bySaver = [];
    bool _isFlushed;

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

    /// <summary>Saves what is left in all of them.</summary>
    /// <exception cref="AggregateException">What has gone wrong since their last flush.</exception>
    public async Task FlushAsync()
    {
        Task[] flushes;
        lock (_gate)
        {
            _isFlushed = true;
            flushes = [.. _flushes.Select(known => known.TryGetTarget(out var flush) ? flush() : Task.CompletedTask)];
        }

        var all = Task.WhenAll(flushes);
        await all.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        if (all.Exception is { } failures)
            throw failures.Flatten();
    }

    // A host has flushed within its own limit.
    public async ValueTask DisposeAsync()
    {
        if (!_isFlushed)
            await FlushAsync().ConfigureAwait(false);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
