using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>A compiled console program in a folder, to be run in processes of its own.</summary>
sealed class ProgramInFolder
{
    readonly string _image;

    ProgramInFolder(string image) => _image = image;

    /// <summary>Compiles a source whose <c>Main</c> is in the class <paramref name="main"/>.</summary>
    public static async Task<ProgramInFolder> OfAsync(string source, string main, string folder)
    {
        var image = Path.Combine(folder, "Program.dll");
        await File.WriteAllBytesAsync(
            image,
            Source.Compile(source, new CSharpCompilationOptions(OutputKind.ConsoleApplication, mainTypeName: main))
        );
        var library = typeof(AtomicFile).Assembly.Location;
        File.Copy(library, Path.Combine(folder, Path.GetFileName(library)));
        var framework = $"{{\"name\":\"Microsoft.NETCore.App\",\"version\":\"{Environment.Version.ToString(3)}\"}}";
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Program.runtimeconfig.json"),
            $"{{\"runtimeOptions\":{{\"framework\":{framework}}}}}"
        );
        return new(image);
    }

    /// <summary>Starts it; its output is to be read.</summary>
    public Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(
                Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
                    ? path
                    : "dotnet",
                [_image, .. arguments]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
}
