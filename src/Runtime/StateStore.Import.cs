using AtomicWrites.States;

namespace AtomicWrites;

/// <content>Taking over a state file.</content>
public abstract partial class StateStore
{
    const string ImportStamp = "importedfromfile";

    /// <summary>
    /// Takes over a JSON state file, once: from then on the state is in this store, and the file is renamed to
    /// <c>path.imported</c>, or <c>path.imported-2</c> where that exists.
    /// </summary>
    /// <remarks>
    /// Programs that take the lock of the file are kept out meanwhile. After a crash or a lost answer in the middle the
    /// next call goes on. A state that is in the store already, or was deleted from it, is never replaced.
    /// </remarks>
    /// <param name="path">The state file.</param>
    /// <returns>
    /// Whether the file was taken over; <see langword="false"/> where there is none, or the store has the state
    /// already.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="StateFileException">The file is torn, or no JSON: it stays where it is, beside its backup. Or
    /// the store has failed.</exception>
    /// <exception cref="IOException">The file could not be read or renamed.</exception>
    public bool Import(string path)
    {
        if (string.IsNullOrEmpty(path))
            throw new ArgumentException("The path is empty.", nameof(path));
        if (!File.Exists(path))
            return false;
        using var held = FileLock.Acquire(path);
        if (!File.Exists(path))
            return false;
        var content = AtomicFile.ReadAllBytes(path);
        // The store would keep what is damaged, and never look at the good backup beside the file.
        if (!WholeJson.IsState(content))
            throw new StateFileException(
                StateFileFailure.Corrupt,
                $"'{path}' is no whole JSON, and is not taken over: copy its backup '{path}.bak' over it, or delete it."
            );
        if (Read() is { Content: null, Stamp: null } none)
            TryReplace(none, content, ImportStamp);
        var kept = Read();
        if (kept.Stamp != ImportStamp || !OwnSaves.IsSame(kept.Content, content))
            return false;
        File.Move(path, FreeName(path + ".imported"));
        return true;
    }

    // Of a file that came back there may be one already.
    static string FreeName(string name)
    {
        var free = name;
        for (var attempt = 2; File.Exists(free); attempt++)
            free = $"{name}-{attempt}";
        return free;
    }
}
