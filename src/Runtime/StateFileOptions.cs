namespace AtomicWrites;

/// <summary>How a <see cref="StateFile{T}"/> is loaded and saved. Immutable.</summary>
/// <typeparam name="T">Type of the state.</typeparam>
/// <example>
/// <code>
/// var options = new StateFileOptions&lt;Settings&gt; { Initial = () =&gt; new Settings(), KeepBackup = false };
/// new StateFile&lt;Settings&gt;("settings.json", options).Edit(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public sealed record StateFileOptions<T> : StateOptions<T>
    where T : notnull
{
    /// <summary>How the programs that share the file keep out of each other's way.</summary>
    public ConcurrencyMode Concurrency { get; init; }

    /// <summary>
    /// Whether the version before is kept as <c>&lt;file&gt;.bak</c>, and loaded where the file is corrupt. On by
    /// default. With <see cref="ConcurrencyMode.CompareAndSwap"/> the version before is kept in the directory of
    /// versions, whatever this says.
    /// </summary>
    public bool KeepBackup { get; init; } = true;

    /// <summary>
    /// Whether the first save makes the directory of the file, as durable as the file: on by default. Below the home of
    /// the user its mode is 0700, elsewhere what <see cref="Directory.CreateDirectory(string)"/> would have given it.
    /// </summary>
    public bool CreateDirectory { get; init; } = true;

    /// <summary>
    /// Mode, durability and links of the files. <see cref="AtomicWriteOptions.KeepBackup"/>,
    /// <see cref="AtomicWriteOptions.SkipIfUnchanged"/> and <see cref="AtomicWriteOptions.CreateNew"/> are not heeded;
    /// <see cref="AtomicWriteOptions.LockTimeout"/> and the clock where those of <see cref="StateOptions{T}"/> are not
    /// set.
    /// </summary>
    public AtomicWriteOptions Write { get; init; } = AtomicWriteOptions.Default;
}
