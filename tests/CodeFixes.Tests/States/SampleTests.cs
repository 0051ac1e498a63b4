namespace AtomicWrites.CodeFixes.Tests.States;

public class SampleTests
{
    const string Implicit = "global using System;\nglobal using System.Collections.Generic;\nglobal using System.IO;\n";

    /// <summary>samples/Books shows a load and a save as they were, and runs what the rewriting makes of them.</summary>
    [Fact]
    public async Task The_sample_is_what_the_rewriting_makes_of_what_stands_beside_it()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "samples", "Books")))
            folder = Path.GetDirectoryName(folder)!;
        folder = Path.Combine(folder, "samples", "Books");
        var before = await ReadAsync("Shelf.before");
        var program = "\nstatic class Program { public static string Folder => Path.GetTempPath(); }\n";
        var after = await KeptProgram.TextAsync(Implicit + before + program);
        Assert.Equal(
            await ReadAsync("Shelf.cs"),
            after
                ?.Replace(Implicit, "", StringComparison.Ordinal)
                .Replace(program, "", StringComparison.Ordinal)
                .ReplaceLineEndings("\n")
        );

        async Task<string> ReadAsync(string name) =>
            (await File.ReadAllTextAsync(Path.Combine(folder, name))).ReplaceLineEndings("\n");
    }
}
