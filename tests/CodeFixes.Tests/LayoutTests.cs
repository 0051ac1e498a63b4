using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>
/// A file that is laid out as its options say is laid out so after a fix: <c>dotnet format --verify-no-changes</c> goes
/// on passing.
/// </summary>
public class LayoutTests
{
    static readonly string[] Styles =
    [
        "",
        "csharp_new_line_before_open_brace = none",
        "csharp_new_line_before_open_brace = types, methods",
        "indent_style = tab",
        "indent_size = 2",
        "csharp_preserve_single_line_blocks = false",
        "csharp_preserve_single_line_statements = false",
    ];

    static readonly string[] Methods =
    [
        "void M() { using (var w = File.CreateText(P)) w.Write(1); }",
        "void M() { using (var w = File.CreateText(P)) { w.Write(1); } }",
        "void M() { using var w = File.CreateText(P); w.Write(1); }",
        "int M() { using (var w = File.CreateText(P)) { w.Write(1); if (C) return 7; } return 8; }",
        "void M() { if (C) { using (var w = File.CreateText(P)) w.Write(1); } else Console.Write(2); }",
        "void M() { switch (C) { case true: { using (var w = File.CreateText(P)) w.Write(1); } break; } }",
        "void M() { switch (C) { case true: using (var w = File.CreateText(P)) w.Write(1); break; } }",
        "void M()\n{\nif (C)\n{\nusing (var s = File.Create(P))\ns.WriteByte(65);\n}\n}",
        "void M()\n{\nusing (var s = File.Create(P)) // one\ns.WriteByte(65); // two\n}",
        "void M()\n{\nusing (var s = File.Create(P)) // one\n"
            + "using (var z = new GZipStream(s, CompressionMode.Compress))\nz.WriteByte(65); // two\n}",
        "void M()\n{\n// one\nusing var w = XmlWriter.Create(P); // two\n\nw.WriteElementString(\"a\", \"b\"); // three\n// four\n}",
        "void M() { using var w = XmlWriter.Create(P); w.WriteElementString(\"a\", \"b\"); }",
        "void M() { using (var w = XmlWriter.Create(P)) w.WriteElementString(\"a\", \"b\"); Console.Write(1); }",
        "void M() { using (var z = new GZipStream(File.Create(P), CompressionMode.Compress)) z.WriteByte(1); }",
        "void M()\n{\nusing (var z = new GZipStream(File.Create(P), CompressionMode.Compress)) // one\n{\nz.WriteByte(1);\n} // two\n}",
        "void M() { new XDocument().Save(P); }",
        "void M() => File.WriteAllText(P, \"\"); // one",
        // What follows on the same line.
        "void M() { using (var w = File.CreateText(P)) w.Write(1); Console.Write(2); }",
        "void M()\n{\nusing (var w = File.CreateText(P)) w.Write(1); Console.Write(2);\n}",
        "void M()\n{\nusing (var w = File.CreateText(P)) w.Write(1); /* one */ Console.Write(2); // two\n}",
        "void M()\n{\nusing (var w = File.CreateText(P))\nw.Write(1); Console.Write(2); // one\n}",
        "void M()\n{\nusing (var w = File.CreateText(P)) { w.Write(1); /* one */ } Console.Write(2); // two\n}",
        "void M()\n{\nusing (var w = File.CreateText(P))\n{\nw.Write(1);\n} Console.Write(2); // one\n}",
        "void M()\n{\nusing (var w = File.CreateText(P)) if (C) w.Write(1); Console.Write(2);\n}",
        "void M()\n{\nusing (var w = File.CreateText(P)) foreach (var c in P) w.Write(c); Console.Write(2);\n}",
        "void M()\n{\nusing (var s = File.Create(P)) using (var w = new StreamWriter(s)) w.Write(1); Console.Write(2);\n}",
        "void M()\n{\nusing var w = File.CreateText(P); w.Write(1); /* one */ Console.Write(2); // two\n}",
        "void M()\n{\nusing var w = File.CreateText(P); if (C) w.Write(1); else w.Write(2); Console.Write(3);\n}",
        "void M()\n{\nvar w = File.CreateText(P); w.Write(1); w.Close(); Console.Write(2);\n}",
        "int M()\n{\nusing (var w = File.CreateText(P)) { w.Write(1); if (C) return P.Length; } return 8; // one\n}",
        "int M()\n{\nusing var w = File.CreateText(P); w.Write(1); if (C) return 7; else return P.Length;\n}",
        "void M() { if (C) using (var w = File.CreateText(P)) w.Write(1); else Console.Write(2); }",
        "void M()\n{\nif (C) using (var w = File.CreateText(P)) w.Write(1); else Console.Write(2); // one\n}",
        "void M()\n{\nif (C) using (var w = File.CreateText(P)) w.Write(1); /* one */ else Console.Write(2);\n}",
        "void M()\n{\nif (C) using (var w = File.CreateText(P)) w.Write(1); Console.Write(2);\n}",
        "void M()\n{\nwhile (C) using (var w = File.CreateText(P)) w.Write(1); Console.Write(2);\n}",
        "void M()\n{\ndo using (var w = File.CreateText(P)) w.Write(1); while (C); Console.Write(2);\n}",
        "void M()\n{\ntry { using (var w = File.CreateText(P)) w.Write(1); } catch { Console.Write(2); } // one\n}",
        "void M()\n{\nlock (P) using (var w = File.CreateText(P)) w.Write(1); Console.Write(2);\n}",
        "Action M() => () => { using (var w = File.CreateText(P)) w.Write(1); };",
        "void M()\n{\nAction a = () => { using (var w = File.CreateText(P)) w.Write(1); Console.Write(2); }; a(); // one\n}",
        "void M()\n{\nvoid L() { using (var w = File.CreateText(P)) w.Write(1); } L(); // one\n}",
        "int N { get { return 1; } set { using (var w = File.CreateText(P)) w.Write(1); } }",
        "void M()\n{\nswitch (C)\n{\ncase true: using (var w = File.CreateText(P)) w.Write(1); break; // one\n}\n}",
        "void M()\n{\nswitch (C)\n{\ncase true: using (var w = File.CreateText(P)) w.Write(1); Console.Write(2); break;\n}\n}",
        "void M()\n{\nusing (var w = XmlWriter.Create(P)) w.WriteElementString(\"a\", \"b\"); Console.Write(1); // one\n}",
        "void M()\n{\nusing (var w = XmlWriter.Create(P)) { w.WriteElementString(\"a\", \"b\"); } Console.Write(1); // one\n}",
        "void M()\n{\nusing (var w = XmlWriter.Create(P))\n{\nw.WriteElementString(\"a\", \"b\");\n} Console.Write(1); // one\n}",
        "void M()\n{\nusing (var s = File.Create(P)) using (var z = new GZipStream(s, CompressionMode.Compress)) z.WriteByte(1); "
            + "Console.Write(1); // one\n}",
        "void M()\n{\nusing (var s = File.Create(P))\n{\nusing (var z = new GZipStream(s, CompressionMode.Compress)) "
            + "z.WriteByte(1);\n} Console.Write(1); // one\n}",
        "void M()\n{\nvar w = XmlWriter.Create(P); w.WriteElementString(\"a\", \"b\"); w.Close(); Console.Write(1); // one\n}",
        "void M()\n{\nif (C) using (var w = XmlWriter.Create(P)) w.WriteElementString(\"a\", \"b\"); else Console.Write(1);\n}",
        "void M()\n{\nusing (var w = File.AppendText(P)) w.Write(\"\"); Console.Write(1); // one\n}",
        "void M()\n{\nusing (var w = File.AppendText(P)) foreach (var c in P) w.Write(c); Console.Write(1); // one\n}",
        "void M()\n{\nvar w = File.AppendText(P); w.Write(\"\"); w.Close(); Console.Write(1); // one\n}",
        "void M()\n{\nif (C) using (var w = File.AppendText(P)) w.Write(\"\"); else Console.Write(1);\n}",
        "void M()\n{\nnew XDocument().Save(P); Console.Write(1); // one\n}",
        "XDocument D() => new();\nvoid M()\n{\nif (C) D().Save(P); else Console.Write(1); // one\n}",
        "XDocument D() => new();\nvoid M()\n{\nD().Save(P); Console.Write(1); // one\n}",
        "void M()\n{\nFile.Create(P).Dispose(); Console.Write(1); // one\n}",
        "void M()\n{\nusing (File.Create(P)) { } Console.Write(1); // one\n}",
        "void M()\n{\nvar s = File.Create(P); s.Close(); Console.Write(1); // one\n}",
        "void M()\n{\nFile.Delete(P); File.WriteAllText(P, \"\"); Console.Write(1); // one\n}",
        "void M()\n{\nusing (var s = File.Create(P)) { File.SetUnixFileMode(P, UnixFileMode.UserRead); s.WriteByte(1); } "
            + "Console.Write(1);\n}",
        // ATW0005: a statement is put before or behind another.
        "void M() { using (var w = AtomicFile.CreateText(P)) w.Write(1); }",
        "void M()\n{\nusing (var w = AtomicFile.CreateText(P)) w.Write(1); Console.Write(2); // one\n}",
        "void M()\n{\nusing (var w = AtomicFile.CreateText(P))\nw.Write(1); // one\n}",
        "void M()\n{\nusing (var w = AtomicFile.CreateText(P)) /* one */ w.Write(1); Console.Write(2); // two\n}",
        "void M()\n{\nusing (var w = AtomicFile.CreateText(P)) { w.Write(1); /* one */ } Console.Write(2); // two\n}",
        "void M()\n{\nusing (var w = AtomicFile.CreateText(P))\n{\nw.Write(1); // one\n} Console.Write(2); // two\n}",
        "void M()\n{\nusing (var w = AtomicFile.CreateText(P)) { } Console.Write(2); // one\n}",
        "void M()\n{\nusing (var w = AtomicFile.CreateText(P)) if (C) w.Write(1); Console.Write(2);\n}",
        "void M()\n{\nusing var w = AtomicFile.CreateText(P); w.Write(1); /* one */ Console.Write(2); // two\n}",
        "void M()\n{\nusing var w = AtomicFile.CreateText(P); w.Write(1); if (C) return; Console.Write(2); // one\n}",
        "int M()\n{\nusing var w = AtomicFile.CreateText(P); w.Write(1); if (C) return 7; else return P.Length; // one\n}",
        "int M()\n{\nusing (var w = AtomicFile.CreateText(P)) { w.Write(1); if (C) return P.Length; } return 8; // one\n}",
        "void M()\n{\nvar w = AtomicFile.CreateText(P); w.Write(1); w.Dispose(); Console.Write(2); // one\n}",
        "void M()\n{\nif (C) using (var w = AtomicFile.CreateText(P)) w.Write(1); else Console.Write(2); // one\n}",
        "void M()\n{\nswitch (C)\n{\ncase true: using (var w = AtomicFile.CreateText(P)) w.Write(1); break; // one\n}\n}",
        "Action M() => () => { using (var w = AtomicFile.CreateText(P)) w.Write(1); };",
        "void M()\n{\nAtomicFile.Create(P).Dispose(); Console.Write(1); // one\n}",
        // ATW0002: the lock is put around what is between.
        "void M() { var t = File.ReadAllText(P); AtomicFile.WriteAllText(P, t + 1); }",
        "void M()\n{\nvar t = File.ReadAllText(P); AtomicFile.WriteAllText(P, t + 1); Console.Write(t); // one\n}",
        "void M()\n{\nConsole.Write(1); var t = File.ReadAllText(P); /* one */ AtomicFile.WriteAllText(P, t + 1); // two\n}",
        "void M()\n{\nvar t = File.ReadAllText(P); // one\nif (C) AtomicFile.WriteAllText(P, t + 1); else Console.Write(2); // two\n}",
        "void M()\n{\nif (C) AtomicFile.WriteAllText(P, File.ReadAllText(P) + 1); else Console.Write(2); // one\n}",
        "void M() => AtomicFile.WriteAllText(P, File.ReadAllText(P) + 1); // one",
        // ATW0003: what is done by hand is one call.
        "void M() { var t = P + \".tmp\"; File.WriteAllText(t, \"\"); File.Move(t, P, true); }",
        "void M()\n{\nvar t = P + \".tmp\"; File.WriteAllText(t, \"\"); File.Move(t, P, true); Console.Write(1); // one\n}",
        "void M()\n{\nConsole.Write(1); var t = P + \".tmp\"; File.WriteAllText(t, \"\"); /* one */ File.Move(t, P, true); // two\n}",
        "void M()\n{\nvar t = P + \".tmp\"; using (var w = File.CreateText(t)) w.Write(1); File.Move(t, P, true); "
            + "Console.Write(1); // one\n}",
    ];

