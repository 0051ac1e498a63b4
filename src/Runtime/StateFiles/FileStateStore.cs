using AtomicWrites.Protocol;
using AtomicWrites.States;

namespace AtomicWrites.StateFiles;

/// <summary>A state in a file: what both ways to keep others out have in common.</summary>
abstract class FileStateStore(string path, bool createsDirectory, AtomicWriteOptions options) : StateStore($"'{path}'")
{
    protected const string BackupSuffix = ".bak";
    bool _isFile;

    /// <summary>The store of a file.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, has a null character, or ends as that of a
    /// directory does.</exception>
    public static FileStateStore At<T>(string path, StateFileOptions<T> options)
        where T : notnull
    {
        path = System.IO.Path.GetFullPath(path);
        if (System.IO.Path.GetFileName(path).Length == 0)
            throw new ArgumentException($"'{path}' is the path of a directory.", nameof(path));
        return options.Concurrency == ConcurrencyMode.Lock
            ? new LockedStore(path, options.CreateDirectory, options.Write, options.KeepBackup)
            : new SwappedStore(path, options.CreateDirectory, options.Write);
    }

    /// <summary>The state file; absolute.</summary>
    public string Path => path;

    protected AtomicWriteOptions Options => options;

    public override IDisposable? Watch(Action changed) => new FileWatch(path, changed);

    internal sealed override Task<ReplaceOutcome> ReplaceInTurnAsync(
        StoredState present,
        byte[]? content,
        string stamp,
        CancellationToken cancellationToken
    ) => Blocking.Run(() => ReplaceInTurn(present, content, stamp, cancellationToken), cancellationToken);

    internal sealed override bool IsLocal => true;

    internal sealed override bool KeepsReadersWaiting => true;

    internal sealed override bool KeepsDeleted => true;

    internal sealed override string? FilePath => path;

    internal sealed override bool TryPrepare(Exception failure)
    {
        if (!createsDirectory || failure is not DirectoryNotFoundException)
            return false;
        StateDirectory.Create(System.IO.Path.GetDirectoryName(path)!, isDurable: options.Durability != Durability.None);
        return true;
    }

    // Beside it stand backup, copies and versions, where a link is followed.
    protected string RealPath => options.SymbolicLinks == SymbolicLinks.Follow ? Protocol.RealPath.Of(path) : path;

    /// <summary>
    /// The same, or the path itself where a link leads nowhere, which is for those to report who read or write it.
    /// </summary>
    protected string WhereItLeads =>
        options.SymbolicLinks == SymbolicLinks.Follow ? Protocol.RealPath.OrItself(path) : path;

    protected byte[]? ReadFile(CancellationToken cancellationToken) =>
        BusyFile.Read(path, options.SymbolicLinks, cancellationToken);

    /// <summary>Of the file itself: one beside a link that nobody can follow is none of it.</summary>
    protected byte[]? ReadBackup() => BusyFile.ReadBackup(() => RealPath + BackupSuffix);

    /// <summary>
    /// Before a lock file or versions are made beside what can have none. Once, because it takes a system call; but for
    /// links that are rejected, which versions would not notice.
    /// </summary>
    protected void RequireFile()
    {
        if (!_isFile)
            BusyFile.RequireFile(path, options.SymbolicLinks);
        _isFile = options.SymbolicLinks != SymbolicLinks.Reject;
    }

    /// <summary>
    /// Saves what is no good version before it is replaced, for its owner alone:
    /// <c>&lt;file&gt;.corrupt-&lt;time&gt;</c>.
    /// </summary>
    internal sealed override ValueTask<string> KeepAsideAsync(byte[] content, StoreCall call) =>
        call.IsAsync
            ? new(Blocking.Run(() => KeepAside(content), call.Cancellation))
            : new ValueTask<string>(KeepAside(content));

    string KeepAside(byte[] content) =>
        $"'{Quarantine.Keep(RealPath, path, copy => copy.Write(content, 0, content.Length))}'";
}
