using AtomicWrites.Analyzers.Proofs;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// Where a reader has the file open the system refuses the write, and would not refuse a rename: the old content, which
/// was kept, would be replaced.
/// </summary>
public class OpenFileTests
{
    [Theory]
    [InlineData("var r = File.OpenText(path); if (path.Length == 0) r.Close(); Write();")]
    [InlineData("var r = File.OpenText(path); switch (path.Length) { case 0: r.Dispose(); break; } Write();")]
    [InlineData("var r = File.OpenText(path); Action end = () => r.Dispose(); Write(); end();")]
    [InlineData("var r = File.OpenText(path); try { Write(); } finally { End(); } void End() => r.Dispose();")]
    [InlineData("var r = File.OpenText(path); Console.Write(r?.ReadLine()); Write(); r.Close();")]
    [InlineData("var r = File.OpenText(path); r.Close(); r = File.OpenText(path); Write(); r.Close();")]
    [InlineData(
        "StreamReader r = null; foreach (var c in \"ab\") { if (c == 'b') r.Close(); r = File.OpenText(path); } Write();"
    )]
    [InlineData("foreach (var c in \"ab\") { var r = File.OpenText(path); if (c == 'a') break; r.Close(); } Write();")]
    [InlineData(
        "try { var r = File.OpenText(path); if (path.Length > 0) throw new FormatException(); r.Close(); } "
            + "catch (FormatException) { } Write();"
    )]
    [InlineData(
        "Kept = File.OpenText(path); try { Save(path); } finally { Kept.Close(); } return null; } "
            + "static object Save(string path) { Write();"
    )]
    [InlineData(
        "void Save(string text) { Write(); } var r = File.OpenText(path); Array.ForEach(new[] { \"a\" }, Save); r.Close();"
    )]
    [InlineData("Action save = () => { Write(); }; var r = File.OpenText(path); save(); r.Close();")]
    [InlineData(
        "Action save = null; save = () => { Write(); }; var r = File.OpenText(path); save.Invoke(); r.Close();"
    )]
    [InlineData("Action<string> save = p => { Write(); }; using (File.OpenText(path)) save(path);")]
    [InlineData(
        "foreach (var c in \"ab\") { Write(); var r = File.OpenText(path); try { Console.Write(c); r.Close(); } catch { } }"
    )]
    public async Task No_fix_where_it_may_be_open(string body) =>
        Assert.Equal(
            ProofClauses.Refusals[ProofClause.TargetUntouched],
            await FixedProgram.RefusalAsync(Program(body))
        );

    [Theory]
    [InlineData("var r = File.OpenText(path); r.Close(); Write();")]
    [InlineData("if (path.Length > 0) { var r = File.OpenText(path); r.ReadLine(); r.Close(); } Write();")]
    [InlineData("var r = File.OpenText(path); try { r.ReadLine(); } finally { r?.Dispose(); } Write();")]
    [InlineData(
        "try { var r = File.OpenText(path); try { r.Read(); } finally { r.Close(); } } catch (FormatException) { } Write();"
    )]
    [InlineData("StreamReader r = null; foreach (var c in \"ab\") { r = File.OpenText(path); r.Close(); } Write();")]
    [InlineData(
        "foreach (var c in \"ab\") { var r = File.OpenText(path); foreach (var d in \"a\") break; r.Close(); } Write();"
    )]
    [InlineData("var r = File.OpenText(path); using (r) r.ReadLine(); Write();")]
    [InlineData(
        "Run().Wait(); async Task Run() { var s = File.OpenRead(path); await s.DisposeAsync().ConfigureAwait(false); Write(); }"
    )]
    [InlineData("Kept = File.OpenText(path); Kept.Close(); Write();")]
    [InlineData("Action save = () => { Write(); }; var r = File.OpenText(path); r.Close(); save();")]
    [InlineData(
        "void Save(string text) { Write(); } File.OpenText(path).Close(); Array.ForEach(new[] { \"a\" }, Save);"
    )]
    [InlineData("foreach (var c in \"ab\") { Write(); var r = File.OpenText(path); r.ReadLine(); r.Close(); }")]
    [InlineData(
        "foreach (var c in \"ab\") { Write(); var s = File.OpenRead(path); using (var r = new StreamReader(s)) r.Read(); }"
    )]
    public async Task What_was_closed_on_every_way_is_open_no_more(string body)
    {
        var program = await FixedProgram.OfAsync(Program(body));
        var (before, after) = await program.RunAsync("old");
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    // By a call that tells the path.
    [Theory]
    [InlineData("using (File.OpenRead(path)) new Plain().Save(path, \"a\");", true)]
    [InlineData("using (File.OpenRead(path)) { IStore s = new Plain(); s.Save(path, \"a\"); }", true)]
    [InlineData("System.Diagnostics.Process.Start(\"true\", path); ((IStore)new Plain()).Save(path, \"a\");", true)]
    [InlineData("using (File.OpenRead(\"other.json\")) new Plain().Save(\"settings.json\", \"a\");", false)]
    [InlineData("using (var r = File.OpenRead(path)) r.ReadByte(); new Plain().Save(path, \"a\");", false)]
    public async Task Another_type_that_calls_what_writes_may_have_it_open(string body, bool isOpen) =>
        Assert.Equal(
            !isOpen,
            await FixedProgram.IsOfferedAsync(
                $"public static object Run(string path) {{ {body} return null; }}\n"
                    + "interface IStore { void Save(string file, string text); }\n"
                    + "sealed class Plain : IStore { "
                    + "public void Save([AtomicWrites.StatePath] string file, string text) => File.WriteAllText(file, text); }"
            )
        );

    static string Program(string body) =>
        $$"""
            public static object Run([AtomicWrites.StatePath] string path)
            {
                {{body.Replace("Write();", "File.WriteAllText(path, \"a\");")}}
                return null;
            }
            static StreamReader Kept;
            """;
}
