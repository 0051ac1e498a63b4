using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.StateFiles;

namespace AtomicWrites;

/// <summary>
/// Typed state of a program in one JSON file that is never torn, in which no update of another thread, instance or program is lost, and that is never
/// replaced by defaults because it could not be read.
/// </summary>
/// <remarks>
/// <para>Each call reads the file: there is no copy that could be out of date, and each state that is handed out is the caller's own.</para>
/// <para>A corrupt file is loaded from its backup, where that is good, and reported to <see cref="StateFileOptions{T}.Recovered"/>; it is kept as
/// <c>&lt;file&gt;.corrupt-&lt;time&gt;</c> before anything takes its place. All other failures are a <see cref="StateFileException"/>.</para>
/// <para>All members may be called from any thread. All programs have to name the file by the same path.</para>
/// </remarks>
/// <typeparam name="T">Type of the state.</typeparam>
public sealed class StateFile<T>
    where T : notnull
{
    const string NeedsReflection =
        "Serializes by reflection: hand in the JsonTypeInfo<T> of a JsonSerializerContext instead.";
    static JsonSerializerOptions? _reflection;

    readonly StateFileOptions<T> _options;
    readonly StateFormat<T> _format;
    readonly StateStore _store;

    /// <summary>The state in the file at <paramref name="path"/>, which need not exist; its directory must. Nothing is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">How the state is serialized: of a <c>JsonSerializerContext</c>, or <c>(JsonTypeInfo&lt;T&gt;)options.GetTypeInfo(typeof(T))</c>.</param>
    /// <param name="options">How it is loaded and saved.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a null character.</exception>
    public StateFile(string path, JsonTypeInfo<T> type, StateFileOptions<T>? options = null)
    {
        path = Path.GetFullPath(path);
        RequireNotNull(type, nameof(type));
        _options = options ?? new();
        _format = new(path, type, _options);
        _store =
            _options.Concurrency == ConcurrencyMode.Lock
                ? new LockedStore(path, _options.Write, _options.KeepBackup)
                : new SwappedStore(path, _options.Write);
    }

    /// <inheritdoc cref="StateFile{T}(string, JsonTypeInfo{T}, StateFileOptions{T})"/>
    /// <remarks>Serialized by reflection, indented.</remarks>
#if NET
    [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode(NeedsReflection)]
    [System.Diagnostics.CodeAnalysis.RequiresDynamicCode(NeedsReflection)]
#endif
    public StateFile(string path, StateFileOptions<T>? options = null)
        : this(path, Reflected(), options) { }

    // Indented for people, who read and edit settings.
#if NET
    [System.Diagnostics.CodeAnalysis.RequiresUnreferencedCode(NeedsReflection)]
    [System.Diagnostics.CodeAnalysis.RequiresDynamicCode(NeedsReflection)]
#endif
    static JsonTypeInfo<T> Reflected() =>
        (JsonTypeInfo<T>)
            (
                _reflection ??= new() { WriteIndented = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() }
            ).GetTypeInfo(typeof(T));

    /// <summary>Loads the state.</summary>
    /// <returns>A state of its own: to change it changes nothing in the file.</returns>
    /// <exception cref="StateFileException">It could not be loaded; <see cref="StateFileException.Failure"/> says why.</exception>
    /// <exception cref="InvalidOperationException">Other programs use the file in the other <see cref="ConcurrencyMode"/>.</exception>
    public T Read() => Load(_store.Read()).State;

    /// <summary>
    /// Loads the state, changes it and saves it as one step, into which no other update gets. An unchanged state is not written. When it returns, the new state is durable.
    /// </summary>
    /// <param name="update">
    /// Gets the state and returns the new one, be it the same object; if it throws, nothing is written.
    /// With <see cref="ConcurrencyMode.CompareAndSwap"/> it runs again, with a newer state, whenever another was faster.
    /// </param>
    /// <returns>The state that was saved; it has in it what others have saved before.</returns>
    /// <exception cref="StateFileException">It could not be loaded, or the new state is not valid; nothing was written.</exception>
    /// <exception cref="AtomicWriteException">The write failed; <see cref="AtomicWriteException.Committed"/> says whether before or after it was published.</exception>
    /// <exception cref="LockRecursionException">Called inside an update of the same file.</exception>
    /// <exception cref="IOException">The file system has no locks: use <see cref="ConcurrencyMode.CompareAndSwap"/>.</exception>
    /// <exception cref="InvalidOperationException">Other programs use the file in the other <see cref="ConcurrencyMode"/>.</exception>
    public T Update(Func<T, T> update)
    {
        RequireNotNull(update, nameof(update));
        T updated = default!;
        _store.Update(present =>
        {
            var (state, isRecovered) = Load(present);
            updated = update(state);
            return Change(updated, isRecovered);
        });
        return updated;
    }

    /// <inheritdoc cref="Update(Func{T, T})"/>
    /// <param name="update">Changes the state that it gets; if it throws, nothing is written.</param>
    public T Update(Action<T> update)
    {
        RequireNotNull(update, nameof(update));
        return Update(state =>
        {
            update(state);
            return state;
        });
    }

    /// <summary>Not for asynchronous work: it would go on after the state was saved.</summary>
    /// <param name="update">Asynchronous work.</param>
    [Obsolete("Asynchronous work would go on after the state was saved: use UpdateAsync.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Update(Func<T, Task> update) => throw new NotSupportedException();

    /// <inheritdoc cref="Update(Func{T, T})"/>
    /// <param name="update">Gets the state and returns the new one, be it the same object; if it throws, nothing is written.</param>
    /// <param name="cancellationToken">Heeded until the state is published, never after it.</param>
    /// <returns>A task that ends when the new state is durable.</returns>
    public Task<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default)
    {
        RequireNotNull(update, nameof(update));
        return UpdateAsync((state, _) => Task.FromResult(update(state)), cancellationToken);
    }

    /// <inheritdoc cref="UpdateAsync(Func{T, T}, CancellationToken)"/>
    public Task<T> UpdateAsync(
        Func<T, CancellationToken, Task<T>> update,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(update, nameof(update));
        return UpdateStoreAsync(update, cancellationToken);
    }

    async Task<T> UpdateStoreAsync(Func<T, CancellationToken, Task<T>> update, CancellationToken cancellationToken)
    {
        T updated = default!;
        await _store
            .UpdateAsync(
                async (present, token) =>
                {
                    var (state, isRecovered) = Load(present);
                    updated = await update(state, token).ConfigureAwait(false);
                    return Change(updated, isRecovered);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return updated;
    }

    /// <summary>
    /// Saves a state whatever stands in the file: to start anew when it is corrupt or of a newer version. What cannot be loaded is kept aside first,
    /// as <c>&lt;file&gt;.corrupt-&lt;time&gt;</c>.
    /// </summary>
    /// <inheritdoc cref="Update(Func{T, T})"/>
    /// <param name="state">The state to begin with.</param>
    /// <exception cref="StateFileException">The file cannot be read, and so not be kept, or the state is not valid; nothing was written.</exception>
    public void Reset(T state)
    {
        var content = _format.Serialize(state);
        _store.Update(present => new(content, present.Main is not null && !IsGood(present.Main)));
    }

    /// <summary>Calls <paramref name="changed"/> whenever the state in the file has become another than it was, but not for updates of this object.</summary>
    /// <remarks>
    /// Watches the directory, and looks at the content after a moment of rest: several changes may be one call. Network file systems tell nothing of
    /// other machines: set <paramref name="pollInterval"/> there. What another has changed just before an update of this object is only in what that update returns,
    /// and while such updates follow each other without rest nothing is told: what was read then may be of either.
    /// </remarks>
    /// <param name="changed">Gets the new state; called on the thread pool, one at a time; must not throw.</param>
    /// <param name="failed">Called when what stands there then could not be loaded.</param>
    /// <param name="pollInterval">How often to look although nothing was reported; <see langword="null"/> for never.</param>
    /// <returns>Ends the watch when disposed; a call that runs is waited for.</returns>
    /// <exception cref="StateFileException">The file cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pollInterval"/> is negative, or longer than 24 days.</exception>
    public IDisposable OnChange(
        Action<T> changed,
        Action<StateFileException>? failed = null,
        TimeSpan? pollInterval = null
    )
    {
        RequireNotNull(changed, nameof(changed));
        if (pollInterval is { } interval)
            RequireDelay(interval, nameof(pollInterval));
        var seen = _store.Read().Main;
        return new StateWatcher(_store.Path, pollInterval, () =>
        {
            try
            {
                if (!_store.Own.TryLook(_store.Read, out var present, out var isOwn))
                    return false;
                if (IsSame(present.Main, seen))
                    return true;
                seen = present.Main;
                if (!isOwn)
                    changed(Load(present).State);
            }
            catch (StateFileException failure)
            {
                failed?.Invoke(failure);
            }

            return true;
        });
    }

    /// <summary>A saver for programs with a user interface, which collects what changes within a delay and saves it in the background.</summary>
    /// <param name="delay">How long to collect after the first change.</param>
    /// <param name="failed">Called when a save has failed, on the thread pool.</param>
    /// <returns>The saver; disposing it saves what is left.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative, or longer than 24 days.</exception>
    public StateFileSaver<T> CreateSaver(TimeSpan delay, Action<Exception>? failed = null)
    {
        RequireDelay(delay, nameof(delay));
        return new(this, delay, failed);
    }

    /// <summary>A copy of the state as it is now, which later changes of the object do not reach.</summary>
    internal Func<T> Snapshot(T state)
    {
        var content = _format.Serialize(state);
        return () => _format.Parse(content);
    }

    (T State, bool IsRecovered) Load(StateContent content)
    {
        if (content.Main is null)
        {
            return _options.Initial is { } initial
                ? (initial(), false)
                : throw new StateFileException(
                    StateFileFailure.Missing,
                    $"'{_store.Path}' does not exist, and no initial state is given."
                );
        }

        try
        {
            return (_format.Parse(content.Main), false);
        }
        catch (StateFileException failure) when (failure.Failure == StateFileFailure.Corrupt)
        {
            if (content.ReadBackup() is not { } backup || !IsGood(backup))
                throw;
            _options.Recovered?.Invoke(failure);
            return (_format.Parse(backup), true);
        }
    }

    StateChange Change(T updated, bool isRecovered) => new(_format.Serialize(updated), isRecovered);

    bool IsGood(byte[] content)
    {
        try
        {
            _ = _format.Parse(content);
            return true;
        }
        catch (StateFileException)
        {
            return false;
        }
    }

    static bool IsSame(byte[]? one, byte[]? other) =>
        one is null || other is null ? ReferenceEquals(one, other) : one.AsSpan().SequenceEqual(other);

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
