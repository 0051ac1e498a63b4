using Microsoft.CodeAnalysis;
using UncommittedFixes = AtomicWrites.CodeFixes.Tests.Fixes<
    AtomicWrites.Analyzers.Rules.UncommittedWriteAnalyzer,
    AtomicWrites.CodeFixes.Rules.UncommittedWriteCodeFix
>;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class UncommittedWriteTests
{
    // Before, after, and what the program has written in the end.
    public static TheoryData<string, string, string> Bodies =>
        new()
        {
            {
                """
                    using (var s = [|AtomicFile.CreateText|](path))
                    {
                        s.Write("new"); // all of it
                        // the end
                    }
                    """,
                """
                    using (var s = AtomicFile.CreateText(path))
                    {
                        s.Write("new"); // all of it
                        s.Commit();
                        // the end
                    }
                    """,
                "new"
            },
            {
                """
                    using var s = [|AtomicFile.CreateText|](path);
                    s.Write("new");
                    """,
                """
                    using var s = AtomicFile.CreateText(path);
                    s.Write("new");
                    s.Commit();
                    """,
                "new"
            },
            {
                """
                    using (var s = [|AtomicFile.CreateText|](path))
                        s.Write("new");
                    """,
                """
                    using (var s = AtomicFile.CreateText(path))
                    {
                        s.Write("new");
                        s.Commit();
                    }
                    """,
                "new"
            },
            {
                """
                    using (var s = [|AtomicFile.CreateText|](path)) { s.Write("new"); }
                    """,
                """
                    using (var s = AtomicFile.CreateText(path)) { s.Write("new"); s.Commit(); }
                    """,
                "new"
            },
            {
                """
                    using var s = [|AtomicFile.CreateText|](path);
                    s.Write("first");
                    if (path.Length > 1)
                    {
                        // that is enough
                        return;
                    }

                    s.Write("second");
                    """,
                """
                    using var s = AtomicFile.CreateText(path);
                    s.Write("first");
                    if (path.Length > 1)
                    {
                        s.Commit();
                        // that is enough
                        return;
                    }

                    s.Write("second");
                    s.Commit();
                    """,
                "first"
            },
            {
                """
                    using var s = [|AtomicFile.CreateText|](path);
                    s.Write("first");
                    if (path.Length > 1)
                        return;
                    s.Write("second");
                    """,
                """
                    using var s = AtomicFile.CreateText(path);
                    s.Write("first");
                    if (path.Length > 1)
                    {
                        s.Commit();
                        return;
                    }
                    s.Write("second");
                    s.Commit();
                    """,
                "first"
            },
            {
                """
                    var s = [|AtomicFile.CreateText|](path);
                    try
                    {
                        s.Write("new");
                    }
                    finally
                    {
                        s.Dispose();
                    }
                    """,
                """
                    var s = AtomicFile.CreateText(path);
                    try
                    {
                        s.Write("new");
                        s.Commit();
                    }
                    finally
                    {
                        s.Dispose();
                    }
                    """,
                "new"
            },
            {
                """
                    AtomicFileStream? @default = null;
                    @default = [|AtomicFile.Create|](path);
                    @default.WriteByte(65);
                    @default.Close();
                    """,
                """
                    AtomicFileStream? @default = null;
                    @default = AtomicFile.Create(path);
                    @default.WriteByte(65);
                    @default.Commit();
                    @default.Close();
                    """,
                "A"
            },
            {
                """
                    [|AtomicFile.Create|](path) /* empty */ .Dispose();
                    """,
                """
                    AtomicFile.Create(path) /* empty */ .Commit();
                    """,
                ""
            },
            {
                """
                    /* empty */ [|AtomicFile.Create|](path); // now
                    """,
                """
                    /* empty */ AtomicFile.Create(path).Commit(); // now
                    """,
                ""
            },
            {
                """
                    foreach (var x in "abc")
                    {
                        using var s = [|AtomicFile.CreateText|](path);
                        s.Write(x);
                        if (x == 'b')
                            break;
                    }
                    """,
                """
                    foreach (var x in "abc")
                    {
                        using var s = AtomicFile.CreateText(path);
                        s.Write(x);
                        if (x == 'b')
                        {
                            s.Commit();
                            break;
                        }
                        s.Commit();
                    }
                    """,
                "b"
            },
            {
                """
                    using (var s = [|AtomicFile.Create|](path))
                    using (var t = [|AtomicFile.Create|](path + "2"))
                    {
                        s.WriteByte(65);
                        t.WriteByte(66);
                    }
                    """,
                """
                    using (var s = AtomicFile.Create(path))
                    {
                        using (var t = AtomicFile.Create(path + "2"))
                        {
                            s.WriteByte(65);
                            t.WriteByte(66);
                            t.Commit();
                        }
                        s.Commit();
                    }
                    """,
                "A"
            },
            {
                """
                    using var s = [|AtomicFile.Create|](path);
                    System.Text.Json.JsonSerializer.Serialize(s, 7);
                    """,
                """
                    using var s = AtomicFile.Create(path);
                    System.Text.Json.JsonSerializer.Serialize(s, 7);
                    s.Commit();
                    """,
                "7"
            },
        };

    [Fact]
    public Task What_stands_on_one_line_stays_there() =>
        UncommittedFixes.Become(
            Sources(
                "class C { void M(string p) { using (var s = [|AtomicFile.Create|](p)) s.WriteByte(1); // all\n"
                    + "} void N(string p) { using var s = [|AtomicFile.Create|](p); if (p == \"\") return; "
                    + "else s.WriteByte(1); } }"
            ),
            Sources(
                "class C { void M(string p) { using (var s = AtomicFile.Create(p)) { s.WriteByte(1); s.Commit(); } "
                    + "// all\n"
                    + "} void N(string p) { using var s = AtomicFile.Create(p); if (p == \"\") { s.Commit(); return; } "
                    + "else s.WriteByte(1); s.Commit(); } }"
            )
        );

    public static TheoryData<string, string, string> AsynchronousBodies =>
        new()
        {
            {
                """
                    await using var s = [|AtomicFile.CreateText|](path);
                    await s.WriteAsync("new");
                    """,
                """
                    await using var s = AtomicFile.CreateText(path);
                    await s.WriteAsync("new");
                    await s.CommitAsync();
                    """,
                "new"
            },
            {
                """
                    var s = [|AtomicFile.CreateText|](path);
                    await using (s.ConfigureAwait(false))
                    {
                        await s.WriteAsync("new").ConfigureAwait(false);
                    }
                    """,
                """
                    var s = AtomicFile.CreateText(path);
                    await using (s.ConfigureAwait(false))
                    {
                        await s.WriteAsync("new").ConfigureAwait(false);
                        await s.CommitAsync().ConfigureAwait(false);
                    }
                    """,
                "new"
            },
            {
                """
                    await [|AtomicFile.CreateText|](path).DisposeAsync();
                    """,
                """
                    await AtomicFile.CreateText(path).CommitAsync();
                    """,
                ""
            },
            {
                """
                    await Task.Yield();
                    lock (path)
                    {
                        using var s = [|AtomicFile.CreateText|](path);
                        s.Write("new");
                    }
                    """,
                """
                    await Task.Yield();
                    lock (path)
                    {
                        using var s = AtomicFile.CreateText(path);
                        s.Write("new");
                        s.Commit();
                    }
                    """,
                "new"
            },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Commits_at_every_end(string before, string after, string written)
    {
        await UncommittedFixes.Become(InProgram("void", before), InProgram("void", after));
        Assert.Equal(written, await CompiledProgram.Run(InProgram("void", after)));
    }

    [Theory]
    [MemberData(nameof(AsynchronousBodies))]
    public async Task Awaits_where_the_method_does(string before, string after, string written)
    {
        await UncommittedFixes.Become(InProgram("async Task", before), InProgram("async Task", after));
        Assert.Equal(written, await CompiledProgram.Run(InProgram("async Task", after)));
    }

    // Who calls it goes on before what is awaited.
    [Fact]
    public Task Where_somebody_would_notice_it_is_not_awaited() =>
        UncommittedFixes.Become(
            InProgram("async void", "using var s = [|AtomicFile.Create|](path);\nawait s.WriteAsync(new byte[1]);")
                .Replace("await Save(path);", "Save(path);", StringComparison.Ordinal),
            InProgram(
                    "async void",
                    "using var s = AtomicFile.Create(path);\nawait s.WriteAsync(new byte[1]);\ns.Commit();"
                )
                .Replace("await Save(path);", "Save(path);", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("using var s = [|AtomicFile.Create|](path); if (path == \"\") return; s.Commit();")]
    [InlineData("using var s = [|AtomicFile.Create|](path); if (path == \"\") s.Commit();")]
    [InlineData("using var s = [|AtomicFile.Create|](path); using var w = new StreamWriter(s); w.Write(1);")]
    [InlineData("using var s = [|AtomicFile.Create|](path); using (var w = new StreamWriter(s)) w.Write(1);")]
    [InlineData(
        "using var s = [|AtomicFile.Create|](path); var w = System.Xml.XmlWriter.Create(s); w.WriteStartDocument();"
    )]
    [InlineData("Stream s = [|AtomicFile.Create|](path); s.Dispose();")]
    [InlineData("using (var w = new StreamWriter([|AtomicFile.Create|](path))) w.Write(1);")]
    [InlineData(
        "using var s = [|AtomicFile.CreateText|](path); using var w = System.Xml.XmlWriter.Create(s); w.WriteElementString(\"a\", \"\");"
    )]
    public Task Nothing_is_offered_where_it_may_be_wrong(string body) =>
        UncommittedFixes.AreNotOffered(InProgram("void", body));

    [Fact]
    public Task Nothing_is_offered_where_somebody_writes_the_rest_later() =>
        UncommittedFixes.AreNotOffered(
            InProgram(
                "void",
                "using var s = [|AtomicFile.CreateText|](path); using var last = new Last(); last.Take(s);"
            )
                + "\n"
                + "class Last : System.IDisposable { TextWriter? _to; public void Take(TextWriter to) => _to = to; "
                + "public void Dispose() => _to?.Write(1); }\n"
        );

    [Theory]
    [InlineData("return 1;", "s.Commit(); return 1;")]
    [InlineData("return path.Length;", "s.Commit(); return path.Length;")]
    public Task What_is_returned_may_be_simple(string before, string after) =>
        UncommittedFixes.Become(
            Sources($"class C {{ int M(string path) {{ using var s = [|AtomicFile.Create|](path); {before} }} }}"),
            Sources($"class C {{ int M(string path) {{ using var s = AtomicFile.Create(path); {after} }} }}")
        );

    [Theory]
    [InlineData("return (int)s.Length;")]
    [InlineData("return int.Parse(path);")]
    public Task What_is_returned_may_not_be_computed_later(string body) =>
        UncommittedFixes.AreNotOffered(
            Sources($"class C {{ int M(string path) {{ using var s = [|AtomicFile.Create|](path); {body} }} }}")
        );

    [Fact]
    public Task A_lambda_is_as_asynchronous_as_it_says() =>
        UncommittedFixes.Become(
            Sources(
                "class C { System.Func<string, Task> A = async path => { "
                    + "using var s = [|AtomicFile.Create|](path); s.WriteByte(1); }; "
                    + "async Task M() { await Task.Yield(); System.Action<string> a = path => { "
                    + "using var s = [|AtomicFile.Create|](path); s.WriteByte(1); }; } }"
            ),
            Sources(
                "class C { System.Func<string, Task> A = async path => { "
                    + "using var s = AtomicFile.Create(path); s.WriteByte(1); await s.CommitAsync(); }; "
                    + "async Task M() { await Task.Yield(); System.Action<string> a = path => { "
                    + "using var s = AtomicFile.Create(path); s.WriteByte(1); s.Commit(); }; } }"
            )
        );

    [Theory]
    [InlineData(
        "using var s = [|AtomicFile.Create|](\"x\");\ns.WriteByte(1);",
        "using var s = AtomicFile.Create(\"x\");\ns.WriteByte(1);\ns.Commit();"
    )]
    [InlineData(
        "using var s = [|AtomicFile.Create|](\"x\");\ns.WriteByte(1);\n\nclass C;\n",
        "using var s = AtomicFile.Create(\"x\");\ns.WriteByte(1);\ns.Commit();\n\nclass C;\n"
    )]
    [InlineData(
        "using var s = [|AtomicFile.Create|](\"x\");\nawait s.WriteAsync(new byte[1]);\nif (args.Length == 0)\n    return;\n",
        "using var s = AtomicFile.Create(\"x\");\nawait s.WriteAsync(new byte[1]);\nif (args.Length == 0)\n{\n"
            + "    await s.CommitAsync();\n    return;\n}\nawait s.CommitAsync();\n"
    )]
    public Task Top_level_statements_are_fixed(string before, string after)
    {
        var test = UncommittedFixes.Test(Sources(before), Sources(after));
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task Line_ends_stay_as_they_are() =>
        UncommittedFixes.Become(
            Sources(
                    "class C\n{\n    void M()\n    {\n        using var s = [|AtomicFile.Create|](\"x\");\n"
                        + "        s.WriteByte(1);\n    }\n}\n"
                )
                .Replace("\n", "\r\n", StringComparison.Ordinal),
            Sources(
                    "class C\n{\n    void M()\n    {\n        using var s = AtomicFile.Create(\"x\");\n"
                        + "        s.WriteByte(1);\n        s.Commit();\n    }\n}\n"
                )
                .Replace("\n", "\r\n", StringComparison.Ordinal)
        );

    static string InProgram(string type, string body)
    {
        var statements = body.ReplaceLineEndings("\n")
            .Replace("\n", "\n        ", StringComparison.Ordinal)
            .Replace("\n        \n", "\n\n", StringComparison.Ordinal);
        return Sources(
            $$"""
            public static class Program
            {
                public static async Task Run(string path)
                {
                    await Task.Yield();
                    {{(type == "void" ? "" : "await ")}}Save(path);
                }

                static {{type}} Save(string path)
                {
                    {{statements}}
                }
            }
            """
        );
    }

    static string Sources(string code) =>
        "#nullable enable\nusing System.IO;\nusing System.Threading.Tasks;\nusing AtomicWrites;\n\n"
        + code.ReplaceLineEndings("\n")
            .Replace("[|", "{|ATW0005:", StringComparison.Ordinal)
            .Replace("|]", "|}", StringComparison.Ordinal);
}
