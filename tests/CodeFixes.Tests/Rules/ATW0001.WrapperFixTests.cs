using System.Collections.Immutable;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>A call that only leads to the writes is mended where they stand: all of them, or none.</summary>
public class WrapperFixTests
{
    const string Caller = """
        class Settings
        {
            IDisk disk = null;

            void Save(string text) => {|ATW0001:disk.Put("settings.json", text)|};

            void Report(string text) => disk.Put("/tmp/report.log", text);
        }
        """;

    [Fact]
    public Task Each_implementation_of_an_interface_is_fixed() =>
        Fix(
            """
            interface IDisk { void Put(string path, string text); }
            class Plain : IDisk { public void Put(string path, string text) => File.WriteAllText(path, text); }
            class Lines : IDisk { public void Put(string path, string text) => File.WriteAllLines(path, new[] { text }); }
            """,
            """
            interface IDisk { void Put(string path, string text); }
            class Plain : IDisk { public void Put(string path, string text) => AtomicFile.WriteAllText(path, text); }
            class Lines : IDisk { public void Put(string path, string text) => AtomicFile.WriteAllLines(path, new[] { text }); }
            """
        );

    [Fact]
    public Task None_is_fixed_where_one_of_them_cannot_be() =>
        NoFix(
            """
            interface IDisk { void Put(string path, string text); }
            class Plain : IDisk { public void Put(string path, string text) => File.WriteAllText(path, text); }
            class Handles : IDisk { public void Put(string path, string text) {
                using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write); } }
            """
        );

    [Fact]
    public async Task What_a_generator_writes_stays_as_it_is()
    {
        using var workspace = new AdhocWorkspace();
        var document = CodeFixes.Tests.Source.In(
            workspace,
            """
            class Settings
            {
                void Save(string text) => Disk.Put("settings.json", text);
                void Report(string text) => Disk.Put("/tmp/report.log", text);
            }
            """
        );
        document = document.Project.AddAnalyzerReference(new Generating()).GetDocument(document.Id)!;
        var compilation = await document.Project.GetCompilationAsync();
        var reported = await compilation!
            .WithAnalyzers([new NonAtomicWriteAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        var offered = new List<CodeAction>();
        await new NonAtomicWriteCodeFix().RegisterCodeFixesAsync(
            new CodeFixContext(document, Assert.Single(reported), (action, _) => offered.Add(action), default)
        );
        Assert.Empty(offered);
    }

    [Fact]
    public Task Each_write_of_a_method_is_fixed() =>
        Fix(
            """
            class IDisk
            {
                public void Put(string path, string text)
                {
                    if (text.Length == 0)
                        File.WriteAllText(path, "{}");
                    else
                        Write(path, text);
                }

                static void Write(string path, string text)
                {
                    File.WriteAllText(path, text);
                    File.AppendAllText(path, "\n");
                }
            }
            """,
            """
            class IDisk
            {
                public void Put(string path, string text)
                {
                    if (text.Length == 0)
                        AtomicFile.WriteAllText(path, "{}");
                    else
                        Write(path, text);
                }

                static void Write(string path, string text)
                {
                    AtomicFile.WriteAllText(path, text);
                    AtomicFile.AppendAllText(path, "\n");
                }
            }
            """
        );

    [Fact]
    public Task No_write_of_a_method_is_fixed_where_one_cannot_be() =>
        NoFix(
            """
            class IDisk
            {
                public void Put(string path, string text)
                {
                    File.WriteAllText(path, text);
                    if (text.Length == 0)
                        File.OpenHandle(path, FileMode.Create, FileAccess.Write).Dispose();
                }
            }
            """
        );

    [Fact]
    public Task What_a_call_of_a_class_does_not_run_stays() =>
        Verify.Fix(
            Source(Caller.Replace("IDisk disk", "Plain disk", StringComparison.Ordinal), Two("File")),
            Source(
                Caller
                    .Replace("IDisk disk", "Plain disk", StringComparison.Ordinal)
                    .Replace("{|ATW0001:", "", StringComparison.Ordinal)
                    .Replace("|}", "", StringComparison.Ordinal),
                Two("AtomicFile")
            )
        );

    static string Two(string type) =>
        $$"""
            interface IDisk { void Put(string path, string text); }
            class Bytes : IDisk { public void Put(string path, string text) => File.WriteAllBytes(path, new byte[1]); }
            class Plain : IDisk { public void Put(string path, string text) => {{type}}.WriteAllText(path, text); }
            """;

    static Task Fix(string before, string after) =>
        Verify.Fix(
            Source(Caller, before),
            Source(
                Caller.Replace("{|ATW0001:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal),
                after
            )
        );

    static Task NoFix(string disk) => Verify.NoFix(Source(Caller, disk));

    static string Source(string caller, string disk) =>
        "using System.IO;\nusing AtomicWrites;\n\n" + caller + "\n\n" + disk + "\n";

    sealed class Generating : AnalyzerReference
    {
        public override string? FullPath => null;

        public override object Id => this;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) =>
            [new Writes().AsSourceGenerator()];
    }

    sealed class Writes : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterPostInitializationOutput(output =>
                output.AddSource(
                    "Disk.cs",
                    "static class Disk { public static void Put(string path, string text) => "
                        + "System.IO.File.WriteAllText(path, text); }"
                )
            );
    }
}
