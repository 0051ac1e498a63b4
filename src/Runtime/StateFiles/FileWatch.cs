using AtomicWrites.Protocol;

namespace AtomicWrites.StateFiles;

/// <summary>
/// Reports what may have changed a file: under its own name, and under each to which symbolic links lead at the time. A
/// link among the directories of those is not followed once and for all either: the watch of a directory looks whether
/// it is still the same.
/// </summary>
sealed class FileWatch : IDisposable
{
    readonly string _path;
    readonly Action _changed;
    readonly object _gate = new();
    readonly IDisposable _named;
    readonly IDisposable? _other;
    List<IDisposable> _behind = [];
    string[] _steps = [];
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
            var steps = RealPath.Steps(_path);
            if (_isDisposed || steps.AsSpan().SequenceEqual(_steps))
                return;
            _steps = steps;
            Unfollow();
            foreach (var step in steps.AsSpan(1))
                _behind.Add(DirectoryWatch.Subscribe(step, Report));
        }
    }

    void Unfollow()
    {
        foreach (var step in _behind)
            step.Dispose();
        _behind = [];
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Unfollow();
        }

        _named.Dispose();
        _other?.Dispose();
    }
}
