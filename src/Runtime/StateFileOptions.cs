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
    /// <exception cref="ArgumentOutOfRangeException">It is none of these.</exception>
    public ConcurrencyMode Concurrency
    {
        get;
        init =>
            field = value is ConcurrencyMode.Lock or ConcurrencyMode.CompareAndSwap
                ? value
                : throw new ArgumentOutOfRangeException(nameof(Concurrency), value, "There is no such mode.");
    }

    /// <summary>
    /// Whether the version before is kept as <c>&lt;file&gt;.bak</c>, and loaded where the file is corrupt. On by
    /// default. With <see cref="ConcurrencyMode.CompareAndSwap"/> the version before is kept in the directory of
    /// versions, whatever this says. Off: neither is done, and <see cref="StateFile{T}.Delete"/> removes one that is
    /// there.
    /// </summary>
    public bool KeepBackup { get; init; } = true;

    /// <summary>
    /// Whether the first update makes the directory of the file, as durable as the file: on by default. Below the home
    /// of the user its mode is 0700, elsewhere what <see cref="Directory.CreateDirectory(string)"/> would have given
    /// it.
    /// </summary>
    public bool CreateDirectory { get; init; } = true;

    /// <summary>
    /// Mode, durability and links of the files. <see cref="AtomicWriteOptions.KeepBackup"/>,
    /// <see cref="AtomicWriteOptions.SkipIfUnchanged"/> and <see cref="AtomicWriteOptions.CreateNew"/> are not heeded;
    /// <see cref="AtomicWriteOptions.LockTimeout"/> and the clock where those of <see cref="StateOptions{T}"/> are not
    /// set.
    /// </summary>
    /// <exception cref="ArgumentNullException">It is <see langword="null"/>.</exception>
    public AtomicWriteOptions Write
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Write));
    } = AtomicWriteOptions.Default;
}
