using Microsoft.Data.Sqlite;

namespace AtomicWrites.Sqlite;

/// <summary>
/// Looks at intervals whether another connection has committed to a database: one counter in shared memory.
/// </summary>
sealed class SqliteWatch : IDisposable
{
    readonly SqliteDatabase _database;
    readonly string _name;
    readonly Action _changed;
    readonly TimeSpan _interval;
    readonly Timer _timer;
    readonly CancellationTokenSource _end = new();
    SqliteSession? _session;
    long _seen;
    bool _isDisposed;

    public SqliteWatch(SqliteDatabase database, string name, TimeSpan interval, Action changed)
    {
        (_database, _name, _changed, _interval) = (database, name, changed, interval);
        _timer = new Timer(_ => Look());
        try
        {
            _seen = SqliteFailure.Guard(name, Version);
        }
        catch
        {
            Close();
            throw;
        }

        _timer.Change(interval, Timeout.InfiniteTimeSpan);
    }

    void Look()
    {
        lock (_timer)
        {
            if (_isDisposed)
                return;
            try
            {
                var version = Version();
                if (version != _seen)
                    _changed();
                _seen = version;
            }
            catch (Exception failure) when (failure is SqliteException or IOException or OperationCanceledException)
            {
                // Nobody knows what was missed; the state itself says what is wrong when it is read.
                Close();
                _changed();
            }

            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    // The counter counts the commits that this connection sees others make, so it has to be the same one.
    long Version()
    {
        _session ??= _database.Open(_name, _end.Token);
        using var select = new SqliteStatement(_session, "PRAGMA data_version"u8);
        select.Step();
        return select.Integer(0);
    }

    void Close()
    {
        _session?.Dispose();
        _session = null;
    }

    public void Dispose()
    {
        _end.Cancel();
        lock (_timer)
        {
            _isDisposed = true;
            _timer.Dispose();
            Close();
        }
    }
}
