// A process of its own for tests that kill it, trace it or let it compete: one verb, then its arguments.
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Versioning;
using AtomicWrites;

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
                AtomicFile.WithLock(path, () => AtomicFile.WriteAllText(path, (Number(File.ReadAllText(path)) + 1).ToString(CultureInfo.InvariantCulture)));
            return 0;

        case ["open", var path, var share]:
            using (File.Open(path, FileMode.Open, FileAccess.Read, Enum.Parse<FileShare>(share)))
                Tell("open");
            return 0;

        case ["pending", var path]:
            using (AtomicFile.Create(path))
                Tell("pending");
            return 0;

        case ["count", var mode, var path, var name, var times]:
            Console.WriteLine(Environment.ProcessId);
            var counts = new StateFile<Dictionary<string, int>>(path, new StateFileOptions<Dictionary<string, int>> { Concurrency = Enum.Parse<ConcurrencyMode>(mode), Initial = () => [] });
            for (var i = 0; i < Number(times); i++)
                Console.WriteLine(counts.Update(state => state[name] = state.GetValueOrDefault(name) + 1)[name]);
            return 0;

        case ["asset"]:
            Console.WriteLine(typeof(AtomicFile).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName);
            return 0;

        default:
            Console.Error.WriteLine("usage: write PATH SIZE TIMES | write-marked PATH SIZE | lock-marked PATH warm|cold | lock … | hold PATH [CHILD ARGUMENTS…] | increment PATH TIMES | open PATH SHARE | pending PATH | count Lock|CompareAndSwap PATH NAME TIMES | asset");
            return 2;
    }
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    Console.WriteLine($"{failure.GetType().Name} {(failure as AtomicWriteException)?.Committed} {failure.HResult} {failure.Message}");
    return 1;
}

static void Tell(string what)
{
    Console.WriteLine(what);
    Console.ReadLine();
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
