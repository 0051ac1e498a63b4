using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.Analyzers.Writers;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Benchmarks;

/// <summary>Compiles sources afresh and runs one set of analyzers over them.</summary>
static class Measurement
{
    static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    public static ImmutableArray<DiagnosticAnalyzer> Ours { get; } = Of(typeof(NonAtomicWriteAnalyzer).Assembly);

    /// <summary>Microsoft's BannedApiAnalyzers, which is given the same APIs.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> BannedApis { get; } = LoadBannedApis();

    /// <summary>
    /// Processor time of compilation and analysis, in milliseconds; <c>-1</c> where an analyzer threw.
    /// </summary>
    public static double Milliseconds(IReadOnlyList<string> sources, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        GC.Collect();
        var threw = false;
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var compilation = CSharpCompilation.Create(
            "App",
            sources.Select((text, i) => CSharpSyntaxTree.ParseText(SourceText.From(text), path: $"{i}.cs")),
            Net100.References.All,
            Options
        );
        compilation.GetDiagnostics();
        if (!analyzers.IsEmpty)
        {
            var options = new AnalyzerOptions(analyzers == BannedApis ? [new BannedSymbols()] : []);
            compilation
                .WithAnalyzers(
                    analyzers,
                    new CompilationWithAnalyzersOptions(
                        options,
                        (_, _, _) => threw = true,
                        concurrentAnalysis: false,
                        logAnalyzerExecutionTime: false
                    )
                )
                .GetAnalyzerDiagnosticsAsync()
                .GetAwaiter()
                .GetResult();
        }

        return threw ? -1 : (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
    }

    static ImmutableArray<DiagnosticAnalyzer> LoadBannedApis()
    {
        var folder = typeof(Measurement)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "BannedApiAnalyzers")
            .Value!;
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetFiles(folder, "*.dll")
                    .OrderBy(file => file.Contains("CSharp", StringComparison.Ordinal))
                    .SelectMany(file => Of(Assembly.LoadFrom(file))),
            ]
            : [];
    }

    static ImmutableArray<DiagnosticAnalyzer> Of(Assembly assembly) =>
        [
            .. assembly
                .GetTypes()
                .Where(type =>
                    !type.IsAbstract
                    && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp)
                        == true
                )
                .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];

    sealed class BannedSymbols : AdditionalText
    {
        public override string Path => "BannedSymbols.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default)
        {
            var compilation = CSharpCompilation.Create("Ids", references: Net100.References.All);
            var ids = WriterTable.Rows.SelectMany(row =>
                compilation
                    .GetTypeByMetadataName(row.Type)
                    ?.GetMembers(row.Member)
                    .Select(member => member.GetDocumentationCommentId())
                ?? []
            );
            return SourceText.From(string.Join('\n', ids.Distinct()));
        }
    }
}
