using System.Reflection;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States;
using AtomicWrites.CodeFixes.States.Inlining;
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

    /// <summary>What each project of an application has, besides the framework.</summary>
    public static readonly MetadataReference[] Packages =
    [
        MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Newtonsoft.Json.JsonConvert).Assembly.Location),
    ];

    static readonly Dictionary<Compilation, Compilation> Wholes = [];

    static readonly Dictionary<Compilation, AdhocWorkspace> Workspaces = [];

    static readonly HashSet<string> Parts = [];

    /// <summary>Of each type that loads JSON of a type from files and saves it to files.</summary>
    public static async IAsyncEnumerable<Rewriting> OfAsync(Application application, string file)
    {
        if (application.Find(file) is not var (compilation, tree) || !MayBeIn(tree, compilation))
            yield break;
        var whole = Whole(compilation, tree.Options);
        var model = whole.GetSemanticModel(tree);
        var sources = ProgramSources.Of(whole);
        foreach (var type in Types(tree).Where(type => IsStore(type, model, sources)))
        {
            var document = DocumentOf(whole, tree);
            var root = (await document.GetSyntaxRootAsync())!;
            var same = root.FindNode(type.Span).FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
            var (changed, proof) = await AtAnyAsync(document, same, sources);
            if (
                changed is null
                && (
                    proof.Refusal is not { } refusal
                    || refusal == StateRefusal.OtherPart && !Parts.Add(model.GetDeclaredSymbol(type)!.ToDisplayString())
                )
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

    // On the type; where it has several files, in what may load one. The first reason counts.
    static async Task<(Document? Changed, StateProof Proof)> AtAnyAsync(
        Document document,
        TypeDeclarationSyntax type,
        ProgramSources sources
    )
    {
        var first = new StateProof();
        var places = type
            .Members.Where(member =>
                member
                    .DescendantNodes()
                    .Any(node =>
                        JsonCall.MayRead(node) || PartMethods.Of(Names.Called(node), sources).HasFlag(PartKinds.Reads)
                    )
            )
            .Select(member => member.SpanStart);
        foreach (var position in places.Prepend(type.SpanStart))
        {
            var proof = new StateProof();
            var changed = await StateFileRewriter.RewriteAsync(document, type, position, proof, default);
            if (changed is not null)
                return (changed, proof);
            if (first.Refusal is null)
                first = proof;
            if (position == type.SpanStart && !proof.IsUndecided)
                break;
        }

        return (null, first);
    }

    static IEnumerable<TypeDeclarationSyntax> Types(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>();

    // By names alone.
    static bool MayBeIn(SyntaxTree tree, CSharpCompilation compilation) =>
        Types(tree)
            .Any(type =>
                StatePair.MayBeIn(type, ProgramSources.Of(compilation))
                || type.Modifiers.Any(SyntaxKind.PartialKeyword)
                    && type.DescendantNodes().Any(node => JsonCall.MayRead(node) || JsonCall.MayWrite(node))
            );

    // JSON that is copied, sent, or only read is none.
    static bool IsStore(TypeDeclarationSyntax type, SemanticModel model, ProgramSources sources)
    {
        if (!StatePair.MayBeIn(type, sources))
            return SharedPair.IsInParts(type, sources, model, default);
        var use = StoreUse.Of(type, model, sources, default);
        return use.LoadsWhatIsSavedBy(use);
    }

    // With what the generator makes of it, and of the projects that it references.
    static Compilation Whole(Compilation compilation, ParseOptions options)
    {
        if (Wholes.TryGetValue(compilation, out var whole))
            return whole;
        whole = compilation.WithReferences(
            compilation.References.Select(reference =>
                reference is CompilationReference other
                    ? Whole(other.Compilation, options).ToMetadataReference()
                    : reference
            )
        );
        CSharpGeneratorDriver
            .Create(Generators, parseOptions: (CSharpParseOptions)options)
            .RunGeneratorsAndUpdateCompilation(whole, out whole, out _);
        return Wholes[compilation] = whole;
    }

    static Document DocumentOf(Compilation whole, SyntaxTree tree)
    {
        if (!Workspaces.TryGetValue(whole, out var workspace))
        {
            Workspaces[whole] = workspace = new();
            var id = ProjectId.CreateNewId();
            // At once: each document that is added to a workspace copies what it has.
            workspace.AddProject(
                ProjectInfo.Create(
                    id,
                    VersionStamp.Default,
                    "App",
                    "App",
                    LanguageNames.CSharp,
                    parseOptions: tree.Options,
                    compilationOptions: whole.Options,
                    metadataReferences: whole.References,
                    documents: whole.SyntaxTrees.Select(source =>
                        DocumentInfo.Create(
                            DocumentId.CreateNewId(id),
                            source.FilePath,
                            loader: TextLoader.From(TextAndVersion.Create(source.GetText(), VersionStamp.Default)),
                            filePath: source.FilePath
                        )
                    )
                )
            );
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
