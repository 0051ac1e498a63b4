using System.Text.Json.Nodes;
using AtomicWrites.Timing;

namespace AtomicWrites;

/// <summary>How a <see cref="State{T}"/> is loaded and saved. Immutable.</summary>
/// <typeparam name="T">Type of the state.</typeparam>
/// <example>
/// <code>
/// var options = new StateOptions&lt;Settings&gt;
/// {
///     Initial = () =&gt; new Settings(),
///     Validate = settings =&gt; settings.Theme is "light" or "dark" ? null : $"There is no theme '{settings.Theme}'.",
/// };
/// new State&lt;Settings&gt;(new InMemoryStateStore(), options).Edit(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public record StateOptions<T>
    where T : notnull
{
    /// <summary>
    /// The state of a program that starts for the first time; <see langword="null"/> (the default): a missing state is
    /// a failure. What it returns is copied, by its JSON.
    /// </summary>
    public Func<T>? Initial { get; init; }

    /// <summary>
    /// Called whenever a damaged state has been found and its backup was loaded instead; tell your user.
    /// </summary>
    public Action<StateFileException>? Recovered { get; init; }

    /// <summary>
    /// Is told what happens to the state, for logs and metrics; <see langword="null"/> (the default) for nobody.
    /// </summary>
    public StateObserver? Observer { get; init; }

    /// <summary>
    /// Looks at a state that was loaded or is to be saved, and says what is wrong with it; <see langword="null"/> for
    /// nothing. What it throws is as good: a <see cref="StateFileException"/> with it inside.
    /// </summary>
    public Func<T, string?>? Validate { get; init; }

    /// <summary>
    /// The functions that turn the JSON of version 0, 1, … into that of the next; their number is the version that the
    /// program writes, as property <c>$version</c>. A state without that property has version 0. The state must then be
    /// a JSON object. Never remove one.
    /// </summary>
    /// <exception cref="ArgumentException">It is, or has in it, <see langword="null"/>.</exception>
    public IReadOnlyList<Action<JsonObject>> Upgrades
    {
        get;
        init =>
            field =
                value is not null && !value.Contains(null!)
                    ? value
                    : throw new ArgumentException("There is an upgrade for each version, or none.", nameof(Upgrades));
    } = [];

    /// <summary>
    /// How long a call may wait: for its turn, for the lock of a file, while others are faster, and for a store that
    /// does not answer; then it is a <see cref="TimeoutException"/>, and nothing was saved. <see langword="null"/> (the
    /// default) for <see cref="FileLock.DefaultTimeout"/>, which is as long as it takes. Zero waits for nobody. A write
    /// that has begun in a file is not broken off, and the time that the program's own function takes does not count.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than <see cref="int.MaxValue"/>
    /// milliseconds.</exception>
    public TimeSpan? LockTimeout
    {
        get;
        init => field = value is { } timeout ? TimeLimit.Require(timeout, nameof(LockTimeout)) : null;
    }

    /// <summary>
    /// The clock by which savers collect, attempts are spaced, <see cref="LockTimeout"/> is measured and
    /// <see cref="IState{T}.OnChange"/> looks again; <see langword="null"/> (the default) for that of the system. A
    /// test hands in one of its own, and lets hours pass at once.
    /// </summary>
#if NET
    public
#else
    internal
#endif
    TimeProvider? TimeProvider { get; init; }
}
