namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// The thread of a user interface: counts what is left to be done on it, which would wait for ever while it blocks.
/// </summary>
sealed class UserInterface : SynchronizationContext
{
    int _posts;

    public int Posts => _posts;

    public override void Post(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref _posts);
        base.Post(d, state);
    }
}
