using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>A program that fixes are applied to until they have nothing to do, and that is then compiled and run.</summary>
static class Rewritten
{
    const int MaxFixes = 20;

    static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Applies the fixes in this order, each to all that its rule reports, and returns the source; fails if one does not end, or brings an error.</summary>
    public static async Task<string> By(
        string source,
        params (DiagnosticAnalyzer Analyzer, CodeFixProvider Fix)[] order
    )
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(
            ProjectInfo.Create(
                ProjectId.CreateNewId(),
                VersionStamp.Default,
                "App",
                "App",
                LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
                metadataReferences: References
            )
        );
        var document = project.AddDocument("App.cs", SourceText.From(source));
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
        var compilation = CSharpCompilation.Create(
            "App" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(source)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics) + "\n" + source);
        image.Position = 0;
        try
        {
            return AssemblyLoadContext
                .Default.LoadFromStream(image)
                .GetType("Program")!
                .GetMethod(method)!
                .Invoke(null, arguments);
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
