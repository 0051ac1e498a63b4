using System.Text;
using System.Text.Json;
using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>How two JSON values are compared: where they differ, and which element of an array has become which.</summary>
public class JsonComparisonTests
{
    [Theory]
    [InlineData("1", "1", null)]
    [InlineData("1", "2", "$")]
    [InlineData("1", "1.0", "$")] // as text: what a decimal keeps, a double does not
    [InlineData("1", "\"1\"", "$")]
    [InlineData("\"a\"", "\"a\"", null)]
    [InlineData("\"\\u0061\"", "\"a\"", null)]
    [InlineData("\"a\"", "\"A\"", "$")]
    [InlineData("true", "false", "$")]
    [InlineData("null", "null", null)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", null)]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", "$.b")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""", "$.b")]
    [InlineData("""{"a":1,"b":null}""", """{"a":1}""", "$.b")]
    [InlineData("""{"a":{"b":[0,{"c":1}]}}""", """{"a":{"b":[0,{"c":2}]}}""", "$.a.b[1].c")]
    [InlineData("[1,2]", "[2,1]", "$[0]")]
    [InlineData("[1,2]", "[1,2,3]", "$")]
    [InlineData("[1,2,3]", "[1,2]", "$")]
    public void The_first_difference_is_named_by_its_path(string one, string other, string? path) =>
        Assert.Equal(path, JsonDifference.Find(Json(one), Json(other)));

    [Theory]
    [InlineData("[]", "[]", "")]
    [InlineData("[1,2,3]", "[3,1,2]", "2 0 1")] // the same ones, wherever they stand
    [InlineData("[1,2,3]", "[1,3]", "0 2")]
    [InlineData("[1,2]", "[1,9,2]", "0 - 1")]
    [InlineData("[1,1]", "[1,1,1]", "0 1 -")] // each once
    [InlineData("[1,2]", "[8,9]", "0 1")] // as many as before: changed in all that is known of them
    [InlineData("[1]", "[8,9]", "0 -")] // what is new stands behind
    [InlineData("[1,2]", "[9]", "-")]
    [InlineData("""[{"id":1,"v":"a"},{"id":2,"v":"b"}]""", """[{"id":2,"v":"x"},{"id":1,"v":"y"}]""", "1 0")]
    [InlineData("""[{"id":1,"v":"a"},{"id":2,"v":"b"}]""", """[{"id":9,"v":"b"},{"id":8,"v":"a"}]""", "1 0")]
    [InlineData("""[{"on":true,"n":1},{"on":false,"n":2}]""", """[{"on":false,"n":1},{"on":true,"n":2}]""", "0 1")]
    [InlineData("""[{"a":true},{"a":false}]""", """[{"a":false,"b":1},{"a":true,"b":2}]""", "1 0")]
    [InlineData("""[{"a":[1]},{"a":[2]}]""", """[{"a":[2],"b":1},{"a":[1],"b":2},{"a":[3]}]""", "1 0 -")]
    [InlineData("""[{"a":{"x":1}},{"a":{"x":2}}]""", """[{"a":{"x":2},"b":1},{"a":{"x":1},"b":2},7]""", "1 0 -")]
    [InlineData("""[{"a":"s"},{"a":"t"}]""", """[{"a":"t","b":1},{"a":"s","b":2},7]""", "1 0 -")]
    [InlineData("""[{"a":1},{"a":2}]""", """[{"a":2,"b":1},{"a":1,"b":2},7]""", "1 0 -")]
    // What one alone has tells more than what several have in common.
    [InlineData(
        """[{"id":1,"x":5,"y":6},{"id":2,"x":5,"y":6}]""",
        """[{"id":2,"x":5,"y":7},{"id":1,"x":5,"y":8}]""",
        "1 0"
    )]
    // Of two that are as much alike, the one that agrees earlier.
    [InlineData("""[{"a":1,"b":2},{"a":3,"b":4}]""", """[{"a":1,"b":4}]""", "0")]
    // Its position says something as well where nothing else does.
    [InlineData("""[{"t":1},{"t":1},{"t":1}]""", """[{"t":1,"n":1},{"t":1,"n":2},{"t":1,"n":3}]""", "0 1 2")]
    // Empty values have no weight, and a value that one alone has weighs more than two that several have.
    [InlineData(
        """[{"s":"","b":true},{"s":"q","b":false}]""",
        """[{"s":"","b":false},{"s":"w","b":true},7]""",
        "1 0 -"
    )]
    [InlineData("""[{"s":{},"b":true},{"s":7,"b":false}]""", """[{"s":{},"b":false},{"s":8,"b":true},7]""", "1 0 -")]
    [InlineData("""[{"s":[],"b":true},{"s":7,"b":false}]""", """[{"s":[],"b":false},{"s":8,"b":true},7]""", "1 0 -")]
    [InlineData(
        """[{"id":1,"x":5,"y":6},{"id":2,"x":7,"y":8},{"id":3,"x":5,"y":6},{"id":4,"x":7,"y":8}]""",
        """[{"id":2,"x":5,"y":6},{"id":1,"x":7,"y":8},{"id":3,"x":5,"y":6,"z":1},{"id":4,"x":7,"y":8,"z":1},7]""",
        "1 0 2 3 -"
    )]
    // By what several have in common, where there is nothing else.
    [InlineData(
        """[{"a":1,"b":1},{"a":1,"b":1},{"a":1,"b":2},{"a":1,"b":2}]""",
        """[{"a":1,"b":2,"n":1},{"a":1,"b":2,"n":2},{"a":1,"b":1,"n":3},{"a":1,"b":1,"n":4},7]""",
        "2 3 0 1 -"
    )]
    [InlineData(
        """[{"b":{"x":1}},{"b":{"x":1}},{"b":{"x":2}},{"b":{"x":2}}]""",
        """[{"b":{"x":2},"n":1},{"b":{"x":2},"n":2},{"b":{"x":1},"n":3},{"b":{"x":1},"n":4},7]""",
        "2 3 0 1 -"
    )]
    [InlineData(
        """[{"b":[1]},{"b":[1]},{"b":[2]},{"b":[2]}]""",
        """[{"b":[2],"n":1},{"b":[2],"n":2},{"b":[1],"n":3},{"b":[1],"n":4},7]""",
        "2 3 0 1 -"
    )]
    // By its parts, each element once.
    [InlineData("[[1,2,7],[3]]", "[[3,8],[1,2],[9]]", "1 0 -")]
    [InlineData("[[1,2,7],[3]]", "[[1,2,3],[8],[9]]", "0 1 -")]
    [InlineData("[[[],1],[[],1,1]]", "[[[],1,1],[[],1],7]", "1 0 -")]
    [InlineData(
        """[[{"x":{"id":1}}],[{"x":{"id":2}}]]""",
        """[[{"x":{"id":2,"n":1}}],[{"x":{"id":1,"n":1}}],7]""",
        "1 0 -"
    )]
    [InlineData("""[{"id":1,"a":5}]""", """[{"id":1,"a":5},{"id":1,"a":6}]""", "0 -")]
    // Between those that have kept their order, where as many are left or more.
    [InlineData("[1,50,2,60,70]", "[1,99,2]", "0 1 2")]
    [InlineData("[1,50,2,60,3,70,80]", "[1,98,2,99,3]", "0 1 2 3 4")]
    [InlineData("[1,50,2]", "[99,1,98,2]", "- 0 1 2")]
    [InlineData("[1,2,50,3]", "[1,99,2,98,3]", "0 - 1 2 3")]
    [InlineData("[50,1,60,2]", "[1,99,2,98,97]", "1 2 3 - -")]
    [InlineData("[1,2,50,3]", "[3,1,2,99,98]", "3 0 1 2 -")]
    [InlineData("[1,2,3,4,50,5]", "[5,1,2,99,3,4,98,97]", "5 0 1 - 2 3 4 -")]
    public void An_element_is_found_again_by_what_it_has(string before, string after, string expected) =>
        Assert.Equal(expected, Sources(before, after));

    [Fact]
    public void In_a_short_list_an_element_is_found_again_however_far_it_has_moved()
    {
        var (ones, twos) = (Enumerable.Repeat(1, 15), Enumerable.Repeat(2, 15));
        var before = ones.Concat(twos).Select(b => $$"""{"a":1,"b":{{b}}}""");
        var after = twos.Concat(ones).Select((b, n) => $$"""{"a":1,"b":{{b}},"n":{{n}}}""").Append("7");
        Assert.Equal(
            string.Join(' ', Enumerable.Range(15, 15).Concat(Enumerable.Range(0, 15))) + " -",
            Sources($"[{string.Join(',', before)}]", $"[{string.Join(',', after)}]")
        );
    }

    static string Sources(string before, string after) =>
        string.Join(
            ' ',
            ArrayAlignment
                .Find([.. Json(before).EnumerateArray()], [.. Json(after).EnumerateArray()])
                .Select(index => index < 0 ? "-" : $"{index}")
        );

    [Theory]
    [InlineData("{}", true, true)]
    [InlineData("{ /* by hand */ \"a\": [1, 2,], }", true, true)]
    [InlineData(" 1 ", true, true)]
    [InlineData("null", true, false)]
    [InlineData("", false, false)]
    [InlineData("{", false, false)]
    [InlineData("{} {}", false, false)]
    [InlineData("[1", false, false)]
    [InlineData("\0\0\0", false, false)]
    public void What_is_whole_is_told_from_what_is_torn(string content, bool isWhole, bool isState)
    {
        Assert.Equal(isWhole, WholeJson.Is(Encoding.UTF8.GetBytes(content)));
        Assert.Equal(isState, WholeJson.IsState(Encoding.UTF8.GetBytes(content)));
    }

    [Fact]
    public void Half_a_character_is_damage()
    {
        byte[] torn = [.. "\"ä\""u8];
        torn[2] = (byte)'"';
        Assert.False(WholeJson.Is(torn[..3]));
        Assert.True(WholeJson.Is([0xEF, 0xBB, 0xBF, .. "{}"u8]));
    }

    static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
