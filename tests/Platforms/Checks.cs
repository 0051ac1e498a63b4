using System.Globalization;
using System.Text;

namespace AtomicWrites.Platforms;

/// <summary>
/// What is promised, checked with what .NET Framework knows too: no test framework, no newer member of File.
/// </summary>
static class Checks
{
    static readonly (string Name, Func<Folder, Task> Check)[] All =
    [
        ("writes and reads", WritesAndReadsAsync),
        ("keeps mode and link", KeepsModeAndLinkAsync),
        ("obeys options", ObeysOptionsAsync),
        ("appends and copies", AppendsAndCopiesAsync),
        ("updates", UpdatesAsync),
        ("locks", LocksAsync),
        ("locks as objects", LocksAsObjectsAsync),
        ("typed state", TypedStateAsync),
        ("streams", StreamsAsync),
        ("cancels", CancelsAsync),
        ("errors", ErrorsAsync),
    ];

    public static async Task<int> RunAllAsync()
    {
        var failed = 0;
        foreach (var (name, check) in All)
        {
            using var folder = new Folder();
            try
            {
                await check(folder);
                Equal("", string.Join(" ", folder.Leftovers));
                Console.WriteLine("ok: " + name);
            }
            catch (Exception failure)
            {
                failed++;
                Console.WriteLine($"FAILED: {name}: {failure}");
            }
        }

        return failed;
    }

    static async Task WritesAndReadsAsync(Folder folder)
    {
        const string text = "zażółć 🙂";
        AtomicFile.WriteAllText(folder["text"], "a longer first version");
        AtomicFile.WriteAllText(folder["text"], text);
        File.WriteAllText(folder["expected"], text);
        Equal(Hex(folder["expected"]), Hex(folder["text"]));
        Equal(text, AtomicFile.ReadAllText(folder["text"]));
        await AtomicFile.WriteAllTextAsync(folder["text"], text, Encoding.Unicode);
        File.WriteAllText(folder["expected"], text, Encoding.Unicode);
        Equal(Hex(folder["expected"]), Hex(folder["text"]));
        AtomicFile.WriteAllLines(folder["lines"], ["one", "two"]);
        Equal("one,two", string.Join(",", File.ReadAllLines(folder["lines"])));
        await AtomicFile.WriteAllBytesAsync(folder["bytes"], new byte[1_000_000]);
        Equal(1_000_000, AtomicFile.ReadAllBytes(folder["bytes"]).Length);
        AtomicFile.WriteFileAtomic(folder["bytes"], "span"u8);
        await AtomicFile.WriteFileAtomicAsync(folder["bytes"], Encoding.UTF8.GetBytes("memory"));
        using var reader = new StreamReader(AtomicFile.OpenRead(folder["bytes"]));
        AtomicFile.WriteAllText(folder["bytes"], "new");
        Equal("memory", reader.ReadToEnd());
    }

    static Task KeepsModeAndLinkAsync(Folder folder)
    {
        AtomicFile.WriteAllText(folder["new"], "x");
        Equal("644", Shell.Run($"umask 022; stat -c %a {folder["new"]}"));
        AtomicFile.WriteFileAtomic(
            folder["secret"],
            "x"u8,
            new AtomicWriteOptions { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }
        );
        Equal("600", Shell.Run($"stat -c %a {folder["secret"]}"));
        Shell.Run($"cd {folder.Path}; mkdir sub; echo old >sub/target; chmod 751 sub/target; ln -s sub/target link");
        AtomicFile.WriteAllText(folder["link"], "through");
        Equal(
            "sub/target through 751",
            Shell.Run($"cd {folder.Path}; echo $(readlink link) $(cat sub/target) $(stat -c %a sub/target)")
        );
        Equal("target", Shell.Run($"ls -A {folder["sub"]}"));
        return Task.CompletedTask;
    }

    static Task ObeysOptionsAsync(Folder folder)
    {
        File.WriteAllText(folder["file"], "old");
        AtomicFile.WriteFileAtomic(
            folder["file"],
            "new"u8,
            new AtomicWriteOptions { KeepBackup = true, Durability = Durability.Data }
        );
        Equal("old", File.ReadAllText(folder["file.bak"]));
        var before = Shell.Run($"stat -c %i {folder["file"]}");
        AtomicFile.WriteFileAtomic(folder["file"], "new"u8, new AtomicWriteOptions { SkipIfUnchanged = true });
        Equal(before, Shell.Run($"stat -c %i {folder["file"]}"));
        Shell.Run($"ln -s file {folder["link"]}");
        Throws<AtomicWriteException>(() =>
            AtomicFile.WriteFileAtomic(
                folder["link"],
                "x"u8,
                new AtomicWriteOptions { SymbolicLinks = SymbolicLinks.Reject }
            )
        );
        AtomicFile.WriteFileAtomic(
            folder["link"],
            "mine"u8,
            new AtomicWriteOptions { SymbolicLinks = SymbolicLinks.Replace, Durability = Durability.None }
        );
        Equal("new mine", File.ReadAllText(folder["file"]) + " " + File.ReadAllText(folder["link"]));
        return Task.CompletedTask;
    }

