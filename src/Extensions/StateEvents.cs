using System.Diagnostics.Tracing;

namespace AtomicWrites.Extensions;

/// <summary>
/// What is told before there is a log, for <c>dotnet-trace</c> and other listeners; the ids are those of
/// <see cref="StateLog"/>.
/// </summary>
[EventSource(Name = "AtomicWrites")]
sealed class StateEvents : EventSource
{
    public static readonly StateEvents Log = new();

    StateEvents() { }

    [Event(6, Level = EventLevel.Warning, Message = "{0} cannot be loaded; the values before stay. {1}")]
    public void ReloadFailed(string name, string reason) => WriteEvent(6, name, reason);

    [Event(8, Level = EventLevel.Error, Message = "Somebody who was told that {0} has changed threw an exception. {1}")]
    public void ListenerFailed(string name, string reason) => WriteEvent(8, name, reason);
}
