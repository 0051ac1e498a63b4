namespace AtomicWrites.StateFiles;

/// <summary>Runs a check some moments after a file may have changed: how many reports come, and how often, does not matter.</summary>
sealed class StateWatcher : IDisposable
{
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    readonly FileSystemWatcher _directory;
    readonly Timer _timer;
    readonly Action _check;
    readonly TimeSpan _interval;
    readonly object _gate = new();
    int _isDue;
    bool _isDisposed;

    public StateWatcher(string path, TimeSpan? pollInterval, Action check)
    {
        _check = check;
        _interval = pollInterval ?? Timeout.InfiniteTimeSpan;
        _timer = new Timer(_ => Check(), null, _interval, Timeout.InfiniteTimeSpan);
        _directory = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path))
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
        };
        _directory.Created += (_, _) => Report();
        _directory.Changed += (_, _) => Report();
        _directory.Renamed += (_, _) => Report();
        _directory.Deleted += (_, _) => Report();
        _directory.Error += (_, _) => Report(); // reports were lost
        try
        {
            _directory.EnableRaisingEvents = true;
        }
        catch
        {
            Dispose();
            throw;
        }

        Report(); // what has changed since it was last looked at
    }

    void Report()
    {
        // Set off by the first report, not put off by each further one: who writes without rest is seen too.
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
            Schedule(Rest);
    }

    void Schedule(TimeSpan delay)
    {
        lock (_timer)
            if (!_isDisposed)
                _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    void Check()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            Interlocked.Exchange(ref _isDue, 0);
            _check();
        }

        if (Volatile.Read(ref _isDue) == 0)
            Schedule(_interval);
    }

    public void Dispose()
    {
        _directory.Dispose();
        lock (_timer)
        {
            _isDisposed = true;
            _timer.Dispose();
        }

        lock (_gate)
        {
            // A check that runs has ended.
        }
    }
}
