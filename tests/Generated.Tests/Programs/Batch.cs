using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>
/// Many programs as the documents of one project; those whose statements are the program itself have a project each.
/// </summary>
sealed class Batch : IDisposable
{
    const string Shared = "App";

    /// <summary>That of a developer: what a fix changes must hold without the symbol, too.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(preprocessorSymbols: ["DEBUG"]);

    const string Library = "AtomicWrites.dll";

    static readonly ImmutableArray<PortableExecutableReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var name
                && (
                    name.StartsWith("System.", StringComparison.Ordinal)
                    || name is "netstandard.dll" or "mscorlib.dll" or Library
                )
            )
            .Append(typeof(Point).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    readonly AdhocWorkspace _workspace = new();

    Batch() { }

    /// <summary>The programs that compile, as they are before any fix.</summary>
    public Solution Before { get; private set; } = null!;

    public Dictionary<DocumentId, GeneratedProgram> Programs { get; } = [];

    public static async Task<Batch> OfAsync(IEnumerable<GeneratedProgram> programs, bool isReferenced = true)
    {
        var batch = new Batch();
        var solution = WithProject(batch._workspace.CurrentSolution, Shared, isLibrary: true, out var shared);
        foreach (var program in programs)
        {
            var name = "P" + batch.Programs.Count.ToString(CultureInfo.InvariantCulture);
            var project = shared;
            if (program.Surroundings.IsTopLevel)
                solution = WithProject(solution, name, isLibrary: false, out project);
            var id = DocumentId.CreateNewId(project);
            var file = $"{program.Layout.Folder}/{name}.cs";
            var root = CSharpSyntaxTree.ParseText(program.Source(name), ParseOptions).GetRoot();
            if (!program.Layout.IsOneLine)
                root = root.NormalizeWhitespace(eol: "\n");
            solution = solution.AddDocument(id, name + ".cs", SourceText.From(root.ToFullString()), filePath: file);
            batch.Programs.Add(id, program);
        }

        foreach (var id in batch.Programs.Keys)
        {
            var formatted = await Formatter.FormatAsync(solution.GetDocument(id)!);
            formatted = await Formatter.OrganizeImportsAsync(formatted);
            solution = solution.WithDocumentText(id, await formatted.GetTextAsync());
        }

        var broken = await BrokenAsync(solution);
        foreach (var id in broken)
        {
            batch.Programs.Remove(id);
            solution = solution.RemoveDocument(id);
        }

        if (!isReferenced)
            foreach (var id in solution.ProjectIds)
                solution = solution.WithProjectMetadataReferences(
                    id,
                    References.Where(reference => Path.GetFileName(reference.FilePath) != Library)
                );
        batch.Before = solution;
        return batch;
    }

    /// <summary>The programs as they are before, watched between their statements.</summary>
    public async Task<Solution> WatchedAsync()
    {
        var solution = Before;
        foreach (var id in Programs.Keys)
        {
            var root = (await Before.GetDocument(id)!.GetSyntaxRootAsync())!;
            solution = solution.WithDocumentSyntaxRoot(id, new BetweenStatements(() => "Point.Between();").Visit(root));
        }

        return solution;
    }

    /// <summary>The programs in which so many rules report something, alone.</summary>
    public Solution ReportedBy(int rules, ILookup<DocumentId, Diagnostic> reported)
    {
        var others = Programs.Keys.Where(id => reported[id].DistinctBy(diagnostic => diagnostic.Id).Count() < rules);
        return others.Aggregate(Before, (solution, id) => solution.RemoveDocument(id));
    }

    public void Dispose() => _workspace.Dispose();

    /// <summary>The documents that have errors.</summary>
    public static async Task<HashSet<DocumentId>> BrokenAsync(Solution solution)
    {
        var broken = new HashSet<DocumentId>();
        foreach (var project in solution.Projects.Where(project => project.HasDocuments))
            broken.UnionWith(
                (await project.GetCompilationAsync())!
                    .GetDiagnostics()
                    .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                    .Select(diagnostic => solution.GetDocumentId(diagnostic.Location.SourceTree))
                    .OfType<DocumentId>()
            );
        return broken;
    }

    static Solution WithProject(Solution solution, string name, bool isLibrary, out ProjectId id)
    {
        id = ProjectId.CreateNewId();
        var kind = isLibrary ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication;
        solution = solution.AddProject(
            ProjectInfo.Create(
                id,
                VersionStamp.Default,
                name,
                Shared,
                LanguageNames.CSharp,
                parseOptions: ParseOptions,
                compilationOptions: new CSharpCompilationOptions(kind),
                metadataReferences: References
            )
        );
        foreach (var layout in Layout.All)
            solution = solution.AddAnalyzerConfigDocument(
                DocumentId.CreateNewId(id),
                ".editorconfig",
                SourceText.From($"root = true\n[*.cs]\nend_of_line = lf\n{layout.Options}\n"),
                filePath: layout.Folder + "/.editorconfig"
            );
        return solution;
    }
}
