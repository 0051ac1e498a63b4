namespace AtomicWrites.States;

/// <summary>
/// Runs a check some moments after a state may have changed, again while it says that it could not tell: how many
/// reports come, and how often, does not matter.
/// </summary>
sealed class StateWatcher : IDisposable
{
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan WithoutReports = TimeSpan.FromSeconds(1);

    readonly IDisposable? _reports;
    readonly ITimer _timer;
    readonly Func<bool> _check;
    readonly TimeSpan _interval;
    readonly object _gate = new();
    bool _isDue;
    bool _isDisposed;

    public StateWatcher(StateStore store, TimeProvider time, TimeSpan? pollInterval, Func<bool> check)
    {
        _check = check;
        _timer = Start(time, Check);
        _reports = store.Watch(Report);
        _interval =
            pollInterval is { } interval ? (interval > Rest ? interval : Rest)
            : _reports is null ? WithoutReports
            : Timeout.InfiniteTimeSpan;
        Report(); // what has changed since it was last looked at; also begins the looks at intervals
    }

    // In nobody's flow: what is called back may update the state, whoever has asked for it inside of what.
    static ITimer Start(TimeProvider time, Action check)
    {
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        using (flow)
            return time.CreateTimer(_ => check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

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
        lock (_gate)
        {
            lock (_timer)
            {
                if (_isDisposed)
                    return;
                _isDue = false;
            }

            if (!_check())
                Report();
        }

        lock (_timer)
            if (!_isDue && !_isDisposed)
                _timer.Change(_interval, Timeout.InfiniteTimeSpan);
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
