using AtomicWrites.Analyzers.Contents;
using CsCheck;

namespace AtomicWrites.Analyzers.Tests.Contents;

public class PathTextTests
{
    // A literal may hold whatever a key is built of.
    static readonly Gen<string> Literal = Gen.String[Gen.Char["\"() +/\\.:a‹›"], 0, 6]
        .Select(text => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    static readonly Gen<string>[] Operations =
    [
        Gen.Const("+"),
        Gen.Const("/"),
        Gen.Const("|"),
        Gen.Const("ChangeExtension@System.IO.Path"),
        Gen.Const("GetDirectoryName@System.IO.Path"),
        Gen.Const("GetName@Program"),
    ];

    static Gen<string> Keys(int depth) =>
        depth == 0
            ? Literal
            : Gen.OneOf(
                Literal,
                Gen.Const("name@1"),
                Gen.Select(Gen.OneOf(Operations), Keys(depth - 1).Array[0, 3], (operation, parts) =>
                    $"({operation} {string.Join(' ', parts)})"
                )
            );

    [Fact]
    public void Whatever_a_literal_holds_a_path_is_spelled_and_may_be_itself() =>
        Gen.Select(Keys(3), Keys(3))
            .Sample(
                (one, other) =>
                {
                    var (all, others) = (PathText.All(one), PathText.All(other));
                    return all.All(a => PathText.MayBeSame(a, a))
                        && all.All(a => others.All(b => PathText.MayBeSame(a, b) == PathText.MayBeSame(b, a)));
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("a", "a/b.json", true)]
    [InlineData("a/", "a/b/c.json", true)]
    [InlineData("a/../a", "a/b.json", true)]
    [InlineData("", "a/b.json", true)]
    [InlineData("..", "b.json", true)]
    [InlineData("‹x›/a", "a/b.json", true)]
    [InlineData("/a", "/a/b.json", true)]
    [InlineData("a", "ab/c.json", false)]
    [InlineData("a/b", "a/c.json", false)]
    [InlineData("a/b.json/c", "a/b.json", false)]
    [InlineData("", "/a/b.json", false)]
    public void A_directory_is_above_what_its_path_leads_through(string directory, string path, bool isAbove) =>
        Assert.Equal(isAbove, PathText.MayBeAbove(directory, path));
}
