using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>A source of a test: as a document of a project, and as a program that is compiled and loaded.</summary>
static class Source
{
    /// <summary>The framework and the library.</summary>
    public static readonly ImmutableArray<MetadataReference> References = Read();

    // A project of another target framework has its own, so that what it declares is a symbol of its own there.
    static readonly ImmutableArray<MetadataReference> OtherReferences = Read();

    static ImmutableArray<MetadataReference> Read() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path =>
                    Path.GetFileName(path) is var name
                    && (
                        name.StartsWith("System.", StringComparison.Ordinal)
                        || name is "netstandard.dll" or "mscorlib.dll" or "AtomicWrites.dll" or "Newtonsoft.Json.dll"
                    )
                )
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];

    /// <summary>Before what is in a project of its own, which the rest references.</summary>
    public const string OtherProject = "\n// In another project:\n";

    /// <summary>Before what is in a project that references the rest.</summary>
    public const string DependentProject = "\n// In a project that references it:\n";

    /// <summary>What is in the project that is looked at, and in the other one.</summary>
    public static (string Own, string? Other) Projects(string text) =>
        text.IndexOf(OtherProject, StringComparison.Ordinal) is >= 0 and var at
            ? (text[..at], text[(at + OtherProject.Length)..])
            : (text, null);

    /// <summary>The only document of a project.</summary>
    public static Document In(
        AdhocWorkspace workspace,
        string text,
        NullableContextOptions nullable = NullableContextOptions.Disable
    )
    {
        if (text.IndexOf(DependentProject, StringComparison.Ordinal) is >= 0 and var at)
        {
            var document = In(workspace, text[..at], nullable);
            var shell = ProjectInfo.Create(
                ProjectId.CreateNewId(),
                VersionStamp.Default,
                "Shell",
                "Shell",
                LanguageNames.CSharp,
                projectReferences: [new(document.Project.Id)],
                metadataReferences: References
            );
            return document
                .Project.Solution.AddProject(shell)
                .AddDocument(DocumentId.CreateNewId(shell.Id), "Shell.cs", text[(at + DependentProject.Length)..])
                .GetDocument(document.Id)!;
        }

        var (own, other) = Projects(text);
        if (other is null)
            return Project("App", References).AddDocument("App.cs", SourceText.From(own));
        var core = Project("Core", OtherReferences);
        workspace.AddDocument(core.Id, "Core.cs", SourceText.From(other));
        return Project("App", References, new ProjectReference(core.Id)).AddDocument("App.cs", SourceText.From(own));

        Project Project(string name, ImmutableArray<MetadataReference> references, params ProjectReference[] others) =>
            workspace.AddProject(
                ProjectInfo.Create(
                    ProjectId.CreateNewId(),
                    VersionStamp.Default,
                    name,
                    name,
                    LanguageNames.CSharp,
                    compilationOptions: Options(nullable),
                    projectReferences: others,
                    metadataReferences: references
                )
            );
    }

    /// <summary>Compiles it and loads it; fails with the errors and the source where it does not compile.</summary>
    public static Assembly Load(string text, NullableContextOptions nullable = NullableContextOptions.Disable)
    {
        var (own, other) = Projects(text);
        var context = new AssemblyLoadContext("App", isCollectible: true);
        var core = other is null ? null : Compile(other, Options(nullable));
        if (core is not null)
            context.LoadFromStream(new MemoryStream(core));
        using var image = new MemoryStream(Compile(own, Options(nullable), core));
        return context.LoadFromStream(image);
    }

    /// <summary>The image of the compiled source.</summary>
    public static byte[] Compile(string text, CSharpCompilationOptions options, byte[]? other = null)
    {
        var compilation = CSharpCompilation.Create(
            "App" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(text)],
            other is null ? References : References.Add(MetadataReference.CreateFromImage(other)),
            options
        );
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics) + "\n" + text);
        return image.ToArray();
    }

    static CSharpCompilationOptions Options(NullableContextOptions nullable) =>
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable);
}
