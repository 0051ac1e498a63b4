using System.Diagnostics.CodeAnalysis;
using AtomicWrites.Locking;
using AtomicWrites.Platform;
using AtomicWrites.Platform.Unix;
using AtomicWrites.States;

namespace AtomicWrites.StateFiles;

/// <summary>
/// Tells when files in one directory may have changed: one watcher of the system for all of them, of which there are
/// few.
/// </summary>
/// <remarks>
/// A system's watcher is of the directory that has the name now. So once a second one looks whether it is still the
/// same, and waits in that way for one that is missing. Where the system has no watcher left, every such look reports
/// all files.
/// </remarks>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Ends, and disposes of both, with the last of those who subscribed."
)]
sealed class DirectoryWatch
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    static readonly Dictionary<string, DirectoryWatch> All = new(LockPath.Comparer);

    readonly string _directory;
    readonly object _gate = new();
    readonly Timer _timer;
    List<Subscription> _subscriptions = []; // replaced, not changed: reports come on other threads
    FileSystemWatcher? _watcher;
    (ulong Device, ulong Inode, long Born)? _watched; // null: nothing, or something that has reported an error
    bool _isDisposed;

    DirectoryWatch(string directory)
    {
        _directory = directory;
        _timer = new Timer(_ => LookAgain(), null, Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls <paramref name="report"/> whenever the file may have changed, until disposed.</summary>
    /// <param name="path">Absolute path of the file; not even its directory need exist.</param>
    /// <param name="report">Called on any thread; must not throw.</param>
    public static IDisposable Subscribe(string path, Action report) =>
        Subscribe(Path.GetDirectoryName(path)!, Path.GetFileName(path), report);

    /// <summary>The same for all files of a directory.</summary>
    public static IDisposable SubscribeToAll(string directory, Action report) => Subscribe(directory, null, report);

    static Subscription Subscribe(string directory, string? name, Action report)
    {
        var subscription = NeutralFlow.Run(() => Add(directory, name, report));
        subscription.Watch.Look(); // whoever subscribes is told of all that happens from here on
        return subscription;
    }

    static Subscription Add(string directory, string? name, Action report)
    {
        lock (All)
        {
            if (!All.TryGetValue(directory, out var watch))
                All.Add(directory, watch = new DirectoryWatch(directory));
            var subscription = new Subscription(watch, name, report);
            watch._subscriptions = [.. watch._subscriptions, subscription];
            return subscription;
        }
    }

    void Unsubscribe(Subscription subscription)
    {
        lock (All)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
            if (_subscriptions.Count > 0 || _isDisposed)
                return;
            All.Remove(_directory);
        }

        lock (_gate)
        {
            _isDisposed = true;
            _timer.Dispose();
            _watcher?.Dispose();
        }
    }

    // One after the other: a file system that does not answer would keep one more thread of the pool each second.
    void LookAgain()
    {
        Look();
        lock (_gate)
            if (!_isDisposed)
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    // Watches the directory that is there now.
    void Look()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            var present = Identity();
            if (present == _watched && (_watcher is not null || present is null))
                return;
            _watcher?.Dispose();
            _watcher = present is null ? null : NeutralFlow.Run(Watch);
            _watched = present;
        }

        // What has happened while nobody watched. On the pool, because whoever subscribes may hold a lock of his own.
        ThreadPool.UnsafeQueueUserWorkItem(_ => ReportAll(), null);
    }

    (ulong, ulong, long)? Identity() =>
        Host.IsWindows
            ? Directory.Exists(_directory)
                ? (0, 0, 0)
                : null // cannot be replaced while it is watched
            : FileStatus.TryFollow(UnixPath.Encode(_directory), out var status) && status.IsDirectory
                ? (status.Device, status.Inode, status.Born)
                : null;

    FileSystemWatcher? Watch()
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(_directory);
            watcher.Created += Report;
            watcher.Changed += Report;
            watcher.Deleted += Report;
            watcher.Renamed += (_, change) =>
            {
                Report(change.OldName);
                Report(change.Name);
            };
            var isLost = false;
            watcher.Error += (_, _) =>
            {
                isLost = true;
                // On the pool: it may have told on this thread, which looks at the directory and keeps others out of it.
                ThreadPool.UnsafeQueueUserWorkItem(_ => Lost(watcher), null);
            };
            watcher.EnableRaisingEvents = true;
            if (!isLost)
                return watcher;
            watcher.Dispose(); // it has told at once that the system watches no more directories, or not this one
            return null;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or PlatformNotSupportedException)
        {
            watcher?.Dispose(); // none left, or the directory has just gone: looked at again in a second
            return null;
        }
    }

    // Reports were lost, or the directory is gone.
    void Lost(FileSystemWatcher watcher)
    {
        lock (_gate)
            if (_watcher == watcher)
                _watched = null;
        ReportAll();
    }

    void Report(object sender, FileSystemEventArgs change) => Report(change.Name);

    void Report(string? name)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
            if (name is null || subscription.Name is null || LockPath.Comparer.Equals(subscription.Name, name))
                subscription.Report();
    }

    void ReportAll() => Report(name: null);

    sealed class Subscription(DirectoryWatch watch, string? name, Action report) : IDisposable
    {
        public DirectoryWatch Watch => watch;

        /// <summary>Null for all.</summary>
        public string? Name => name;

        public Action Report => report;

        public void Dispose() => watch.Unsubscribe(this);
    }
}
