using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.StateFiles;

/// <summary>The state is in the file, the version before in its backup; the lock keeps others out from the read to the write.</summary>
sealed class LockedStore(string path, AtomicWriteOptions options, bool keepsBackup) : StateStore(path)
{
    public override StateContent Read()
    {
        // Who uses the wrong mode would read an old copy, and write what nobody else reads.
        if (Directory.Exists(VersionDirectory.For(Path)))
            throw new InvalidOperationException(
                $"'{Path}' belongs to programs that use {nameof(ConcurrencyMode)}.{nameof(ConcurrencyMode.CompareAndSwap)}: its versions are in '{VersionDirectory.For(Path)}'. "
                    + "Use the same mode, or move that directory away while no program uses it."
            );
        return new(ReadFile(), ReadBackup);
    }

    public override void Update(Func<StateContent, StateChange> change) => AtomicFile.WithLock(Path, () =>
        {
            var present = Read();
            Save(present, change(present));
        });

    public override Task UpdateAsync(
        Func<StateContent, CancellationToken, Task<StateChange>> change,
        CancellationToken cancellationToken
    ) =>
        AtomicFile.WithLockAsync(
            Path,
            async token =>
            {
                var present = await Task.Run(Read, token).ConfigureAwait(false);
                var changed = await change(present, token).ConfigureAwait(false);
                await Task.Run(() => Save(present, changed), token).ConfigureAwait(false);
            },
            cancellationToken
        );

    void Save(StateContent present, StateChange change) => Own.Save(change.Content, () =>
        {
            Write(present, change);
            return true;
        });

    void Write(StateContent present, StateChange change)
    {
        if (change.KeepsAside && present.Main is not null)
            KeepAside(present.Main);
        // What was read under the lock is not read once more only to find that it differs.
        var isUnchanged = present.Main is { } main && main.AsSpan().SequenceEqual(change.Content);
        AtomicFile.WriteFileAtomic(
            Path,
            change.Content,
            options with
            {
                CreateNew = false,
                SkipIfUnchanged = isUnchanged,
                KeepBackup = keepsBackup && !change.KeepsAside,
            }
        );
    }
}