    static readonly (DiagnosticAnalyzer Analyzer, CodeFixProvider Fix)[] Rules =
    [
        (new NonAtomicWriteAnalyzer(), new NonAtomicWriteCodeFix()),
        (new UnlockedUpdateAnalyzer(), new UnlockedUpdateCodeFix()),
        (new HandWrittenReplaceAnalyzer(), new HandWrittenReplaceCodeFix()),
        (new UncommittedWriteAnalyzer(), new UncommittedWriteCodeFix()),
    ];

    public static TheoryData<string, string> Matrix()
    {
        var data = new TheoryData<string, string>();
        foreach (var style in Styles)
        foreach (var method in Methods)
            data.Add(style, method);
        return data;
    }

    // Not: a comment that is in line with one above stays where it is, braces that have lines of their own are there as
    // the fix sets them, and what gets a commit on its line stays on that.
    public static TheoryData<string, string> BrokenLines() =>
        [
            .. Matrix()
                .Where(row =>
                    !row.Data.Item2.Contains("// four")
                    && !row.Data.Item1.Contains("open_brace")
                    && !row.Data.Item2.Contains("AtomicFile.CreateText(P)) ")
                    && !row.Data.Item2.Contains("if (C) return; Console")
                ),
        ];

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task What_was_laid_out_by_its_options_stays_so(string style, string method)
    {
        using var workspace = new AdhocWorkspace();
        var before = await FormattedAsync(Document(workspace, style, method));
        var after = await FixedAsync(before);

        var text = (await after.GetTextAsync()).ToString();
        Assert.Equal((await (await FormattedAsync(after)).GetTextAsync()).ToString(), text);
        Assert.DoesNotContain(text.Split('\n'), line => line.TrimEnd().Length < line.Length);
        foreach (var comment in new[] { "// one", "// two", "// three", "// four" })
            Assert.Equal(Count(method, comment), Count(text, comment));
    }

