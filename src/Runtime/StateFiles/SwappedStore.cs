using AtomicWrites.CompareAndSwap;
using Version = AtomicWrites.CompareAndSwap.Version;

namespace AtomicWrites.StateFiles;

/// <summary>The state is in the versions of a directory; who finds that somebody was faster starts again with what that one has written.</summary>
sealed class SwappedStore(string path, bool createsDirectory, AtomicWriteOptions options)
    : FileStateStore(path, createsDirectory, options)
{
    readonly VersionDirectory _versions = new(path, options);

    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var version = ReadVersion();
        if (version is null)
            return new(ReadFile()) { ReadBackup = ReadBackup };
        var content = IsDeleted(version.Content) ? null : version.Content;
        return new(content, version) { ReadBackup = () => _versions.ReadPredecessor(version) };
    }

    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        content ??= VersionDirectory.Deleted; // a version like others, so that nobody takes the one before it for the last
        var version = (Version?)present.Version;
        if (version is not null && version.Content.AsSpan().SequenceEqual(content))
        {
            _versions.ConfirmDurable();
            return ReplaceOutcome.Committed;
        }

        return TryCommit(version, content) ? ReplaceOutcome.Committed : ReplaceOutcome.NotCommitted;
    }

    internal override string TurnName => VersionDirectory.For(Path);

    bool TryCommit(Version? version, byte[] content)
    {
        try
        {
            return _versions.TryCommit(version, content);
        }
        catch (DirectoryNotFoundException failure) when (version is null && TryPrepare(failure))
        {
            return _versions.TryCommit(version, content);
        }
    }

    Version? ReadVersion()
    {
        try
        {
            return _versions.Read();
        }
        catch (InvalidDataException failure)
        {
            throw new StateFileException(StateFileFailure.Corrupt, failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(failure);
        }
    }

    static bool IsDeleted(byte[] content) => content.AsSpan().SequenceEqual(VersionDirectory.Deleted);
}
