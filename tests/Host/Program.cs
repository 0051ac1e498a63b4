using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

// Loads analyzers and fixes as an editor does, runs them on one source and prints what they report and what the fixes
// make of it.
if (args is not [var analyzersPath, var fixesPath, var libraryPath, var sourcePath])
    return 2;

Console.WriteLine($"roslyn {typeof(Compilation).Assembly.GetName().Version!.ToString(2)}");
Assembly[] plugins = [Assembly.LoadFrom(analyzersPath), Assembly.LoadFrom(fixesPath)];
Console.WriteLine($"methods {plugins.Sum(Prepared)}");

var analyzers = plugins[0]
    .GetTypes()
    .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute)))
    .OrderBy(type => type.Name, StringComparer.Ordinal)
    .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
    .ToImmutableArray();
var fixes = plugins[1]
    .GetTypes()
    .Where(type => type.IsDefined(typeof(ExportCodeFixProviderAttribute)))
    .OrderBy(type => type.Name, StringComparer.Ordinal)
    .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)
    .ToArray();

using var workspace = new AdhocWorkspace();
var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
var document = workspace
    .AddProject("App", LanguageNames.CSharp)
    .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
    .AddMetadataReferences(
        Directory
            .GetFiles(framework, "System.*.dll")
            .Where(path => !path.Contains(".Native.", StringComparison.Ordinal))
            .Append(libraryPath)
            .Select(path => MetadataReference.CreateFromFile(path))
    )
    .AddDocument("Program.cs", File.ReadAllText(sourcePath), filePath: "Program.cs");

foreach (var diagnostic in await Diagnostics(document))
    Console.WriteLine(
        $"{diagnostic.Id} {diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1} {diagnostic.GetMessage(null)}"
    );
for (var fixesLeft = 20; fixesLeft > 0 && await Fixed(document) is { } next; fixesLeft--)
    document = next;
Console.WriteLine("fixed");
Console.Write(await document.GetTextAsync());
return 0;

// Compiling a method binds all that it calls: a member that this compiler lacks shows here, not only where it is
// needed.
static int Prepared(Assembly assembly)
{
    var count = 0;
    foreach (var type in assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
    {
        var all =
            BindingFlags.DeclaredOnly
            | BindingFlags.Instance
            | BindingFlags.Static
            | BindingFlags.Public
            | BindingFlags.NonPublic;
        foreach (
            var method in type.GetMethods(all)
                .Cast<MethodBase>()
                .Concat(type.GetConstructors(all))
                .Where(method => !method.IsAbstract && !method.ContainsGenericParameters)
        )
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
            count++;
        }
    }

    return count;
}

async Task<IEnumerable<Diagnostic>> Diagnostics(Document current)
{
    var compilation = await current.Project.GetCompilationAsync();
    var errors = compilation!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    // Also what an analyzer throws: AD0001.
    var reported = await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
    return errors
        .Concat(reported)
        .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
        .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal);
}

async Task<Document?> Fixed(Document current)
{
    foreach (var diagnostic in await Diagnostics(current))
    {
        foreach (var fix in fixes.Where(fix => fix.FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            var actions = new List<CodeAction>();
            await fix.RegisterCodeFixesAsync(
                new CodeFixContext(current, diagnostic, (action, _) => actions.Add(action), default)
            );
            // The first fix; the second says that the path is no state.
            if (
                actions.FirstOrDefault(action => !action.Title.Contains("NotStatePath", StringComparison.Ordinal))
                is not { } first
            )
                continue;
            var operations = await first.GetOperationsAsync(default);
            return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(current.Id);
        }
    }

    return null;
}
