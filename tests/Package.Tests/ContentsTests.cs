using System.IO.Compression;
using System.Xml.Linq;

namespace AtomicWrites.Package.Tests;

/// <summary>What is in the package, and what is not.</summary>
public class ContentsTests(PackageFixture package)
{
    [Fact]
    public void The_contents_are_the_approved_ones()
    {
        using var archive = ZipFile.OpenRead(package.Feed.Package);
        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(package.Feed.Package, "snupkg"));
        Assert.Equal(
            File.ReadAllLines(
                Path.Combine(PackageFixture.Repository, "tests", "Package.Tests", "ApprovedContents.txt")
            ),
            Names(archive).Concat(Names(symbols).Select(name => "symbols: " + name))
        );
    }

    [Fact]
    public void Nothing_third_party_is_depended_on()
    {
        using var archive = ZipFile.OpenRead(package.Feed.Package);
        using var stream = archive.GetEntry("AtomicWrites.nuspec")!.Open();
        var groups = XDocument.Load(stream).Descendants().Where(element => element.Name.LocalName == "group").ToArray();
        Assert.Equal(
            ["net8.0:", ".NETStandard2.0: Microsoft.Bcl.AsyncInterfaces System.Memory System.Text.Json"],
            groups.Select(group =>
                $"{group.Attribute("targetFramework")!.Value}:"
                + string.Concat(group.Elements().Select(dependency => " " + dependency.Attribute("id")!.Value))
            )
        );
    }

    internal static IEnumerable<string> Names(ZipArchive archive)
    {
        return archive
            .Entries.Select(entry => entry.FullName)
            .Where(name => !IsEnvelope(name))
            .Order(StringComparer.Ordinal);

        // Parts of every package, made by the packer.
        static bool IsEnvelope(string name) =>
            name is "_rels/.rels" or "[Content_Types].xml" || name.EndsWith(".psmdcp", StringComparison.Ordinal);
    }
}
