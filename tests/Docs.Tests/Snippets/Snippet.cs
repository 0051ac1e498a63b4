using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using AtomicWrites.Docs.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Docs.Tests.Snippets;

/// <summary>
/// A C# block of a page as a program. A comment <c>given: code</c> before it has what readers need not see; an ellipsis
/// stands for any code.
/// </summary>
sealed partial class Snippet
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text.Json;
        global using System.Text.Json.Nodes;
        global using System.Text.Json.Serialization;
        global using System.Text.Json.Serialization.Metadata;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Xml.Linq;
        global using AtomicWrites;
        """;

    static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    // Of the framework and the library alone, so that no analyzer sees a test project.
    static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Framework)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    static readonly MetadataReference Library = MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location);

    static readonly MetadataReference Clock = MetadataReference.CreateFromFile(
        typeof(Microsoft.Extensions.Time.Testing.FakeTimeProvider).Assembly.Location
    );

    // What .NET before 8 gets, named as the page on troubleshooting says.
    static readonly MetadataReference OldLibrary = MetadataReference.CreateFromFile(
        Path.Combine(
            Page.Repository,
            "src",
            "Runtime",
            "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            "netstandard2.0",
            "AtomicWrites.dll"
        ),
        new(aliases: ["global", "atomicwrites"])
    );

    // Those of a web application as well, and the package for hosts.
    static readonly Lazy<MetadataReference[]> Web = new(() =>
        [
            .. Directory
                .GetFiles(
                    Directory
                        .GetDirectories(Path.Combine(Framework, "..", "..", "Microsoft.AspNetCore.App"))
                        .Order(StringComparer.Ordinal)
                        .Last(),
                    "Microsoft.*.dll"
                )
                .Where(path =>
                    !Path.GetFileName(path).StartsWith("Microsoft.AspNetCore.Server.IIS", StringComparison.Ordinal)
                )
                .Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "AtomicWrites.Extensions.dll")),
            Library,
        ]
    );

    // The packages for databases, with their clients.
    static readonly Lazy<MetadataReference[]> Stores = new(() =>
        [
            .. new[]
            {
                "AtomicWrites.*Sql*",
                "AtomicWrites.Etcd",
                "Npgsql",
                "dotnet-etcd",
                "Microsoft.Data.Sqlite",
                "Grpc.*",
            }
                .SelectMany(name => Directory.GetFiles(AppContext.BaseDirectory, name + ".dll"))
                .Select(path => MetadataReference.CreateFromFile(path)),
            Library,
        ]
    );

    readonly CSharpCompilation _compilation;

    public Snippet(CodeBlock block)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: ["NET", "NET8_0_OR_GREATER"]);
        var text = Joined(Parse(block.Hint("given") ?? "", parse), Parse(WithoutEllipsis(block.Text), parse));
        IsProgram = text.Members.OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create(
            "Program",
            [
                CSharpSyntaxTree.ParseText(Usings, parse, "Usings.cs"),
                CSharpSyntaxTree.ParseText(text.ToFullString(), parse, "Program.cs"),
            ],
            [.. References, .. Assets(block.Hint("asset"))],
            new(
                IsProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                allowUnsafe: true
            )
        );
        CSharpGeneratorDriver
            .Create(Generators)
            .WithUpdatedParseOptions(parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        _compilation = (CSharpCompilation)generated;
    }

    /// <summary>Whether it has statements, and can be run.</summary>
    public bool IsProgram { get; }

    public IEnumerable<string> Errors =>
        _compilation
            .GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString());

    // As a project has them that references the framework.
    static IEnumerable<ISourceGenerator> Generators { get; } =
        Directory
            .GetFiles(
                Directory
                    .GetDirectories(Path.Combine(Framework, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"))
                    .Order(StringComparer.Ordinal)
                    .Last(),
                "System.Text.Json.SourceGeneration.dll",
                SearchOption.AllDirectories
            )
            .SelectMany(path => Assembly.LoadFrom(path).GetTypes())
            .Where(type =>
                type is { IsAbstract: false }
                && typeof(IIncrementalGenerator).IsAssignableFrom(type)
                && type.GetCustomAttribute<GeneratorAttribute>() is not null
            )
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator())
            .ToArray();

    /// <summary>The rules that warn or suggest, each as often as it does.</summary>
    public async Task<string[]> Reported(string? enabled = null)
    {
        var options = enabled is null
            ? _compilation.Options
            : _compilation.Options.WithSpecificDiagnosticOptions([KeyValuePair.Create(enabled, ReportDiagnostic.Warn)]);
        var diagnostics = await _compilation
            .WithOptions(options)
            .WithAnalyzers([.. RuleTests.AllAnalyzers])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. diagnostics.Select(diagnostic => diagnostic.Id).Order(StringComparer.Ordinal)];
    }

    /// <summary>Runs it; what it throws is thrown.</summary>
    public async Task Run()
    {
        using var image = new MemoryStream();
        var emitted = _compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        image.Position = 0;
        var context = new AssemblyLoadContext("Snippet", isCollectible: true);
        var entry = context.LoadFromStream(image).EntryPoint!;
        var limit = FileLock.DefaultTimeout; // a program has it to itself
        try
        {
            // The entry point of a program that awaits is a shell around the one that returns a task.
            if (entry.Invoke(null, entry.GetParameters().Length == 0 ? null : [Array.Empty<string>()]) is Task task)
                await task;
        }
        catch (TargetInvocationException failure)
        {
            throw new InvalidOperationException(failure.InnerException!.ToString());
        }
        finally
        {
            FileLock.DefaultTimeout = limit;
            context.Unload();
        }
    }

    static MetadataReference[] Assets(string? name) =>
        name switch
        {
            "netstandard2.0" => [OldLibrary],
            "web" => Web.Value,
            "stores" => Stores.Value,
            "testing" => [Library, Clock],
            _ => [Library],
        };

    static string WithoutEllipsis(string text) =>
        Ellipsis().Replace(text.Replace("{ … }", "{ }", StringComparison.Ordinal), ";");

    static CompilationUnitSyntax Parse(string text, CSharpParseOptions parse) =>
        CSharpSyntaxTree.ParseText(text + "\n", parse).GetCompilationUnitRoot();

    // Usings, statements, types: whichever of the two they are from.
    static CompilationUnitSyntax Joined(CompilationUnitSyntax given, CompilationUnitSyntax shown) =>
        shown
            .WithUsings([.. given.Usings, .. shown.Usings])
            .WithMembers([
                .. given.Members.Concat(shown.Members).OrderBy(member => member is GlobalStatementSyntax ? 0 : 1),
            ]);

    [GeneratedRegex("…(?![\"'])")]
    private static partial Regex Ellipsis();
}
