namespace AtomicWrites;

/// <summary>Whom a <see cref="FileLock"/> keeps out.</summary>
/// <example>
/// <code>
/// using (FileLock.Acquire("state.json", mode: FileLockMode.Shared))
///     Console.WriteLine(File.Exists("state.json") ? File.ReadAllText("state.json") : "nothing yet");
/// </code>
/// </example>
public enum FileLockMode
{
    /// <summary>Everybody: for who reads and then writes.</summary>
    Exclusive,

    /// <summary>
    /// Only exclusive holders: for who reads several files, or one file several times, and wants no change in between.
    /// </summary>
    /// <remarks>A single read needs no lock: the file is always one whole version.</remarks>
    Shared,
}
