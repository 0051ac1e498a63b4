using System.Diagnostics.CodeAnalysis;
using AtomicWrites.CompareAndSwap;
using AtomicWrites.Locking;
using Version = AtomicWrites.CompareAndSwap.Version;

namespace AtomicWrites.StateFiles;

/// <summary>The state is in the versions of a directory; who finds that somebody was faster starts again with what that one has written.</summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore without a wait handle holds nothing that needs disposal."
)]
sealed class SwappedStore(string path, AtomicWriteOptions options) : StateStore(path)
{
    readonly VersionDirectory _versions = new(path, options);
    readonly SemaphoreSlim _turn = new(1); // our own updates do not compete with each other

    public override StateContent Read() => Content(ReadVersion());

    public override void Update(Func<StateContent, StateChange> change)
    {
        var mark = Enter();
        try
        {
            _turn.Wait();
            try
            {
                var attempt = new Attempt(this);
                while (!attempt.TryCommit(change(attempt.Begin())))
                    Backoff.Pause(attempt.Failures);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            mark.End();
        }
    }

    public override async Task UpdateAsync(
        Func<StateContent, CancellationToken, Task<StateChange>> change,
        CancellationToken cancellationToken
    )
    {
        var mark = Enter();
        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var attempt = new Attempt(this);
                while (true)
                {
                    var present = await Task.Run(attempt.Begin, cancellationToken).ConfigureAwait(false);
                    var changed = await change(present, cancellationToken).ConfigureAwait(false);
                    if (await Task.Run(() => attempt.TryCommit(changed), cancellationToken).ConfigureAwait(false))
                        return;
                    await Backoff.PauseAsync(attempt.Failures, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            mark.End();
        }
    }

    // An update inside an update of the same file would make the outer one fail and start again, for ever.
    HeldLocks Enter() => HeldLocks.Enter(VersionDirectory.For(Path), FileLockMode.Exclusive).Hold();

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

    StateContent Content(Version? version) =>
        version is null ? new(ReadFile(), ReadBackup) : new(version.Content, () => _versions.ReadPredecessor(version));

    sealed class Attempt(SwappedStore store)
    {
        Version? _version;
        StateContent _present;

        public int Failures { get; private set; }

        public StateContent Begin()
        {
            _version = store.ReadVersion();
            return _present = store.Content(_version);
        }

        public bool TryCommit(StateChange change) => store.Own.Save(change.Content, () =>
            {
                if (_version is not null && _version.Content.AsSpan().SequenceEqual(change.Content))
                {
                    store._versions.ConfirmDurable();
                    return true;
                }

                if (change.KeepsAside && _present.Main is not null)
                    store.KeepAside(_present.Main);

                if (store._versions.TryCommit(_version, change.Content))
                    return true;
                Failures++;
                return false;
            });
    }
}
