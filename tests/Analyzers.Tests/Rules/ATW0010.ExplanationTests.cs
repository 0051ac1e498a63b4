using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
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

    [Fact]
    public Task Silent_without_the_option() =>
        Verify.Source<ExplanationAnalyzer>(
            "using System.IO; class Program { void Save() => File.WriteAllText(\"settings.json\", \"\"); }"
        );
}
