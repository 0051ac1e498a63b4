using AtomicWrites.CompareAndSwap;
using AtomicWrites.States;
using Version = AtomicWrites.CompareAndSwap.Version;

namespace AtomicWrites.StateFiles;

/// <summary>
/// The state is in the versions of a directory; who finds that somebody was faster starts again with what that one has
/// written.
/// </summary>
sealed class SwappedStore(string path, bool createsDirectory, AtomicWriteOptions options)
    : FileStateStore(path, createsDirectory, options)
{
    VersionDirectory? _versions;

    // Beside the file that a link leads to now.
    VersionDirectory Versions
    {
        get
        {
            var real = RealPath;
            return _versions is { } present && present.IsOf(real) ? present : _versions = new(real, Options);
        }
    }

    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Options.SymbolicLinks == SymbolicLinks.Reject)
            RequireFile();
        var (versions, version) = ReadVersion(cancellationToken);
        if (version is null)
            return new(ReadFile(cancellationToken)) { ReadBackup = ReadBackup };
        var isDeleted = VersionDirectory.IsDeletion(version.Content) || versions.IsRemovedByHand(version);
        return new(isDeleted ? null : version.Content, version)
        {
            ReadBackup = () => versions.ReadPredecessor(version),
        };
    }

    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var versions = Versions;
        var version = (Version?)present.Version;
        if (version is not null && OwnSaves.IsSame(present.Content, content) && versions.HasModeAsked(version))
        {
            versions.ConfirmDurable();
            return ReplaceOutcome.Committed;
        }

        content ??= VersionDirectory.Deleted; // a version like others, so that nobody takes the one before it for the last
        return TryCommit(versions, version, content, isStart: present.Content is null)
            ? ReplaceOutcome.Committed
            : ReplaceOutcome.NotCommitted;
    }

    // Also of a commit whose author died before the copy was refreshed.
    public override IDisposable? Watch(Action changed)
    {
        var versions = DirectoryWatch.SubscribeToAll(VersionDirectory.For(WhereItLeads), changed);
        return new FileWatch(Path, changed, versions);
    }

    internal override string TurnName => VersionDirectory.For(Path);

    bool TryCommit(VersionDirectory versions, Version? version, byte[] content, bool isStart)
    {
        try
        {
            if (version is null)
                RequireFile();
            return versions.TryCommit(version, content, isStart);
        }
        catch (DirectoryNotFoundException failure) when (version is null)
        {
            if (!TryPrepare(failure))
                throw;
            return versions.TryCommit(version, content, isStart);
        }
    }

    (VersionDirectory Versions, Version? Last) ReadVersion(CancellationToken cancellationToken)
    {
        try
        {
            var versions = Versions;
            return (versions, versions.Read(cancellationToken));
        }
        catch (InvalidDataException failure)
        {
            throw new StateFileException(StateFileFailure.Corrupt, failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw BusyFile.Unreadable(Path, failure);
        }
    }
}