    // The file is not as its options want it, so that only what is new is laid out.
    [Theory]
    [MemberData(nameof(BrokenLines))]
    public async Task What_is_new_is_laid_out_where_something_else_is_not(string style, string method)
    {
        const string Unformatted = "int  _n;";
        using var workspace = new AdhocWorkspace();
        var formatted = await FormattedAsync(Document(workspace, style, $"int _n;\n\n{method}"));
        var before = (await formatted.GetTextAsync()).ToString().Replace("int _n;", Unformatted);
        var after = await FixedAsync(formatted.WithText(SourceText.From(before)));

        var text = (await after.GetTextAsync()).ToString();
        Assert.Contains(Unformatted, text);
        Assert.Equal(
            (await (await FormattedAsync(after)).GetTextAsync()).ToString(),
            text.Replace(Unformatted, "int _n;")
        );
    }

    [Fact]
    public async Task Its_lines_end_as_they_did()
    {
        using var workspace = new AdhocWorkspace();
        var before = Document(workspace, "csharp_new_line_before_open_brace = none", Methods[15]);
        before = before.WithText(
            SourceText.From((await (await FormattedAsync(before)).GetTextAsync()).ToString().ReplaceLineEndings("\r\n"))
        );
        var text = (await (await FixedAsync(before)).GetTextAsync()).ToString();
        Assert.Equal(text.ReplaceLineEndings("\r\n"), text);
    }

