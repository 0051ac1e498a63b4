using System.Text.Json.Nodes;

namespace AtomicWrites;

/// <summary>How a <see cref="StateFile{T}"/> is loaded and saved. Immutable.</summary>
/// <typeparam name="T">Type of the state.</typeparam>
public sealed record StateFileOptions<T>
    where T : notnull
{
    /// <summary>The state of a program that starts for the first time; <see langword="null"/> (the default): a missing file is a failure.</summary>
    public Func<T>? Initial { get; init; }

    /// <summary>How the programs that share the file keep out of each other's way.</summary>
    public ConcurrencyMode Concurrency { get; init; }

    /// <summary>
    /// Whether the version before is kept as <c>&lt;file&gt;.bak</c>, and loaded where the file is corrupt. On by default.
    /// With <see cref="ConcurrencyMode.CompareAndSwap"/> the version before is kept in the directory of versions, whatever this says.
    /// </summary>
    public bool KeepBackup { get; init; } = true;

    /// <summary>Called whenever a corrupt file has been found and its backup was loaded instead; tell your user.</summary>
    public Action<StateFileException>? Recovered { get; init; }

    /// <summary>Looks at a state that was loaded or is to be saved, and says what is wrong with it; <see langword="null"/> for nothing.</summary>
    public Func<T, string?>? Validate { get; init; }

    /// <summary>
    /// The functions that turn the JSON of version 0, 1, … into that of the next; their number is the version that the program writes, as property
    /// <c>$version</c>. A file without that property has version 0. The state must then be a JSON object. Never remove one.
    /// </summary>
    public IReadOnlyList<Action<JsonObject>> Upgrades { get; init; } = [];

    /// <summary>
    /// Mode, durability and links of the files. <see cref="AtomicWriteOptions.KeepBackup"/>, <see cref="AtomicWriteOptions.SkipIfUnchanged"/> and
    /// <see cref="AtomicWriteOptions.CreateNew"/> are not heeded.
    /// </summary>
    public AtomicWriteOptions Write { get; init; } = AtomicWriteOptions.Default;
}
