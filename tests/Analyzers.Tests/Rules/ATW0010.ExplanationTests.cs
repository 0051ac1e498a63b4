using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Rules;
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

    [Fact]
    public Task State() =>
        Explains(
            "File.WriteAllText(\"a/settings.json\", \"\")",
            "a/settings.json",
            "state",
            "the file name 'settings.json'; +2 the file name 'settings.json'; +1 the data file 'settings.json'"
        );

    [Fact]
    public Task Not_state() =>
        Explains(
            "File.WriteAllText(\"today.log\", \"\")",
            "today.log",
            "not state",
            "'log' in the path; -4 'log' in the path; -2 the extension '.log'"
        );

    [Fact]
    public Task Unknown() => Explains("File.WriteAllText(where, \"\")", "*", "unknown", "nothing tells");

    [Theory]
    [InlineData("File.WriteAllText(where, \"\")", null)]
    [InlineData("Disk.Put(where, \"\")", null)]
    [InlineData(
        "File.OpenHandle(where, FileMode.Create, FileAccess.Write)",
        "AtomicFile has no member that does the same"
    )]
    [InlineData("File.Open(where, FileMode.Truncate)", "it is opened in a way that AtomicFile has no counterpart for")]
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
