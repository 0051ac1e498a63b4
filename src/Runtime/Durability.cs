namespace AtomicWrites;

/// <summary>What of an atomic write survives a power cut.</summary>
/// <example>
/// <code>
/// // A cache can be made again: its write waits for no disk.
/// AtomicFile.WriteFileAtomic("cache.bin", [1, 2, 3], new AtomicWriteOptions { Durability = Durability.None });
/// </code>
/// </example>
public enum Durability
{
    /// <summary>
    /// Once the write returns, the new content is there for good: the file is synced before the rename and the
    /// directory after it.
    /// </summary>
    Full,

    /// <summary>
    /// The file is synced before the rename: after a power cut there is the whole old content or the whole new content.
    /// Saves one of two syncs.
    /// </summary>
    Data,

    /// <summary>
    /// Nothing is synced: atomic for other processes and for a crash of this one, but a power cut soon after may leave
    /// the file empty or torn.
    /// </summary>
    None,
}
