namespace AtomicWrites.CompareAndSwap;

/// <content>Whose programs use which mode: a directory of versions says so.</content>
sealed partial class VersionDirectory
{
    /// <summary>
    /// Refuses a state file whose programs use the other mode: they would not see what is written, and what is read may
    /// be an old copy.
    /// </summary>
    /// <param name="versions">Where its versions would be: <see cref="For"/>.</param>
    /// <param name="path">The state file.</param>
    /// <exception cref="InvalidOperationException">There are versions.</exception>
    public static void RequireNone(string versions, string path)
    {
        if (Directory.Exists(versions))
            throw new InvalidOperationException(
                $"'{path}' belongs to programs that use "
                    + $"{nameof(ConcurrencyMode)}.{nameof(ConcurrencyMode.CompareAndSwap)}: "
                    + $"its versions are in '{versions}'. "
                    + "Use the same mode, or move that directory away while no program uses it."
            );
    }
}
