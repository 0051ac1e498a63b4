namespace AtomicWrites;

/// <summary>What a symbolic link at the path of an atomic write means.</summary>
/// <example>
/// <code>
/// AtomicFile.WriteFileAtomic("settings.json", "{}"u8, new AtomicWriteOptions { SymbolicLinks = SymbolicLinks.Reject
/// });
/// </code>
/// </example>
public enum SymbolicLinks
{
    /// <summary>The file that it leads to is replaced, in that file's directory; the link stays a link.</summary>
    Follow,

    /// <summary>The link itself is replaced by the new file; what it led to stays as it is.</summary>
    Replace,

    /// <summary>The write fails with an <see cref="AtomicWriteException"/>.</summary>
    Reject,
}
