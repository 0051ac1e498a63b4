using System.Diagnostics;
using AtomicWrites.Protocol;

namespace AtomicWrites.CompareAndSwap;

/// <summary>
/// The versions of one state file, in a directory beside it. Whoever replaces version P writes its content under a
/// fresh name, and commits by renaming <c>head.P</c>: of all who have read P exactly one finds that name still there.
/// The protocol, its proof and what it assumes of the file system are in <c>docs/compare-and-swap.md</c>; its model is
/// <c>models/compare-and-swap.pml</c>.
/// </summary>
sealed partial class VersionDirectory
{
    const string Suffix = ".cas";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static DirectoryStep Step => DirectoryStep.Instance;

    readonly string _path; // of the copy for people and other programs
    readonly string _parent;
    readonly AtomicWriteOptions _options;
    bool _isNameDurable;
    bool _isTrusted;

    /// <param name="path">The state file itself, to which no link leads; absolute.</param>
    /// <param name="options">How its versions are written; without <see cref="Durability.None"/> all of them are synced
    /// fully.</param>
    public VersionDirectory(string path, AtomicWriteOptions options)
    {
        _path = path;
        _parent = Path.GetDirectoryName(path)!;
        _options = options;
        Location = For(path);
    }

    public string Location { get; }

    /// <summary>Whether these are the versions of the file at that path.</summary>
    public bool IsOf(string path) => path == _path;

    /// <summary>The directory of versions of a state file.</summary>
    public static string For(string path) => path + Suffix;

    /// <summary>The last committed version; null where none was ever committed.</summary>
    /// <exception cref="InvalidDataException">The directory has been damaged from outside.</exception>
    /// <exception cref="OperationCanceledException">Canceled before that was certain.</exception>
    public Version? Read(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (var attempt = 0; ; attempt++)
        {
            if (ListNames() is not { } names)
                return null;
            var heads = Array.FindAll(names, Version.IsHead);
            Exception? failure = null;
            if (heads.Length == 1)
            {
                var id = Version.IdOf(heads[0]);
                try
                {
                    if (Array.Find(names, name => Version.IsDataOf(name, id)) is { } data)
                        return new Version(id, data, AtomicFile.ReadContent(In(data)), names);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    failure = error; // replaced and removed since the listing, or really unreadable: the next listing tells
                }
            }

            // A listing is not atomic: while the head is renamed it may show both names, or neither.
            if (clock.Elapsed > Patience)
                throw failure is null or FileNotFoundException ? Damaged(heads.Length) : failure;
            Backoff.Pause(attempt, cancellationToken);
        }
    }

