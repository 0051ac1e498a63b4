namespace AtomicWrites;

/// <summary>
/// Is told what happens to states, for logs and metrics: see <see cref="StateOptions{T}.Observer"/>. Called on the
/// thread that does the work, perhaps several at once, and perhaps with the lock held: members return at once and never
/// throw. One observer may serve many states.
/// </summary>
/// <example>
/// <code>
/// var options = new StateOptions&lt;Settings&gt; { Initial = () =&gt; new Settings(), Observer = new Waits() };
/// new State&lt;Settings&gt;(new InMemoryStateStore(), options).Edit(settings =&gt; settings.Theme = "dark");
///
/// class Waits : StateObserver
/// {
///     public override void Waited(string name, TimeSpan waited) =&gt; Console.WriteLine($"{name} was waited for {waited}");
/// }
/// </code>
/// </example>
public abstract class StateObserver
{
    /// <summary>A state was saved or deleted, or was found to be as it should be.</summary>
    /// <param name="name">The state, as messages call it.</param>
    /// <param name="elapsed">How long it took, with all waiting.</param>
    public virtual void Saved(string name, TimeSpan elapsed) { }

    /// <summary>A state was not saved, or not for sure: the caller gets the exception, too.</summary>
    /// <param name="name">The state, as messages call it.</param>
    /// <param name="failure">Why; also what an update itself has thrown.</param>
    public virtual void Failed(string name, Exception failure) { }

    /// <summary>
    /// An update has got its turn: the lock of a file, the first place in the queue of this process elsewhere.
    /// </summary>
    /// <param name="name">The state, as messages call it.</param>
    /// <param name="waited">How long it waited for it.</param>
    public virtual void Waited(string name, TimeSpan waited) { }

    /// <summary>Another was faster, so that an update begins again.</summary>
    /// <param name="name">The state, as messages call it.</param>
    public virtual void Conflicted(string name) { }

    /// <summary>A corrupt state has been found, and its backup was loaded instead.</summary>
    /// <param name="name">The state, as messages call it.</param>
    /// <param name="failure">What is wrong with it.</param>
    public virtual void Recovered(string name, StateFileException failure) { }

    /// <summary>What could not be loaded was kept aside before something took its place.</summary>
    /// <param name="name">The state, as messages call it.</param>
    /// <param name="aside">Where it is now, as messages call it.</param>
    public virtual void KeptAside(string name, string aside) { }
}
