using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>Compiles a program before and after its fixes, and runs both.</summary>
static class Running
{
    static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "AtomicWrites.dll" or "netstandard.dll" or "mscorlib.dll").Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The static methods of the type <c>Program</c>, as they are and as the first fix of each diagnostic leaves them.</summary>
    public static async Task<(Type Before, Type After)> FixedAsync<TAnalyzer, TCodeFix>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TCodeFix : CodeFixProvider, new()
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "App", "App", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), metadataReferences: References));
        var document = project.AddDocument("Program.cs", SourceText.From(source));
        var before = await LoadAsync(document);
        var count = 0;
        while (await FirstAsync<TAnalyzer>(document) is { } diagnostic)
        {
            CodeAction? action = null;
            await new TCodeFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (found, _) => action ??= found, CancellationToken.None));
            Assert.True(action is not null && ++count < 100, "no fix for " + diagnostic);
            var changed = (ApplyChangesOperation)(await action.GetOperationsAsync(CancellationToken.None)).Single();
            document = changed.ChangedSolution.GetDocument(document.Id)!;
        }

        Assert.NotEqual(0, count);
        return (before, await LoadAsync(document));
    }

    static async Task<Diagnostic?> FirstAsync<TAnalyzer>(Document document)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        (await (await document.Project.GetCompilationAsync())!.WithAnalyzers([new TAnalyzer()]).GetAnalyzerDiagnosticsAsync()).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).FirstOrDefault();

    static async Task<Type> LoadAsync(Document document)
    {
        using var image = new MemoryStream();
        var result = (await document.Project.GetCompilationAsync())!.Emit(image);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image).GetType("Program")!;
    }

    /// <summary>Calls a method of a program, and tells the exception that it ends with.</summary>
    public static async Task<string?> CallAsync(Type program, string method, params object?[] arguments)
    {
        try
        {
            if (program.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.Invoke(null, arguments) is Task task)
                await task;
            return null;
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException!.GetType().Name;
        }
        catch (InvalidOperationException exception)
        {
            return exception.GetType().Name;
        }
    }
}
