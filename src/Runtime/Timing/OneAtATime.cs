using System.Diagnostics.CodeAnalysis;

namespace AtomicWrites.Timing;

/// <summary>Lets one in and keeps the others waiting, each no longer than it likes.</summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore without a wait handle holds nothing that needs disposal."
)]
sealed class OneAtATime
{
    readonly SemaphoreSlim _free = new(1);

    /// <summary>Whether the caller is in, and has to <see cref="Leave"/>; false when time is up.</summary>
    /// <exception cref="OperationCanceledException">Canceled before.</exception>
    public bool Enter(TimeLimit limit, CancellationToken cancellationToken)
    {
        if (limit.IsOfSystem)
            return _free.Wait(limit.Timeout, cancellationToken);
        using var timed = new TimedCancellation(limit, cancellationToken);
        try
        {
            _free.Wait(timed.Token);
            return true;
        }
        catch (OperationCanceledException) when (timed.IsTimeUp)
        {
            return false;
        }
    }

    /// <inheritdoc cref="Enter"/>
    public async Task<bool> EnterAsync(TimeLimit limit, CancellationToken cancellationToken)
    {
        if (limit.IsOfSystem)
            return await _free.WaitAsync(limit.Timeout, cancellationToken).ConfigureAwait(false);
        using var timed = new TimedCancellation(limit, cancellationToken);
        try
        {
            await _free.WaitAsync(timed.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (timed.IsTimeUp)
        {
            return false;
        }
    }

    public void Leave() => _free.Release();
}
