namespace AtomicWrites.CompareAndSwap;

/// <summary>
/// Pauses of a loser before it tries again: random, so that the same ones do not meet again, and longer where many
/// compete.
/// </summary>
static class Backoff
{
    const int LongestPause = 64; // milliseconds

    [ThreadStatic]
    static Random? _random;

    /// <param name="attempt">How many attempts have failed before this one; after the first there is no pause.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    public static void Pause(int attempt, CancellationToken cancellationToken) =>
        Pause(TimeSpan.FromMilliseconds(Milliseconds(attempt)), cancellationToken);

    /// <summary>A pause on this thread.</summary>
    /// <exception cref="OperationCanceledException">Canceled meanwhile.</exception>
    public static void Pause(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (cancellationToken.WaitHandle.WaitOne(pause))
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc cref="Pause(int, CancellationToken)"/>
    public static Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(Milliseconds(attempt), cancellationToken);

    public static int Milliseconds(int attempt)
    {
        _random ??= new Random(Environment.TickCount ^ Environment.CurrentManagedThreadId);
        return attempt == 0 ? 0 : _random.Next(Math.Min(1 << Math.Min(attempt, 16), LongestPause)) + 1;
    }
}
