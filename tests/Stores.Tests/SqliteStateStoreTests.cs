using System.Diagnostics;
using System.Reflection;
using AtomicWrites.Runtime.Tests;
using AtomicWrites.Sqlite;
using Microsoft.Data.Sqlite;

namespace AtomicWrites.Stores.Tests;

/// <summary>What SQLite can do beside what every store does, and what it says of bad input.</summary>
public sealed class SqliteStateStoreTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-sqlite-").FullName;

    string Connection => $"Data Source={Path.Combine(_folder, "state.db")}";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    State<Balance> Account(string key) => Of(new SqliteStateStore(Connection, key));

    static State<Balance> Of(StateStore store) => new(store, new StateOptions<Balance> { Initial = () => new(0) });

    [Fact]
    public void A_transaction_changes_all_of_its_states()
    {
        SqliteStateStore.Transaction(Connection, transaction =>
        {
            Of(transaction.Store("a")).Update(balance => balance with { Amount = balance.Amount - 5 });
            Of(transaction.Store("b")).Update(balance => balance with { Amount = balance.Amount + 5 });
        });
        Assert.Equal((-5, 5), (Account("a").Read().Amount, Account("b").Read().Amount));
    }

    [Fact]
    public void A_transaction_that_throws_changes_none()
    {
        Account("a").Reset(new(1));
        Assert.Throws<InvalidDataException>(() => SqliteStateStore.Transaction(Connection, transaction =>
            {
                Of(transaction.Store("a")).Reset(new(2));
                throw new InvalidDataException();
            }));
        Assert.Equal(1, Account("a").Read().Amount);
        Account("a").Reset(new(3)); // and the database is free again
    }

    [Fact]
    public void A_store_of_a_transaction_that_has_ended_says_so()
    {
        StateStore? kept = null;
        SqliteStateStore.Transaction(Connection, transaction => kept = transaction.Store("a"));
        Assert.Contains(
            "has ended",
            Assert.Throws<InvalidOperationException>(() => kept!.Read()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_would_wait_for_the_transaction_that_it_runs_in_is_refused_at_once()
    {
        Account("a").Reset(new(1));
        var saver = Account("b").CreateSaver(TimeSpan.FromHours(1)); // whose thread would wait for this one
        SqliteStateStore.Transaction(Connection, transaction =>
        {
            Refused(() => Account("a").Reset(new(2)));
            _ = saver.Save(new(7));
            Refused(saver.Flush);
            Refused(() => Account("b").UpdateAsync(balance => balance).GetAwaiter().GetResult());
            Refused(() => SqliteStateStore.Transaction(Connection, _ => { }));
            Refused(() => new SqliteStateStore(Connection, "c").Import(Saved()));
            Assert.Equal(1, Account("a").Read().Amount); // which waits for nobody
            Of(transaction.Store("a")).Reset(new(3));
            SqliteStateStore.Transaction(Connection + "2", other =>
            {
                Refused(() => Account("a").Reset(new(2)));
                Of(other.Store("a")).Reset(new(4));
            });
        });
        Assert.Equal(3, Account("a").Read().Amount);
        Account("a").Reset(new(5)); // and afterwards it is as before
        saver.Dispose();
        Assert.Equal(7, Account("b").Read().Amount);

        // What was started inside and goes on afterwards is free, too.
        var ended = new TaskCompletionSource();
        Task later = Task.CompletedTask;
        SqliteStateStore.Transaction(Connection, _ =>
        {
            later = Later();
        });
        ended.SetResult();
        await later;
        Assert.Equal(6, Account("a").Read().Amount);

        async Task Later()
        {
            await ended.Task;
            Account("a").Reset(new(6));
        }

        static void Refused(Action action)
        {
            var refusal = Assert.Throws<LockRecursionException>(action);
            Assert.Contains("would wait for itself", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Store(key)", refusal.Message, StringComparison.Ordinal);
        }
    }

    // All that comes after it would be committed by itself.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transaction_that_SQLite_has_undone_keeps_nothing_and_says_so(bool goesOn)
    {
        Account("a").Reset(new(1));
        using (var sql = new SqliteConnection(Connection))
        {
            sql.Open();
            using var trigger = sql.CreateCommand();
            trigger.CommandText =
                "CREATE TRIGGER guard BEFORE INSERT ON atomic_writes_state WHEN NEW.key = 'forbidden' "
                + "BEGIN SELECT RAISE(ROLLBACK, 'forbidden'); END";
            trigger.ExecuteNonQuery();
        }

        var undone = Assert.Throws<StateFileException>(() => SqliteStateStore.Transaction(Connection, transaction =>
            {
                Of(transaction.Store("a")).Reset(new(2));
                Assert.Throws<StateFileException>(() => Of(transaction.Store("forbidden")).Reset(new(3)));
                if (goesOn)
                    Of(transaction.Store("b")).Reset(new(4));
            }));
        Assert.Contains("was undone", undone.Message, StringComparison.Ordinal);
        Assert.False(undone.IsOutcomeUnknown);
        Assert.Equal(1, Account("a").Read().Amount);
        Assert.Null(new SqliteStateStore(Connection, "b").Read().Content);
    }

    // As after a backup was restored, and an update of that.
    [Fact]
    public void A_version_that_has_come_back_with_other_content_is_not_replaced()
    {
        var store = new SqliteStateStore(Connection, "a");
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), [1], "lost"));
        var lost = store.Read();
        using (var sql = new SqliteConnection(Connection))
        {
            sql.Open();
            using var restore = sql.CreateCommand();
            restore.CommandText = "UPDATE atomic_writes_state SET content = x'02', stamp = 'other' WHERE key = 'a'";
            Assert.Equal(1, restore.ExecuteNonQuery());
        }

        Assert.Equal(ReplaceOutcome.NotCommitted, store.TryReplace(lost, [3], "new"));
        Assert.Equal([2], store.Read().Content);
    }

    [Fact]
    public void A_connection_that_the_program_has_left_in_a_transaction_shows_nothing_old()
    {
        var store = new SqliteStateStore(Connection, "a");
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), [1], "one"));
        using (var sql = new SqliteConnection(Connection)) // of the same pool
        {
            sql.Open();
            using var look = sql.CreateCommand();
            look.CommandText = "BEGIN; SELECT count(*) FROM atomic_writes_state";
            look.ExecuteScalar();
            using var other = new SqliteConnection(Connection);
            other.Open(); // another connection, for the write
            using var write = other.CreateCommand();
            write.CommandText =
                "UPDATE atomic_writes_state SET content = x'02', stamp = 'two', version = 2 WHERE key = 'a'";
            write.ExecuteNonQuery();
        }

        Assert.Equal([2], store.Read().Content);
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), [3], "three"));
        Assert.Equal([3], store.Read().Content);
    }

    string Saved()
    {
        var file = Path.Combine(_folder, "saved.json");
        File.WriteAllText(file, "{}");
        return file;
    }

    // It would conflict with itself for ever.
    [Fact]
    public void A_transaction_that_changes_the_state_in_whose_update_it_runs_is_refused() =>
        Assert.Throws<LockRecursionException>(() =>
            Account("a")
                .Update(balance =>
                {
                    SqliteStateStore.Transaction(Connection, transaction => Of(transaction.Store("a")).Reset(new(1)));
                    return balance;
                })
        );

    [Fact]
    public void What_the_programs_own_sql_throws_in_a_transaction_stays_what_it_is()
    {
        using var own = new SqliteConnection($"Data Source={Path.Combine(_folder, "own.db")}");
        own.Open();
        using var command = own.CreateCommand();
        command.CommandText = "SELECT * FROM nope";
        var failure = Assert.Throws<SqliteException>(() => SqliteStateStore.Transaction(Connection, transaction =>
            {
                Of(transaction.Store("a")).Reset(new(1));
                command.ExecuteScalar();
            }));
        Assert.Contains("no such table: nope", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, Account("a").Read().Amount);
    }

    [Theory]
    [InlineData("DROP TABLE atomic_writes_state")] // as after a restore
    [InlineData(null)]
    public void A_database_that_was_deleted_or_restored_is_used_as_a_new_one(string? sql)
    {
        var store = Account("a");
        store.Reset(new(1));
        if (sql is null)
            foreach (var file in Directory.GetFiles(_folder, "state.db*"))
                File.Delete(file);
        else
            Execute(sql);
        Assert.Equal(1, store.Update(balance => balance with { Amount = balance.Amount + 1 }).Amount);
        SqliteConnection.ClearAllPools();
        Assert.Equal(1, Account("a").Read().Amount);
    }

    [Fact]
    public void A_password_without_encryption_is_refused_and_leaves_no_file()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new SqliteStateStore(Connection + ";Password=x", "a"));
        Assert.Contains("SQLitePCLRaw.bundle_e_sqlcipher", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Transfers_by_many_lose_nothing()
    {
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 20; i++)
                SqliteStateStore.Transaction(Connection, transaction =>
                {
                    Of(transaction.Store("a")).Update(balance => balance with { Amount = balance.Amount - 1 });
                    Of(transaction.Store("b")).Update(balance => balance with { Amount = balance.Amount + 1 });
                });
        });
        Assert.Equal((-160, 160), (Account("a").Read().Amount, Account("b").Read().Amount));
    }

    // The gap is of nanoseconds: of ATOMICWRITES_STORM=20000 waves a few meet it.
    [Fact]
    public void Threads_that_open_the_database_at_once_share_no_connection()
    {
        const int Threads = 16;
        var waves = int.Parse(Environment.GetEnvironmentVariable("ATOMICWRITES_STORM") ?? "1000", null);
        var session = typeof(SqliteStateStore).Assembly.GetType("AtomicWrites.Sqlite.SqliteSession", true)!;
        var open = session.GetMethod("Open")!.CreateDelegate<Func<string, CancellationToken, IDisposable>>();
        var handle = session.GetProperty("Handle")!;
        var sessions = new IDisposable[Threads];
        var shared = 0;
        using var pool = new SqliteConnection(Connection);
        pool.Open();
        pool.Close();
        using var start = new Barrier(Threads, _ => SqliteConnection.ClearPool(pool));
        using var opened = new Barrier(Threads, _ => shared += Threads - sessions.DistinctBy(handle.GetValue).Count());
        var threads = Enumerable
            .Range(0, Threads)
            .Select(thread => Task.Factory.StartNew(() => Run(thread), TaskCreationOptions.LongRunning))
            .ToArray();
        Task.WaitAll(threads);
        Assert.Equal(0, shared);

        void Run(int thread)
        {
            for (var wave = 0; wave < waves; wave++)
            {
                start.SignalAndWait();
                sessions[thread] = open(Connection, default);
                opened.SignalAndWait();
                sessions[thread].Dispose();
            }
        }
    }

    [Fact]
    public async Task Many_programs_that_start_at_once_make_one_database()
    {
        const int Programs = 8;
        var programs = Enumerable
            .Range(0, Programs)
            .Select(number => Process.Start(WriterProgram.Of("sqlite", Connection, "a", $"{number}", count: 1))!)
            .ToArray();
        foreach (var program in programs)
            using (program)
            {
                Assert.Equal("1", (await program.StandardOutput.ReadToEndAsync()).Trim());
                await program.WaitForExitAsync();
            }

        var numbers = new State<Dictionary<string, int>>(new SqliteStateStore(Connection, "a"), new());
        Assert.Equal(Programs, numbers.Read().Count);
    }

    [Fact]
    public void Many_stores_that_are_opened_at_once_make_one_database()
    {
        for (var round = 0; round < 10; round++)
        {
            var database = $"Data Source={Path.Combine(_folder, $"{round}.db")}";
            using var start = new Barrier(8);
            var threads = Enumerable
                .Range(0, 8)
                .Select(number =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            start.SignalAndWait();
                            Of(new SqliteStateStore(database, $"{number}")).Reset(new(number));
                        },
                        TaskCreationOptions.LongRunning
                    )
                )
                .ToArray();
            Task.WaitAll(threads);
            for (var number = 0; number < 8; number++)
                Assert.Equal(number, Of(new SqliteStateStore(database, $"{number}")).Read().Amount);
        }
    }

    [Fact]
    public void A_file_is_taken_over_once()
    {
        var file = Path.Combine(_folder, "balance.json");
        File.WriteAllText(file, """{"Amount":7}""");
        var store = new SqliteStateStore(Connection, "a");
        Assert.True(store.Import(file));
        Assert.Equal(7, Account("a").Read().Amount);
        Assert.False(File.Exists(file));
        Assert.Equal("""{"Amount":7}""", File.ReadAllText(file + ".imported"));
        Assert.False(store.Import(file));

        File.WriteAllText(file, """{"Amount":8}""");
        Assert.False(store.Import(file)); // the database has the state already
        Assert.Equal(7, Account("a").Read().Amount);
        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData("{\"Amou")]
    [InlineData("")]
    [InlineData("null")]
    public void What_is_damaged_is_not_taken_over(string content)
    {
        var file = Path.Combine(_folder, "balance.json");
        File.WriteAllText(file, content);
        var store = new SqliteStateStore(Connection, "a");
        var refusal = Assert.Throws<StateFileException>(() => store.Import(file));
        Assert.Equal(StateFileFailure.Corrupt, refusal.Failure);
        Assert.Contains(file + ".bak", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(file));
        Assert.Null(store.Read().Content);
    }

    [Theory]
    [InlineData("{ \"Amount\": 7, } // by hand", false)]
    [InlineData("{\"Amount\":7}", true)]
    public void What_people_write_is_taken_over(string content, bool hasMark)
    {
        var file = Path.Combine(_folder, "balance.json");
        File.WriteAllText(file, content, new System.Text.UTF8Encoding(hasMark));
        Assert.True(new SqliteStateStore(Connection, "a").Import(file));
        Assert.Equal(7, Account("a").Read().Amount);
    }

    [Fact]
    public void Asynchronous_work_in_a_transaction_does_not_compile() =>
        Assert.All(
            typeof(SqliteStateStore).GetMethods().Where(method => method.Name == nameof(SqliteStateStore.Transaction)),
            method =>
                Assert.Equal(
                    method.GetParameters()[1].ParameterType.Name.StartsWith("Func", StringComparison.Ordinal),
                    method.GetCustomAttribute<ObsoleteAttribute>() is { IsError: true }
                )
        );

    [Fact]
    public void A_take_over_that_was_broken_off_goes_on()
    {
        var file = Path.Combine(_folder, "balance.json");
        File.WriteAllText(file, """{"Amount":7}""");
        Assert.True(new SqliteStateStore(Connection, "a").Import(file));
        File.Move(file + ".imported", file); // as if it had been killed before the rename
        Assert.True(new SqliteStateStore(Connection, "a").Import(file));
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("Data Source=:memory:", "names no file")]
    [InlineData("Mode=ReadWrite", "names no file")]
    [InlineData("Data Source=x.db;Mode=ReadOnly", "ReadOnly")]
    [InlineData("Data Source=x.db;Cache=Shared", "Cache=Shared")]
    [InlineData("Data Source=file:x.db", "is no path of a file")]
    [InlineData("Data Source=|DataDirectory|x.db", "is no path of a file")]
    public void A_connection_string_that_is_of_no_use_is_refused(string connection, string told) =>
        Assert.Contains(
            told,
            Assert.Throws<ArgumentException>(() => new SqliteStateStore(connection, "a")).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(1001, 'k', "at most 1000")]
    [InlineData(2, '\0', "contains NUL")] // the text of SQLite ends there, so that it would be the key of another state
    [InlineData(1, '\ud800', "half of a surrogate pair")] // as which all halves would be one key
    public void A_key_that_cannot_be_kept_is_refused(int length, char each, string told)
    {
        var key = new string(each, length);
        Says(() => _ = new SqliteStateStore(Connection, key));
        Says(() => SqliteStateStore.Transaction(Connection, transaction => transaction.Store(key)));

        void Says(Action use) =>
            Assert.Contains(told, Assert.Throws<ArgumentException>(use).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_loaded_is_kept_aside_whatever_the_length_of_its_key()
    {
        var store = new SqliteStateStore(Connection, new string('k', 1000));
        store.TryReplace(store.Read(), "no JSON"u8.ToArray(), "0123456789abcdef");
        Of(store).Reset(new(1));
        Assert.Equal(1, Of(store).Read().Amount);
    }

    [Theory]
    [InlineData("key TEXT NOT NULL PRIMARY KEY, content BLOB, version INTEGER NOT NULL, stamp TEXT NOT NULL")] // of an older version
    [InlineData(
        "key TEXT NOT NULL PRIMARY KEY, content BLOB, version INTEGER NOT NULL, stamp TEXT NOT NULL, changed TEXT, later TEXT"
    )]
    public void A_table_of_another_version_is_upgraded_once_by_many_and_keeps_its_states(string columns)
    {
        Execute($"CREATE TABLE atomic_writes_state({columns}) STRICT");
        Execute(
            """INSERT INTO atomic_writes_state(key, content, version, stamp) VALUES ('a', CAST('{"Amount":7}' AS BLOB), 4, 'x')"""
        );
        Task.WaitAll([
            .. Enumerable
                .Range(0, 8)
                .Select(number =>
                    Task.Run(() => Account("a").Update(balance => balance with { Amount = balance.Amount + 1 }))
                ),
        ]);
        Assert.Equal(15, Account("a").Read().Amount);
        Account("b").Reset(new(1));
        Assert.Equal(12L, Execute("SELECT version FROM atomic_writes_state WHERE key = 'a' AND changed IS NOT NULL"));
    }

    [Fact]
    public void A_table_that_is_none_of_ours_is_named_and_stays_as_it_is()
    {
        Execute("CREATE TABLE atomic_writes_state(a)");
        var failure = Assert.Throws<StateFileException>(() => Account("a").Reset(new(1)));
        Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        Assert.Contains("'a' in '", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is not what this version expects", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_stays_locked_is_unavailable_after_the_time_limit()
    {
        Account("a").Reset(new(1));
        using var other = new SqliteConnection(Connection);
        other.Open();
        using var lockIt = other.CreateCommand();
        lockIt.CommandText = "BEGIN IMMEDIATE";
        lockIt.ExecuteNonQuery();
        var store = new SqliteStateStore(Connection + ";Default Timeout=1", "a");
        var failure = Assert.Throws<StateFileException>(() => store.TryReplace(store.Read(), [1], "0123456789abcdef"));
        Assert.Equal(StateFileFailure.Unavailable, failure.Failure);
        Assert.Contains("'a' in '", failure.Message, StringComparison.Ordinal);
        Assert.Contains("keeps the database locked", failure.Message, StringComparison.Ordinal);
    }

    object? Execute(string sql)
    {
        using var connection = new SqliteConnection(Connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    [Fact]
    public void A_file_that_is_no_database_is_corrupt_and_stays_as_it_is()
    {
        var file = Path.Combine(_folder, "state.db");
        File.WriteAllText(file, new string('x', 5000));
        var failure = Assert.Throws<StateFileException>(() => Account("a").Read());
        Assert.Equal(StateFileFailure.Corrupt, failure.Failure);
        Assert.Contains("'a' in '", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5000, new FileInfo(file).Length);
    }

    [Fact]
    public void A_directory_that_is_missing_is_named_with_the_cure()
    {
        var store = new SqliteStateStore($"Data Source={Path.Combine(_folder, "missing", "state.db")}", "a");
        var failure = Assert.Throws<StateFileException>(() => Of(store).Read());
        Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        Assert.Contains("make its directory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_cannot_be_written_is_named_with_the_cure_and_stays_as_it_is()
    {
        Account("a").Reset(new(1));
        SqliteConnection.ClearAllPools();
        using (new ReadOnlyFolder(_folder))
        {
            var failure = Assert.Throws<StateFileException>(() => Account("a").Reset(new(2)));
            SqliteConnection.ClearAllPools();
            Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
            Assert.Contains("'a' in '", failure.Message, StringComparison.Ordinal);
            Assert.Contains("permission", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, Account("a").Read().Amount);
    }

    [Fact]
    public void A_content_above_the_limit_is_refused_and_nothing_is_changed()
    {
        var store = new SqliteStateStore(Connection, "a");
        var failure = Assert.Throws<StateFileException>(() =>
            store.TryReplace(store.Read(), new byte[1_000_000_001], "0123456789abcdef")
        );
        Assert.Equal(StateFileFailure.Invalid, failure.Failure);
        Assert.Contains("'a' in '", failure.Message, StringComparison.Ordinal);
        Assert.Contains("split the state", failure.Message, StringComparison.Ordinal);
        Assert.Null(store.Read().Content);
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), [1], "0123456789abcdef")); // and the database is free again
    }

    [Theory]
    [InlineData("mount")]
    [InlineData("link")]
    public void A_network_file_system_is_refused(string place)
    {
        using var folder = new Folder();
        using var mount = new RefusingMount(folder, "none", 0, type: "sshfs");
        Directory.CreateSymbolicLink(folder["link"], folder["mount"]);
        var store = new SqliteStateStore($"Data Source={Path.Combine(folder[place], "state.db")}", "a");
        var failure = Assert.Throws<StateFileException>(() => store.Read());
        Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        Assert.Contains("'a' in '", failure.Message, StringComparison.Ordinal);
        Assert.Contains("network file system", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["real"]));
    }

    [Fact]
    public void The_log_is_durable()
    {
        Account("a").Reset(new(1));
        Assert.Equal("wal", Execute("PRAGMA journal_mode"));
    }

    sealed record Balance(int Amount);
}
