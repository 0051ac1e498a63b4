using System.Diagnostics;
using System.Globalization;
using AtomicWrites;

/// <summary>What tests of the lock let another process do.</summary>
static class LockVerbs
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            // Holds until a line or the end of the input comes.
            case ["hold", var path, var mode, .. var child]:
                using (FileLock.Acquire(path, mode: Mode(mode)))
                {
                    if (child.Length > 0)
                        Console.WriteLine(Process.Start(child[0], child[1..]).Id);
                    Say("held");
                    Console.ReadLine();
                }

                Say("released");
                Console.ReadLine();
                return 0;

            case ["try", var path, var mode]:
                return FileLock.TryAcquire(path, mode: Mode(mode)) is null ? 3 : 0;

            case ["wait", var path, var milliseconds]:
                Say("waiting");
                using (var got = FileLock.TryAcquire(path, TimeSpan.FromMilliseconds(Number(milliseconds))))
                    Say(got is null ? "too late" : "got");
                return 0;

            case ["default-timeout", var path]:
                FileLock.DefaultTimeout = TimeSpan.FromMilliseconds(20);
                Action[] takers =
                [
                    () => AtomicFile.AppendAllText(path, "lost"),
                    () => AtomicFile.WithLock(path, () => { }),
                    () => FileLock.AcquireAsync(path).GetAwaiter().GetResult().Dispose(),
                ];
                foreach (var take in takers)
                {
                    try
                    {
                        take();
                    }
                    catch (TimeoutException failure)
                    {
                        Say(failure.GetType().Name);
                    }
                }

                return 0;

            // A failing attempt and, when a line comes, another.
            case ["attempt", var path]:
                for (var i = 0; i < 2; i++)
                {
                    try
                    {
                        Say(AtomicFile.WithLock(path, () => "ran"));
                    }
                    catch (Exception failure)
                    {
                        Say(
                            $"{failure.GetType().Name} {(failure.InnerException ?? failure).HResult} {failure.Message}"
                        );
                    }

                    Console.ReadLine();
                }

                return 0;

            // With one thread in the pool: many wait for a lock of another process, and the thread has time for others.
            case ["starve", var path, var count]:
                var waiters = Enumerable.Range(0, Number(count)).Select(_ => PassAsync(path)).ToArray();
                Say($"{await Task.Run(() => waiters.Count(waiter => waiter.IsCompleted))} of {ThreadPool.ThreadCount}");
                await Task.WhenAll(waiters);
                Say("passed");
                return 0;

            // With one thread in the pool: this one waits, and must be woken without another.
            case ["starve-blocked", var path]:
                await Task.Run(() =>
                {
                    Say(FileLock.TryAcquire(path, TimeSpan.FromMilliseconds(50)) is null ? "too late" : "got");
                    using (FileLock.Acquire(path, Patience))
                        Say("got");
                });
                return 0;

            // Counts the line of this worker up to a goal; a sum of all lines comes first. Tells each update that has
            // come back.
            case ["count", var path, var worker, var goal]:
                for (var count = 0; count < Number(goal); )
                {
                    AtomicFile.Update(path, text =>
                    {
                        var lines = text!
                            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                            .Select(line => line.Split(' '))
                            .ToDictionary(line => line[0], line => Number(line[1]));
                        count = lines[worker];
                        if (count < Number(goal))
                        {
                            lines[worker] = ++count;
                            lines["sum"]++;
                        }

                        return string.Concat(lines.Select(line => $"{line.Key} {line.Value}\n"));
                    });
                    Say(count.ToString(CultureInfo.InvariantCulture));
                }

                return 0;

            // Cancels a waiter while the one who releases is getting the lock for it, which somebody makes slow.
            case ["cancel-while-served", var path, var kind]:
                var released = FileLock.Acquire(path);
                using (var source = new CancellationTokenSource())
                {
                    Task waiting;
                    using (ExecutionContext.SuppressFlow())
                        waiting = Task
                            .Factory.StartNew(
                                () =>
                                    kind == "blocked"
                                        ? Task.FromResult(FileLock.Acquire(path, cancellationToken: source.Token))
                                        : FileLock.AcquireAsync(path, cancellationToken: source.Token),
                                TaskCreationOptions.LongRunning
                            )
                            .Unwrap()
                            .ContinueWith(got => got.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
                    Thread.Sleep(200);
                    var releasing = Task.Run(released.Dispose);
                    Thread.Sleep(200);
                    source.Cancel();
                    await releasing;
                    await waiting.ContinueWith(_ => { });
                }

                Say(FileLock.TryAcquire(path, TimeSpan.FromSeconds(10)) is null ? "lost" : "free");
                return 0;

            // While the lock is held starts a process, and releases the lock on another thread at the word of the test.
            case ["release-while-starting", var path, var child]:
                var held = FileLock.Acquire(path);
                var starting = new Thread(() => Process.Start(child).WaitForExit());
                starting.Start();
                Console.ReadLine();
                held.Dispose();
                Say("released");
                starting.Join();
                return 0;

            default:
                Console.Error.WriteLine(
                    "usage: lock hold|try|wait|attempt|starve|starve-blocked|count|cancel-while-served|release-while-starting PATH …"
                );
                return 2;
        }
    }

    static async Task PassAsync(string path)
    {
        using (await FileLock.AcquireAsync(path, Patience))
            await Task.Yield();
    }

    static void Say(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }

    static FileLockMode Mode(string name) => Enum.Parse<FileLockMode>(name);

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
