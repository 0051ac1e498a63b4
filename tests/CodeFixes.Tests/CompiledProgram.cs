using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>A fixed program, compiled and run in this process, in a folder of its own.</summary>
static class CompiledProgram
{
    /// <summary>
    /// Runs <c>static Task Program.Run(string path)</c> on a file that has <paramref name="before"/> in it, and tells
    /// what is in it afterwards.
    /// </summary>
    public static async Task<string> Run(string source, string before = "before")
    {
        var program = Source.Load(source, NullableContextOptions.Enable);
        var folder = Directory.CreateTempSubdirectory("atomic-writes-fixed-");
        try
        {
            var path = Path.Combine(folder.FullName, "state.txt");
            await File.WriteAllTextAsync(path, before);
            await (Task)program.GetType("Program")!.GetMethod("Run")!.Invoke(null, [path])!;
            Assert.DoesNotContain(folder.GetFiles(), file => file.Extension == ".tmp");
            return await File.ReadAllTextAsync(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
