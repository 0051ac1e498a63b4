using System.Globalization;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.Analyzers.StatePaths;
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
                    "probably state",
                    string.Join(
                        "; ",
                        "written beside and renamed",
                        Weighed("member-saves", "written by 'Save'"),
                        Weighed("not-traced", "nothing is known of the path"),
                        Weighed("replace", "written beside and renamed")
                    )
                )
        );

    [Fact]
    public Task Silent_without_the_option() =>
        Verify.Source<ExplanationAnalyzer>(
            "using System.IO; class Program { void Save() => File.WriteAllText(\"settings.json\", \"\"); }"
        );
}
