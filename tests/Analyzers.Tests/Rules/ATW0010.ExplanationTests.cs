using System.Globalization;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class ExplanationTests
{
    static Task Explains(string write, string path, string verdict, string evidence) =>
        Verify.Run<ExplanationAnalyzer>(
            $$"""using System.IO; class Program { void Save(string where) => {|#0:{{write}}|}; }""",
            "atomic_writes.explain = true",
            false,
            new DiagnosticResult("ATW0010", DiagnosticSeverity.Info)
                .WithLocation(0)
                .WithArguments("File.WriteAllText", path, verdict, evidence)
        );

    // The weights are those of the fit, whatever they are.
    static string Weighed(string feature, string reason) =>
        Weights.Of(feature).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + $" {reason} ({feature})";

    [Fact]
    public Task State() =>
        Explains(
            "File.WriteAllText(\"a/settings.json\", \"\")",
            "a/settings.json",
            "state",
            string.Join(
                "; ",
                "the file name 'settings.json'",
                Weighed("extension-data", "the data file 'settings.json'"),
                Weighed("literal-name", "always the file 'settings.json'"),
                Weighed("member-saves", "written by 'Save'"),
                Weighed("name-state", "the file name 'settings.json'")
            )
        );

    [Fact]
    public Task Not_state() =>
        Explains(
            "File.WriteAllText(\"today.log\", \"\")",
            "today.log",
            "not state",
            string.Join(
                "; ",
                "'log' in 'today.log'",
                Weighed("member-saves", "written by 'Save'"),
                Weighed("not-artefact", "the extension '.log'"),
                Weighed("not-name", "'log' in 'today.log'")
            )
        );

    [Fact]
    public Task Unknown() =>
        Explains(
            "File.WriteAllText(where, \"\")",
            "*",
            "unknown",
            string.Join(
                "; ",
                "written by 'Save'",
                Weighed("member-saves", "written by 'Save'"),
                Weighed("not-traced", "nothing is known of the path")
            )
        );

    [Fact]
    public Task A_replace_by_hand_is_explained_too() =>
        Verify.Run<ExplanationAnalyzer>(
            """
            using System.IO;
            class Program
            {
                void Save(string target)
                {
                    var beside = target + ".tmp";
                    {|#1:File.WriteAllText(beside, "")|};
                    {|#0:File.Move(beside, target, true)|};
                }
            }
            """,
            "atomic_writes.explain = true",
            false,
            new DiagnosticResult("ATW0010", DiagnosticSeverity.Info)
                .WithLocation(1)
                .WithArguments("File.WriteAllText", "*.tmp", "not state", "renamed afterwards"),
            new DiagnosticResult("ATW0010", DiagnosticSeverity.Info)
                .WithLocation(0)
                .WithArguments(
                    "File.Move",
                    "*",
                    "state",
                    string.Join(
                        "; ",
                        "written beside and renamed",
                        Weighed("member-saves", "written by 'Save'"),
                        Weighed("not-traced", "nothing is known of the path"),
                        Weighed("replace", "written beside and renamed")
                    )
                )
        );

    [Theory]
    [InlineData("File.WriteAllText(where, \"\")", null)]
    [InlineData("Disk.Put(where, \"\")", null)]
    [InlineData(
        "File.OpenHandle(where, FileMode.Create, FileAccess.Write)",
        "AtomicFile has no member that does the same"
    )]
    [InlineData(
        "File.Open(where, FileMode.Truncate)",
        "AtomicFile has no counterpart for the mode or the options of the opening"
    )]
    [InlineData("Keep(File.Create(where))", "the stream goes where its uses are not seen")]
    [InlineData("_ = new FileInfo(\"a\").CopyTo(where)", "the value of the call is used")]
    public async Task Why_there_is_no_fix(string write, string? reason)
    {
        var compilation = CSharpCompilation.Create(
            "App",
            [
                CSharpSyntaxTree.ParseText(
                    $$"""using System.IO; using AtomicWrites; class Program { void Save(string where) { {{write}}; } static void Keep(Stream s) { } } static class Disk { public static void Put(string path, string text) => File.WriteAllText(path, text); }"""
                ),
            ],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Append(typeof(AtomicFile).Assembly.Location)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        var tree = compilation.SyntaxTrees[0];
        var node = (await tree.GetRootAsync())
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .First(call =>
                call.ToString().Contains("where", StringComparison.Ordinal)
                && !call.ToString().StartsWith("Keep", StringComparison.Ordinal)
            );
        Assert.Equal(reason, FixRefusal.Of(node, compilation.GetSemanticModel(tree), CancellationToken.None));
    }

    [Fact]
    public Task Silent_without_the_option() =>
        Verify.Source<ExplanationAnalyzer>(
            "using System.IO; class Program { void Save() => File.WriteAllText(\"settings.json\", \"\"); }"
        );
}
