using System.Text;
using CsCheck;

namespace AtomicWrites.Extensions.Tests;

/// <summary>
/// Settings files as people write them: comments anywhere, odd blanks, trailing commas, names with colons, all kinds of
/// values.
/// </summary>
static class OddLayouts
{
    static readonly Gen<string> Blank = Gen.OneOf(
        "",
        "",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\n    ",
        "\r\n\t",
        " // it's a \"note\", {x}\n",
        "/* a, b: {} */",
        " /*\n * more\n */ ",
        "//\r\n"
    );

    static readonly Gen<string> Name = Gen.OneOf(
        "A",
        "b",
        "Section",
        "sEcTiOn",
        "Inner",
        "x y",
        "ü",
        "A:b",
        "\\u0041\\n",
        "",
        "$version"
    );

    static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.OneOf(
            "null",
            "true",
            "false",
            "0",
            "-1.50e+3",
            "\"\"",
            "\"// no comment\"",
            "\"} , \\\" /*\"",
            "\"\\u00fc ü 😀\""
        ),
        Gen.Int.Select(number => $"{number}")
    );

    static readonly Gen<string> Value = Gen.Recursive<string>(
        (depth, value) => depth >= 3 ? Scalar : Gen.Frequency((3, Scalar), (2, Object(value)), (1, Array(value)))
    );

    /// <summary>A whole file; its root is an object.</summary>
    public static readonly Gen<string> File = Gen.Select(Blank, Object(Value), Blank, (before, root, after) =>
        before + root + after
    );

    public static readonly Gen<string> Scalars = Scalar;

    static Gen<string> Object(Gen<string> value) =>
        Members(
                Gen.Select(Name, Blank.Where(IsNoComment), Blank, value, (name, before, after, content) =>
                    $"\"{name}\"{before}:{after}{content}"
                )
            )
            .Select(members => "{" + members + "}");

    static Gen<string> Array(Gen<string> value) => Members(value).Select(members => "[" + members + "]");

    static Gen<string> Members(Gen<string> member) =>
        Gen.Select(Gen.Select(Blank, member, Blank).Array[0, 4], Gen.Bool, Blank, (members, trails, end) =>
        {
            var text = new StringBuilder();
            for (var index = 0; index < members.Length; index++)
            {
                var (before, content, after) = members[index];
                text.Append(before).Append(content).Append(after);
                if (index < members.Length - 1 || trails)
                    text.Append(',');
            }

            return text.Append(end).ToString();
        });

    // The reader has none between a name and its colon.
    static bool IsNoComment(string blank) => !blank.Contains('/', StringComparison.Ordinal);
}
