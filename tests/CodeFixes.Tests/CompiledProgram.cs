using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>A fixed program, compiled and run in this process, in a folder of its own.</summary>
static class CompiledProgram
{
    static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var name
                && (
                    name.StartsWith("System.", StringComparison.Ordinal)
                    || name is "netstandard.dll" or "AtomicWrites.dll"
                )
            )
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Runs <c>static Task Program.Run(string path)</c> on a file that has <paramref name="before"/> in it, and tells what is in it afterwards.</summary>
    public static async Task<string> Run(string source, string before = "before")
    {
        var compilation = CSharpCompilation.Create(
            "Fixed",
            [CSharpSyntaxTree.ParseText(source)],
            References,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
        using var code = new MemoryStream();
        var emitted = compilation.Emit(code);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics) + "\n" + source);
        code.Position = 0;
        var context = new AssemblyLoadContext("Fixed", isCollectible: true);
        var folder = Directory.CreateTempSubdirectory("atomic-writes-fixed-");
        try
        {
            var path = Path.Combine(folder.FullName, "state.txt");
            await File.WriteAllTextAsync(path, before);
            await (Task)context.LoadFromStream(code).GetType("Program")!.GetMethod("Run")!.Invoke(null, [path])!;
            Assert.DoesNotContain(folder.GetFiles(), file => file.Extension == ".tmp");
            return await File.ReadAllTextAsync(path);
        }
        finally
        {
            context.Unload();
            folder.Delete(recursive: true);
        }
    }
}
