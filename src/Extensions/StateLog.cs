using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions;

/// <summary>What is logged, in category <c>AtomicWrites</c>. The ids are stable: people set alarms on them.</summary>
static partial class StateLog
{
    public const string Category = "AtomicWrites";

    [LoggerMessage(1, LogLevel.Warning, "{Name} was corrupt; its backup was loaded instead.")]
    public static partial void Recovered(ILogger log, string name, Exception failure);

    [LoggerMessage(2, LogLevel.Warning, "{Name} could not be loaded and was kept aside as {Aside}.")]
    public static partial void Quarantined(ILogger log, string name, string aside);

    [LoggerMessage(3, LogLevel.Warning, "Waited {Seconds} s for the lock on {Name}.")]
    public static partial void WaitedLong(ILogger log, string name, double seconds);

    [LoggerMessage(4, LogLevel.Error, "{Name} could not be saved; what was there before is as it was.")]
    public static partial void WriteFailed(ILogger log, string name, Exception failure);

    [LoggerMessage(
        5,
        LogLevel.Error,
        "{Name} was saved, but it could not be confirmed that a power cut would not undo it."
    )]
    public static partial void CommittedNotDurable(ILogger log, string name, Exception failure);

    [LoggerMessage(6, LogLevel.Warning, "{Name} has changed and cannot be loaded; the values before stay.")]
    public static partial void ReloadFailed(ILogger log, string name, Exception failure);

    [LoggerMessage(7, LogLevel.Error, "The host has stopped before all that was handed to savers was saved.")]
    public static partial void NotFlushed(ILogger log, Exception failure);

    [LoggerMessage(8, LogLevel.Error, "Somebody who was told that {Name} has changed threw an exception.")]
    public static partial void ListenerFailed(ILogger log, string name, Exception failure);
}
