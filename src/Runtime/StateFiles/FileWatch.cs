using AtomicWrites.Protocol;

namespace AtomicWrites.StateFiles;

/// <summary>
/// Reports what may have changed a file: under its own name, and where a symbolic link leads to at the time.
/// </summary>
sealed class FileWatch : IDisposable
{
    readonly string _path;
    readonly Action _changed;
    readonly object _gate = new();
    readonly IDisposable _named;
    readonly IDisposable? _other;
    IDisposable? _real;
    string? _realPath;
    bool _isDisposed;

    /// <param name="path">The file.</param>
    /// <param name="changed">What to call.</param>
    /// <param name="other">What else reports the same, and ends with this.</param>
    public FileWatch(string path, Action changed, IDisposable? other = null)
    {
        _other = other;
        _path = path;
        _changed = changed;
        _named = DirectoryWatch.Subscribe(path, Report);
        Follow();
    }

    void Report()
    {
        Follow();
        _changed();
    }

    void Follow()
    {
        lock (_gate)
        {
            var real = RealPath.OrItself(_path);
            if (_isDisposed || real == _realPath)
                return;
            _realPath = real;
            _real?.Dispose();
            _real = real == _path ? null : DirectoryWatch.Subscribe(real, _changed);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _real?.Dispose();
        }

        _named.Dispose();
        _other?.Dispose();
    }
}
