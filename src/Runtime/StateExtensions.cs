using System.ComponentModel;

namespace AtomicWrites;

/// <summary>
/// Edits of a state, and refusals of what would not do what it says: asynchronous work in a synchronous member, an edit
/// of a copy, an edit that was meant and would replace the whole state.
/// </summary>
/// <remarks>
/// Extensions, so that the compiler refuses value types, and takes a member of <see cref="IState{T}"/> wherever one
/// fits.
/// </remarks>
/// <example>
/// <code>
/// var settings = new StateFile&lt;Settings&gt;("settings.json", new() { Initial = () =&gt; new Settings() });
/// settings.Edit(state =&gt; state.Theme = "dark");       // changes the object that it gets
/// settings.Update(state =&gt; state with { Theme = "light" });   // from a state to a state
/// </code>
/// </example>
public static class StateExtensions
{
    const string AsynchronousEdit = "Asynchronous work would go on after the state was saved: use EditAsync.";
    const string AsynchronousUpdate = "Asynchronous work would go on after the state was saved: use UpdateAsync.";
    internal const string AsynchronousChange =
        "What asynchronous work throws would end the process: hand the state to work that somebody awaits.";
    const string EditMeant = "Update returns the new state. To change the object that it gets, use Edit.";

    /// <summary>
    /// Loads the state, lets <paramref name="edit"/> change that object, and saves it, as
    /// <see cref="IState{T}.Update"/> does.
    /// </summary>
    /// <inheritdoc cref="IState{T}.Update"/>
    /// <param name="state">The state.</param>
    /// <param name="edit">Changes the object that it gets; if it throws, nothing is saved. Where no lock keeps others
    /// out it may run again, on a newer state.</param>
    public static T Edit<T>(this IState<T> state, Action<T> edit)
        where T : class
    {
        Require(state, edit, nameof(edit));
        return state.Update(AsUpdate(edit));
    }

    /// <inheritdoc cref="Edit{T}(IState{T}, Action{T})"/>
    /// <param name="state">The state.</param>
    /// <param name="edit">Changes the object that it gets; if it throws, nothing is saved. May run again where another
    /// was faster.</param>
    /// <param name="cancellationToken">Heeded until the state is saved, never after it.</param>
    /// <returns>A task of the state that was saved, which ends when it is durable.</returns>
    /// <exception cref="OperationCanceledException">Canceled; nothing was saved.</exception>
    public static Task<T> EditAsync<T>(
        this IState<T> state,
        Action<T> edit,
        CancellationToken cancellationToken = default
    )
        where T : class
    {
        Require(state, edit, nameof(edit));
        return state.UpdateAsync(AsUpdate(edit), cancellationToken);
    }

    /// <inheritdoc cref="EditAsync{T}(IState{T}, Action{T}, CancellationToken)"/>
    public static Task<T> EditAsync<T>(
        this IState<T> state,
        Func<T, Task> edit,
        CancellationToken cancellationToken = default
    )
        where T : class
    {
        Require(state, edit, nameof(edit));
        return state.EditAsync((present, _) => edit(present), cancellationToken);
    }

    /// <inheritdoc cref="EditAsync{T}(IState{T}, Action{T}, CancellationToken)"/>
    public static Task<T> EditAsync<T>(
        this IState<T> state,
        Func<T, CancellationToken, Task> edit,
        CancellationToken cancellationToken = default
    )
        where T : class
    {
        Require(state, edit, nameof(edit));
        return state.UpdateAsync(
            async (present, token) =>
            {
                await Started(edit(present, token)).ConfigureAwait(false);
                return present;
            },
            cancellationToken
        );
    }

    /// <inheritdoc cref="IState{T}.UpdateAsync(Func{T, T}, CancellationToken)"/>
    /// <param name="state">The state.</param>
    /// <param name="update">Gets the state and returns the new one; if it throws, nothing is saved. May run again where
    /// another was faster.</param>
    /// <param name="cancellationToken">Heeded until the state is saved, never after it.</param>
    public static Task<T> UpdateAsync<T>(
        this IState<T> state,
        Func<T, Task<T>> update,
        CancellationToken cancellationToken = default
    )
        where T : notnull
    {
        Require(state, update, nameof(update));
        return state.UpdateAsync((present, _) => update(present), cancellationToken);
    }

    /// <summary>Changes the object that is kept then, as <see cref="StateSaver{T}.Update"/> does.</summary>
    /// <inheritdoc cref="StateSaver{T}.Update"/>
    /// <param name="saver">The saver.</param>
    /// <param name="edit">Changes the object that it gets; called on the thread pool, and perhaps more than
    /// once.</param>
    public static Task Edit<T>(this StateSaver<T> saver, Action<T> edit)
        where T : class
    {
        Require(saver, edit, nameof(edit));
        return saver.Update(AsUpdate(edit));
    }

    /// <summary>Refused: asynchronous work would go on after the state was saved.</summary>
    /// <param name="state">The state.</param>
    /// <param name="edit">Asynchronous work.</param>
    [Obsolete(AsynchronousEdit, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Edit<T, TTask>(this IState<T> state, Func<T, TTask> edit)
        where T : class
        where TTask : Task => throw new NotSupportedException(AsynchronousEdit);

    /// <summary>Refused: asynchronous work would go on after the state was saved.</summary>
    /// <param name="saver">The saver.</param>
    /// <param name="edit">Asynchronous work.</param>
    [Obsolete("Asynchronous work would go on after the state was saved: do it before.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Edit<T, TTask>(this StateSaver<T> saver, Func<T, TTask> edit)
        where T : class
        where TTask : Task => throw new NotSupportedException(AsynchronousEdit);

    /// <summary>Refused: asynchronous work would go on after the state was saved.</summary>
    /// <param name="state">The state.</param>
    /// <param name="update">Asynchronous work.</param>
    [Obsolete(AsynchronousUpdate, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Update<T, TTask>(this IState<T> state, Func<T, TTask> update)
        where T : notnull
        where TTask : Task => throw new NotSupportedException(AsynchronousUpdate);

    /// <summary>Refused: an update returns the new state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="edit">Changes the object that it gets.</param>
    [Obsolete(EditMeant, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Update<T>(this IState<T> state, Action<T> edit)
        where T : notnull => throw new NotSupportedException(EditMeant);

    /// <summary>The work that a change of a state returned, which somebody is to wait for.</summary>
    internal static TTask Started<TTask>(TTask? work)
        where TTask : Task =>
        work
        ?? throw new InvalidOperationException(
            "The change of the state returned null instead of a task; what is kept is left as it is."
        );

    static Func<T, T> AsUpdate<T>(Action<T> edit) =>
        state =>
        {
            edit(state);
            return state;
        };

    static void Require(object? state, object? change, string name)
    {
        if (state is null)
            throw new ArgumentNullException(nameof(state));
        if (change is null)
            throw new ArgumentNullException(name);
    }
}
