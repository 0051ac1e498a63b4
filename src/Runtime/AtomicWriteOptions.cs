using AtomicWrites.Timing;

namespace AtomicWrites;

/// <summary>How an atomic write publishes its file. Immutable; <see cref="Default"/> suits nearly everybody.</summary>
/// <example>
/// <code>
/// var secret = new AtomicWriteOptions { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, KeepBackup = true };
/// AtomicFile.WriteFileAtomic("key", new byte[32], secret);
/// </code>
/// </example>
public sealed record AtomicWriteOptions
{
    /// <summary>
    /// Full durability; links are followed; the mode of the target is kept, a new file obeys the umask.
    /// </summary>
    public static AtomicWriteOptions Default { get; } = new();

    /// <summary>
    /// Unix permission bits of the published file, exactly: access control lists are dropped. <see langword="null"/>
    /// (the default) keeps what the target has, and gives a new file what
    /// <see cref="File.WriteAllText(string, string)"/> would have given it. Ignored on Windows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It has other bits than those of permissions.</exception>
    public UnixFileMode? Mode
    {
        get;
        init => field = value is { } mode && ((int)mode & ~AllBits) != 0 ? throw Unknown(nameof(Mode), mode) : value;
    }

    const int AllBits = 0xFFF; // 07777

    /// <summary>
    /// Permission bits of the file that is copied: a new file gets them, and one that is replaced loses what they
    /// withhold from group and others.
    /// </summary>
    internal UnixFileMode? CopiedMode { get; init; }

    /// <summary>
    /// The file whose protection a new one gets, since it has the same content; where it is missing, that of a new file
    /// in its place.
    /// </summary>
    internal string? Model { get; init; }

    /// <summary>Whether the name is random, so that nobody can have left anything of it.</summary>
    internal bool IsFreshName { get; init; }

    /// <summary>When the file that is copied was last written, in UTC: so will be the copy.</summary>
    internal DateTime? CopiedWriteTime { get; init; }

    /// <summary>What survives a power cut. A crash of the program tears no file under any of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of these.</exception>
    public Durability Durability
    {
        get;
        init =>
            field = value is Durability.Full or Durability.Data or Durability.None
                ? value
                : throw Unknown(nameof(Durability), value);
    }

    /// <summary>What a symbolic link at the path means.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of these.</exception>
    public SymbolicLinks SymbolicLinks
    {
        get;
        init =>
            field = value is SymbolicLinks.Follow or SymbolicLinks.Replace or SymbolicLinks.Reject
                ? value
                : throw Unknown(nameof(SymbolicLinks), value);
    }

    /// <summary>
    /// Whether to fail with an <see cref="IOException"/> where the target exists, be it a dangling link, also if
    /// somebody creates it meanwhile.
    /// </summary>
    public bool CreateNew { get; init; }

    /// <summary>
    /// Whether a target that holds the same bytes already, with the mode asked for, is left as it is: no new file, no
    /// change of its times. It is made as durable as a write would have been. Costs a reading of the target.
    /// </summary>
    public bool SkipIfUnchanged { get; init; }

    /// <summary>
    /// Whether the content that is replaced is kept beside the target, under its name + <c>".bak"</c>, with all its
    /// metadata and as durable as the new one. At every moment, also after a crash, the target itself is whole. Costs a
    /// hard link, or a copy where the file system has none.
    /// </summary>
    public bool KeepBackup { get; init; }

    /// <summary>
    /// How long members that take the lock wait for it before they throw a <see cref="TimeoutException"/>, and nothing
    /// has been written; <see langword="null"/> (the default) for <see cref="FileLock.DefaultTimeout"/>, which is as
    /// long as it takes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than <see cref="int.MaxValue"/>
    /// milliseconds.</exception>
    public TimeSpan? LockTimeout
    {
        get;
        init => field = value is { } timeout ? TimeLimit.Require(timeout, nameof(LockTimeout)) : null;
    }

    /// <summary>
    /// The clock that <see cref="LockTimeout"/> goes by; <see langword="null"/> (the default) for that of the system.
    /// What waits for the file system or for a virus scanner keeps to that of the system.
    /// </summary>
#if NET
    public
#else
    internal
#endif
    TimeProvider? TimeProvider { get; init; }

    static ArgumentOutOfRangeException Unknown(string option, object value) =>
        new(option, value, $"There is no such {option}.");
}
