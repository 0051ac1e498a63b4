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
    [InlineData("Gate.Wait(); " + Write)]
    [InlineData("Parallel.For(0, 2, _ => n++); " + Write)]
    [InlineData("Directory.CreateDirectory(\"d\"); " + Write)]
    [InlineData("Prepare(); " + Write)]
    [InlineData("new DirectoryInfo(\"d\").Create(); " + Write)]
    public Task No_lock_is_held_for_long_or_before_there_is_a_directory(string body) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(Source(Read + " " + body));

    [Theory]
    [InlineData("n = Change(n); " + Write)]
    [InlineData("Changed?.Invoke(n); " + Write)]
    [InlineData("await Save(token); " + Write)]
    [InlineData("await Again(token); " + Write)]
    public Task No_lock_is_held_where_the_same_code_may_come_again(string body) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(Source(Read + " " + body));

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
                "Directory.CreateDirectory(\"d\");\n        var n = int.Parse(File.ReadAllText(P));\n        Prepare();\n        {|ATW0002:File.WriteAllText(P, (n + 1).ToString())|};"
            ),
            Source(
                "Directory.CreateDirectory(\"d\");\n        AtomicFile.WithLock(P, () =>\n        {\n            var n = int.Parse(File.ReadAllText(P));\n            Prepare();\n            File.WriteAllText(P, (n + 1).ToString());\n        });"
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

                static Func<int, int> Change = n => n;

                static event Action<int> Changed;

                static Task Again(CancellationToken token) => Save(token);

                static int Ask() => Console.ReadLine().Length;

                static void Prepare() => Directory.CreateDirectory("d");
            }
            """;
}
