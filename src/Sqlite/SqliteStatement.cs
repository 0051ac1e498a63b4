using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>One statement with its parameters, and the row at which it stands.</summary>
sealed class SqliteStatement : IDisposable
{
    readonly SqliteSession _session;
    readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteSession session, ReadOnlySpan<byte> sql)
    {
        _session = session;
        int result;
        do result = raw.sqlite3_prepare_v2(session.Handle, sql, out _statement);
        while (session.IsBusy(result));
        session.Check(result);
    }

    public void Bind(int parameter, string value) =>
        _session.Check(raw.sqlite3_bind_text(_statement, parameter, value));

    public void Bind(int parameter, long value) => _session.Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    public void Bind(int parameter, byte[]? value) =>
        _session.Check(
            value is null
                ? raw.sqlite3_bind_null(_statement, parameter)
                : raw.sqlite3_bind_blob(_statement, parameter, value)
        );

    /// <summary>Goes to the next row; false where there is none.</summary>
    public bool Step()
    {
        int result;
        while (_session.IsBusy(result = raw.sqlite3_step(_statement)))
            raw.sqlite3_reset(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return result == raw.SQLITE_ROW;
        _session.Check(result);
        return false;
    }

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public byte[]? Blob(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL
            ? null
            : raw.sqlite3_column_blob(_statement, column).ToArray();

    public void Dispose() => _statement.Dispose();
}
