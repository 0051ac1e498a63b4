namespace AtomicWrites.Sqlite;

/// <summary>
/// The table of the states: made by who comes first, and given what it has not got from an older version of this
/// library.
/// </summary>
static class SqliteTable
{
    const string Create = """
        CREATE TABLE atomic_writes_state(
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
        ("changed", "ALTER TABLE atomic_writes_state ADD COLUMN changed TEXT"),
    ];

    public static void Ensure(SqliteSession session)
    {
        if (IsComplete(Columns(session)))
            return;
        session.Begin();
        try
        {
            // Others may have been faster.
            var columns = Columns(session);
            if (columns.Count == 0)
                session.Execute(Create);
            else
                foreach (var (column, upgrade) in Added)
                    if (!columns.Contains(column))
                        session.Execute(upgrade);
            session.Execute("COMMIT");
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    static bool IsComplete(HashSet<string> columns) =>
        columns.Count > 0 && Array.TrueForAll(Added, added => columns.Contains(added.Column));

    static HashSet<string> Columns(SqliteSession session)
    {
        using var select = new SqliteStatement(session, "SELECT name FROM pragma_table_info('atomic_writes_state')"u8);
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (select.Step())
            columns.Add(select.Text(0));
        return columns;
    }
}
