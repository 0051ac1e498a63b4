using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests;

/// <summary>Runs one analyzer over a source in which <c>{|ATW0001:…|}</c> marks what is to be reported.</summary>
static class Verify
{
    const string Usings = "using System; using System.IO; using System.Text.Json; using System.Threading.Tasks;\n";

    /// <summary>A class body: members as they stand in an application.</summary>
    public static Task Class(string members, string? editorConfig = null) =>
        Source($"{Usings}class Program\n{{\n{members}\n}}", editorConfig);

    public static Task Source(string source, string? editorConfig = null, string assembly = "App") =>
        Source<NonAtomicWriteAnalyzer>(source, editorConfig, assembly);

    public static Task Source<TAnalyzer>(string source, string? editorConfig = null, string assembly = "App")
        where TAnalyzer : DiagnosticAnalyzer, new() => Test<TAnalyzer>(source, editorConfig, assembly).RunAsync();

    /// <summary>Top-level statements, and what stands below them.</summary>
    public static Task Program(string statements)
    {
        var test = Test<NonAtomicWriteAnalyzer>(Usings + statements);
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    /// <summary>
    /// Members of a class that has the library at hand; <c>{|ATW0002:…|}</c> marks what loses an update.
    /// </summary>
    public static Task Update(string members, string? editorConfig = null) =>
        UpdateTest($"class Program\n{{\n{members}\n}}", editorConfig).RunAsync();

    public static Task UpdateSource(string source) => UpdateTest(source).RunAsync();

    public static Task UpdateProgram(string statements)
    {
        var test = UpdateTest(statements);
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    public static Task Updates(string members, params DiagnosticResult[] expected)
    {
        var test = UpdateTest($"class Program {{\n{members}\n}}");
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }

    static CSharpAnalyzerTest<UnlockedUpdateAnalyzer, DefaultVerifier> UpdateTest(
        string source,
        string? editorConfig = null
    )
    {
        var test = Test<UnlockedUpdateAnalyzer>(
            "using System; using System.Collections.Generic; using System.IO; using System.Linq; "
                + "using System.Text.Json; using System.Threading; using System.Threading.Tasks; "
                + "using AtomicWrites;\n"
                + source,
            editorConfig
        );
        test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
        return test;
    }

    /// <summary>Expects exactly one report, of <c>File.WriteAllText</c>, for this reason.</summary>
    public static Task Reason(string members, string reason) =>
        Run<NonAtomicWriteAnalyzer>(
            Usings
                + "class Program\n{\n"
                + members
                    .Replace("File.WriteAllText(", "{|#0:File.WriteAllText(", StringComparison.Ordinal)
                    .Replace(", text)", ", text)|}", StringComparison.Ordinal)
                    .Replace(", \"\")", ", \"\")|}", StringComparison.Ordinal)
                + "\n}",
            expected: new DiagnosticResult("ATW0001", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments("File.WriteAllText", reason, "WriteAllText")
        );

    public static Task Run<TAnalyzer>(
        string source,
        string? editorConfig = null,
        bool showConfiguration = false,
        params DiagnosticResult[] expected
    )
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = Test<TAnalyzer>(source, editorConfig);
        if (showConfiguration)
            test.TestState.AdditionalFiles.AddRange(test.TestState.AnalyzerConfigFiles);
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }

    public static CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> Test<TAnalyzer>(
        string source,
        string? editorConfig = null,
        string assembly = "App"
    )
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
        {
            TestCode = source,
            ReferenceAssemblies = ReferenceAssemblies.Net.Net80,
            TestBehaviors = TestBehaviors.SkipSuppressionCheck,
        };
        test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
        test.SolutionTransforms.Add((solution, project) => solution.WithProjectAssemblyName(project, assembly));
        if (editorConfig is not null)
            test.TestState.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + editorConfig));
        return test;
    }
}
