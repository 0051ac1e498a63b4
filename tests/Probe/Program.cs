// A process of its own for tests that kill it, trace it or let it compete: one verb, then its arguments.
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using AtomicWrites;
using AtomicWrites.StateFiles;

try
{
    switch (args)
    {
        case ["write", var path, var size, var times]:
            var data = new byte[Number(size)];
            for (var i = 0; i < Number(times); i++)
            {
                Array.Fill(data, (byte)('a' + (i % 26)));
                AtomicFile.WriteFileAtomic(path, data);
            }

            return 0;

        case ["write-marked", var path, var size]:
            AtomicFile.WriteFileAtomic(path, "first"u8);
            Console.Error.Write("MARK"); // found in a trace: the next calls are of a warm write
            AtomicFile.WriteFileAtomic(path, new byte[Number(size)]);
            Console.Error.Write("MARK");
            return 0;

        case ["lock-marked", var path, var state]:
            AtomicFile.WithLock(state == "warm" ? path : path + ".other", () => { });
            Console.Error.Write("MARK");
            AtomicFile.WithLock(path, () => { });
            Console.Error.Write("MARK");
            return 0;

        case ["update-marked", var mode, var path, var last]:
            var numbers = new StateFile<int[]>(
                path,
                new StateFileOptions<int[]> { Concurrency = Enum.Parse<ConcurrencyMode>(mode), Initial = () => [0] }
            );
            numbers.Update(_ => [1]);
            numbers.Update(_ => [2]); // keeps a backup for the first time
            Console.Error.Write("MARK");
            numbers.Update(_ => [Number(last)]);
            Console.Error.Write("MARK");
            return 0;

        case ["lock", .. var rest]:
            return await LockVerbs.RunAsync(rest);

        case ["hold", var path, .. var child]:
            AtomicFile.WithLock(path, () =>
            {
                if (child.Length > 0)
                    Process.Start(child[0], child[1..]);
                Tell("held");
            });
            return 0;

        case ["increment", var path, var times]:
            for (var i = 0; i < Number(times); i++)
                AtomicFile.WithLock(path, () =>
                    AtomicFile.WriteAllText(
                        path,
                        (Number(File.ReadAllText(path)) + 1).ToString(CultureInfo.InvariantCulture)
                    )
                );
            return 0;

        case ["leave-directory", var from, var to]: // while a relative path is on its way
            Directory.SetCurrentDirectory(from);
            AtomicFile.Update("updated", text =>
            {
                Directory.SetCurrentDirectory(to);
                return text + "!";
            });
            foreach (
                Func<Task> write in new Func<Task>[]
                {
                    () => AtomicFile.WriteFileAtomicAsync("bytes", new byte[1]),
                    () => AtomicFile.WriteAllTextAsync("text", "x"),
                    () => AtomicFile.WriteAllLinesAsync("lines", ["x"]),
                    () => AtomicFile.AppendAllTextAsync("appended", "x"),
                    () =>
                        AtomicFile.WriteAsync("stream", (stream, token) =>
                            stream.WriteAsync(new byte[1], token).AsTask()
                        ),
                    () => AtomicFile.TryReplaceAsync("replaced", null, new byte[1]),
                    () => AtomicFile.UpdateAsync("updated-later", _ => "x"),
                }
            )
            {
                Directory.SetCurrentDirectory(from);
                var writing = write();
                Directory.SetCurrentDirectory(to);
                await writing;
            }

            return 0;

        case ["open", var path, var share]:
            using (File.Open(path, FileMode.Open, FileAccess.Read, Enum.Parse<FileShare>(share)))
                Tell("open");
            return 0;

        case ["pending", var path]:
            using (AtomicFile.Create(path))
                Tell("pending");
            return 0;

        case ["count", var mode, var path, var name, var times, .. var write]:
            Console.WriteLine(Environment.ProcessId);
            var counts = new StateFile<Dictionary<string, int>>(
                path,
                new StateFileOptions<Dictionary<string, int>>
                {
                    Concurrency = Enum.Parse<ConcurrencyMode>(mode),
                    Initial = () => [],
                    Write = new AtomicWriteOptions
                    {
                        Durability = write is [var chosen, ..] ? Enum.Parse<Durability>(chosen) : Durability.Full,
                        Mode = write is [_, var octal] ? (OptionMode)Convert.ToInt32(octal, 8) : null,
                    },
                }
            );
            for (var i = 0; i < Number(times); i++)
                Console.WriteLine(counts.Edit(state => state[name] = state.GetValueOrDefault(name) + 1)[name]);
            return 0;

        case ["delete", var path, var durability]:
            var unwanted = new StateFile<int[]>(
                path,
                new StateFileOptions<int[]>
                {
                    KeepBackup = false,
                    Write = new AtomicWriteOptions { Durability = Enum.Parse<Durability>(durability) },
                }
            );
            Console.WriteLine(unwanted.Delete());
            return 0;

        case ["watch", var path]:
            var watched = new StateFile<Dictionary<string, int>>(
                path,
                new StateFileOptions<Dictionary<string, int>> { Initial = () => [] }
            );
            using (watched.OnChange(state => Console.WriteLine(state.Values.Sum())))
                Tell("watching");
            return 0;

        // One who subscribes holds what a report needs, which has come meanwhile: one does each second.
        case ["watch-locked", var path]:
            var gate = new object();
            using (DirectoryWatch.Subscribe(path, Report))
            {
                lock (gate)
                {
                    Thread.Sleep(2500);
                    DirectoryWatch.Subscribe(path + ".other", () => { }).Dispose();
                }
            }

            Console.WriteLine("subscribed");
            return 0;

            void Report()
            {
                lock (gate)
                    return;
            }

        case ["asset"]:
            Console.WriteLine(
                typeof(AtomicFile).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName
            );
            return 0;

        case ["attempt", var api, var path, .. var settings]:
            return new Attempt(api, path, settings).Run();

        case ["signalled", var path, var size]:
            var handled = 0;
            using (PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => handled++))
            using (PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => handled++))
            {
                for (var i = 0; i < 20; i++)
                    AtomicFile.WithLock(path, () => AtomicFile.AppendAllText(path + ".log", "x"));
                AtomicFile.WithLock(path, () => AtomicFile.WriteFileAtomic(path, new byte[Number(size)]));
            }

            Console.WriteLine(handled);
            return 0;

        case ["write-many", var directory, var files]:
            for (var i = 0; i < Number(files); i++)
                AtomicFile.WriteFileAtomic(Path.Combine(directory, $"file{i}"), "x"u8);
            return 0;

        case ["unknown-host", var path]:
            await UnknownHost.TellAsync(path);
            return 0;

        case ["write-all-ways", var directory, var present]:
            foreach (var name in new[] { present, "fresh" })
            {
                var file = Path.Combine(directory, name);
                AtomicFile.WriteAllText(file, File.Exists(file) ? File.ReadAllText(file) : "[1]");
                using (var text = AtomicFile.CreateText(file))
                {
                    text.Write("[1]");
                    text.Commit();
                }

                AtomicFile.AppendAllText(file, " ");
                AtomicFile.Update(file, text => text + " ");
                AtomicFile.Copy(file, file + ".copy", overwrite: true);
                AtomicFile.Copy(file, file + ".copy", overwrite: true);
                foreach (var mode in new[] { ConcurrencyMode.Lock, ConcurrencyMode.CompareAndSwap })
                {
                    var state = new StateFile<List<int>>(
                        mode == ConcurrencyMode.Lock ? file : file + ".swapped",
                        new() { Initial = () => [], Concurrency = mode }
                    );
                    for (var i = 0; i < 2; i++)
                        state.Edit(list => list.Add(2));
                }
            }

            return 0;

        case ["spy", var directory, var part]: // opens whatever has that in its name, until a file "done" appears
            var tries = 0;
            Console.WriteLine("watching");
            while (!File.Exists(Path.Combine(directory, "done")))
            {
                foreach (var name in Directory.GetFiles(directory, $"*{part}*"))
                {
                    tries++;
                    try
                    {
                        Console.WriteLine($"READ {name} {File.ReadAllText(name)}");
                    }
                    catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
                }
            }

            Console.WriteLine($"tries {tries}");
            return 0;

        default:
            Console.Error.WriteLine(
                "usage: write PATH SIZE TIMES | write-marked PATH SIZE | lock-marked PATH warm|cold | "
                    + "update-marked Lock|CompareAndSwap PATH LAST | lock … | hold PATH [CHILD ARGUMENTS…] | "
                    + "increment PATH TIMES | open PATH SHARE | pending PATH | count Lock|CompareAndSwap PATH "
                    + "NAME TIMES [DURABILITY [MODE]] | watch PATH | asset | attempt API PATH [SETTING…] | "
                    + "signalled PATH SIZE | write-many DIRECTORY FILES | unknown-host PATH | write-all-ways "
                    + "DIRECTORY FILE | spy DIRECTORY PART"
            );
            return 2;
    }
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    Console.WriteLine(
        $"{failure.GetType().Name} {(failure as AtomicWriteException)?.Committed} {failure.HResult} {failure.Message}"
    );
    return 1;
}

static void Tell(string what)
{
    Console.WriteLine(what);
    Console.ReadLine();
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
