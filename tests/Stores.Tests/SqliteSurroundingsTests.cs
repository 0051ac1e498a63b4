using System.Collections.Concurrent;
using AtomicWrites.Runtime.Tests;
using AtomicWrites.Sqlite;
using Microsoft.Data.Sqlite;

namespace AtomicWrites.Stores.Tests;

/// <summary>What others do to a database while a program has it open: replace it, fill its disk, link to it.</summary>
public sealed class SqliteSurroundingsTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-sqlite-").FullName;

    string Database => Path.Combine(_folder, "state.db");

    string Backup => Path.Combine(_folder, "backup.db");

    string Connection => $"Data Source={Database}";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    static State<List<int>> Numbers(string connection) => Of(new SqliteStateStore(connection, "numbers"));

    // With a limit: what meets only the file that is gone would try again for ever.
    static State<List<int>> Of(StateStore store) =>
        new(store, new StateOptions<List<int>> { Initial = () => [], LockTimeout = Patience });

    // What was committed to the file that has lost its name would be gone with it.
    [Theory]
    [InlineData("")]
    [InlineData(";Pooling=false")]
    public void What_is_written_after_a_backup_was_restored_is_in_the_restored_file(string more)
    {
        var numbers = Numbers(Connection + more);
        numbers.Edit(list => list.Add(1));
        Save();
        numbers.Edit(list => list.Add(2)); // which the backup has not got
        Restore();
        Assert.Equal([1, 3], numbers.Edit(list => list.Add(3)));
        SqliteConnection.ClearAllPools();
        Assert.Equal([1, 3], numbers.Read());
        Assert.Equal("wal", Execute("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_write_that_has_waited_while_a_backup_was_restored_is_in_the_restored_file()
    {
        var numbers = Numbers(Connection);
        numbers.Edit(list => list.Add(1));
        Save();
        Task<List<int>> waiting;
        using (var other = new SqliteConnection(Connection + ";Pooling=false"))
        {
            other.Open();
            Execute(other, "BEGIN IMMEDIATE");
            waiting = Task.Run(() => numbers.Edit(list => list.Add(2)));
            await Task.Delay(500);
            Assert.False(waiting.IsCompleted);
            Restore();
        }

        Assert.Equal([1, 2], await waiting);
        SqliteConnection.ClearAllPools();
        Assert.Equal([1, 2], numbers.Read());
    }

    [Fact]
    public void A_transaction_during_which_a_backup_was_restored_keeps_nothing_and_says_so()
    {
        Numbers(Connection).Edit(list => list.Add(1));
        Save();
        var failure = Assert.Throws<StateFileException>(() => SqliteStateStore.Transaction(Connection, transaction =>
            {
                Of(transaction.Store("numbers")).Edit(list => list.Add(2));
                Restore();
            }));
        Assert.False(failure.IsOutcomeUnknown);
        Assert.Contains("was replaced", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1], Numbers(Connection).Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_watch_goes_on_when_the_database_was_deleted_or_restored(bool isRestored)
    {
        var numbers = Numbers(Connection);
        numbers.Edit(list => list.Add(1));
        Save();
        numbers.Edit(list => list.Add(2));
        using var news = new BlockingCollection<string>();
        using var watch = numbers.OnChange(list => news.Add(string.Join(' ', list)), _ => { });
        Numbers(Connection).Edit(list => list.Add(3));
        Expect("1 2 3");
        Delete();
        if (isRestored)
            File.Move(Backup, Database);
        // As of another program, which has a connection of its own.
        Numbers(Connection + ";Pooling=false").Edit(list => list.Add(4));
        Expect(isRestored ? "1 4" : "4");

        void Expect(string now)
        {
            string? seen;
            do Assert.True(news.TryTake(out seen, Patience), $"{now} was not reported");
            while (seen != now);
        }
    }

    [Fact]
    public void A_full_disk_is_named_and_changes_nothing()
    {
        Needs.Root();
        var disk = Path.Combine(_folder, "disk");
        Directory.CreateDirectory(disk);
        var (exitCode, output) = Needs.Shell($"mount -t tmpfs -o size=1m tmpfs {disk}");
        Assert.SkipUnless(exitCode == 0, "needs the right to mount: " + output);
        try
        {
            var text = new State<string>(new SqliteStateStore($"Data Source={disk}/state.db", "text"));
            text.Reset("before");
            var failure = Assert.Throws<StateFileException>(() => text.Reset(new string('x', 2_000_000)));
            Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
            Assert.False(failure.IsOutcomeUnknown);
            Assert.Contains("the disk is full: free space", failure.Message, StringComparison.Ordinal);
            Assert.Equal("before", text.Read());
            text.Reset("after"); // and there is space again
            Assert.Equal("after", text.Read());
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Needs.Shell($"umount {disk}");
        }
    }

    // It would wait for itself until the time limit.
    [Theory]
    [InlineData("link.db")]
    [InlineData("folder/state.db")]
    [InlineData("folder/folder/link.db")]
    public void The_database_of_a_transaction_is_known_by_every_path(string path)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "folder"), _folder);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.db"), "state.db");
        SqliteStateStore.Transaction(Connection, _ =>
            Assert.Throws<LockRecursionException>(() =>
                Numbers($"Data Source={_folder}/{path}").Edit(list => list.Add(1))
            )
        );
    }

    // Which docs/which-store.md says.
    [Fact]
    public void A_link_is_followed_when_the_store_is_made()
    {
        var link = Path.Combine(_folder, "link.db");
        File.CreateSymbolicLink(link, "state.db");
        var before = Numbers($"Data Source={link}");
        before.Edit(list => list.Add(1));
        File.Delete(link);
        File.CreateSymbolicLink(link, "other.db");
        before.Edit(list => list.Add(2));
        Assert.Equal([1, 2], Numbers(Connection).Read());
        Assert.Empty(Numbers($"Data Source={link}").Read());
    }

    [Fact]
    public void A_temporary_table_that_the_program_has_left_in_the_pool_is_not_written_to()
    {
        Numbers(Connection).Edit(list => list.Add(1));
        SqliteConnection.ClearAllPools();
        Execute("CREATE TEMP TABLE atomic_writes_state AS SELECT * FROM main.atomic_writes_state");
        Numbers(Connection).Edit(list => list.Add(2));
        SqliteConnection.ClearAllPools();
        Assert.Equal([1, 2], Numbers(Connection).Read());
    }

    void Save() => Execute($"VACUUM INTO '{Backup}'");

    void Delete()
    {
        foreach (var file in Directory.GetFiles(_folder, "state.db*"))
            File.Delete(file);
    }

    void Restore()
    {
        Delete();
        File.Move(Backup, Database);
    }

    object? Execute(string sql)
    {
        using var connection = new SqliteConnection(Connection);
        connection.Open();
        return Execute(connection, sql);
    }

    static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
