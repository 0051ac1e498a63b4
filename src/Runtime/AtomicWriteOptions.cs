namespace AtomicWrites;

/// <summary>How an atomic write publishes its file. Immutable; <see cref="Default"/> suits nearly everybody.</summary>
public sealed record AtomicWriteOptions
{
    /// <summary>Full durability; the mode of the target is kept, a new file obeys the umask.</summary>
    public static AtomicWriteOptions Default { get; } = new();

    /// <summary>
    /// Unix permission bits of the published file. <see langword="null"/> (the default) keeps the target's,
    /// and gives a new file what <see cref="File.WriteAllText(string, string)"/> would have given it. Ignored on Windows.
    /// </summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>
    /// Whether to fail with an <see cref="IOException"/> where the target exists, also if somebody creates it meanwhile.
    /// Needs a file system with hard links on Unix.
    /// </summary>
    public bool CreateNew { get; init; }
}
