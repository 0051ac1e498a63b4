namespace AtomicWrites;

/// <summary>
/// Typed state of a program that is never torn, in which no update of another thread, instance or program is lost, and
/// that is never replaced by defaults because it could not be read: in a file (<see cref="StateFile{T}"/>), or wherever
/// a <see cref="StateStore"/> keeps it (<see cref="State{T}"/>).
/// </summary>
/// <remarks>
/// <para>
/// Each call reads what is kept: there is no copy that could be out of date, and each state that is handed out is the
/// caller's own. All members may be called from any thread.
/// </para>
/// <para>
/// <c>Update</c> goes from a state to a state. <see cref="StateExtensions.Edit{T}(IState{T}, Action{T})"/>, an
/// extension, changes the object that it gets.
/// </para>
/// <para>What the type does not know, members of a later version or of another program, stays where it is at every
/// depth.</para>
/// </remarks>
/// <typeparam name="T">Type of the state.</typeparam>
/// <example>
/// <code>
/// IState&lt;Settings&gt; settings = new StateFile&lt;Settings&gt;("settings.json", new() { Initial = () =&gt; new Settings() });
/// settings.Edit(state =&gt; state.Theme = "dark");
/// Console.WriteLine(settings.Read().Theme);
/// </code>
/// </example>
public interface IState<T>
    where T : notnull
{
    /// <summary>Loads the state.</summary>
    /// <returns>A state of its own: to change it changes nothing that is kept.</returns>
    /// <exception cref="StateFileException">It could not be loaded; <see cref="StateFileException.Failure"/> says
    /// why.</exception>
    T Read();

    /// <inheritdoc cref="Read"/>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<T> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Loads the state, changes it and saves it as one step, into which no other update gets. An unchanged state is not
    /// written. When it returns, the new state is durable.
    /// </summary>
    /// <param name="update">
    /// Gets the state and returns the new one; if it throws, nothing is saved. Where no lock keeps others out it runs
    /// again, with a newer state, whenever another was faster.
    /// </param>
    /// <returns>The state that was saved; it has in it what others have saved before.</returns>
    /// <exception cref="StateFileException">
    /// It could not be loaded, or the new state is not valid: nothing was saved, unless
    /// <see cref="StateFileException.IsOutcomeUnknown"/>.
    /// </exception>
    /// <exception cref="AtomicWriteException">The write of a file failed; <see cref="AtomicWriteException.Committed"/>
    /// says whether before or after it was published.</exception>
    /// <exception cref="LockRecursionException">Called inside an update of the same state.</exception>
    /// <exception cref="TimeoutException">Waited for longer than <see cref="StateOptions{T}.LockTimeout"/>; nothing was
    /// saved.</exception>
    T Update(Func<T, T> update);

    /// <inheritdoc cref="Update"/>
    /// <param name="update">Gets the state and returns the new one; if it throws, nothing is saved. May run again where
    /// another was faster.</param>
    /// <param name="cancellationToken">Heeded until the state is saved, never after it.</param>
    /// <returns>A task of the state that was saved, which ends when it is durable.</returns>
    /// <exception cref="OperationCanceledException">Canceled; nothing was saved.</exception>
    Task<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="UpdateAsync(Func{T, T}, CancellationToken)"/>
    Task<T> UpdateAsync(Func<T, CancellationToken, Task<T>> update, CancellationToken cancellationToken = default);

    /// <summary>
    /// Saves a state whatever is kept, also what this type does not know: to start anew, for example where the state is
    /// corrupt or of a newer version. What cannot be loaded is kept aside first.
    /// </summary>
    /// <inheritdoc cref="Update"/>
    /// <param name="state">The state to begin with.</param>
    /// <returns></returns>
    void Reset(T state);

    /// <inheritdoc cref="Reset"/>
    /// <param name="state">The state to begin with.</param>
    /// <param name="cancellationToken">Heeded until the state is saved, never after it.</param>
    /// <returns>A task that ends when the state is durable.</returns>
    /// <exception cref="OperationCanceledException">Canceled; nothing was saved.</exception>
    Task ResetAsync(T state, CancellationToken cancellationToken = default);

    /// <summary>Whether anything is kept, good or not.</summary>
    /// <returns>Whether there is a state; false before the first save and after <see cref="Delete"/>.</returns>
    /// <exception cref="StateFileException">It is there and cannot be read.</exception>
    bool Exists();

    /// <inheritdoc cref="Exists"/>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<bool> ExistsAsync(CancellationToken cancellationToken = default);

    /// <summary>Deletes the state, durably: the next <see cref="Read"/> is that of a first start.</summary>
    /// <inheritdoc cref="Update"/>
    /// <returns>Whether there was one.</returns>
    bool Delete();

    /// <inheritdoc cref="Delete"/>
    /// <param name="cancellationToken">Heeded until the state is deleted, never after it.</param>
    /// <exception cref="OperationCanceledException">Canceled; nothing was deleted.</exception>
    Task<bool> DeleteAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls <paramref name="changed"/> whenever the state has become another than it was, but not for updates of this
    /// object.
    /// </summary>
    /// <remarks>
    /// Looks at the content after a moment of rest: several changes may be one call. What another has changed just
    /// before an update of this object is only in what that update returns, and while such updates follow each other
    /// without rest nothing is told: what was read then may be of either.
    /// </remarks>
    /// <param name="changed">Gets the new state; called on the thread pool, one at a time. What it throws goes to
    /// <paramref name="failed"/>.</param>
    /// <param name="failed">Called when what is kept then could not be loaded. Must not throw, which would end the
    /// process.</param>
    /// <param name="pollInterval">
    /// How often to look although nothing was reported; <see langword="null"/> for never, or, where the store reports
    /// nothing at all, for each second. At most twenty times a second.
    /// </param>
    /// <returns>Ends the watch when disposed; a call that runs is waited for.</returns>
    /// <exception cref="StateFileException">It cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pollInterval"/> is negative, or longer than 24
    /// days.</exception>
    IDisposable OnChange(Action<T> changed, Action<Exception>? failed = null, TimeSpan? pollInterval = null);

    /// <summary>
    /// A saver for programs with a user interface, which collects what changes within a delay and saves it in the
    /// background.
    /// </summary>
    /// <param name="delay">How long to collect after the first change.</param>
    /// <param name="failed">Called when a save has failed, on the thread pool, perhaps when the saver is disposed of
    /// already. Must not throw, which would end the process.</param>
    /// <returns>The saver; disposing it saves what is left.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative, or longer than 24
    /// days.</exception>
    StateSaver<T> CreateSaver(TimeSpan delay, Action<Exception>? failed = null);
}
