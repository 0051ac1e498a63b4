namespace AtomicWrites.StateFiles;

/// <summary>What stands in a store.</summary>
/// <param name="Main">The last version; null where there is none.</param>
/// <param name="ReadBackup">Reads the version before; null where there is none.</param>
readonly record struct StateContent(byte[]? Main, Func<byte[]?> ReadBackup);

/// <summary>What is to take its place.</summary>
/// <param name="Content">The new version.</param>
/// <param name="KeepsAside">Whether what it replaces is no good version: it is kept under another name, and not as the backup.</param>
readonly record struct StateChange(byte[] Content, bool KeepsAside);
