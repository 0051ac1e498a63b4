namespace AtomicWrites;

/// <summary>
/// How the programs that share a state file keep out of each other's way. All of them have to use the same mode.
/// </summary>
/// <example>
/// <code>
/// var onShare = new StateFileOptions&lt;Settings&gt;
/// {
///     Initial = () =&gt; new Settings(),
///     Concurrency = ConcurrencyMode.CompareAndSwap,   // for a file system without locks
/// };
/// new StateFile&lt;Settings&gt;("settings.json", onShare).Edit(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public enum ConcurrencyMode
{
    /// <summary>
    /// An update holds the lock of <see cref="AtomicFile.WithLock(string, Action, AtomicWriteOptions)"/> from the read
    /// to the write.
    /// </summary>
    Lock,

    /// <summary>
    /// For file systems without locks. The state lives in versions in the directory <c>&lt;file&gt;.cas</c>; an update
    /// that finds that another was faster starts again, so that the update function may run more than once. The file
    /// itself is a copy for people and other programs to read: edits of it are not taken up.
    /// </summary>
    CompareAndSwap,
}
