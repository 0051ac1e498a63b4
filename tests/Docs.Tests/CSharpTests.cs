using AtomicWrites.Docs.Tests.Pages;
using AtomicWrites.Docs.Tests.Snippets;

namespace AtomicWrites.Docs.Tests;

/// <summary>
/// Every C# block compiles, reports what its page says, and runs. What a block needs beside itself stands in comments
/// before it: <c>given</c> (code), <c>reports</c> (rules, perhaps among others; without it none may), <c>not run</c>
/// (why), <c>asset</c> (netstandard2.0, in place of net8.0; web, with ASP.NET Core and the package for hosts; stores,
/// with the packages for databases; testing, with <c>FakeTimeProvider</c>).
/// </summary>
[Collection(EmptyFolder.Collection)]
public class CSharpTests
{
    public static TheoryData<string> Blocks => [.. All.Select(block => block.ToString())];

    static IEnumerable<CodeBlock> All =>
        Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == "csharp");

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task A_block_compiles_and_does_what_its_page_says(string place)
    {
        var block = All.Single(block => block.ToString() == place);
        var snippet = new Snippet(block);
        Assert.Equal("", string.Join('\n', snippet.Errors));

        var rule = block.Page.Name.StartsWith("docs/rules/", StringComparison.Ordinal)
            ? Path.GetFileNameWithoutExtension(block.Page.Name)
            : null;
        var isNonCompliant = rule is not null && block.Heading.StartsWith("Non-compliant", StringComparison.Ordinal);
        var reported = await snippet.Reported(enabled: rule);
        if (isNonCompliant)
            Assert.Contains(rule, reported);
        else if (block.Heading.StartsWith("Compliant", StringComparison.Ordinal))
            Assert.DoesNotContain(rule, reported);
        else if (block.Hint("reports") is { } rules)
            Assert.All(rules.Split(' '), named => Assert.Contains(named, reported));
        else
            Assert.Empty(reported);

        if (snippet.IsProgram && !isNonCompliant && block.Hint("not run") is null)
            await EmptyFolder.Run(snippet.Run);
    }

    // Why docs/troubleshooting.md has a recipe: .NET 7 has the type itself, and gets the asset that has to bring it.
    [Fact]
    public void Only_the_name_of_UnixFileMode_is_ambiguous_in_NET_7()
    {
        var page = Page.All[0];
        var named = new Snippet(
            new(
                page,
                1,
                "",
                "csharp",
                "var options = new AtomicWriteOptions { Mode = UnixFileMode.UserRead };",
                ["asset: netstandard2.0"]
            )
        );
        Assert.Contains("CS0433", Assert.Single(named.Errors), StringComparison.Ordinal);

        var others = new Snippet(
            new(
                page,
                1,
                "",
                "csharp",
                "AtomicFile.WriteAllText(\"state.json\", \"{}\"); var mode = new AtomicWriteOptions().Mode;",
                ["asset: netstandard2.0"]
            )
        );
        Assert.Empty(others.Errors);
    }

    [Fact]
    public void There_are_blocks_of_every_kind()
    {
        Assert.True(All.Count() > 12);
        Assert.Contains(All, block => block.Page.Name == "README.md");
        Assert.Contains(All, block => block.Heading == "Non-compliant");
        Assert.All(All, block => Assert.NotEqual("", block.Hint("not run") ?? "-"));
    }
}