    static async Task AppendsAndCopiesAsync(Folder folder)
    {
        AtomicFile.AppendAllText(folder["log"], "a");
        AtomicFile.AppendAllLines(folder["log"], ["b"]);
        await AtomicFile.AppendAllTextAsync(folder["log"], "c");
        Equal("ab" + Environment.NewLine + "c", File.ReadAllText(folder["log"]));
        AtomicFile.Copy(folder["log"], folder["copy"]);
        Equal(Hex(folder["log"]), Hex(folder["copy"]));
        Throws<IOException>(() => AtomicFile.Copy(folder["log"], folder["copy"]));
    }

    static async Task UpdatesAsync(Folder folder)
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        for (var n = 0; n < 25; n++)
                        {
                            if (i % 2 == 0)
                                AtomicFile.Update(folder["count"], Increment);
                            else
                                await AtomicFile.UpdateAsync(folder["count"], Increment);
                        }
                    })
                )
        );
        Equal("100", File.ReadAllText(folder["count"]));

        static string Increment(string? text) =>
            (int.Parse(text ?? "0", CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
    }

    static async Task LocksAsync(Folder folder)
    {
        const string excluded = "excluded";
        var attempt = $"flock -n {folder["state.lock"]} true || echo {excluded}";
        Equal(excluded, AtomicFile.WithLock(folder["state"], () => Shell.Run(attempt)));
        Equal("", Shell.Run(attempt));
        await AtomicFile.WithLockAsync(folder["state"], async _ =>
        {
            await Task.Yield();
            Equal(excluded, Shell.Run(attempt));
            Throws<LockRecursionException>(() => AtomicFile.WithLock(folder["state"], () => { }));
        });
        Equal("", Shell.Run(attempt));
        using (FileLock.Acquire(folder["state"], mode: FileLockMode.Shared))
            Equal(excluded, Shell.Run(attempt));
        using (await FileLock.AcquireAsync(folder["state"], TimeSpan.FromSeconds(30)))
        {
            await Task.Yield();
            Throws<LockRecursionException>(() => FileLock.TryAcquire(folder["state"]));
            Task<bool> isRefused;
            using (ExecutionContext.SuppressFlow())
                isRefused = Task.Run(() => FileLock.TryAcquire(folder["state"], TimeSpan.FromMilliseconds(20)) is null);
            Equal(true, await isRefused);
        }

        Equal("", Shell.Run(attempt));
    }

    static async Task LocksAsObjectsAsync(Folder folder)
    {
        var someTime = TimeSpan.FromMilliseconds(50);
        using (FileLock.Acquire(folder["state"], mode: FileLockMode.Shared))
        {
            Equal("", Shell.Run($"flock -s -n {folder["state.lock"]} true || echo excluded"));
            Equal("excluded", Shell.Run($"flock -n {folder["state.lock"]} true || echo excluded"));
        }

        // Another program holds it: a wait that ends without it, and one that ends with it.
        using var holder = Shell.Start($"flock {folder["state.lock"]} sh -c 'echo held; read line'");
        holder.StandardOutput.ReadLine();
        Equal(null, FileLock.TryAcquire(folder["state"]));
        Throws<TimeoutException>(() => FileLock.Acquire(folder["state"], someTime));
        using var canceled = new CancellationTokenSource(someTime);
        Throws<OperationCanceledException>(() =>
            FileLock.AcquireAsync(folder["state"], cancellationToken: canceled.Token).GetAwaiter().GetResult().Dispose()
        );
        var waiting = FileLock.AcquireAsync(folder["state"]);
        holder.StandardInput.Close();
        var held = await waiting;
        Throws<LockRecursionException>(() => FileLock.Acquire(folder["state"]));
        await held.DisposeAsync();
        FileLock.Acquire(folder["state"]).Dispose();
    }

    static async Task TypedStateAsync(Folder folder)
    {
        foreach (var mode in new[] { ConcurrencyMode.Lock, ConcurrencyMode.CompareAndSwap })
        {
            var file = new StateFile<Counter>(
                folder[mode.ToString()],
                CounterJson.Default.Counter,
                new() { Initial = () => new(), Concurrency = mode }
            );
            await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(_ =>
                        Task.Run(() =>
                        {
                            for (var n = 0; n < 10; n++)
                                file.Edit(counter =>
                                {
                                    counter.Value++;
                                });
                        })
                    )
            );
            await file.UpdateAsync(counter => new Counter { Value = counter.Value + 2 });
            Equal(42, file.Read().Value);
        }

        var store = new InMemoryStateStore();
        var state = new State<Counter>(store, CounterJson.Default.Counter, new() { Initial = () => new() });
        await state.EditAsync(counter => counter.Value = 1);
        store.Content = Encoding.UTF8.GetBytes("""{"Value":5,"Later":true}""");
        state.Edit(counter => counter.Value++);
        Equal("""{"Value":6,"Later":true}""", Encoding.UTF8.GetString(store.Content!));
        using (var saver = state.CreateSaver(TimeSpan.FromMilliseconds(1)))
            await saver.Edit(counter => counter.Value++);
        Equal(7, (await state.ReadAsync()).Value);
        Equal(true, state.Delete());
        Equal(false, await state.ExistsAsync());
    }

    static async Task StreamsAsync(Folder folder)
    {
        File.WriteAllText(folder["state"], "old");
        using (var stream = AtomicFile.Create(folder["state"]))
            stream.Write(new byte[100_000], 0, 100_000);
        using (var writer = AtomicFile.CreateText(folder["state"]))
            writer.Write("discarded");
        Equal("old", File.ReadAllText(folder["state"]));
        using (var stream = AtomicFile.Create(folder["state"]))
        {
            stream.Write("0123456789"u8.ToArray(), 0, 10);
            stream.Position = 4;
            Equal('4', (char)stream.ReadByte());
            stream.Seek(0, SeekOrigin.Begin);
            stream.WriteByte((byte)'a');
            stream.SetLength(5);
            await stream.CommitAsync();
        }

        Equal("a1234", File.ReadAllText(folder["state"]));
        using (var writer = AtomicFile.CreateText(folder["state"]))
        {
            writer.Write("written");
            writer.Commit();
        }

        Equal("written", File.ReadAllText(folder["state"]));
        AtomicFile.Write(folder["state"], stream => stream.Write(new byte[300_000], 0, 300_000));
        Equal(300_000, File.ReadAllBytes(folder["state"]).Length);
    }

    static Task CancelsAsync(Folder folder)
    {
        File.WriteAllText(folder["state"], "old");
        Throws<OperationCanceledException>(() =>
            AtomicFile
                .WriteAllTextAsync(folder["state"], "new", new CancellationToken(canceled: true))
                .GetAwaiter()
                .GetResult()
        );
        Equal("old", File.ReadAllText(folder["state"]));
        return Task.CompletedTask;
    }

    static Task ErrorsAsync(Folder folder)
    {
        Throws<DirectoryNotFoundException>(() => AtomicFile.WriteAllText(folder["missing/state"], ""));
        Throws<PathTooLongException>(() => AtomicFile.WriteAllText(folder[new string('x', 300)], ""));
        Throws<UnauthorizedAccessException>(() => AtomicFile.WriteAllText(folder.Path, ""));
        Throws<ArgumentNullException>(() => AtomicFile.WriteAllText(null!, ""));
        File.WriteAllText(folder["there"], "old");
        Throws<IOException>(() =>
            AtomicFile.WriteFileAtomic(folder["there"], "new"u8, new AtomicWriteOptions { CreateNew = true })
        );
        Shell.Run($"cd {folder.Path}; ln -s a b; ln -s b a; mkfifo pipe");
        var loop = Throws<AtomicWriteException>(() => AtomicFile.WriteAllText(folder["a"], ""));
        Equal((40, false), (loop.HResult, loop.Committed)); // ELOOP of Linux
        Throws<AtomicWriteException>(() => AtomicFile.WriteAllText(folder["pipe"], ""));
        Equal("old", File.ReadAllText(folder["there"]));
        return Task.CompletedTask;
    }

    static string Hex(string path) => BitConverter.ToString(File.ReadAllBytes(path));

    static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InvalidOperationException($"expected {expected}, was {actual}");
    }

    static T Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T expected)
        {
            return expected;
        }

        throw new InvalidOperationException($"expected {typeof(T).Name}");
    }
}