    [Fact]
    public Task A_comment_stands_where_it_stood() =>
        Verify.Fix(
            """
            using System.IO.Compression;
            using System.Xml;
            using AtomicWrites;

            class Program
            {
                void Save()
                {
                    // The theme.
                    using var writer = {|ATW0001:XmlWriter.Create("settings.xml")|}; // the settings

                    writer.WriteElementString("a", "b"); // one
                }

                void Pack()
                {
                    using (var file = {|ATW0001:System.IO.File.Create("cache.bin")|}) // the cache
                    using (var zip = new GZipStream(file, CompressionMode.Compress))
                        zip.WriteByte(1); // one
                }
            }
            """,
            """
            using System.IO.Compression;
            using System.Xml;
            using AtomicWrites;

            class Program
            {
                void Save()
                {
                    // The theme.
                    AtomicFile.Write("settings.xml", stream =>
                    {
                        using var writer = XmlWriter.Create(stream); // the settings

                        writer.WriteElementString("a", "b"); // one
                    });
                }

                void Pack()
                {
                    AtomicFile.Write("cache.bin", file => // the cache
                    {
                        using (var zip = new GZipStream(file, CompressionMode.Compress))
                            zip.WriteByte(1); // one
                    });
                }
            }
            """
        );

    // The file is not as its options want it, so that only what is new is laid out.
    [Fact]
    public Task Braces_of_a_callback_are_one_level_below_a_method_of_one_line() =>
        Verify.Fix(
            """
            using System.IO;
            using System.IO.Compression;
            using AtomicWrites;

            class Program
            {
                int  _n;
                void A() { using var z = new GZipStream({|ATW0001:File.Create("cache.bin")|}, CompressionMode.Compress); z.WriteByte(1); }
            }
            """,
            """
            using System.IO;
            using System.IO.Compression;
            using AtomicWrites;

            class Program
            {
                int  _n;
                void A()
                {
                    AtomicFile.Write("cache.bin", stream =>
                    {
                        using var z = new GZipStream(stream, CompressionMode.Compress);
                        z.WriteByte(1);
                    });
                }
            }
            """
        );

