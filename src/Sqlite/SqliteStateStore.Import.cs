using System.Text.Json;

namespace AtomicWrites.Sqlite;

/// <content>Taking over a state file.</content>
public sealed partial class SqliteStateStore
{
    const string ImportStamp = "importedfromfile";

    /// <summary>
    /// Takes over a JSON state file, once: from then on the state is in the database, and the file is renamed to
    /// <c>path.imported</c>.
    /// </summary>
    /// <remarks>
    /// Programs that take the lock of the file are kept out meanwhile. After a crash in the middle the next call goes
    /// on. A state that is in the database already is never replaced.
    /// </remarks>
    /// <param name="path">The state file.</param>
    /// <returns>
    /// Whether the file was taken over; <see langword="false"/> where there is none, or the database has the state
    /// already.
    /// </returns>
    /// <exception cref="StateFileException">The file is torn, or no JSON: it stays where it is, beside its
    /// backup.</exception>
    /// <exception cref="IOException">The file could not be read or renamed, or the database not be written.</exception>
    public bool Import(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            return false;
        using var held = FileLock.Acquire(path);
        if (!File.Exists(path))
            return false;
        var content = AtomicFile.ReadAllBytes(path);
        RequireWhole(content, path);
        if (Read() is { Version: 0L } none)
            TryReplace(none, content, ImportStamp);
        var kept = Read();
        if (kept.Stamp != ImportStamp || !kept.Content.AsSpan().SequenceEqual(content))
            return false;
        File.Move(path, path + ".imported", overwrite: false);
        return true;
    }

    // The database would keep what is damaged, and never look at the good backup beside the file.
    static void RequireWhole(byte[] content, string path)
    {
        JsonException? damage = null;
        try
        {
            using var text = new StreamReader(new MemoryStream(content));
            using var document = JsonDocument.Parse(
                text.ReadToEnd(),
                new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }
            );
            if (document.RootElement.ValueKind != JsonValueKind.Null)
                return;
        }
        catch (JsonException failure)
        {
            damage = failure;
        }

        throw new StateFileException(
            StateFileFailure.Corrupt,
            $"'{path}' is no whole JSON, and is not taken over: copy its backup '{path}.bak' over it, or delete it.",
            damage
        );
    }
}
