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
    public static readonly ImmutableArray<MetadataReference> References =
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

    /// <summary>The only document of a project.</summary>
    public static Document In(
        AdhocWorkspace workspace,
        string text,
        NullableContextOptions nullable = NullableContextOptions.Disable
    ) =>
        workspace
            .AddProject(
                ProjectInfo.Create(
                    ProjectId.CreateNewId(),
                    VersionStamp.Default,
                    "App",
                    "App",
                    LanguageNames.CSharp,
                    compilationOptions: Options(nullable),
                    metadataReferences: References
                )
            )
            .AddDocument("App.cs", SourceText.From(text));

    /// <summary>Compiles it and loads it; fails with the errors and the source where it does not compile.</summary>
    public static Assembly Load(string text, NullableContextOptions nullable = NullableContextOptions.Disable)
    {
        using var image = new MemoryStream(Compile(text, Options(nullable)));
        return new AssemblyLoadContext("App", isCollectible: true).LoadFromStream(image);
    }

    /// <summary>The image of the compiled source.</summary>
    public static byte[] Compile(string text, CSharpCompilationOptions options)
    {
        var compilation = CSharpCompilation.Create(
            "App" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(text)],
            References,
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
