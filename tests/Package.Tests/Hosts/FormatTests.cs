using Tour;

namespace AtomicWrites.Package.Tests.Hosts;

/// <summary>Plain <c>dotnet format</c>, which nobody watches.</summary>
public class FormatTests(PackageFixture package)
{
    const string Store = """
        using System.IO.Compression;
        using System.Xml;

        static class Store {
            public static void Save(string s) { using (var w = File.CreateText("state.txt")) w.Write(s); }

            public static void Save(int value) {
                using var w = XmlWriter.Create("settings.xml"); // the settings
                w.WriteElementString("value", value.ToString());
            }

            public static void Pack(bool isFull) {
                if (isFull) {
                    using (var zip = new GZipStream(File.Create("cache.bin"), CompressionMode.Compress))
                        zip.WriteByte(1); // all of it
                }
            }
        }

        """;

    [Fact]
    public void It_fixes_in_the_layout_of_the_file_and_lets_stand_what_has_no_fix()
    {
        var folder = package.Feed.Project(
            "Formatted",
            [("Store.cs", Store), (Unfixable.File, Unfixable.Source)],
            "Library"
        );
        File.WriteAllText(
            Path.Combine(folder, ".editorconfig"),
            "root = true\n[Store.cs]\ncsharp_new_line_before_open_brace = none\n"
        );
        Dotnet.Run(folder, "restore");
        Dotnet.Run(folder, "format", "whitespace", "--no-restore", "--verify-no-changes");

        var store = Formatted();
        Assert.Equal(4, store.Split("AtomicFile.").Length);
        Assert.Equal(2, store.Split("// the settings").Length);
        Assert.Equal(2, store.Split("// all of it").Length);
        Assert.Equal(store, Formatted());

        string Formatted()
        {
            Dotnet.Run(folder, "format", "--no-restore");
            Assert.Equal(Unfixable.Source, File.ReadAllText(Path.Combine(folder, Unfixable.File)));
            return File.ReadAllText(Path.Combine(folder, "Store.cs"));
        }
    }
}
