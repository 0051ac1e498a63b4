using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>The fix of one rule on what the markers of a source say is reported: one by one, and all at once.</summary>
static class Fixes<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    public static Task Become(string before, string after) => Test(before, after).RunAsync();

    /// <summary>The diagnostics stay, because no fix is safe.</summary>
    public static Task AreNotOffered(string source)
    {
        var test = Test(source, source);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    public static CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier> Test(string before, string after)
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier>
        {
            TestCode = before,
            FixedCode = after,
            ReferenceAssemblies = ReferenceAssemblies.Net.Net80,
        };
        test.SolutionTransforms.Add((solution, project) => solution.WithProjectAssemblyName(project, "App"));
        foreach (var state in new[] { test.TestState, test.FixedState })
            state.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
        return test;
    }
}
