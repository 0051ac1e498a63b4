namespace AtomicWrites.Analyzers.Commits;

/// <summary>
/// What <c>break</c> and <c>continue</c> lead to; whether one of them carries the stream there uncommitted.
/// </summary>
sealed class JumpTarget
{
    public bool IsLoop { get; init; }

    public bool IsLeftOpen { get; set; }

    public bool IsContinuedOpen { get; set; }
}
