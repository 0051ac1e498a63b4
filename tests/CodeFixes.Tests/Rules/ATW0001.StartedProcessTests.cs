using AtomicWrites.Analyzers.Proofs;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// A process that got the path may have the file open until it ends: it would go on with the old file, and what it
/// writes later would be lost.
/// </summary>
public class StartedProcessTests
{
    [Theory]
    [InlineData("var p = Started(path); p.WaitForExit(100); Write();")]
    [InlineData(
        "var p = Process.Start(\"true\", path); if (path.Length == 0) p.WaitForExit(); Write(); p.WaitForExit();"
    )]
    [InlineData("var p = Process.Start(\"true\", path); try { p.Refresh(); } catch { p.WaitForExit(); } Write();")]
    [InlineData("var p = Process.Start(\"true\", path); while (p.HasExited) { p.WaitForExit(); break; } Write();")]
    [InlineData("var p = Process.Start(\"true\", path); if (p.HasExited) p.Close(); Write();")]
    [InlineData("var p = Process.Start(\"true\", path); p.WaitForExit(); p.Start(); Write();")]
    [InlineData("var p = Process.Start(\"true\"); p.WaitForExit(); p = Process.Start(\"true\", path); Write();")]
    [InlineData("Process p = null; for (; ; ) { p?.WaitForExit(); p = Process.Start(\"true\", path); Write(); }")]
    [InlineData("var p = Process.Start(\"true\", path); Action later = () => p.WaitForExit(); Write(); later();")]
    [InlineData("var p = Process.Start(\"true\", path); Write(); void Wait() { p.WaitForExit(); }")]
    [InlineData("var p = Process.Start(\"true\", path); p?.Refresh(); Write();")]
    [InlineData("var p = Process.Start(\"true\", path); p.Dispose(); Write();")]
    [InlineData("using (var p = Process.Start(\"true\", path)) p.Refresh(); Write();")]
    [InlineData("Process.Start(\"true\", path); Write();")]
    [InlineData("Process.Start(\"true\", path)?.Dispose(); Write();")]
    [InlineData("for (; ; ) { Write(); Process.Start(\"true\", path); }")]
    [InlineData("_ = Process.Start(\"true\", path); Write();")]
    [InlineData("Child = Process.Start(\"true\", path); Write();")]
    [InlineData("Started(path); Write();")]
    [InlineData("Started(path)?.Dispose(); Write();")]
    [InlineData("Process.Start(\"true\", path).WaitForExit(100); Write();")]
    [InlineData("new Process { StartInfo = new(\"true\", path) }.Start(); Write();")]
    [InlineData("Keep(Process.Start(\"true\", path)); Write();")]
    [InlineData("Launch(path); Write();")]
    [InlineData("Launch(path); foreach (var c in \"ab\") Write();")]
    [InlineData("var p = Process.Start(\"true\", path); foreach (var c in \"ab\") { Write(); } p.WaitForExit();")]
    public async Task No_fix_where_it_may_have_the_file_open(string body) =>
        Assert.Equal(
            ProofClauses.Refusals[ProofClause.TargetUntouched],
            await FixedProgram.RefusalAsync(Program(body))
        );

    [Theory]
    [InlineData("var p = Started(path); p.WaitForExit(); Write();")]
    [InlineData("var p = Process.Start(\"true\", path); p.WaitForExit(); if (p.ExitCode == 0) Write();")]
    [InlineData("using (var p = Process.Start(\"true\", path)) { p.WaitForExit(); } Write();")]
    [InlineData("foreach (var c in \"ab\") { using var p = Process.Start(\"true\", path); p.WaitForExit(); Write(); }")]
    [InlineData("Process.Start(\"true\", path).WaitForExit(); Write();")]
    [InlineData("Finish(path); Write();")]
    [InlineData("var p = Process.Start(\"true\", path); p.WaitForExit(); foreach (var c in \"ab\") Write();")]
    [InlineData("var p = Same(Process.Start(\"true\", path)); p.WaitForExit(); Write();")]
    [InlineData("Run().Wait(); async Task Run() { await Started(path).WaitForExitAsync(); Write(); }")]
    [InlineData("Child = Process.Start(\"true\", path); Child.WaitForExit(); Write();")]
    [InlineData("Run().Wait(); async Task Run() { var p = Started(path); await p.WaitForExitAsync(); Write(); }")]
    public async Task What_was_waited_for_has_it_open_no_more(string body)
    {
        var program = await FixedProgram.OfAsync(Program(body));
        var (before, after) = await program.RunAsync("old");
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    static string Program(string body) =>
        $$"""
            public static object Run([AtomicWrites.StatePath] string path)
            {
                {{body.Replace("Write()", "File.WriteAllText(path, \"a\")").Replace(
                "Process",
                "System.Diagnostics.Process"
            )}}
                return null;
            }
            static System.Diagnostics.Process Child;
            static void Keep(System.Diagnostics.Process process) => Child = process;
            static System.Diagnostics.Process Same(System.Diagnostics.Process process) => process;
            static void Launch(string file) => System.Diagnostics.Process.Start("true", file);
            static void Finish(string file)
            {
                using (var process = System.Diagnostics.Process.Start("true", file))
                    process.WaitForExit();
            }
            static System.Diagnostics.Process Started(string file) => System.Diagnostics.Process.Start("true", file);
            """;
}
