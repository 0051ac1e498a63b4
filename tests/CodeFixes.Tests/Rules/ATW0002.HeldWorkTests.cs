using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// No lock is put around what may go on for long, nor before the directory that it stands in is made.
/// </summary>
public class HeldWorkTests
{
    const string Read = "int n = File.Exists(P) ? int.Parse(File.ReadAllText(P)) : 0;";
    const string Write = "{|ATW0002:File.WriteAllText(P, (n + 1).ToString())|};";

    [Theory]
    [InlineData("while (true) { n++; " + Write + " }")]
    [InlineData("for (; ; ) { n++; " + Write + " }")]
    [InlineData("while (!token.IsCancellationRequested) { n++; " + Write + " }")]
    [InlineData("await Task.Delay(1000); " + Write)]
    [InlineData("Thread.Sleep(1000); " + Write)]
    [InlineData("n += (await new System.Net.Http.HttpClient().GetStringAsync(\"http://localhost\")).Length; " + Write)]
    [InlineData("n += Console.ReadLine().Length; " + Write)]
    [InlineData("n += Ask(); " + Write)]
    [InlineData("n += Console.In.ReadLine().Length; " + Write)]
    [InlineData("n += Remote.ReadByte(); " + Write)]
    [InlineData("Window.Invoke(new Action(() => n++), null); " + Write)]
    [InlineData("Gate.Wait(); " + Write)]
    [InlineData("SpinWait.SpinUntil(() => Ready); " + Write)]
    [InlineData("foreach (var i in Queue.GetConsumingEnumerable(token)) n += i; " + Write)]
    [InlineData("n += Tool.StandardOutput.ReadToEnd().Length; " + Write)]
    [InlineData("await foreach (var i in Items) n += i; " + Write)]
    [InlineData(
        "using (var pipe = new System.IO.Pipes.NamedPipeServerStream(\"p\")) pipe.WaitForConnection(); " + Write
    )]
    [InlineData("using (var query = Database.CreateCommand()) n += query.ExecuteNonQuery(); " + Write)]
    [InlineData("Rw.EnterWriteLock(); n++; Rw.ExitWriteLock(); " + Write)]
    [InlineData("Thread.Sleep(Timeout.Infinite); " + Write)]
    [InlineData("Parallel.For(0, 2, _ => n++); " + Write)]
    [InlineData("Directory.CreateDirectory(\"d\"); " + Write)]
    [InlineData("Prepare(); " + Write)]
    [InlineData("new DirectoryInfo(\"d\").Create(); " + Write)]
    public Task No_lock_is_held_for_long_or_before_there_is_a_directory(string body) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(Source(Read + " " + body));

    [Theory]
    [InlineData("n = Change(n); " + Write)]
    [InlineData("Changed?.Invoke(n); " + Write)]
    [InlineData("Progress.Report(n); " + Write)]
    [InlineData("n += Unknown.Ask(); " + Write)]
    [InlineData("await Save(token); " + Write)]
    [InlineData("await Again(token); " + Write)]
    public Task No_lock_is_held_where_the_same_code_may_come_again(string body) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(Source(Read + " " + body));

    // Threads that take the two in another order wait for each other for ever.
    [Theory]
    [InlineData("lock (Sync) n++; " + Write)]
    [InlineData("Monitor.Enter(Sync); n++; Monitor.Exit(Sync); " + Write)]
    [InlineData("await Gate.WaitAsync(); n++; Gate.Release(); " + Write)]
    [InlineData("lock (Sync) " + Write)]
    [InlineData("using (var once = new Mutex(false, \"once\")) { once.WaitOne(); n++; once.ReleaseMutex(); } " + Write)]
    [InlineData("Hit(); " + Write)]
    [InlineData("Once(); " + Write)]
    [InlineData("new Counter(); " + Write)]
    [InlineData("using (FileLock.Acquire(\"other.json\")) n++; " + Write)]
    [InlineData("n = new Sum() + n; " + Write)]
    [InlineData("n += new Sum()[1]; " + Write)]
    [InlineData("n += Down(); " + Write)]
    public Task No_lock_is_held_while_another_is_waited_for(string body) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(Source(Read + " " + body));

    [Fact]
    public Task A_method_of_another_file_is_looked_at_too()
    {
        var source = Source(Read + " Elsewhere.Wait(); " + Write);
        var test = Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Test(source, source);
        test.FixedState.MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow;
        const string elsewhere = """
            using System.Threading.Tasks;
            static class Elsewhere
            {
                static readonly Task Running = Task.Delay(1);
                public static void Wait() => Running.Wait();
            }
            """;
        test.TestState.Sources.Add(elsewhere);
        test.FixedState.Sources.Add(elsewhere);
        return test.RunAsync();
    }

