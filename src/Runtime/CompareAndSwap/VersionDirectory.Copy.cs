namespace AtomicWrites.CompareAndSwap;

/// <content>The copy at the path, for people and other programs. Whoever removes it, as people reset a program, has
/// removed the state.</content>
sealed partial class VersionDirectory
{
    /// <summary>The content of a version that says that there is no state; no JSON begins so.</summary>
    public static readonly byte[] Deleted = "\0deleted"u8.ToArray();

    public static bool IsDeletion(byte[] content) => content.AsSpan().SequenceEqual(Deleted);

    /// <summary>
    /// Whether somebody has removed the copy of a version, which is still the last one. In doubt it was not: it is
    /// missing as well before it was shown for the first time, and where somebody who was stopped in the removal of an
    /// earlier state goes on.
    /// </summary>
    public bool IsRemovedByHand(Version version) =>
        version.IsShown
        && IsMissing(_path)
        && ListNames() is { } names // once more: who has removed it by mistake has left a trace before
        && Array.Exists(names, name => name == Version.HeadOf(version.Id))
        && !Array.Exists(names, Version.IsTraceOfRemoval);

    /// <summary>
    /// Refreshes the copy. A process that was stopped in here brings an old version back for a moment, and puts that
    /// right as soon as it goes on: it does not leave before the copy was of the last version after it was written.
    /// </summary>
    /// <param name="content">The content of the version.</param>
    /// <param name="id">The version that was committed.</param>
    /// <param name="isThere">Whether there is a copy that no power cut takes, so that to replace it needs no sync of
    /// its directory.</param>
    void Publish(byte[] content, string id, bool isThere)
    {
        string? shown = null;
        try
        {
            while (ListNames() is { } names && Array.Find(names, Version.IsHead) is var head)
            {
                if (head == Version.HeadOf(id))
                {
                    if (shown == id)
                    {
                        if (!IsDeletion(content))
                            NoteShown(id);
                        return;
                    }

                    if (IsDeletion(content))
                        Hide();
                    else
                        Show(content, In(Array.Find(names, name => Version.IsDataOf(name, id)) ?? head), isThere);
                    shown = id;
                }
                else if (shown is null || Read(CancellationToken.None) is not { } last)
                {
                    return; // whoever has committed since refreshes it
                }
                else
                {
                    (content, id, isThere) = (last.Content, last.Id, false);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            if (shown is null && IsSucceeded(id))
                return;
            throw new AtomicWriteException(
                $"The new state is committed in '{Location}', but its copy at '{_path}' could not be refreshed: {error.Message}",
                error,
                committed: true
            );
        }
    }

    // Then the copy is the business of whoever has committed since.
    bool IsSucceeded(string id)
    {
        try
        {
            return ListNames() is { } names
                && Array.Exists(names, Version.IsHead)
                && !Array.Exists(names, name => name == Version.HeadOf(id));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    void Show(byte[] content, string model, bool isThere) =>
        AtomicFile.Replace(
            _path,
            content,
            _options with
            {
                CreateNew = false,
                KeepBackup = false,
                Model = model,
                SkipIfUnchanged = false,
                Durability =
                    !IsSynced ? Durability.None
                    : isThere ? Durability.Data
                    : Durability.Full,
            }
        );

    // In one step with its trace, because who was stopped here takes the copy of a later version; the next commit
    // removes the trace.
    void Hide()
    {
        try
        {
            Step.Replace(_path, In(Version.NewTraceOfRemoval()));
        }
        catch (IOException) when (IsMissing(_path))
        {
            // Removed before.
        }
    }

    void NoteShown(string id)
    {
        try
        {
            Step.Note(In(Version.ShownOf(id)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then a removal by hand is not noticed before the next update.
        }
    }

    // File.Exists says no to errors as well.
    static bool IsMissing(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return false;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }
}
