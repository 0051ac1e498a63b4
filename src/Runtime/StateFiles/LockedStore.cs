using AtomicWrites.CompareAndSwap;
using AtomicWrites.Locking;
using AtomicWrites.Protocol;
using AtomicWrites.States;
using AtomicWrites.Timing;

namespace AtomicWrites.StateFiles;

/// <summary>
/// The state is in the file, the version before in its backup; the lock keeps others out from the read to the write.
/// The content is the version.
/// </summary>
sealed class LockedStore(string path, bool createsDirectory, AtomicWriteOptions options, bool keepsBackup)
    : FileStateStore(path, createsDirectory, options)
{
    string? _versions;

    public override StoredState Read(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _versions ??= VersionDirectory.For(WhereItLeads); // once, because it takes system calls
        VersionDirectory.RequireNone(_versions, Path);
        return new(ReadFile(cancellationToken)) { ReadBackup = keepsBackup ? ReadBackup : null };
    }

    public override ReplaceOutcome TryReplace(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    )
    {
        using var turn = Enter(TimeLimit.None, cancellationToken);
        return OwnSaves.IsSame(Read(cancellationToken).Content, present.Content)
            ? ReplaceInTurn(present, content, stamp, cancellationToken)
            : ReplaceOutcome.NotCommitted;
    }

    internal override IDisposable Enter(TimeLimit limit, CancellationToken cancellationToken)
    {
        Check();
        return FileLock.Take(Path, limit, cancellationToken: cancellationToken).ForUpdate();
    }

    internal override Task<IDisposable> EnterAsync(TimeLimit limit, CancellationToken cancellationToken)
    {
        Check();
        return Wait(FileLock.TakeAsync(Path, limit, cancellationToken: cancellationToken));

        static async Task<IDisposable> Wait(Task<FileLock> fileLock) =>
            (await fileLock.ConfigureAwait(false)).ForUpdate();
    }

    protected internal override void RequireNotHeld() => HeldLocks.RequireNotHeld(LockPath.Of(Path));

    void Check()
    {
        HeldLocks.RequireNoUpdate(Path);
        RequireFile();
    }

    // What was read under the lock is not read once more only to find that it is the same.
    internal override ReplaceOutcome ReplaceInTurn(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken
    )
    {
        if (content is null)
            Delete(present);
        else
            Write(present, content, cancellationToken);
        return ReplaceOutcome.Committed;
    }

    void Write(StoredState present, byte[] content, CancellationToken cancellationToken)
    {
        using var file = PendingFile.Open(
            Path,
            Options with
            {
                CreateNew = false,
                SkipIfUnchanged = OwnSaves.IsSame(present.Content, content),
                KeepBackup = keepsBackup && !present.IsBad,
            }
        );
        file.Cancellation = cancellationToken;
        file.Write(content);
        file.Commit();
        if (present.Content is null)
            StateDirectory.Forget(WhereItLeads + BackupSuffix);
    }

    // A backup of the time when backups were kept goes with the state: whoever signs out has left nothing.
    void Delete(StoredState present)
    {
        var backup = RealPath + BackupSuffix;
        if (!keepsBackup)
            StateDirectory.DeleteIfThere(backup);
        StateDirectory.Delete(RealPath, keepsBackup && !present.IsBad ? backup : null, Options);
    }
}
