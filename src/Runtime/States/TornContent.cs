namespace AtomicWrites.States;

/// <summary>
/// Content that is no state may be that of a program that still writes it in place: no reason for an alarm before it
/// has come to rest.
/// </summary>
sealed class TornContent(TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    byte[]? _content;
    long _since;

    /// <summary>Whether to look again a little later.</summary>
    public bool MayBecomeWhole(byte[]? content, Func<byte[], bool> isCorrupt)
    {
        if (content is null || !isCorrupt(content))
        {
            _content = null;
            return false;
        }

        if (_content is null || !OwnSaves.IsSame(content, _content))
            (_content, _since) = (content, time.GetTimestamp());
        return time.GetElapsedTime(_since) < Patience;
    }
}
