namespace AtomicWrites.States;

/// <summary>
/// Looks at a state some moments after it may have changed, and again while it could not be seen: how many reports
/// come, and how often, does not matter.
/// </summary>
sealed class StateWatcher : IDisposable
{
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan WithoutReports = TimeSpan.FromSeconds(1);

    readonly IDisposable? _reports;
    readonly ITimer _timer;
    readonly Func<StateLook> _look;
    readonly TimeSpan _interval;
    readonly object _gate = new();
    bool _isDue;
    bool _isDisposed;

    public StateWatcher(StateStore store, TimeProvider time, TimeSpan? pollInterval, Func<StateLook> look)
    {
        _look = look;
        // In nobody's flow: what is called back may update the state, whoever has asked for it inside of what.
        _timer = NeutralFlow.Run(() =>
            time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        );
        _reports = store.Watch(Report);
        _interval =
            pollInterval is { } interval ? (interval > Rest ? interval : Rest)
            : _reports is null ? WithoutReports
            : Timeout.InfiniteTimeSpan;
        Report(); // what has changed since it was last looked at; also begins the looks at intervals
    }

    TimeSpan Retry => _interval == Timeout.InfiniteTimeSpan || _interval > WithoutReports ? WithoutReports : _interval;

    void Report()
    {
        lock (_timer)
        {
            // Set off by the first report, not put off by each further one: who writes without rest is seen too.
            if (_isDue || _isDisposed)
                return;
            _isDue = true;
            _timer.Change(Rest, Timeout.InfiniteTimeSpan);
        }
    }

    void Check()
    {
        StateLook look;
        lock (_gate)
        {
            lock (_timer)
            {
                if (_isDisposed)
                    return;
                _isDue = false;
            }

            look = _look();
            if (look == StateLook.Soon)
                Report();
        }

        lock (_timer)
            if (!_isDue && !_isDisposed)
                _timer.Change(look == StateLook.Later ? Retry : _interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        lock (_timer)
        {
            _isDisposed = true;
            _timer.Dispose();
        }

        _reports?.Dispose();
        lock (_gate)
        {
            // A check that runs has ended.
        }
    }
}
