using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.States;

/// <summary>Logs, counts and remembers what happens to states.</summary>
sealed class StateTelemetry : StateObserver, IDisposable
{
    static readonly ActivitySource Activities = new(StateLog.Category);

    static readonly TimeSpan LongWait = TimeSpan.FromSeconds(5);

    readonly ILogger _log;
    readonly TimeProvider _time;
    readonly Meter _meter;
    readonly Counter<long> _writes;
    readonly Histogram<double> _duration;
    readonly Histogram<double> _wait;
    readonly Counter<long> _conflicts;
    readonly Counter<long> _recoveries;
    readonly ConcurrentDictionary<string, StateSave> _saves = new(StringComparer.Ordinal);

    public StateTelemetry(IServiceProvider services)
    {
        _log = services.StateLog();
        _time = services.Time();
        _meter = services.GetService<IMeterFactory>()?.Create(StateLog.Category) ?? new(StateLog.Category);
        _writes = _meter.CreateCounter<long>("atomicwrites.writes", "{write}", "Saves of states, by their outcome.");
        _duration = _meter.CreateHistogram<double>(
            "atomicwrites.write.duration",
            "s",
            "Time that a save took, with all waiting."
        );
        _wait = _meter.CreateHistogram<double>(
            "atomicwrites.lock.wait",
            "s",
            "Time that an update waited for its turn."
        );
        _conflicts = _meter.CreateCounter<long>(
            "atomicwrites.conflicts",
            "{conflict}",
            "Updates that began again because another was faster."
        );
        _recoveries = _meter.CreateCounter<long>(
            "atomicwrites.recoveries",
            "{recovery}",
            "Corrupt states whose backup was loaded."
        );
    }

    /// <summary>The last save of each state that was saved or failed to be.</summary>
    public IReadOnlyDictionary<string, StateSave> Saves => _saves;

    /// <summary>Begins a trace of one call, if anybody listens; what happens to the state goes into it.</summary>
    public static Activity? Trace(string operation) => Activities.StartActivity("atomicwrites." + operation);

    /// <summary>Notes in the trace that runs here which state it is of, and what went wrong, if anything did.</summary>
    public static void Note(string name, Exception? failure)
    {
        var trace = Activity.Current;
        while (trace is not null && trace.Source != Activities) // the update may have begun others
            trace = trace.Parent;
        trace?.SetTag("state", name);
        if (failure is not null)
            trace
                ?.SetTag("error.type", failure.GetType().FullName)
                .SetStatus(ActivityStatusCode.Error, failure.Message);
    }

    public void ReloadFailed(string name, Exception failure) => StateLog.ReloadFailed(_log, name, failure);

    public override void Saved(string name, TimeSpan elapsed)
    {
        _saves[name] = new(_time.GetUtcNow(), null);
        _writes.Add(1, Of(name), new("outcome", "saved"));
        _duration.Record(elapsed.TotalSeconds, Of(name));
    }

    public override void Failed(string name, Exception failure)
    {
        Note(name, failure);
        if (
            failure
            is not (IOException or UnauthorizedAccessException or TimeoutException)
                or StateFileException { Failure: StateFileFailure.Invalid }
        )
            return; // of the update itself, refused, or canceled: its caller knows
        var isCommitted = failure is AtomicWriteException { Committed: true };
        _saves[name] = new(_time.GetUtcNow(), failure);
        _writes.Add(1, Of(name), new("outcome", isCommitted ? "not_durable" : "failed"));
        if (isCommitted)
            StateLog.CommittedNotDurable(_log, name, failure);
        else
            StateLog.WriteFailed(_log, name, failure);
    }

    public override void Waited(string name, TimeSpan waited)
    {
        Note(name, null);
        _wait.Record(waited.TotalSeconds, Of(name));
        if (waited >= LongWait)
            StateLog.WaitedLong(_log, name, waited.TotalSeconds);
    }

    public override void Conflicted(string name) => _conflicts.Add(1, Of(name));

    public override void Recovered(string name, StateFileException failure)
    {
        _recoveries.Add(1, Of(name));
        StateLog.Recovered(_log, name, failure);
    }

    public override void KeptAside(string name, string aside) => StateLog.Quarantined(_log, name, aside);

    public void Dispose() => _meter.Dispose();

    static KeyValuePair<string, object?> Of(string name) => new("state", name);
}

/// <summary>The last save of a state: when, and what went wrong.</summary>
sealed record StateSave(DateTimeOffset Time, Exception? Failure);
