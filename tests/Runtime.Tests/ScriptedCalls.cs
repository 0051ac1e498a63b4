namespace AtomicWrites.Runtime.Tests;

/// <summary>Calls of a state over a store that does what the test says.</summary>
public abstract class ScriptedCalls
{
    private protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private protected readonly HastyClock _clock = new();
    private protected readonly ScriptedStore _store = new();

    private protected sealed class Tally
    {
        public int Count { get; set; }
    }

    private protected State<Tally> Open(TimeSpan? limit = null, StateStore? store = null) =>
        new(
            store ?? _store,
            new()
            {
                Initial = () => new(),
                LockTimeout = limit,
                TimeProvider = _clock,
            }
        );

    private protected static async Task<Exception?> Read(
        State<Tally> state,
        bool isAsync,
        CancellationToken token = default
    ) => await Record.ExceptionAsync(async () => _ = isAsync ? await state.ReadAsync(token) : state.Read());

    private protected static async Task<Exception?> Count(
        State<Tally> state,
        bool isAsync,
        CancellationToken token = default
    ) =>
        await Record.ExceptionAsync(async () =>
            _ = isAsync ? await state.EditAsync(tally => tally.Count++, token) : state.Edit(tally => tally.Count++)
        );

    private protected static StateFileException Unavailable(bool isOutcomeUnknown = false) =>
        new(StateFileFailure.Unavailable, "down") { IsOutcomeUnknown = isOutcomeUnknown };

    private protected static void Failure(Exception? failure, bool isInDoubt, Type? inner = null)
    {
        var told = Assert.IsType<StateFileException>(failure);
        Assert.Equal(StateFileFailure.Unavailable, told.Failure);
        Assert.Equal(isInDoubt, told.IsOutcomeUnknown);
        Assert.Equal(inner, told.InnerException?.GetType());
        if (isInDoubt)
            Assert.StartsWith(
                "It is not known whether the new state of the store was saved",
                told.Message,
                StringComparison.Ordinal
            );
    }

    // Each no longer than twice the one before it may be.
    private protected static void AreLongerAndLonger(TimeSpan[] pauses, int count, int unit)
    {
        Assert.Equal(count, pauses.Length);
        for (var i = 0; i < count; i++)
        {
            Assert.InRange(pauses[i].TotalMilliseconds, unit, unit * Math.Min(2 << i, 64));
            Assert.Equal(0, pauses[i].TotalMilliseconds % unit);
        }
    }

    // As an engine ends a call whose token is canceled.
    private protected StoredState? EndedAt(TimeSpan limit, CancellationToken token)
    {
        _clock.Pass(limit - TimeSpan.FromTicks(1));
        Assert.False(token.IsCancellationRequested);
        _clock.Pass(TimeSpan.FromTicks(1));
        token.ThrowIfCancellationRequested();
        throw new InvalidOperationException("The time is up, and the token has not been canceled.");
    }
}
