using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.StateFiles;
using AtomicWrites.States;

namespace AtomicWrites;

/// <summary>Typed state of a program in one JSON file. All programs have to name the file by the same path.</summary>
/// <remarks>
/// <para>
/// Never torn, no update of another thread, instance or program is lost, and it is never replaced by defaults because
/// it could not be read. Each call reads the file: there is no copy that could be out of date, and each state that is
/// handed out is the caller's own. All members may be called from any thread.
/// </para>
/// <para>
/// A damaged file is loaded from its backup, where that is good, and reported to
/// <see cref="StateOptions{T}.Recovered"/>; it is kept as <c>&lt;file&gt;.corrupt-&lt;time&gt;</c> before anything
/// takes its place. All other failures are a <see cref="StateFileException"/>, also that of whole JSON that does not
/// fit <typeparamref name="T"/>: somebody has meant it.
/// </para>
/// <para>
/// Where other programs use the file in the other <see cref="ConcurrencyMode"/>, members throw an
/// <see cref="InvalidOperationException"/>; where its file system has no locks, an <see cref="IOException"/>: use
/// <see cref="ConcurrencyMode.CompareAndSwap"/> there.
/// </para>
/// </remarks>
/// <typeparam name="T">Type of the state.</typeparam>
/// <example>
/// <code>
/// var file = new StateFile&lt;Settings&gt;("settings.json", new() { Initial = () =&gt; new Settings() });
/// var theme = file.Read().Theme;
/// file.Edit(settings =&gt; settings.Theme = "dark");
/// </code>
/// </example>
public sealed class StateFile<T> : IState<T>
    where T : notnull
{
    readonly State<T> _state;

    /// <summary>The state in the file at <paramref name="path"/>, which need not exist. Nothing is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">How the state is serialized: of a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How it is loaded and saved.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, has a null character, or ends with a
    /// separator.</exception>
    public StateFile(string path, JsonTypeInfo<T> type, StateFileOptions<T>? options = null)
    {
        options ??= new();
        options = options with
        {
            LockTimeout = options.LockTimeout ?? options.Write.LockTimeout,
            TimeProvider = options.TimeProvider ?? options.Write.TimeProvider,
        };
        _state = new(FileStateStore.At(path, options), type, options);
    }

    /// <inheritdoc cref="StateFile{T}(string, JsonTypeInfo{T}, StateFileOptions{T})"/>
    /// <param name="path">The file.</param>
    /// <param name="json">Options of the serializer; without a resolver of types it serializes by reflection.</param>
    /// <param name="options">How it is loaded and saved.</param>
    [RequiresUnreferencedCode(StateJson.NeedsReflection)]
    [RequiresDynamicCode(StateJson.NeedsReflection)]
    public StateFile(string path, JsonSerializerOptions json, StateFileOptions<T>? options = null)
        : this(path, StateJson.TypeOf<T>(json), options) { }

    /// <inheritdoc cref="StateFile{T}(string, JsonTypeInfo{T}, StateFileOptions{T})"/>
    /// <remarks>Serialized by reflection, for people: indented, text as it is, enums as names.</remarks>
    [RequiresUnreferencedCode(StateJson.NeedsReflection)]
    [RequiresDynamicCode(StateJson.NeedsReflection)]
    public StateFile(string path, StateFileOptions<T>? options = null)
        : this(path, StateJson.TypeOf<T>(), options) { }

    /// <inheritdoc/>
    public T Read() => _state.Read();

    /// <inheritdoc/>
    public Task<T> ReadAsync(CancellationToken cancellationToken = default) => _state.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public T Update(Func<T, T> update) => _state.Update(update);

    /// <inheritdoc/>
    public Task<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default) =>
        _state.UpdateAsync(update, cancellationToken);

    /// <inheritdoc/>
    public Task<T> UpdateAsync(
        Func<T, CancellationToken, Task<T>> update,
        CancellationToken cancellationToken = default
    ) => _state.UpdateAsync(update, cancellationToken);

    /// <summary>
    /// Saves a state whatever stands in the file, also what this type does not know: to start anew when it is corrupt
    /// or of a newer version. What cannot be loaded is kept aside first, as <c>&lt;file&gt;.corrupt-&lt;time&gt;</c>.
    /// </summary>
    /// <inheritdoc cref="IState{T}.Reset"/>
    /// <exception cref="StateFileException">The file cannot be read, and so not be kept, or the state is not valid;
    /// nothing was written.</exception>
    public void Reset(T state) => _state.Reset(state);

    /// <inheritdoc cref="Reset"/>
    /// <param name="state">The state to begin with.</param>
    /// <param name="cancellationToken">Heeded until the state is saved, never after it.</param>
    /// <returns>A task that ends when the state is durable.</returns>
    /// <exception cref="OperationCanceledException">Canceled; nothing was saved.</exception>
    public Task ResetAsync(T state, CancellationToken cancellationToken = default) =>
        _state.ResetAsync(state, cancellationToken);

    /// <inheritdoc/>
    public bool Exists() => _state.Exists();

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        _state.ExistsAsync(cancellationToken);

    /// <summary>
    /// Deletes the file, durably: the next <see cref="Read"/> is that of a first start. With
    /// <see cref="StateFileOptions{T}.KeepBackup"/> it becomes the backup, <c>&lt;file&gt;.bak</c>, until the next
    /// save; without, one of earlier days goes as well. What could not be loaded is kept aside, as by
    /// <see cref="Reset"/>.
    /// </summary>
    /// <inheritdoc cref="IState{T}.Delete"/>
    public bool Delete() => _state.Delete();

    /// <inheritdoc cref="Delete"/>
    /// <param name="cancellationToken">Heeded until the file is deleted, never after it.</param>
    /// <exception cref="OperationCanceledException">Canceled; nothing was deleted.</exception>
    public Task<bool> DeleteAsync(CancellationToken cancellationToken = default) =>
        _state.DeleteAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// Watches the directory, also one that is made later. Network file systems tell nothing of other machines: set
    /// <paramref name="pollInterval"/> there.
    /// </remarks>
    public IDisposable OnChange(Action<T> changed, Action<Exception>? failed = null, TimeSpan? pollInterval = null) =>
        _state.OnChange(changed, failed, pollInterval);

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
    public StateSaver<T> CreateSaver(TimeSpan delay, Action<Exception>? failed = null) =>
        _state.CreateSaver(delay, failed);
}
