using System.Collections.Immutable;
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
    ];

    public static TheoryData<string, string> Matrix()
    {
        var data = new TheoryData<string, string>();
        foreach (var style in Styles)
        foreach (var method in Methods)
            data.Add(style, method);
        return data;
    }

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

    [Fact]
    public async Task Its_lines_end_as_they_did()
    {
        using var workspace = new AdhocWorkspace();
        var before = Document(workspace, "csharp_new_line_before_open_brace = none", Methods[^3]);
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
                void A() {
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

    static async Task<Document> FormattedAsync(Document document)
    {
        var formatted = await Formatter.FormatAsync(document);
        return document.WithText(SourceText.From((await formatted.GetTextAsync()).ToString()));
    }

    static Document Document(AdhocWorkspace workspace, string style, string method)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is ['S', 'y', 's', ..] or "AtomicWrites.dll") // no test project
            .Select(path => MetadataReference.CreateFromFile(path));
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "App",
            "App",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            metadataReferences: references
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
        Assert.DoesNotContain(compilation.GetDiagnostics(), found => found.Severity == DiagnosticSeverity.Error);
        var reported = await compilation
            .WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new NonAtomicWriteAnalyzer()))
            .GetAnalyzerDiagnosticsAsync();
        await new NonAtomicWriteCodeFix().RegisterCodeFixesAsync(
            new CodeFixContext(
                document,
                Assert.Single(reported),
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
}
