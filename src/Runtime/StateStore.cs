using AtomicWrites.Locking;
using AtomicWrites.Protocol;
using AtomicWrites.States;
using AtomicWrites.Timing;

namespace AtomicWrites;

/// <summary>
/// Where one state is kept: a row, a key, an object in a bucket. Derive from it to keep an <see cref="IState{T}"/>
/// somewhere new: <see cref="State{T}"/> does the rest.
/// </summary>
/// <remarks>
/// <para>
/// A store reads one version, and replaces it by another only if it is still the one that is kept. Retries, the queue
/// within the process, time limits, serialization, schema versions, validation and savers stand above it, in
/// <see cref="State{T}"/>: do none of that here.
/// </para>
/// <para><b>What a store guarantees.</b></para>
/// <list type="number">
/// <item><b>One wins.</b> Of all who try to replace one version, in all processes, at most one is told
/// <see cref="ReplaceOutcome.Committed"/>.</item>
/// <item><b>Together.</b> Content, version and stamp change in one atomic step; no reader sees those of different
/// versions.</item>
/// <item><b>Durable before answered.</b> What was answered <see cref="ReplaceOutcome.Committed"/> is there after a
/// crash of anybody.</item>
/// <item><b>In order.</b> Who reads after a commit was answered reads that version, or a later one: from the leader,
/// never from a stale copy.</item>
/// <item><b>No version twice.</b> A version never comes back, also when the content does, and also after a
/// deletion.</item>
/// <item>
/// <b>Doubt is told.</b> <see cref="ReplaceOutcome.NotCommitted"/>, and every exception but an
/// <see cref="AtomicWriteException"/> that says <see cref="AtomicWriteException.Committed"/>, say that nothing was
/// changed and nothing will be. Whoever cannot know that, because the connection broke or the call was cancelled after the
/// request was sent, answers <see cref="ReplaceOutcome.Unknown"/>.
/// </item>
/// <item><b>The stamp is kept</b>, of a deletion too. Only a store that never answers
/// <see cref="ReplaceOutcome.Unknown"/> may leave it out.</item>
/// </list>
/// <para>
/// What cannot be reached is a <see cref="StateFileException"/> with <see cref="StateFileFailure.Unavailable"/>, which
/// is tried again after a pause; all other exceptions go to the caller as they are. Members are called from any thread,
/// several at once. The synchronous members are as good as the asynchronous ones: they do not wait for a task.
/// Cancellation is an <see cref="OperationCanceledException"/>; the time limit of the caller comes by the same token.
/// </para>
/// <para>The conformance suite in <c>tests/StateStore.Conformance</c> tests all this: derive from it, too.</para>
/// </remarks>
/// <param name="name">What tells this state from all others, for messages: <c>'key' in 'server/database'</c>. No
/// secrets.</param>
/// <example>
/// <code>
/// StateStore store = new InMemoryStateStore();         // or SqliteStateStore, or one of your own
/// var settings = new State&lt;Settings&gt;(store, new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings() });
/// settings.Edit(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public abstract partial class StateStore(string name)
{
    readonly StoreQueue _queue = new();

    /// <summary>What tells this state from all others, for messages.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>Reads the last version.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// The last version; with <see cref="StoredState.Content"/> <see langword="null"/> where nothing is kept.
    /// </returns>
    /// <exception cref="StateFileException">It is <see cref="StateFileFailure.Unavailable"/>, or there and
    /// <see cref="StateFileFailure.Unreadable"/>.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public abstract StoredState Read(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Read"/>
    /// <remarks>
    /// Override it where the engine has an asynchronous form; else <see cref="Read"/> runs on the thread pool.
    /// </remarks>
    public virtual Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => Read(cancellationToken), cancellationToken);

    /// <summary>Replaces a version by another, if it is still the one that is kept.</summary>
    /// <param name="present">What <see cref="Read"/> has returned.</param>
    /// <param name="content">The new content, which may be empty; <see langword="null"/> deletes the state.</param>
    /// <param name="stamp">
    /// Keep it beside the content, and hand it out with it: at most 550 letters, digits and dots, in which
    /// <see cref="State{T}"/> finds out who has written this version and those before. Never twice the same, so that it
    /// can also serve as the version.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt; where it may have been committed by then, the answer is
    /// <see cref="ReplaceOutcome.Unknown"/>.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StateFileException">It is <see cref="StateFileFailure.Unavailable"/>, and nothing was
    /// sent.</exception>
    /// <exception cref="OperationCanceledException">Canceled, and nothing was changed.</exception>
    public abstract ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    );

    /// <inheritdoc cref="TryReplace"/>
    /// <remarks>
    /// Override it where the engine has an asynchronous form; else <see cref="TryReplace"/> runs on the thread pool: at
    /// once, where this is called there.
    /// </remarks>
    public virtual Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => Blocking.Run(() => TryReplace(present, content, stamp, cancellationToken), cancellationToken);

    /// <summary>
    /// Calls <paramref name="changed"/> after each commit by anybody, this process too, once or more; several commits
    /// may be one call.
    /// </summary>
    /// <remarks>
    /// No commit after this has returned goes unreported: where reports may have been lost, because a connection broke,
    /// call it as well. To call it for nothing is no fault.
    /// </remarks>
    /// <param name="changed">Returns at once, never throws, and may be called on any thread.</param>
    /// <returns>
    /// Ends the reports when disposed; <see langword="null"/> (the default) where the store reports nothing: then it is
    /// read at intervals. <see cref="StoreWatch"/> is one for an engine that has to be asked, or that reports over a
    /// connection.
    /// </returns>
    public virtual IDisposable? Watch(Action changed) => null;

    /// <summary>
    /// A store of the same kind for another name, this one with <paramref name="suffix"/>: where
    /// <see cref="IState{T}.Reset"/> keeps what it could not load.
    /// </summary>
    /// <param name="suffix">What to append to the name: letters, digits, dots and hyphens.</param>
    /// <returns>
    /// The store; <see langword="null"/> (the default) where there is none: then such a state is never replaced, and
    /// has to be deleted first.
    /// </returns>
    public virtual StateStore? Sibling(string suffix) => null;

    /// <summary>Whether waiting for others is all that takes time, so that a time limit breaks off no call.</summary>
    internal virtual bool IsLocal => false;

    /// <summary>Whether who reads may have to wait for another who keeps it, although it is local.</summary>
    internal virtual bool KeepsReadersWaiting => false;

    /// <summary>Keeps the other updates of this process out until it is disposed; a file can do more.</summary>
    /// <exception cref="TimeoutException">Not got in time.</exception>
    internal virtual IDisposable Enter(TimeLimit limit, CancellationToken cancellationToken) =>
        _queue.Enter(this, limit, cancellationToken);

    /// <inheritdoc cref="Enter"/>
    /// <remarks>Not asynchronous itself, so that the caller's flow gets the mark.</remarks>
    internal virtual Task<IDisposable> EnterAsync(TimeLimit limit, CancellationToken cancellationToken) =>
        _queue.EnterAsync(this, limit, cancellationToken);

    /// <inheritdoc cref="TryReplace"/>
    /// <remarks>
    /// Of who has <see cref="Enter">entered</see> and read <paramref name="present"/> since: a store that keeps
    /// everybody out need not look whether that is still kept.
    /// </remarks>
    internal virtual ReplaceOutcome ReplaceInTurn(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken
    ) => TryReplace(present, content, stamp, cancellationToken);

    /// <inheritdoc cref="ReplaceInTurn"/>
    internal virtual Task<ReplaceOutcome> ReplaceInTurnAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken
    ) => TryReplaceAsync(present, content, stamp, cancellationToken);

    /// <summary>
    /// Makes what the store needs and does not find, such as a directory; whether another attempt is worth it.
    /// </summary>
    internal virtual bool TryPrepare(Exception failure) => false;

    /// <summary>Whether what could not be loaded is kept aside before it is deleted, too.</summary>
    internal virtual bool KeepsDeleted => false;

    /// <summary>Keeps what could not be loaded before it is replaced, and says where.</summary>
    internal virtual async ValueTask<string> KeepAsideAsync(byte[] content, StoreCall call)
    {
        var suffix = Quarantine.Suffix() + "-" + Stamp.NewId();
        if (Sibling(suffix) is not { } aside)
            throw new StateFileException(
                StateFileFailure.Corrupt,
                $"{Name} could not be loaded and this store has no place to keep it aside: delete it first."
            );
        var there = call.Of(aside);
        var free = await there.Read().ConfigureAwait(false);
        if (!await there.TryCommit(free, content).ConfigureAwait(false))
            throw new StateFileException(StateFileFailure.Unavailable, $"{aside.Name} is taken; try again.");
        return aside.Name;
    }

    /// <summary>What an update inside an update of the same state is recognised by.</summary>
    internal virtual string TurnName => GetType().FullName + " " + Name;

    /// <summary>
    /// For whoever waits for an update of this state by another flow, as <see cref="StateSaver{T}.Flush"/> does.
    /// Override it where this flow may hold more of the engine than its turn of this state.
    /// </summary>
    /// <exception cref="LockRecursionException">This flow holds what that update needs: it would wait for
    /// itself.</exception>
    protected internal virtual void RequireNotHeld() => HeldLocks.RequireNotHeld(TurnName);

    /// <summary>The file that an update replaces; null for none.</summary>
    internal virtual string? FilePath => null;
}
