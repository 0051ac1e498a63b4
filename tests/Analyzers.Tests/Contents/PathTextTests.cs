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
        Gen.Const("ChangeExtension@System.IO.Path"),
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
                    var (a, b) = (PathText.Of(one), PathText.Of(other));
                    return PathText.MayBeSame(a, a) && PathText.MayBeSame(a, b) == PathText.MayBeSame(b, a);
                },
                iter: 20_000
            );
}
