using System.Collections.Immutable;
using System.Reflection;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>A program as it was and as the fix leaves it, both compiled and run.</summary>
sealed class FixedProgram
{
    const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.IO.Compression;
        using System.Linq;
        using System.Security.Cryptography;
        using System.Text;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using System.Xml;
        using System.Xml.Linq;
        using System.Xml.Serialization;

        """;

    // A fix does not know what it does, and has no reason to think that it looks at the file.
    const string Point = "public static IDisposable Fault; static void point() => Fault.Dispose();";

    readonly MethodInfo _before;
    readonly MethodInfo _after;

    FixedProgram(string text, MethodInfo before, MethodInfo after) => (Text, _before, _after) = (text, before, after);

    /// <summary>The source after the fix.</summary>
    public string Text { get; }

    /// <summary>
    /// Fixes a method <c>object? Run(string path)</c> in which <c>point()</c> stands where something may fail.
    /// </summary>
    /// <param name="method">The method, with others that it calls.</param>
    /// <param name="isProven">Whether the fix has to commit on every way.</param>
    public static Task<FixedProgram> OfAsync(string method, bool isProven = true) =>
        OfAsync<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix>(method, isProven);

    /// <summary>The same by the fix of another rule.</summary>
    public static async Task<FixedProgram> OfAsync<TAnalyzer, TCodeFix>(string method, bool isProven = true)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TCodeFix : CodeFixProvider, new()
    {
        using var workspace = new AdhocWorkspace();
        var document = Of(workspace, method);
        var before = await CompileAsync(document.Project);
        var fixes = 0;
        while (await FixedAsync<TAnalyzer, TCodeFix>(document) is { } next)
        {
            document = next;
            Assert.InRange(++fixes, 1, 10); // what is fixed is no longer reported
        }

        Assert.NotEqual(0, fixes);
        if (isProven)
            Assert.Empty(await ReportedAsync(document, new UncommittedWriteAnalyzer()));
        return new((await document.GetTextAsync()).ToString(), before, await CompileAsync(document.Project));
    }

    /// <summary>
    /// What the old and the new program do with a file that holds <paramref name="old"/>, or that does not exist.
    /// </summary>
    public async Task<(Outcome Before, Outcome After)> RunAsync(
        string? old,
        string name = "settings.json",
        bool fails = false
    ) => (await Outcome.OfAsync(_before, old, name, fails), await Outcome.OfAsync(_after, old, name, fails));

    /// <summary>
    /// The fixed program does what the old one did, over a file and without one, and leaves the file whole where it
    /// fails at its <c>point()</c>.
    /// </summary>
    public async Task WritesTheSameOrNothingAsync(string old)
    {
        foreach (var content in new[] { old, null })
        {
            var (before, after) = await RunAsync(content);
            Assert.Null(before.Exception);
            Assert.Equal(before, after);
            Assert.False(after.Holds(old));
        }

        var (_, whole) = await RunAsync(old, fails: true);
        Assert.Equal("InvalidOperationException", whole.Exception);
        Assert.True(whole.Holds(old), Text + whole.Files);
    }

    /// <summary>Whether there is a fix of what is reported of a method.</summary>
    public static async Task<bool> IsOfferedAsync(string method)
    {
        using var workspace = new AdhocWorkspace();
        var document = Of(workspace, method);
        await CompileAsync(document.Project);
        var diagnostic = (await ReportedAsync(document, new NonAtomicWriteAnalyzer()))[0];
        return await ActionAsync<NonAtomicWriteCodeFix>(document, diagnostic) is not null;
    }

    /// <summary>Why there is no fix of what is reported of a method; null where there is one.</summary>
    public static async Task<string?> RefusalAsync(string method)
    {
        if (await IsOfferedAsync(method))
            return null;
        using var workspace = new AdhocWorkspace();
        var document = Of(workspace, method);
        var span = (await ReportedAsync(document, new NonAtomicWriteAnalyzer()))[0].Location.SourceSpan;
        var write = (await document.GetSyntaxRootAsync())!.FindNode(span, getInnermostNodeForTie: true);
        return FixRefusal.Of(write, (await document.GetSemanticModelAsync())!, CancellationToken.None);
    }

    static Document Of(AdhocWorkspace workspace, string method) =>
        Source.In(workspace, $"{Usings}public static class Program\n{{\n{method}\n{Point}\n}}\n");

    static async Task<Document?> FixedAsync<TAnalyzer, TCodeFix>(Document document)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TCodeFix : CodeFixProvider, new()
    {
        var diagnostics = await ReportedAsync(document, new TAnalyzer());
        if (diagnostics.IsEmpty)
            return null;
        var action = await ActionAsync<TCodeFix>(document, diagnostics[0]);
        Assert.True(action is not null, "No fix: " + await document.GetTextAsync());
        var operation = Assert.IsType<ApplyChangesOperation>(
            Assert.Single(await action.GetOperationsAsync(CancellationToken.None))
        );
        return operation.ChangedSolution.GetDocument(document.Id)!;
    }

    static async Task<CodeAction?> ActionAsync<TCodeFix>(Document document, Diagnostic diagnostic)
        where TCodeFix : CodeFixProvider, new()
    {
        CodeAction? action = null;
        await new TCodeFix().RegisterCodeFixesAsync(
            new CodeFixContext(document, diagnostic, (offered, _) => action = offered, CancellationToken.None)
        );
        return action;
    }

    static async Task<ImmutableArray<Diagnostic>> ReportedAsync(Document document, DiagnosticAnalyzer analyzer) =>
        await (await document.Project.GetCompilationAsync())!.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync();

    static async Task<MethodInfo> CompileAsync(Project project) =>
        Source.Load((await project.Documents.Single().GetTextAsync()).ToString()).GetType("Program")!.GetMethod("Run")!;

    /// <summary>What a run came to.</summary>
    /// <param name="Result">What it returned.</param>
    /// <param name="Exception">The type of what it threw.</param>
    /// <param name="Files">Names and bytes of all that is in the directory, but for lock files.</param>
    public sealed record Outcome(object? Result, string? Exception, string Files)
    {
        public static async Task<Outcome> OfAsync(MethodInfo run, string? old, string name, bool fails)
        {
            var folder = Directory.CreateTempSubdirectory("fixed-").FullName;
            try
            {
                var path = name.Length == 0 || name[0] == '!' ? name.TrimStart('!') : Path.Combine(folder, name);
                if (old is not null)
                    await File.WriteAllTextAsync(path, old);
                await File.WriteAllTextAsync(Path.Combine(folder, "source.txt"), "source");
                Directory.CreateDirectory(Path.Combine(folder, "folder"));
                object? result = null;
                string? exception = null;
                var collections = GC.CollectionCount(0);
                try
                {
                    run.DeclaringType!.GetField("Fault")!.SetValue(null, new Fault(fails));
                    result = run.Invoke(null, [path]);
                    if (result is Task task)
                    {
                        await task;
                        result = (task as Task<object?>)?.Result;
                    }
                }
                catch (Exception error)
                {
                    var type = (
                        error is TargetInvocationException { InnerException: { } inner } ? inner : error
                    ).GetType();
                    exception = (type == typeof(AtomicWriteException) ? type.BaseType! : type).Name; // who catches IOException catches it
                }

                // Of what nobody closed, which each collection since has made a generation older; the compiler's own objects are many.
                int generation;
                do
                {
                    generation = GC.CollectionCount(0) - collections;
                    GC.Collect(Math.Min(generation, GC.MaxGeneration));
                } while (generation < GC.MaxGeneration && GC.CollectionCount(0) - collections > generation + 1); // another came before
                GC.WaitForPendingFinalizers();
                var files = Directory
                    .GetFiles(
                        folder,
                        "*",
                        new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = true }
                    )
                    .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(File.ReadAllBytes(file))}");
                return new(result, exception, string.Join('\n', files));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        sealed class Fault(bool fails) : IDisposable
        {
            public void Dispose()
            {
                if (fails)
                    throw new InvalidOperationException("in the middle");
            }
        }

        /// <summary>Whether the file holds this text, and nothing lies beside it.</summary>
        public bool Holds(string text) =>
            Files
            == $"settings.json {Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text))}\nsource.txt "
                + $"{Convert.ToHexString("source"u8)}";
    }
}
