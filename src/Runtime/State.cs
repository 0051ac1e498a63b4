using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.States;
using AtomicWrites.Timing;

namespace AtomicWrites;

/// <summary>
/// Typed state of a program, as JSON in a <see cref="StateStore"/>. For a file there is <see cref="StateFile{T}"/>.
/// </summary>
/// <inheritdoc cref="IState{T}"/>
/// <example>
/// <code>
/// var options = new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings() };
/// var settings = new State&lt;Settings&gt;(new InMemoryStateStore(), options);
/// settings.Edit(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public sealed partial class State<T> : IState<T>
    where T : notnull
{
    readonly StateStore _store;
    readonly StateOptions<T> _options;
    readonly StateFormat<T> _format;
    readonly OwnSaves _own = new();
    readonly TimeProvider _time;

    /// <summary>The state in a store. Nothing is read yet.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="type">How the state is serialized: of a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How it is loaded and saved.</param>
    public State(StateStore store, JsonTypeInfo<T> type, StateOptions<T>? options = null)
    {
        RequireNotNull(store, nameof(store));
        RequireNotNull(type, nameof(type));
        _store = store;
        _options = options ?? new();
        _format = new(store.Name, type, _options);
        _time = _options.TimeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc cref="State{T}(StateStore, JsonTypeInfo{T}, StateOptions{T})"/>
    /// <param name="store">Where it is kept.</param>
    /// <param name="json">Options of the serializer; without a resolver of types it serializes by reflection.</param>
    /// <param name="options">How it is loaded and saved.</param>
    [RequiresUnreferencedCode(StateJson.NeedsReflection)]
    [RequiresDynamicCode(StateJson.NeedsReflection)]
    public State(StateStore store, JsonSerializerOptions json, StateOptions<T>? options = null)
        : this(store, StateJson.TypeOf<T>(json), options) { }

    /// <inheritdoc cref="State{T}(StateStore, JsonTypeInfo{T}, StateOptions{T})"/>
    /// <remarks>Serialized by reflection, for people: indented, text as it is, enums as names.</remarks>
    [RequiresUnreferencedCode(StateJson.NeedsReflection)]
    [RequiresDynamicCode(StateJson.NeedsReflection)]
    public State(StateStore store, StateOptions<T>? options = null)
        : this(store, StateJson.TypeOf<T>(), options) { }

    /// <inheritdoc/>
    public T Read() => Complete(ReadCore(Synchronously()));

    /// <inheritdoc/>
    public Task<T> ReadAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<T>(cancellationToken)
            : ReadCore(Asynchronously(cancellationToken)).AsTask();

    /// <inheritdoc/>
    public T Update(Func<T, T> update)
    {
        RequireNotNull(update, nameof(update));
        var flow = new CallersFlow();
        try
        {
            return Complete(UpdateCore(Synchronously(), (state, _) => new(flow.Run(() => update(state)))));
        }
        finally
        {
            flow.Restore();
        }
    }

    /// <inheritdoc/>
    public Task<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default)
    {
        RequireNotNull(update, nameof(update));
        return UpdateCore(Asynchronously(cancellationToken), (state, _) => new(update(state))).AsTask();
    }

    /// <inheritdoc/>
    public Task<T> UpdateAsync(
        Func<T, CancellationToken, Task<T>> update,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(update, nameof(update));
        return UpdateCore(Asynchronously(cancellationToken), (state, token) =>
                new(StateExtensions.Started(update(state, token)))
            )
            .AsTask();
    }

    /// <inheritdoc/>
    public void Reset(T state) => Complete(ResetCore(Synchronously(), state));

    /// <inheritdoc/>
    public Task ResetAsync(T state, CancellationToken cancellationToken = default) =>
        ResetCore(Asynchronously(cancellationToken), state).AsTask();

    /// <inheritdoc/>
    public bool Exists() => Complete(ExistsCore(Synchronously()));

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<bool>(cancellationToken)
            : ExistsCore(Asynchronously(cancellationToken)).AsTask();

    /// <inheritdoc/>
    public bool Delete() => Complete(DeleteCore(Synchronously()));

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(CancellationToken cancellationToken = default) =>
        DeleteCore(Asynchronously(cancellationToken)).AsTask();

    /// <inheritdoc/>
    public IDisposable OnChange(Action<T> changed, Action<Exception>? failed = null, TimeSpan? pollInterval = null)
    {
        RequireNotNull(changed, nameof(changed));
        if (pollInterval is { } interval)
            RequireDelay(interval, nameof(pollInterval));
        return new StateWatcher(_store, _time, pollInterval, new Changes(this, changed, failed).Look);
    }

    /// <summary>
    /// Refused: what asynchronous work throws would end the process, and disposing would not wait for it.
    /// </summary>
    /// <param name="changed">Asynchronous work.</param>
    /// <param name="failed">Not called.</param>
    /// <param name="pollInterval">Not heeded.</param>
    [Obsolete(StateExtensions.AsynchronousChange, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IDisposable OnChange<TTask>(
        Func<T, TTask> changed,
        Action<Exception>? failed = null,
        TimeSpan? pollInterval = null
    )
        where TTask : Task => throw new NotSupportedException(StateExtensions.AsynchronousChange);

    /// <inheritdoc/>
    public StateSaver<T> CreateSaver(TimeSpan delay, Action<Exception>? failed = null)
    {
        RequireDelay(delay, nameof(delay));
        return new(this, new(Snapshot, _store.RequireNotHeld, delay, () => OwnLimit, failed));
    }

    StoredState ReadStore() => Complete(Synchronously().Read());

    TimeLimit OwnLimit => new(_options.LockTimeout ?? FileLock.DefaultTimeout, _time);

    TimeLimit Limit => Deadline.Shorten(OwnLimit);

    StoreCall Synchronously() => new(_store, isAsync: false, Limit, CancellationToken.None);

    StoreCall Asynchronously(CancellationToken cancellationToken) =>
        new(_store, isAsync: true, Limit, cancellationToken);

    // A synchronous call has completed by now.
    static TResult Complete<TResult>(ValueTask<TResult> call) => call.GetAwaiter().GetResult();

    static void RequireNotNull(object? value, string name)
    {
        if (value is null)
            throw new ArgumentNullException(name);
    }

    // What no timer knows would be found out in the background, where nobody is told.
    static void RequireDelay(TimeSpan delay, string name)
    {
        if (delay < TimeSpan.Zero || delay.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, delay, "A delay is from zero to int.MaxValue milliseconds.");
    }
}
