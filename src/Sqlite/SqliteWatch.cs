using Microsoft.Data.Sqlite;

namespace AtomicWrites.Sqlite;

/// <summary>Looks at intervals whether another connection has committed to a database: one counter in shared memory.</summary>
sealed class SqliteWatch : IDisposable
{
    readonly SqliteDatabase _database;
    readonly string _name;
    readonly Action _changed;
    readonly TimeSpan _interval;
    readonly Timer _timer;
    SqliteConnection? _connection;
    long _seen;
    bool _isDisposed;

    public SqliteWatch(SqliteDatabase database, string name, TimeSpan interval, Action changed)
    {
        (_database, _name, _changed, _interval) = (database, name, changed, interval);
        _timer = new Timer(_ => Look());
        try
        {
            _seen = Version();
        }
        catch (SqliteException failure)
        {
            Close();
            throw SqliteFailure.Of(failure, name);
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
            catch (Exception failure) when (failure is SqliteException or IOException)
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
        _connection ??= _database.Open(_name);
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose()
    {
        lock (_timer)
        {
            _isDisposed = true;
            _timer.Dispose();
            Close();
        }
    }
}