    [Theory]
    [InlineData("await Running; " + Write)]
    [InlineData("await Running.ConfigureAwait(false); " + Write)]
    [InlineData("Running.Wait(); " + Write)]
    [InlineData("Running.GetAwaiter().GetResult(); " + Write)]
    [InlineData("n += Counting.Result; " + Write)]
    [InlineData("await Task.WhenAll(Running, Counting); " + Write)]
    [InlineData("Task.WaitAll(Running, Counting); " + Write)]
    public Task No_lock_is_held_while_somebody_elses_task_is_waited_for(string body) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(Source(Read + " " + body));

    // Who calls an operator is not looked for: the lock may be held there.
    [Fact]
    public Task No_lock_is_taken_in_an_operator() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(
            Source("").TrimEnd().TrimEnd('}')
                + "    sealed class Count { public static int operator +(Count count, int more) { "
                + $"{Read} n += more; {Write} return n; }} }}\n}}\n"
        );

    // It would be among them.
    [Theory]
    [InlineData("foreach (var file in Directory.GetFiles(\"d\")) Console.WriteLine(file);")]
    [InlineData("foreach (var file in new DirectoryInfo(\"d\").EnumerateFiles(\"*.*\")) Console.WriteLine(file);")]
    [InlineData("Directory.Delete(\"d\");")]
    public Task No_lock_is_taken_where_its_file_is_in_the_way(string other) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(
            Source(Read + " " + Write).TrimEnd().TrimEnd('}') + $"    static void Other() {{ {other} }}\n}}\n"
        );

    [Fact]
    public Task Files_of_another_name_are_not_in_the_way() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Become(
            Source(
                "await Task.Yield();\n        if (Directory.GetFiles(\"d\", \"*.json\").Length == 0)\n            return;\n"
                    + "        var n = int.Parse(File.ReadAllText(P));\n"
                    + "        {|ATW0002:File.WriteAllText(P, (n + 1).ToString())|};\n        Directory.Delete(\"d\", true);"
            ),
            Source(
                "await Task.Yield();\n        if (Directory.GetFiles(\"d\", \"*.json\").Length == 0)\n            return;\n"
                    + "        AtomicFile.WithLock(P, () =>\n        {\n            var n = int.Parse(File.ReadAllText(P));\n"
                    + "            File.WriteAllText(P, (n + 1).ToString());\n        });\n        Directory.Delete(\"d\", true);"
            )
        );

    // Two methods that do so in another order would wait for each other. Fix All locks the first file.
    [Fact]
    public Task No_lock_is_taken_within_that_of_another_file() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Become(
            Source(
                """
                await Task.Yield();
                        var a = File.ReadAllText("d/a.json");
                        var b = File.ReadAllText("d/b.json");
                        if (a == b)
                            return;
                        {|ATW0002:File.WriteAllText("d/a.json", a + b)|};
                        {|ATW0002:File.WriteAllText("d/b.json", b + a)|};
                """
            ),
            Source(
                """
                await Task.Yield();
                        using var stateLock = await FileLock.AcquireAsync("d/a.json", cancellationToken: token);
                        var a = File.ReadAllText("d/a.json");
                        var b = File.ReadAllText("d/b.json");
                        if (a == b)
                            return;
                        File.WriteAllText("d/a.json", a + b);
                        File.WriteAllText("d/b.json", b + a);
                """
            )
        );

    // Two processes that call One and Other would each hold what the other waits for; the lock of the same file would be
    // taken inside itself.
    [Fact]
    public Task No_lock_is_held_around_another_update_that_gets_its_own()
    {
        var test = Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Test(
            Nested(
                """
                var a = File.ReadAllText("d/a.json");
                        {|ATW0002:File.WriteAllText("d/a.json", a + 2)|};
                """,
                """
                var b = File.ReadAllText("d/b.json");
                        {|ATW0002:File.WriteAllText("d/b.json", b + 2)|};
                """
            ),
            Nested(
                """
                AtomicFile.WithLock("d/a.json", () =>
                        {
                            var a = File.ReadAllText("d/a.json");
                            File.WriteAllText("d/a.json", a + 2);
                        });
                """,
                """
                AtomicFile.WithLock("d/b.json", () =>
                        {
                            var b = File.ReadAllText("d/b.json");
                            File.WriteAllText("d/b.json", b + 2);
                        });
                """
            )
        );
        test.FixedState.MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow;
        return test.RunAsync();
    }

