using System.Globalization;
using AtomicWrites.Platform.Unix;

namespace AtomicWrites.StateFiles;

/// <summary>Where versions of a state are kept, and how one replaces another without losing what somebody else has written.</summary>
abstract class StateStore(string path)
{
    const string BackupSuffix = ".bak";
    const int SharingViolation = unchecked((int)0x80070020);
    const int LockViolation = unchecked((int)0x80070021);
    const int ReadAttempts = 10;
    static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(50);

    /// <summary>The state file; absolute.</summary>
    public string Path => path;

    /// <summary>What was saved through this object.</summary>
    public OwnSaves Own { get; } = new();

    /// <exception cref="StateFileException">It is there and cannot be read.</exception>
    public abstract StateContent Read();

    /// <summary>Reads, changes and writes as one step; the change may run more than once.</summary>
    public abstract void Update(Func<StateContent, StateChange> change);

    /// <inheritdoc cref="Update"/>
    public abstract Task UpdateAsync(
        Func<StateContent, CancellationToken, Task<StateChange>> change,
        CancellationToken cancellationToken
    );

    protected byte[]? ReadFile()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return AtomicFile.ReadAllBytes(path);
            }
            catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException failure) when (IsKeptByAnother(failure) && attempt < ReadAttempts)
            {
                Thread.Sleep(ReadPause); // virus scanners, and programs that write in place
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(failure);
            }
        }
    }

    // On Unix .NET locks what is not to be shared.
    static bool IsKeptByAnother(IOException failure) =>
        failure.HResult is SharingViolation or LockViolation || failure.HResult == Errno.EAGAIN;

    protected byte[]? ReadBackup()
    {
        try
        {
            return AtomicFile.ReadAllBytes(path + BackupSuffix);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // the caller reports what is the matter with the file itself
        }
    }

    protected StateFileException Unreadable(Exception failure) =>
        new(
            StateFileFailure.Unreadable,
            $"'{path}' could not be read: {failure.Message} It is left as it is.",
            failure
        );

    /// <summary>Saves what is no good version before it is replaced, for its owner alone: <c>&lt;file&gt;.corrupt-&lt;time&gt;</c>.</summary>
    protected void KeepAside(byte[] content)
    {
        var name =
            path + ".corrupt-" + DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        var options = new AtomicWriteOptions
        {
            CreateNew = true,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        for (var attempt = 1; ; attempt++)
        {
            var free = attempt == 1 ? name : name + "-" + attempt.ToString(CultureInfo.InvariantCulture);
            try
            {
                AtomicFile.WriteFileAtomic(free, content, options);
                return;
            }
            catch (AtomicWriteException failure) when (failure.Committed)
            {
                throw new AtomicWriteException(
                    $"'{path}' was left as it is, corrupt, because a power cut may still take the copy that is kept of it: {failure.Message}",
                    failure,
                    committed: false
                );
            }
            catch (IOException) when (File.Exists(free))
            {
                // Another one at the same moment.
            }
        }
    }
}
