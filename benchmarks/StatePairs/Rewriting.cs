using System.Reflection;
using AtomicWrites.CodeFixes.States;
using AtomicWrites.VerdictBenchmark;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.StatePairs;

/// <summary>What became of one type.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Refusal">Why it is left alone; null where it is rewritten.</param>
/// <param name="After">The file then.</param>
/// <param name="Detail">The errors of a refused result.</param>
sealed record Rewriting(string Type, StateRefusal? Refusal, string? After, string Detail)
{
    // That of the framework, so that contexts of the serializer have their members.
    static readonly ISourceGenerator[] Generators = [.. Json().Select(GeneratorExtensions.AsSourceGenerator)];

    static readonly Dictionary<Compilation, AdhocWorkspace> Workspaces = [];

    public static async IAsyncEnumerable<Rewriting> OfAsync(Application application, string file)
    {
        if (application.Find(file) is not var (compilation, tree))
            yield break;
        var document = DocumentOf(compilation, tree);
        var root = (await document.GetSyntaxRootAsync())!;
        foreach (var type in root.DescendantNodes().OfType<TypeDeclarationSyntax>())
        {
            var proof = new StateProof();
            var changed = await StateFileRewriter.RewriteAsync(document, type, type.SpanStart, proof, default);
            // No pair, or one of objects that are copied by their JSON.
            if (
                changed is null
                && (proof.Refusal is null || !type.ToString().Contains("File", StringComparison.Ordinal))
            )
                continue;
            yield return new(
                type.Identifier.ValueText,
                changed is null ? proof.Refusal : null,
                changed is null ? null : (await changed.GetTextAsync()).ToString(),
                string.Join(" ", proof.All)
            );
        }
    }

    static Document DocumentOf(CSharpCompilation compilation, SyntaxTree tree)
    {
        if (!Workspaces.TryGetValue(compilation, out var workspace))
        {
            CSharpGeneratorDriver
                .Create(Generators, parseOptions: (CSharpParseOptions)tree.Options)
                .RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _);
            Workspaces[compilation] = workspace = new();
            var project = workspace.AddProject(
                ProjectInfo.Create(
                    ProjectId.CreateNewId(),
                    VersionStamp.Default,
                    "App",
                    "App",
                    LanguageNames.CSharp,
                    parseOptions: tree.Options,
                    compilationOptions: compilation.Options,
                    metadataReferences: whole.References.Append(
                        MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location)
                    )
                )
            );
            var solution = project.Solution;
            foreach (var source in whole.SyntaxTrees)
                solution = solution.AddDocument(
                    DocumentId.CreateNewId(project.Id),
                    source.FilePath,
                    source.GetText(),
                    filePath: source.FilePath
                );
            workspace.TryApplyChanges(solution);
        }

        return workspace
            .CurrentSolution.Projects.Single()
            .Documents.First(document => document.FilePath == tree.FilePath);
    }

    static IEnumerable<IIncrementalGenerator> Json()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var path = Directory
            .EnumerateFiles(packs, "System.Text.Json.SourceGeneration.dll", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Last();
        return Assembly
            .LoadFrom(path)
            .GetTypes()
            .Where(type => !type.IsAbstract && typeof(IIncrementalGenerator).IsAssignableFrom(type))
            .Select(type => (IIncrementalGenerator)Activator.CreateInstance(type)!);
    }
}