    static string Nested(string a, string b) =>
        $$"""
            using System.IO;
            using AtomicWrites;

            class Program
            {
                static void One()
                {
                    var a = File.ReadAllText("d/a.json");
                    B();
                    {|ATW0002:File.WriteAllText("d/a.json", a + 1)|};
                }

                static void Other()
                {
                    var b = File.ReadAllText("d/b.json");
                    A();
                    {|ATW0002:File.WriteAllText("d/b.json", b + 1)|};
                }

                static void Same()
                {
                    var a = File.ReadAllText("d/a.json");
                    A();
                    {|ATW0002:File.WriteAllText("d/a.json", a + 3)|};
                }

                static void A()
                {
                    {{a}}
                }

                static void B()
                {
                    {{b}}
                }
            }
            """;

    // Whoever sets it may hold the lock.
    [Fact]
    public Task No_lock_is_taken_in_a_property() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(
            Source("")
                .Replace(
                    "static int Ask()",
                    $"static int Number {{ set {{ {Read} n += value; {Write} }} }}\n\n    static int Ask()",
                    StringComparison.Ordinal
                )
        );

    [Fact]
    public Task What_comes_after_the_write_is_not_locked() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Become(
            Source(
                """
                while (true)
                        {
                            var n = int.Parse(File.ReadAllText(P));
                            {|ATW0002:File.WriteAllText(P, (n + 1).ToString())|};
                            await Task.Delay(1000);
                        }
                """
            ),
            Source(
                """
                while (true)
                        {
                            AtomicFile.WithLock(P, () =>
                            {
                                var n = int.Parse(File.ReadAllText(P));
                                File.WriteAllText(P, (n + 1).ToString());
                            });
                            await Task.Delay(1000);
                        }
                """
            )
        );

    [Fact]
    public Task A_directory_that_is_made_before_is_there() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Become(
            Source(
                "Directory.CreateDirectory(\"d\");\n        var n = int.Parse(File.ReadAllText(P));\n        Prepare();\n"
                    + "        {|ATW0002:File.WriteAllText(P, (n + 1).ToString())|};"
            ),
            Source(
                "Directory.CreateDirectory(\"d\");\n        AtomicFile.WithLock(P, () =>\n        {\n"
                    + "            var n = int.Parse(File.ReadAllText(P));\n            Prepare();\n"
                    + "            File.WriteAllText(P, (n + 1).ToString());\n        });"
            )
        );

    static string Source(string body) =>
        $$"""
            using System;
            using System.IO;
            using System.Threading;
            using System.Threading.Tasks;
            using AtomicWrites;

            class Program
            {
                const string P = "d/settings.json";

                static async Task Save(CancellationToken token)
                {
                    await Task.Yield();
                    {{body}}
                }

                static readonly SemaphoreSlim Gate = new SemaphoreSlim(1);

                static readonly object Sync = new();

                static bool Ready;

                static readonly System.Collections.Concurrent.BlockingCollection<int> Queue = new();

                static System.Diagnostics.Process Tool;

                static System.Collections.Generic.IAsyncEnumerable<int> Items;

                static System.Data.Common.DbConnection Database;

                static readonly ReaderWriterLockSlim Rw = new();

                static int hits;

                static Task Running = Task.CompletedTask;

                static Task<int> Counting = Task.FromResult(1);

                static void Hit() { lock (Sync) hits++; }

                [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)]
                static void Once() => hits++;

                sealed class Counter { public Counter() => Hit(); }

                static Func<int, int> Change = n => n;

                static event Action<int> Changed;

                static Task Again(CancellationToken token) => Save(token);

                static int Ask() => Console.ReadLine().Length;

                static System.Net.Sockets.NetworkStream Remote;

                static System.ComponentModel.ISynchronizeInvoke Window;

                static IProgress<int> Progress;

                static dynamic Unknown;

                static int Down() => Down2();

                static int Down2() => Down3();

                static int Down3() => Down4();

                static int Down4() => Down5();

                static int Down5() => new Sum()[1];

                sealed class Sum
                {
                    public static int operator +(Sum sum, int n) { using (FileLock.Acquire("other.json")) return n + 1; }

                    public int this[int n] { get { using (FileLock.Acquire("other.json")) return n + 1; } }
                }

                static void Prepare() => Directory.CreateDirectory("d");
            }
            """;
}
