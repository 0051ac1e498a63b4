namespace AtomicWrites.Timing;

/// <summary>A token that is canceled by the caller's, or when time is up.</summary>
sealed class TimedCancellation : IDisposable
{
    readonly CancellationTokenSource _source;
    readonly CancellationToken _caller;
    readonly ITimer? _timer;

    public TimedCancellation(TimeLimit limit, CancellationToken cancellationToken)
    {
        _caller = cancellationToken;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = limit.Start(End);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether time was up, and the caller has not canceled.</summary>
    public bool IsTimeUp => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    void End()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Too late to end anything.
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }
}
