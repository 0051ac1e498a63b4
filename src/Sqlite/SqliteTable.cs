namespace AtomicWrites.Sqlite;

/// <summary>
/// The table of the states: made by who comes first, and given what it has not got from an older version of this
/// library.
/// </summary>
static class SqliteTable
{
    const string Create = """
        CREATE TABLE main.atomic_writes_state(
            key TEXT NOT NULL PRIMARY KEY,
            content BLOB,
            version INTEGER NOT NULL,
            stamp TEXT NOT NULL,
            changed TEXT) STRICT
        """;

    // Each is such that older versions, which name their columns, go on with the table; what newer ones have added is
    // no harm either.
    static readonly (string Column, string Upgrade)[] Added =
    [
        ("changed", "ALTER TABLE main.atomic_writes_state ADD COLUMN changed TEXT"),
    ];

    public static void Ensure(SqliteSession session)
    {
        if (Missing(session) is [])
            return;
        session.Begin();
        try
        {
            foreach (var step in Missing(session)) // others may have been faster
                session.Execute(step);
            session.Execute("COMMIT");
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    static string[] Missing(SqliteSession session) =>
        session.Text("SELECT group_concat(lower(name)) FROM pragma_table_info('atomic_writes_state', 'main')"u8)
            is { } columns
            ? [.. Added.Where(added => !columns.Split(',').Contains(added.Column)).Select(added => added.Upgrade)]
            : [Create];
}
