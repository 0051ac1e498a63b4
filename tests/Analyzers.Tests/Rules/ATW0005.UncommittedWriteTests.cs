using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class UncommittedWriteTests
{
    [Theory]
    [InlineData("using (var s = [|AtomicFile.Create|](p)) { s.WriteByte(1); }")]
    [InlineData("using (var s = [|AtomicFile.Create|](p)) s.WriteByte(1);")]
    [InlineData("using var s = [|AtomicFile.CreateText|](p); s.Write(1);")]
    [InlineData("await using var s = [|AtomicFile.CreateText|](p); await s.WriteAsync(\"\");")]
    [InlineData("await using (var s = [|AtomicFile.CreateText|](p)) { await s.WriteAsync(\"\"); }")]
    [InlineData(
        "var s = [|AtomicFile.CreateText|](p); await using (s.ConfigureAwait(false)) { await s.WriteAsync(\"\"); }"
    )]
    [InlineData("AtomicFileStream s; using (s = [|AtomicFile.Create|](p)) { s.WriteByte(1); }")]
    [InlineData("var s = [|AtomicFile.Create|](p); using (s) { s.WriteByte(1); }")]
    [InlineData("var s = [|AtomicFile.Create|](p); try { s.WriteByte(1); } finally { s.Dispose(); }")]
    [InlineData(
        "AtomicFileStream? s = null; try { s = [|AtomicFile.Create|](p); s.WriteByte(1); } finally { s?.Dispose(); }"
    )]
    [InlineData("var s = [|AtomicFile.Create|](p); s.WriteByte(1); s.Close();")]
    [InlineData("Stream s = [|AtomicFile.Create|](p); s.WriteByte(1); s.Dispose();")]
    [InlineData("[|AtomicFile.Create|](p).Dispose();")]
    [InlineData("[|AtomicFile.Create|](p);")]
    [InlineData("using ([|AtomicFile.Create|](p)) { }")]
    [InlineData("using var s = [|AtomicFile.Create|](p); JsonSerializer.Serialize(s, 1);")]
    [InlineData("using var s = [|AtomicFile.Create|](p); using var w = new StreamWriter(s); w.Write(1);")]
    [InlineData("using var w = new StreamWriter([|AtomicFile.Create|](p)); w.Write(1);")]
    [InlineData("using var s = [|AtomicFile.Create|](p); Action<Stream> write = t => t.WriteByte(1); write(s);")]
    [InlineData("using var s = [|AtomicFile.Create|](p); Array.ForEach(new byte[2], b => s.WriteByte(b));")]
    [InlineData("using var s = [|AtomicFile.Create|](p); Fill(s); void Fill(Stream t) => t.WriteByte(1);")]
    [InlineData("using var s = [|AtomicFile.Create|](p); var can = s.CanWrite;")]
    [InlineData("using var s = [|AtomicFile.Create|](p); if (s != null) s.WriteByte(1);")]
    [InlineData("using var s = [|AtomicFile.CreateText|](p); Fill(s); void Fill(TextWriter t) => t.Write(1);")]
    [InlineData("using var s = [|AtomicFile.Create|](p) as Stream; s!.WriteByte(1);")]
    [InlineData("using var s = (Stream)([|AtomicFile.Create|](p)); s.WriteByte(1);")]
    public Task No_way_commits(string code) => InMethod(code);

    [Theory]
    [InlineData("using var s = [|AtomicFile.Create|](p); if (c) return; s.Commit();")]
    [InlineData("using var s = [|AtomicFile.Create|](p); if (c) s.Commit();")]
    [InlineData("using var s = [|AtomicFile.Create|](p); if (c) { s.WriteByte(1); } else { s.Commit(); }")]
    [InlineData("while (c) { using var s = [|AtomicFile.Create|](p); if (p == \"\") continue; s.Commit(); }")]
    [InlineData("foreach (var x in p) { using var s = [|AtomicFile.Create|](p); if (x == 'x') break; s.Commit(); }")]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); switch (p) { case \"a\": s.Commit(); break; default: break; }"
    )]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); try { if (c) return; s.Commit(); } finally { Console.WriteLine(); }"
    )]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); foreach (var x in p) { if (x == 'x') { s.Commit(); return; } }"
    )]
    [InlineData("using var s = [|AtomicFile.Create|](p); do { if (c) break; s.Commit(); return; } while (true);")]
    [InlineData("var s = [|AtomicFile.Create|](p); try { if (c) s.Commit(); } finally { s.Dispose(); }")]
    [InlineData("using var s = [|AtomicFile.Create|](p); lock (p) { if (c) return; s.Commit(); }")]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); try { if (c) throw new Exception(); s.WriteByte(1); } catch (IOException) { s.Commit(); }"
    )]
    [InlineData("using var s = [|AtomicFile.Create|](p); foreach (var x in p) { s.Commit(); }")]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); do { if (c) continue; if (p == \"x\") continue; s.Commit(); return; } while (p == \"\");"
    )]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); while (true) { if (c) break; if (p == \"x\") break; s.Commit(); return; }"
    )]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); while (true) { foreach (var x in p) { } if (c) break; s.Commit(); return; }"
    )]
    [InlineData(
        "using var s = [|AtomicFile.Create|](p); while (true) { switch (p) { case \"a\": break; } if (c) break; s.Commit(); return; }"
    )]
    [InlineData("using var s = [|AtomicFile.Create|](p); Stream? other = null; if (other == null) return; s.Commit();")]
    [InlineData("using var s = [|AtomicFile.Create|](p); Stream? other = null; if (other != null) s.Commit();")]
    public Task One_way_does_not_commit(string code) => InMethod(code);

    [Theory]
    [InlineData("using var s = AtomicFile.Create(p); s.WriteByte(1); s.Commit();")]
    [InlineData("using (var s = AtomicFile.Create(p)) { s.Commit(); }")]
    [InlineData("await using var s = AtomicFile.CreateText(p); await s.CommitAsync().ConfigureAwait(false);")]
    [InlineData("using var s = AtomicFile.Create(p); s.CommitAsync().GetAwaiter().GetResult();")]
    [InlineData("using var s = AtomicFile.Create(p); var t = s.CommitAsync(); await Task.WhenAll(t);")]
    [InlineData("using var s = AtomicFile.Create(p); if (c) { s.Commit(); } else { s.WriteByte(1); s.Commit(); }")]
    [InlineData("using var s = AtomicFile.Create(p); if (c) { s.Commit(); return; } s.Commit();")]
    [InlineData(
        "AtomicFileStream? s = null; try { s = AtomicFile.Create(p); s.Commit(); } finally { if (s != null) s.Dispose(); }"
    )]
    [InlineData("AtomicFileStream? s = null; if (c) s = AtomicFile.Create(p); s?.Commit(); s?.Dispose();")]
    [InlineData("AtomicFileStream? s = null; if (c) s = AtomicFile.Create(p); if (s is not null) s.Commit();")]
    [InlineData("AtomicFileStream? s = null; if (c) s = AtomicFile.Create(p); if (s == null) return; s.Commit();")]
    [InlineData("Stream s = AtomicFile.Create(p); ((AtomicFileStream)s).Commit();")]
    [InlineData("AtomicFile.Create(p).Commit();")]
    [InlineData(
        "using var s = AtomicFile.Create(p); switch (c) { case true: s.Commit(); break; case false: s.Commit(); break; }"
    )]
    [InlineData("using var s = AtomicFile.Create(p); while (true) { if (c) { s.Commit(); break; } }")]
    [InlineData("using var s = AtomicFile.Create(p); for (;;) { if (c) { s.Commit(); return; } }")]
    [InlineData("using var s = AtomicFile.Create(p); do { s.WriteByte(1); } while (c); s.Commit();")]
    [InlineData("using var s = AtomicFile.Create(p); try { if (c) return; } finally { s.Commit(); }")]
    [InlineData("if (c) return; using var s = AtomicFile.Create(p); s.Commit();")]
    [InlineData("using var s = AtomicFile.Create(p); do { if (c) { s.Commit(); break; } } while (true);")]
    [InlineData("using var s = AtomicFile.Create(p); while (true) { if (c) continue; s.Commit(); return; }")]
    [InlineData(
        "using var s = AtomicFile.Create(p); using (var other = new MemoryStream()) { other.WriteByte(1); } s.Commit();"
    )]
    [InlineData("AtomicFileStream? s = null; if (c) s = AtomicFile.Create(p); if (s != null) s.Commit();")]
    [InlineData("using var s = AtomicFile.Create(p); lock (p) { s.Commit(); }")]
    [InlineData("using var s = AtomicFile.Create(p); switch (p) { case \"a\": s.Commit(); break; }")]
    [InlineData("using var s = AtomicFile.Create(p) as AtomicFileStream; (s as AtomicFileStream)!.Commit();")]
    public Task Every_way_commits(string code) => InMethod(code);

    [Theory]
    [InlineData("using var s = AtomicFile.Create(p); if (c) throw new Exception(); s.Commit();")]
    [InlineData(
        "using var s = AtomicFile.Create(p); try { s.WriteByte(1); s.Commit(); } catch (IOException) { Console.WriteLine(); }"
    )]
    [InlineData(
        "using var s = AtomicFile.Create(p); try { s.WriteByte(1); } catch (IOException) { return; } s.Commit();"
    )]
    [InlineData(
        "using var s = AtomicFile.Create(p); if (c) { ThrowHelper(); } else { s.Commit(); } void ThrowHelper() => throw new Exception();"
    )]
    [InlineData("using var s = AtomicFile.Create(p); while (true) { s.WriteByte(1); }")]
    [InlineData("using var s = AtomicFile.Create(p); if (c) { s.Commit(); return; } throw new Exception();")]
    [InlineData("using var s = AtomicFile.Create(p); if (c) { s.Commit(); return; } Environment.Exit(1);")]
    [InlineData("using var s = AtomicFile.Create(p); if (c) { s.Commit(); return; } Environment.FailFast(\"\");")]
    public Task A_way_on_which_an_exception_leaves_discards_rightly(string code) => InMethod(code);

    [Theory]
    [InlineData("using var s = AtomicFile.Create(p); if (c) { s.Dispose(); return; } s.Commit();")]
    [InlineData("using var s = AtomicFile.CreateText(p); if (c) { s.Close(); return; } s.Commit();")]
    public Task An_explicit_disposal_beside_a_commit_is_meant(string code) => InMethod(code);

    [Theory]
    [InlineData("var s = AtomicFile.Create(p); _field = s;")]
    [InlineData("_field = AtomicFile.Create(p);")]
    [InlineData("var s = AtomicFile.Create(p); var t = s; t.Commit();")]
    [InlineData("var s = AtomicFile.Create(p); var pair = (s, 1);")]
    [InlineData("using var s = AtomicFile.Create(p); Finish(s); void Finish(AtomicFileStream t) => t.Commit();")]
    [InlineData(
        "using var s = AtomicFile.Create(p); Finish(s); void Finish(Stream t) { if (t is AtomicFileStream a) a.Commit(); }"
    )]
    [InlineData("using var s = AtomicFile.Create(p); Action finish = () => s.Commit(); finish();")]
    [InlineData("using var s = AtomicFile.Create(p); Action finish = s.Commit; finish();")]
    [InlineData("var list = new System.Collections.Generic.List<Stream>(); list.Add(AtomicFile.Create(p));")]
    [InlineData(
        "var s = AtomicFile.Create(p); var list = new System.Collections.Generic.List<IDisposable>(); list.Add(s);"
    )]
    [InlineData("using var s = AtomicFile.CreateText(p); ((AtomicFileStream)s.BaseStream).Commit();")]
    [InlineData("using var s = AtomicFile.Create(p); var holder = new Holder(s); holder.End();")]
    [InlineData("Func<AtomicFileStream> make = () => AtomicFile.Create(p);")]
    [InlineData("AtomicFileStream? s = null; Action open = () => s = AtomicFile.Create(p); open();")]
    [InlineData("using var s = AtomicFile.Create(p); goto end; end: s.Commit();")]
    [InlineData("switch (p) { case \"\": var s = AtomicFile.Create(p); break; }")]
    [InlineData("using var s = AtomicFile.Create(p); if (c) return; goto end; end: s.Commit();")]
    [InlineData(
        "using var s = AtomicFile.Create(p); await Finish(s); "
            + "async Task Finish(Stream t) { if (t is AtomicFileStream a) await a.CommitAsync(); }"
    )]
    public Task Where_somebody_else_may_commit_nothing_is_said(string code) => InMethod(code);

    [Fact]
    public Task Many_statements_are_not_deep() =>
        InMethod(
            $"using var s = [|AtomicFile.Create|](p); {string.Concat(Enumerable.Repeat("s.WriteByte(1); ", 300))}"
        );

    [Fact]
    public Task A_stream_that_is_returned_is_the_callers() =>
        Source("class C { Stream Open(string p) { var s = AtomicFile.Create(p); s.WriteByte(1); return s; } }");

    [Theory]
    [InlineData("Action a = () => { using var s = [|AtomicFile.Create|](\"x\"); };")]
    [InlineData("int P { get { using var s = [|AtomicFile.Create|](\"x\"); return 1; } }")]
    [InlineData("C() { using var s = [|AtomicFile.Create|](\"x\"); }")]
    [InlineData(
        "System.Collections.Generic.IEnumerable<int> I(bool c) { "
            + "using var s = [|AtomicFile.Create|](\"x\"); if (c) yield break; yield return 1; s.Commit(); }"
    )]
    [InlineData("void M() { void Local() { using var s = [|AtomicFile.Create|](\"x\"); } Local(); }")]
    public Task Every_kind_of_member_is_looked_at(string member) => Source($"class C {{ {member} }}");

    [Fact]
    public Task Top_level_statements_are_looked_at()
    {
        var test = Verify.Test<UncommittedWriteAnalyzer>(
            "using AtomicWrites;\nusing var s = {|ATW0005:AtomicFile.Create|}(\"x\");\nif (args.Length > 0) return;\ns.Commit();"
        );
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("using var s = {|#0:AtomicFile.Create|}(p);", "s", "on every code path")]
    [InlineData("{|#0:AtomicFile.CreateText|}(p).Close();", "AtomicFile.CreateText", "on every code path")]
    [InlineData(
        "using var s = {|#0:AtomicFile.Create|}(p);\nif (c)\n    return;\ns.Commit();",
        "s",
        "on the code path that ends at line 7"
    )]
    [InlineData(
        "using var s = {|#0:AtomicFile.Create|}(p);\nif (c)\n    s.Commit();\n",
        "s",
        "on the code path that ends at line 8"
    )]
    [InlineData(
        "using var s = {|#0:AtomicFile.Create|}(p);\nif (c)\n{ s.Commit(); return; }\nreturn;",
        "s",
        "on the code path that ends at line 8"
    )]
    public Task The_message_says_where(string code, string what, string where)
    {
        var test = Verify.Test<UncommittedWriteAnalyzer>(
            $"#nullable enable\nusing AtomicWrites; class C {{\nvoid M(string p, bool c) {{\n\n{code}}} }}"
        );
        test.ExpectedDiagnostics.Add(
            new DiagnosticResult("ATW0005", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(what, where)
                .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
        );
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task A_type_of_the_users_own_with_the_same_name_is_silent() =>
        Verify.Source<UncommittedWriteAnalyzer>(
            "class AtomicFile { public static System.IO.Stream Create(string p) => null; "
                + "void M() { using var s = AtomicFile.Create(\"\"); } }"
        );

    [Fact]
    public Task Deep_nesting_is_left_alone() =>
        InMethod("using var s = AtomicFile.Create(p);" + new string('{', 400) + new string('}', 400));

    static Task InMethod(string code) =>
        Source(
            $$"""
            class C
            {
                AtomicFileStream? _field;

                async Task M(string p, bool c)
                {
                    await Task.Yield();
                    {{code}}
                }

                sealed class Holder(Stream stream) { public void End() => (stream as AtomicFileStream)!.Commit(); }
            }
            """
        );

    static Task Source(string code) =>
        Verify.Source<UncommittedWriteAnalyzer>(
            "#nullable enable\nusing System; using System.IO; using System.Text.Json; using System.Threading.Tasks; using AtomicWrites;\n"
                + code.Replace("[|", "{|ATW0005:", StringComparison.Ordinal)
                    .Replace("|]", "|}", StringComparison.Ordinal)
        );
}
