using System.Diagnostics;
using AtomicWrites.Docs.Tests.Pages;
using AtomicWrites.Docs.Tests.Site;

[assembly: AssemblyFixture(typeof(BuiltSite))]

namespace AtomicWrites.Docs.Tests.Site;

/// <summary>
/// The documentation as a site, built once for all tests; <c>.ci/site</c> keeps it in <c>artifacts/site</c>.
/// </summary>
public sealed class BuiltSite : IDisposable
{
    readonly Lazy<(string Folder, string Log)> _built;
    readonly string _source = Directory.CreateTempSubdirectory("site-").FullName;

    public BuiltSite() => _built = new(Build);

    public string Folder => _built.Value.Folder;

    /// <summary>What docfx said.</summary>
    public string Log => _built.Value.Log;

    (string, string) Build()
    {
        SiteSource.Stage(_source);
        Run("tool", "restore");
        var log = Run("docfx", Path.Combine(_source, "docfx.json"));
        return (Path.Combine(_source, "_site"), log);
    }

    // The tool is pinned in the repository's manifest.
    static string Run(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = Page.Repository,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }

    public void Dispose()
    {
        if (_built.IsValueCreated && Environment.GetEnvironmentVariable("ATOMICWRITES_SITE") is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            Directory.Move(Folder, kept);
        }

        Directory.Delete(_source, recursive: true);
    }
}
