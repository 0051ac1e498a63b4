using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>The package as its feed and debuggers see it: made from a clone, as it is released.</summary>
public partial class QualityTests(PackageFixture package)
{
    const string Remote = "https://github.com/AtomicWrites/AtomicWrites.git";
    static readonly string[] Pack =
    [
        "pack",
        "src/Runtime/AtomicWrites.csproj",
        "-c",
        "Release",
        "-o",
        "packed",
        "-v",
        "quiet",
        "-nologo",
        "-m:1", // one process: those of other tests are beside it
    ];
    static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Fact]
    public void Packed_twice_from_two_folders_it_has_the_same_assemblies_and_leads_to_its_sources()
    {
        using var folder = new Temporary();
        var first = PackClone(PackageFixture.Repository, Path.Combine(folder.Path, "one"), tag: "v7.8.9");
        var second = PackClone(
            Path.Combine(folder.Path, "one"),
            Path.Combine(folder.Path, "another", "and deeper"),
            tag: "v7.8.9"
        );
        Assert.Equal("AtomicWrites.7.8.9.nupkg", Path.GetFileName(first)); // the version is the tag's

        var assemblies = Assemblies(first);
        Assert.Equal(4, assemblies.Count);
        Assert.Equal(
            assemblies.ToDictionary(entry => entry.Key, entry => Convert.ToHexString(entry.Value)),
            Assemblies(second).ToDictionary(entry => entry.Key, entry => Convert.ToHexString(entry.Value))
        );

        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(first, "snupkg"));
        foreach (var pdb in symbols.Entries.Where(entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal)))
            Assert.Contains(
                "https://raw.githubusercontent.com/AtomicWrites/AtomicWrites/",
                SourcesOf(MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Bytes(pdb)))),
                StringComparison.Ordinal
            );
        foreach (
            var (name, analyzer) in assemblies.Where(entry =>
                entry.Key.StartsWith("analyzers/", StringComparison.Ordinal)
            )
        )
        {
            using var image = new PEReader(new MemoryStream(analyzer));
            var embedded = Assert.Single(image.ReadDebugDirectory(), entry =>
                entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb
            );
            Assert.Contains(
                "https://raw.githubusercontent.com/AtomicWrites/AtomicWrites/",
                SourcesOf(image.ReadEmbeddedPortablePdbDebugDirectoryData(embedded)),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void An_archive_of_the_sources_builds_without_a_warning_and_a_change_that_breaks_that_version_does_not()
    {
        using var folder = new Temporary();
        var archive = Path.Combine(folder.Path, "archive.tar");
        Git(PackageFixture.Repository, "archive", "--output", archive, "HEAD");
        TarFile.ExtractToDirectory(archive, folder.Path, overwriteFiles: false);
        Dotnet.Run(folder.Path, [.. Pack, "-warnaserror", "-p:RunAnalyzers=false"]); // whose warnings are errors of every build
        var lowest = Path.Combine(folder.Path, "packed", "AtomicWrites.0.1.0-alpha.0.nupkg"); // no history tells more
        Assert.True(File.Exists(lowest));

        var reads = Path.Combine(folder.Path, "src", "Runtime", "AtomicFile.Read.cs");
        File.WriteAllText(
            reads,
            File.ReadAllText(reads)
                .Replace(
                    "public static byte[] ReadAllBytes",
                    "internal static byte[] ReadAllBytes",
                    StringComparison.Ordinal
                )
        );
        var failure = Assert.Throws<InvalidOperationException>(() =>
            Dotnet.Run(
                folder.Path,
                [
                    .. Pack,
                    "-p:RunAnalyzers=false",
                    "-p:BuildProjectReferences=false", // the analyzers are as they were
                    "-p:MinVerVersionOverride=0.1.0",
                    "-p:PackageValidationBaselinePath=" + lowest,
                ]
            )
        );
        Assert.Contains(
            "error CP0002: Member 'byte[] AtomicWrites.AtomicFile.ReadAllBytes(string)' exists on [Baseline]",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Its_page_says_whose_it_is_and_where_it_comes_from()
    {
        using var archive = ZipFile.OpenRead(package.Feed.Package);
        using var stream = archive.GetEntry("AtomicWrites.nuspec")!.Open();
        var metadata = XDocument.Load(stream).Descendants().ToLookup(element => element.Name.LocalName);
        Assert.Equal("MIT", metadata["license"].Single().Value);
        Assert.Equal("icon.png", metadata["icon"].Single().Value);
        Assert.Equal("README.md", metadata["readme"].Single().Value);
        Assert.StartsWith(
            "https://github.com/",
            metadata["repository"].Single().Attribute("url")!.Value,
            StringComparison.Ordinal
        );
        Assert.Empty(metadata["developmentDependency"]); // it would keep the library from those who depend on a project
    }

    [Fact]
    public void Its_assemblies_have_a_strong_name_and_what_ships_beside_them_documents_no_internals()
    {
        using var archive = ZipFile.OpenRead(package.Feed.Package);
        var libraries = archive
            .Entries.Where(entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal))
            .ToLookup(entry => Path.GetExtension(entry.Name), Bytes);
        Assert.Equal(2, libraries[".dll"].Count());
        Assert.All(libraries[".dll"], library =>
        {
            using var file = new PEReader(new MemoryStream(library));
            var reader = file.GetMetadataReader();
            Assert.NotEmpty(reader.GetBlobBytes(reader.GetAssemblyDefinition().PublicKey));
        });
        Assert.Equal(2, libraries[".xml"].Count());
        Assert.All(libraries[".xml"], documentation =>
        {
            Assert.Contains(
                "T:AtomicWrites.AtomicFile\"",
                Encoding.UTF8.GetString(documentation),
                StringComparison.Ordinal
            );
            Assert.DoesNotContain(
                "AtomicWrites.Platform.",
                Encoding.UTF8.GetString(documentation),
                StringComparison.Ordinal
            );
        });
    }

    [Fact]
    public void Its_README_has_links_that_lead_somewhere_from_a_feed_and_no_comments()
    {
        using var archive = ZipFile.OpenRead(package.Feed.Package);
        var readme = Encoding.UTF8.GetString(Bytes(archive.GetEntry("README.md")!));
        Assert.DoesNotContain("<!--", readme, StringComparison.Ordinal);
        var links = Link().Matches(readme).Select(match => match.Groups[1].Value).ToArray();
        Assert.True(links.Length > 20);
        Assert.All(links, link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        Assert.Contains(
            "https://raw.githubusercontent.com/AtomicWrites/AtomicWrites/main/docs/pictures/editor.svg",
            links
        );
        var own = File.ReadAllText(Path.Combine(PackageFixture.Repository, "README.md"));
        Assert.Equal(Words(Comment().Replace(own, "")), Words(readme)); // and nothing is lost on the way

        static string Words(string text) => Link().Replace(text.ReplaceLineEndings("\n"), "").Trim();
    }

    static string PackClone(string source, string folder, string tag)
    {
        Git(null, "clone", "--quiet", "--shared", source, folder);
        Git(folder, "remote", "set-url", "origin", Remote);
        Git(
            folder,
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@example.org",
            "-c",
            "tag.gpgsign=false",
            "tag",
            "--force",
            tag
        );
        // Analyzers change no byte; that nothing warns is another test's.
        Dotnet.Run(folder, [.. Pack, "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false"]);
        return Directory.GetFiles(Path.Combine(folder, "packed"), "*.nupkg").Single();
    }

    static void Git(string? folder, params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", arguments) { WorkingDirectory = folder ?? "", RedirectStandardError = true }
        )!;
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error);
    }

    static Dictionary<string, byte[]> Assemblies(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return archive
            .Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal))
            .ToDictionary(entry => entry.FullName, Bytes);
    }

    static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var bytes = new MemoryStream();
        using (var stream = entry.Open())
            stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    static string SourcesOf(MetadataReaderProvider symbols)
    {
        using (symbols)
        {
            var reader = symbols.GetMetadataReader();
            return string.Concat(
                reader
                    .CustomDebugInformation.Select(reader.GetCustomDebugInformation)
                    .Where(info => reader.GetGuid(info.Kind) == SourceLink)
                    .Select(info => Encoding.UTF8.GetString(reader.GetBlobBytes(info.Value)))
            );
        }
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"<!--.*?-->\n", RegexOptions.Singleline)]
    private static partial Regex Comment();

    sealed class Temporary : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("quality-").FullName;

        public void Dispose()
        {
            // Git makes its files read-only.
            foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
                File.SetAttributes(file, FileAttributes.Normal);
            Directory.Delete(Path, recursive: true);
        }
    }
}
