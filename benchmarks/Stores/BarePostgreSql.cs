using Npgsql;

namespace AtomicWrites.Stores.Benchmarks;

/// <summary>
/// The statements of <see cref="PostgreSql.PostgreSqlStateStore"/> by its client, on connections of its pool.
/// </summary>
sealed class BarePostgreSql : Row
{
    readonly NpgsqlDataSource _source;
    readonly string _key;
    readonly byte[] _content;

    public BarePostgreSql(NpgsqlDataSource source, string key, byte[] content)
    {
        (_source, _key, _content) = (source, key, content);
        try
        {
            Execute(
                "CREATE TABLE IF NOT EXISTS bare(key text PRIMARY KEY, content bytea, version bigint NOT NULL, stamp text NOT NULL, changed timestamptz NOT NULL DEFAULT now())"
            );
        }
        catch (PostgresException)
        {
            // Another process has made it at the same moment.
        }

        Execute("INSERT INTO bare VALUES ($1, $2, 1, 'first') ON CONFLICT DO NOTHING", _key, _content);
    }

    public override void Read() => Version();

    public override void Update()
    {
        const string Update = """
            WITH written AS (
                UPDATE bare SET content = $2, version = version + 1, stamp = $3, changed = now()
                WHERE key = $1 AND version = $4 RETURNING key)
            SELECT
                count(pg_notify('bare', key)),
                set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)
            FROM written
            """;
        while (Execute(Update, _key, _content, Guid.NewGuid().ToString("N")[..16], Version()) is not 1L) { }
    }

    long Version()
    {
        using var connection = _source.OpenConnection();
        using var command = Command(connection, "SELECT content, version, stamp FROM bare WHERE key = $1", _key);
        using var row = command.ExecuteReader();
        row.Read();
        _ = (row.GetFieldValue<byte[]>(0), row.GetString(2));
        return row.GetInt64(1);
    }

    object? Execute(string sql, params ReadOnlySpan<object> parameters)
    {
        using var connection = _source.OpenConnection();
        using var command = Command(connection, sql, parameters);
        return command.ExecuteScalar();
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return command;
    }
}