    static int Count(string text, string part) => text.Split(part).Length - 1;

    // Until nothing changes: what it puts on a line of its own it indents the next time.
    static async Task<Document> FormattedAsync(Document document)
    {
        while (true)
        {
            var before = (await document.GetTextAsync()).ToString();
            var after = (await (await Formatter.FormatAsync(document)).GetTextAsync()).ToString();
            if (after == before)
                return document;
            document = document.WithText(SourceText.From(after));
        }
    }

    // Read once for all programs.
    static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is ['S', 'y', 's', ..] or "AtomicWrites.dll") // no test project
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    static Document Document(AdhocWorkspace workspace, string style, string method)
    {
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "App",
            "App",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            metadataReferences: References
        );
        var program = DocumentId.CreateNewId(project.Id);
        var source = $$"""
            using System;
            using System.IO;
            using System.IO.Compression;
            using System.Xml;
            using System.Xml.Linq;
            using AtomicWrites;

            class Program
            {
                const string P = "settings.json";
                static bool C => Environment.TickCount > 0;

                {{method}}
            }
            """;
        return workspace
            .CurrentSolution.AddProject(project)
            .AddAnalyzerConfigDocument(
                DocumentId.CreateNewId(project.Id),
                ".editorconfig",
                SourceText.From($"root = true\n[*.cs]\n{style}\n"),
                filePath: "/app/.editorconfig"
            )
            .AddDocument(program, "Program.cs", SourceText.From(source), filePath: "/app/Program.cs")
            .GetDocument(program)!;
    }

    static async Task<Document> FixedAsync(Document document)
    {
        Document? changed = null;
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.DoesNotContain(compilation.GetDiagnostics(), error => error.Severity == DiagnosticSeverity.Error);
        var reported = await compilation
            .WithAnalyzers([.. Rules.Select(rule => rule.Analyzer)])
            .GetAnalyzerDiagnosticsAsync();
        var found = reported.MinBy(diagnostic => diagnostic.Id)!; // a deletion before the write is another
        var fix = Rules.Single(rule => rule.Fix.FixableDiagnosticIds.Contains(found.Id)).Fix;
        await fix.RegisterCodeFixesAsync(
            new CodeFixContext(
                document,
                found,
                (action, _) =>
                    changed = action
                        .GetOperationsAsync(CancellationToken.None)
                        .Result.OfType<ApplyChangesOperation>()
                        .Single()
                        .ChangedSolution.GetDocument(document.Id),
                CancellationToken.None
            )
        );
        Assert.NotNull(changed);
        return changed;
    }

    [Theory]
    [InlineData("using (var w = File.CreateText(path)) /* one */ w.Write(1);")]
    [InlineData("if (path != null) /* one */ Document().Save(path);")]
    [InlineData("if (path != null)\n// one\nDocument().Save(path);")]
    public async Task A_comment_before_a_statement_that_gets_braces_stays(string body)
    {
        var program = await FixedProgram.OfAsync(
            $"public static object Run([AtomicWrites.StatePath] string path) {{ {body} return null; }}\n"
                + "static System.Xml.Linq.XDocument Document() => new(new System.Xml.Linq.XElement(\"a\"));"
        );
        Assert.Single(program.Text.Split(" one").Skip(1));
    }
}