    /// <summary>Content of the version before <paramref name="version"/>; null for none.</summary>
    public byte[]? ReadPredecessor(Version version)
    {
        try
        {
            return version.PredecessorDataName is { } name ? AtomicFile.ReadContent(In(name)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Replaces a version that was read, or begins with the first (<paramref name="replaced"/> null); false, and
    /// nothing is changed, where somebody was faster.
    /// </summary>
    /// <param name="replaced">What was read.</param>
    /// <param name="content">The new content.</param>
    /// <param name="isStart">Whether what was read counts as none, because the state was deleted.</param>
    /// <exception cref="AtomicWriteException">With <see cref="AtomicWriteException.Committed"/>: the version is the
    /// last one, but its durability or the copy at the path is in doubt.</exception>
    public bool TryCommit(Version? replaced, byte[] content, bool isStart)
    {
        var id = Version.NewId();
        if (!(replaced is null ? TryBegin(id, content) : TryReplace(replaced, id, content)))
            return false;
        try
        {
            ConfirmDurable();
        }
        catch (Exception error)
            when (error is UnauthorizedAccessException or (IOException and not AtomicWriteException { Committed: true })
            )
        {
            throw new AtomicWriteException(
                $"The new state is committed in '{Location}', but a power cut may still bring the old one back: {error.Message}",
                error,
                committed: true
            );
        }

        if (replaced is not null)
            Collect(replaced, keepsReplaced: !isStart && IsNoWiderThanAsked(replaced));
        if (replaced is null || LeftoverSearch.IsDue(Location))
            RemoveLateComers();
        Publish(content, id, isThere: replaced is { IsShown: true } && !isStart);
        return true;
    }

    // The version before may be the same secret as the one that is limited now.
    bool IsNoWiderThanAsked(Version replaced)
    {
        if (_options.Mode is not { } mode)
            return true;
        Step.SetModeOfDirectory(Location, mode);
        return Step.TryNarrow(In(replaced.DataName), mode);
    }

    /// <summary>Whether a version has the mode that is asked for.</summary>
    public bool HasModeAsked(Version version) =>
        _options.Mode is not { } mode || Step.HasMode(In(version.DataName), mode);

    /// <summary>Makes what was read durable, whoever committed it.</summary>
    public void ConfirmDurable()
    {
        if (!IsSynced)
            return;
        Step.Sync(Location, Location);
        if (_isNameDurable)
            return;
        Step.Sync(_parent, Location); // its creator may have died before
        _isNameDurable = true;
    }

    bool TryReplace(Version replaced, string id, byte[] content)
    {
        RequireTrusted();
        var head = Version.HeadOf(replaced.Id);
        try
        {
            AtomicFile.WriteFileAtomic(In(Version.DataOf(replaced.Id, id)), content, OptionsLike(Model(replaced)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && !File.Exists(In(head)))
        {
            return false; // a later version is there, and its author has removed what can no longer be committed
        }

        // A server may have renamed and its answer been lost: asked again it finds nothing to rename.
        return Step.TryRename(Location, head, Version.HeadOf(id)) || WasCommitted(id);
    }

    // Once, because nobody can put another in the place of one that is not his.
    void RequireTrusted()
    {
        if (!_isTrusted)
            Step.RequireNotPlanted(Location);
        _isTrusted = true;
    }

    // Who has lost leaves its data behind: that no answer was lost is not known, and the next who commits knows that
    // nobody needs it.
    bool WasCommitted(string id) =>
        ListNames() is { } names
        && Array.Exists(names, name => name == Version.HeadOf(id) || Version.IsSuccessorOf(name, id));

    bool TryBegin(string id, byte[] content)
    {
        var temporary = Path.Combine(_parent, TemporaryName.For(Path.GetFileName(Location)));
        var options = OptionsLike(_path);
        try
        {
            Step.Create(temporary, _path, options.Mode, "the directory of versions");
            AtomicFile.WriteFileAtomic(Path.Combine(temporary, Version.HeadOf(id)), [], options);
            AtomicFile.WriteFileAtomic(Path.Combine(temporary, Version.DataOf(Version.None, id)), content, options);
            return Step.TryRenameDirectory(temporary, Location) || WasCommitted(id);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && Directory.Exists(Location))
        {
            return false; // somebody has begun, and removed what the others had prepared
        }
        finally
        {
            Delete(temporary);
        }
    }

    bool IsSynced => _options.Durability != Durability.None;

    // Whoever may read the state may read its versions, and nobody else.
    AtomicWriteOptions OptionsLike(string model) =>
        new()
        {
            Mode = _options.Mode,
            Model = model,
            IsFreshName = true,
            Durability = IsSynced ? Durability.Full : Durability.None,
        };

    string Model(Version replaced) => File.Exists(_path) ? _path : In(replaced.DataName);

    string In(string name) => Path.Combine(Location, name);

    // Null where there is no such directory.
    string[]? ListNames()
    {
        try
        {
            return Array.ConvertAll(Directory.GetFiles(Location), name => Path.GetFileName(name));
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    InvalidDataException Damaged(int heads) =>
        new(
            $"The directory '{Location}' has been damaged from outside: "
                + $"it has {heads} heads with their data instead of one. '{_path}' is a copy of a recent version; "
                + "to start from it, move the directory away while no program uses it."
        );
}
