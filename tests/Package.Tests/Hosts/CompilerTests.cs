using System.Diagnostics;
using System.IO.Compression;

namespace AtomicWrites.Package.Tests.Hosts;

/// <summary>
/// The package's analyzers and fixes in the oldest and in the newest compiler, each in a process of its own.
/// </summary>
public class CompilerTests(PackageFixture package)
{
    const string Source = """
        using System.IO;
        using System.Threading.Tasks;
        using AtomicWrites;

        class Program
        {
            void Save(string text) => File.WriteAllText("settings.json", text);

            void Write(string path)
            {
                using (var writer = AtomicFile.CreateText(path))
                {
                    writer.Write(1);
                }
            }

            async Task Change(string path) => await AtomicFile.WithLock(path, async () => await Task.Yield());
        }
        """;

    [Theory]
    [InlineData("Host", "4.8")]
    [InlineData("Host.Newest", "5.12")]
    public void Everything_loads_reports_and_fixes(string host, string version)
    {
        var output = Run(host);
        Assert.StartsWith($"roslyn {version}\nmethods ", output, StringComparison.Ordinal);
        Assert.Contains("\nATW0001 7 'File.WriteAllText' can leave a torn file", output, StringComparison.Ordinal);
        Assert.Contains(
            "\nATW0005 11 'writer' is disposed without 'Commit' on every code path",
            output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\nATW0004 17 'AtomicFile.WithLock' lets work escape the lock",
            output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("AD0001", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\nCS", output, StringComparison.Ordinal);
        Assert.EndsWith(
            "\nfixed\n"
                + Source
                    .ReplaceLineEndings("\n")
                    .Replace("File.WriteAllText", "AtomicFile.WriteAllText", StringComparison.Ordinal)
                    .Replace(
                        "        writer.Write(1);\n",
                        "        writer.Write(1);\n            writer.Commit();\n",
                        StringComparison.Ordinal
                    )
                    .Replace(
                        "WithLock(path, async () =>",
                        "WithLockAsync(path, async cancellationToken =>",
                        StringComparison.Ordinal
                    ),
            output,
            StringComparison.Ordinal
        );
    }

    string Run(string host)
    {
        var folder = Directory.CreateDirectory(Path.Combine(package.Feed.Folder, "Hosts", host)).FullName;
        using (var archive = ZipFile.OpenRead(package.Feed.Package))
            foreach (
                var name in new[]
                {
                    "analyzers/dotnet/cs/AtomicWrites.Analyzers.dll",
                    "analyzers/dotnet/cs/AtomicWrites.CodeFixes.dll",
                    "lib/net8.0/AtomicWrites.dll",
                }
            )
                archive.GetEntry(name)!.ExtractToFile(Path.Combine(folder, Path.GetFileName(name)));
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Source.ReplaceLineEndings("\n"));

        // Built with the tests, for the configuration that they are built for.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(
            PackageFixture.Repository,
            "tests",
            host,
            "bin",
            configuration,
            "net10.0",
            $"AtomicWrites.{host}.dll"
        );
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [program, "AtomicWrites.Analyzers.dll", "AtomicWrites.CodeFixes.dll", "AtomicWrites.dll", "Program.cs"]
            )
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().ReplaceLineEndings("\n");
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
        return output;
    }
}
