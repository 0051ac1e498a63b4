using System.Globalization;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Protocol;
using AtomicWrites.States;

namespace AtomicWrites.StateFiles;

/// <summary>A state in a file: what both ways to keep others out have in common.</summary>
abstract class FileStateStore(string path, bool createsDirectory, AtomicWriteOptions options) : StateStore($"'{path}'")
{
    protected const string BackupSuffix = ".bak";
    const int SharingViolation = unchecked((int)0x80070020);
    const int LockViolation = unchecked((int)0x80070021);
    const int ReadAttempts = 10;
    const int LongestAttempt = 5; // characters, with the hyphen
    static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(50);
    bool _isFile;

    /// <summary>The store of a file.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a null character.</exception>
    public static FileStateStore At<T>(string path, StateFileOptions<T> options)
        where T : notnull
    {
        path = System.IO.Path.GetFullPath(path);
        return options.Concurrency == ConcurrencyMode.Lock
            ? new LockedStore(path, options.CreateDirectory, options.Write, options.KeepBackup)
            : new SwappedStore(path, options.CreateDirectory, options.Write);
    }

    /// <summary>The state file; absolute.</summary>
    public string Path => path;

    protected AtomicWriteOptions Options => options;

    public sealed override Task<StoredState> ReadAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => Read(cancellationToken), cancellationToken);

    public sealed override Task<ReplaceOutcome> TryReplaceAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken = default
    ) => Blocking.Run(() => TryReplace(present, content, stamp, cancellationToken), cancellationToken);

    public override IDisposable? Watch(Action changed) => new FileWatch(path, changed);

    internal sealed override bool IsLocal => true;

    internal sealed override bool KeepsDeleted => true;

    internal sealed override string? FilePath => path;

    internal sealed override bool TryPrepare(Exception failure) =>
        createsDirectory
        && failure is DirectoryNotFoundException
        && StateDirectory.TryCreate(
            System.IO.Path.GetDirectoryName(path)!,
            isDurable: options.Durability != Durability.None
        );

    // Beside it stand backup, copies and versions, where a link is followed.
    protected string RealPath => options.SymbolicLinks == SymbolicLinks.Follow ? Protocol.RealPath.Of(path) : path;

    /// <summary>The same, or the path itself where a link leads nowhere, which is for those to report who read or write it.</summary>
    protected string WhereItLeads
    {
        get
        {
            try
            {
                return RealPath;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return path;
            }
        }
    }

    protected byte[]? ReadFile()
    {
        RequireFile();
        return Read(path);
    }

    protected byte[]? ReadBackup()
    {
        try
        {
            var backup = RealPath + BackupSuffix;
            RequireFile(backup);
            return Read(backup);
        }
        catch (StateFileException failure) when (failure.InnerException is IOException io && IsKeptByAnother(io))
        {
            throw;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // no good one: the caller reports what is the matter with the file itself
        }
    }

    /// <summary>Before a lock file or versions are made beside what can have none, and before a pipe is read. Once, because it takes a system call.</summary>
    protected void RequireFile()
    {
        if (!_isFile)
            RequireFile(path);
        _isFile = true;
    }

    static void RequireFile(string file)
    {
        if (PendingFile.IsSpecial(file))
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"'{file}' could not be read: it is a device, pipe or socket. It is left as it is."
            );
    }

    static byte[]? Read(string file)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return AtomicFile.ReadAllBytes(file);
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
                throw Unreadable(failure, file);
            }
        }
    }

    // On Unix .NET locks what is not to be shared.
    static bool IsKeptByAnother(IOException failure) =>
        failure.HResult is SharingViolation or LockViolation || failure.HResult == Errno.EAGAIN;

    protected StateFileException Unreadable(Exception failure) => Unreadable(failure, path);

    static StateFileException Unreadable(Exception failure, string file) =>
        new(
            StateFileFailure.Unreadable,
            $"'{file}' could not be read: {failure.Message} It is left as it is.",
            failure
        );

    /// <summary>Saves what is no good version before it is replaced, for its owner alone: <c>&lt;file&gt;.corrupt-&lt;time&gt;</c>.</summary>
    internal sealed override ValueTask<string> KeepAsideAsync(byte[] content, StoreCall call) =>
        call.IsAsync
            ? new(Blocking.Run(() => KeepAside(content), call.Cancellation))
            : new ValueTask<string>(KeepAside(content));

    string KeepAside(byte[] content)
    {
        var suffix = ".corrupt-" + DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        var name = TemporaryName.Shortened(RealPath, suffix.Length + LongestAttempt) + suffix;
        var ofOwner = new AtomicWriteOptions
        {
            CreateNew = true,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            Model = Path, // of the owner of the state, also where root writes
        };
        for (var attempt = 1; ; attempt++)
        {
            var free = attempt == 1 ? name : name + "-" + attempt.ToString(CultureInfo.InvariantCulture);
            try
            {
                AtomicFile.WriteFileAtomic(free, content, ofOwner);
                return $"'{free}'";
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
