using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>
/// A program that fixes are applied to until they have nothing to do, and that is then compiled and run.
/// </summary>
static class Rewritten
{
    const int MaxFixes = 20;

    /// <summary>
    /// Applies the fixes in this order, each to all that its rule reports, and returns the source; fails if one does
    /// not end, or brings an error.
    /// </summary>
    public static async Task<string> By(
        string source,
        params (DiagnosticAnalyzer Analyzer, CodeFixProvider Fix)[] order
    )
    {
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, source);
        foreach (var (analyzer, fix) in order)
        {
            for (var count = 0; await First(document, analyzer) is { } diagnostic; count++)
            {
                Assert.True(count < MaxFixes, "The fixes do not come to an end: " + await document.GetTextAsync());
                Document? changed = null;
                await fix.RegisterCodeFixesAsync(
                    new CodeFixContext(
                        document,
                        diagnostic,
                        (action, _) =>
                            changed = action
                                .GetOperationsAsync(CancellationToken.None)
                                .Result.OfType<Microsoft.CodeAnalysis.CodeActions.ApplyChangesOperation>()
                                .Single()
                                .ChangedSolution.GetDocument(document.Id),
                        CancellationToken.None
                    )
                );
                Assert.True(changed is not null, $"There is no fix of {diagnostic}");
                document = changed;
            }
        }

        foreach (var (analyzer, _) in order)
            Assert.Null(await First(document, analyzer));
        return (await document.GetTextAsync()).ToString();
    }

    /// <summary>Compiles the source and calls a static method of its class <c>Program</c>.</summary>
    public static object? Run(string source, string method, params object?[] arguments)
    {
        try
        {
            return Source.Load(source).GetType("Program")!.GetMethod(method)!.Invoke(null, arguments);
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException!.GetType();
        }
    }

    static async Task<Diagnostic?> First(Document document, DiagnosticAnalyzer analyzer)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic =>
            diagnostic.Severity == DiagnosticSeverity.Error
        );
        return (await compilation.WithAnalyzers(ImmutableArray.Create(analyzer)).GetAnalyzerDiagnosticsAsync())
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .FirstOrDefault();
    }
}
