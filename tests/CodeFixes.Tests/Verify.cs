using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>
/// Applies the fix to what <c>{|ATW0001:…|}</c> marks, one by one and all at once, and compares the whole file.
/// </summary>
static class Verify
{
    public static Task Fix(string before, string after, params (string Name, string Source)[] others) =>
        Test(before, after, others).RunAsync();

    /// <summary>The same for what another rule reports.</summary>
    public static Task Fix<TAnalyzer>(string before, string after)
        where TAnalyzer : DiagnosticAnalyzer, new() => Test<TAnalyzer>(before, after, []).RunAsync();

    /// <summary>The diagnostic stays, because no fix is safe.</summary>
    public static Task NoFix(string source, bool withRuntime = true, params (string Name, string Source)[] others)
    {
        var test = Test(source, source, others);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        foreach (var state in new[] { test.TestState, test.FixedState })
            if (!withRuntime)
                state.AdditionalReferences.Clear();
        return test.RunAsync();
    }

    /// <summary>A method body, in a file that has its usings already.</summary>
    public static Task FixStatement(string before, string after) =>
        Fix(InMethod(before, "{|ATW0001:", "|}"), InMethod(after, "", ""));

    static string InMethod(string statement, string open, string close) =>
        $$"""
            using System.IO;
            using System.Text;
            using System.Threading;
            using System.Threading.Tasks;
            using AtomicWrites;

            class Program
            {
                const string P = "settings.json";

                async Task Save(string text)
                {
                    await Task.Yield();
                    {{statement.Replace("<<", open, StringComparison.Ordinal).Replace(
                ">>",
                close,
                StringComparison.Ordinal
            )}}
                }
            }
            """;

    public static CodeFixTest<DefaultVerifier> Test(
        string before,
        string after,
        (string Name, string Source)[] others
    ) => Test<NonAtomicWriteAnalyzer>(before, after, others);

    static CodeFixTest<DefaultVerifier> Test<TAnalyzer>(
        string before,
        string after,
        (string Name, string Source)[] others
    )
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, NonAtomicWriteCodeFix, DefaultVerifier>
        {
            TestCode = before,
            FixedCode = after,
            ReferenceAssemblies = ReferenceAssemblies.Net.Net80,
        };
        test.SolutionTransforms.Add((solution, project) => solution.WithProjectAssemblyName(project, "App"));
        foreach (var state in new[] { test.TestState, test.FixedState })
        {
            state.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
            foreach (var (name, source) in others)
                state.Sources.Add((name, source));
        }

        return test;
    }
}
