namespace AtomicWrites.StateFiles;

/// <summary>Reports what may have changed a file, also where its directory is made later.</summary>
sealed class FileWatch : IDisposable
{
    readonly string _path;
    readonly Action _changed;
    readonly object _gate = new();
    FileSystemWatcher? _watcher;
    bool _isDisposed;

    public FileWatch(string path, Action changed)
    {
        _path = path;
        _changed = changed;
        Begin();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _watcher?.Dispose();
        }
    }

    // Watches the directory of the file, or, while that is missing, the nearest one for the next one on the way.
    void Begin()
    {
        lock (_gate)
        {
            while (!_isDisposed)
            {
                var (directory, name) = Nearest();
                _watcher?.Dispose();
                _watcher = Watch(directory, name);
                if (Nearest().Directory == directory)
                    return; // nothing was made while the watch began
            }
        }
    }

    (string Directory, string Name) Nearest()
    {
        var (directory, name) = (Path.GetDirectoryName(_path)!, Path.GetFileName(_path));
        while (!Directory.Exists(directory) && Path.GetDirectoryName(directory) is { } parent)
            (directory, name) = (parent, Path.GetFileName(directory));
        return (directory, name);
    }

    FileSystemWatcher Watch(string directory, string name)
    {
        var watcher = new FileSystemWatcher(directory, name);
        var isThere = Path.Combine(directory, name) == _path;
        watcher.Created += Report;
        watcher.Changed += Report;
        watcher.Renamed += Report;
        watcher.Deleted += Report;
        watcher.Error += (_, _) => _changed(); // reports were lost
        watcher.EnableRaisingEvents = true;
        return watcher;

        void Report(object sender, FileSystemEventArgs change)
        {
            if (!isThere)
                Begin();
            _changed();
        }
    }
}
