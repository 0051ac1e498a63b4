using System.Collections.Immutable;
using System.Reflection;
using AtomicWrites.Generated.Tests.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Generated.Tests.Sources;

/// <summary>The projects whose sources are mutated.</summary>
static class SourceProjects
{
    const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
        + "global using System.Threading; global using System.Threading.Tasks;";

    static readonly string[] Folders = ["samples", "src"];

    static readonly string[] Built = ["bin", "obj"];

    static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Programs that are generated, the samples, and the sources of this repository.</summary>
    public static IReadOnlyList<Project> All(Workspace workspace, Random random)
    {
        var root = Root();
        var folders = Folders.SelectMany(folder => Directory.GetDirectories(Path.Combine(root, folder)));
        return
        [
            Of(workspace, "Generated", Programs(random)),
            .. folders
                .Where(folder => Directory.GetFiles(folder, "*.csproj").Length == 1)
                .Order(StringComparer.Ordinal)
                .Select(folder => Of(workspace, Path.GetFileName(folder), Sources(folder))),
        ];
    }

    static IEnumerable<string> Programs(Random random) =>
        Enumerable
            .Range(0, 40)
            .Select(_ => GeneratedProgram.Random(random))
            .Where(program => !program.Surroundings.IsTopLevel)
            .Select((program, i) => program.Source($"P{i}"));

    static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Built.Contains(Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0]))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText);

    static Project Of(Workspace workspace, string name, IEnumerable<string> sources)
    {
        var id = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution.AddProject(
            ProjectInfo.Create(
                id,
                VersionStamp.Default,
                name,
                name,
                LanguageNames.CSharp,
                parseOptions: new CSharpParseOptions(LanguageVersion.Preview),
                compilationOptions: new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true),
                metadataReferences: References
            )
        );
        foreach (var (i, source) in sources.Prepend(ImplicitUsings).Index())
            solution = solution.AddDocument(DocumentId.CreateNewId(id), $"{i}.cs", SourceText.From(source));
        return solution.GetProject(id)!;
    }

    static string Root() =>
        Assembly
            .GetExecutingAssembly()
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "Repository")
            .Value!;
}
