using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>Writes within wrappers, which stand in other files, and files that several projects share.</summary>
public class FixAllTests
{
    const string Streams = """
        using System.IO;

        class Store
        {
            public void Save(byte[] bytes)
            {
                using (var stream = File.Create("settings.json"))
                {
                    stream.Write(bytes, 0, bytes.Length);
                }
        #if NET
                using (var writer = new StreamWriter("state.json")) writer.Write("x");
        #endif
                File.WriteAllText("history.json", "");
                using (var index = new BinaryWriter(File.Create("index.json")))
                {
                    index.Write(1);
                }
            }
        }
        """;

    const string StreamsFixed = """
        using System.IO;
        using AtomicWrites;

        class Store
        {
            public void Save(byte[] bytes)
            {
                using (var stream = AtomicFile.Create("settings.json"))
                {
                    stream.Write(bytes, 0, bytes.Length);
                    stream.Commit();
                }
        #if NET
                using (var writer = AtomicFile.CreateText("state.json"))
                {
                    writer.Write("x");
                    writer.Commit();
                }
        #endif
                AtomicFile.WriteAllText("history.json", "");
                AtomicFile.Write("index.json", stream1 =>
                {
                    using (var index = new BinaryWriter(stream1))
                    {
                        index.Write(1);
                    }
                });
            }
        }
        """;

    [Fact]
    public async Task A_file_of_two_projects_is_fixed_alike_in_both()
    {
        var solution = Shared(Streams, secondHasRuntime: true);
        foreach (var document in (await FixAllAsync(solution)).Projects.SelectMany(project => project.Documents))
        {
            var text = (await document.GetTextAsync()).ToString();
            Assert.Equal(
                document.Project.Name == "New"
                    ? StreamsFixed
                    : StreamsFixed.Replace(
                        """
                                using (var writer = AtomicFile.CreateText("state.json"))
                                {
                                    writer.Write("x");
                                    writer.Commit();
                                }
                        """,
                        """
                                using (var writer = new StreamWriter("state.json")) writer.Write("x");
                        """,
                        StringComparison.Ordinal
                    ),
                text
            );
        }
    }

    [Fact]
    public async Task Nothing_is_offered_that_does_not_compile_in_the_other_project()
    {
        var solution = Shared(Streams, secondHasRuntime: false);
        var document = solution.Projects.Single(project => project.Name == "New").Documents.Single();
        foreach (var diagnostic in await ReportedAsync(document.Project))
        {
            var offered = 0;
            await new NonAtomicWriteCodeFix().RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (_, _) => offered++, CancellationToken.None)
            );
            Assert.Equal(diagnostic.Location.GetLineSpan().StartLinePosition.Line == 11 ? 1 : 0, offered); // that one is not in the other
        }
    }

    [Fact]
    public Task The_write_within_a_wrapper_is_fixed_once_for_all_calls()
    {
        const string wrapper =
            "public static class Disk { public static void Put(string path, string text) => System.IO.File.WriteAllText(path, text); }";
        const string fixedWrapper =
            "using AtomicWrites;\n\n"
            + "public static class Disk { public static void Put(string path, string text) => "
            + "AtomicFile.WriteAllText(path, text); }";
        var source = """
            class Program
            {
                void A(string text) => {|ATW0001:Disk.Put("settings.json", text)|};
                void B(string text) => {|ATW0001:Disk.Put("state.json", text)|};
                void C(string text) => Disk.Put("/tmp/report.log", text);
            }
            """;
        var test = Verify.Test(
            source,
            source.Replace("{|ATW0001:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal),
            []
        );
        test.TestState.Sources.Add(("/0/Disk.cs", wrapper));
        test.FixedState.Sources.Add(("/0/Disk.cs", fixedWrapper));
        test.NumberOfIncrementalIterations = 1;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_a_longer_old_file_has_goes_one_by_one_whichever_fix_begins()
    {
        const string source = """
            using System.IO;

            class Store
            {
                public void Save()
                {
                    using (var stream = File.OpenWrite("settings.json")) stream.WriteByte(1);
                    File.WriteAllText("state.json", "");
                }
            }
            """;
        foreach (var title in new[] { "Write atomically", "Write atomically, and keep nothing of a longer old file" })
        foreach (
            var document in (await FixAllAsync(Shared(source, secondHasRuntime: true), title)).Projects.SelectMany(
                project => project.Documents
            )
        )
            Assert.Equal(
                source
                    .Replace(";\n\nclass", ";\nusing AtomicWrites;\n\nclass", StringComparison.Ordinal)
                    .Replace("File.WriteAllText", "AtomicFile.WriteAllText", StringComparison.Ordinal),
                (await document.GetTextAsync()).ToString()
            );
    }

    static Solution Shared(string source, bool secondHasRuntime)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(AtomicFile).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))
            .ToArray();
        var solution = new AdhocWorkspace().CurrentSolution;
        foreach (var name in new[] { "New", "Old" })
        {
            var id = ProjectId.CreateNewId();
            solution = solution
                .AddProject(
                    ProjectInfo.Create(
                        id,
                        VersionStamp.Default,
                        name,
                        "App",
                        LanguageNames.CSharp,
                        compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
                        parseOptions: new CSharpParseOptions(preprocessorSymbols: name == "New" ? ["NET"] : []),
                        metadataReferences: name == "New" || secondHasRuntime ? references : references[..^1]
                    )
                )
                .AddDocument(
                    DocumentId.CreateNewId(id),
                    "Store.cs",
                    SourceText.From(source),
                    filePath: "/src/Store.cs"
                );
        }

        return solution;
    }

    static async Task<Solution> FixAllAsync(Solution solution, string title = "Write atomically")
    {
        var fix = new NonAtomicWriteCodeFix();
        var document = solution.Projects.First().Documents.Single();
        var context = new FixAllContext(
            document,
            fix,
            FixAllScope.Solution,
            title,
            fix.FixableDiagnosticIds,
            new Diagnostics(),
            CancellationToken.None
        );
        var action = await fix.GetFixAllProvider().GetFixAsync(context);
        return Assert
            .IsType<ApplyChangesOperation>(Assert.Single(await action!.GetOperationsAsync(CancellationToken.None)))
            .ChangedSolution;
    }

    static async Task<IEnumerable<Diagnostic>> ReportedAsync(Project project) =>
        await (await project.GetCompilationAsync())!
            .WithAnalyzers([new NonAtomicWriteAnalyzer()])
            .GetAnalyzerDiagnosticsAsync();

    sealed class Diagnostics : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(
            Project project,
            CancellationToken cancellationToken
        ) => ReportedAsync(project);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document,
            CancellationToken cancellationToken
        ) => ReportedAsync(document.Project);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(
            Project project,
            CancellationToken cancellationToken
        ) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
