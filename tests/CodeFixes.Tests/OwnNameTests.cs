using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using AtomicWrites.CodeFixes.Tests.States;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>Where the program has a type or a member of a name that a fix says, the fix means the other.</summary>
public class OwnNameTests
{
    const string Writer = "class StreamWriter : System.IO.StringWriter { public StreamWriter(object to) { } }";

    [Fact]
    public Task A_writer_over_a_callback() =>
        Verify.Fix(
            Of("XmlWriter.Create({|ATW0001:File.CreateText(\"settings.json\")|})", Writer),
            $$"""
            using System.IO;
            using System.Xml;
            using AtomicWrites;

            {{Writer}}

            class Program
            {
                void M()
                {
                    AtomicFile.Write("settings.json", stream =>
                    {
                        using (XmlWriter w = XmlWriter.Create(new global::System.IO.StreamWriter(stream)))
                        {
                            w.WriteElementString("a", "b");
                        }
                    });
                }
            }
            """
        );

    static string Of(string opening, string own) =>
        $$"""
            using System.IO;
            using System.Xml;
            using AtomicWrites;

            {{own}}

            class Program
            {
                void M()
                {
                    using (XmlWriter w = {{opening}})
                    {
                        w.WriteElementString("a", "b");
                    }
                }
            }
            """;

    [Theory]
    [InlineData(Writer, "", "global::System.IO.")]
    [InlineData("class AtomicWriteOptions { }", "global::AtomicWrites.", "")]
    public Task A_replace_that_keeps_a_backup(string own, string ours, string framework) =>
        Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.Become(
            Replace(
                own,
                "var temp = P + \".tmp\";\n        var backup = P + \".bak\";\n        File.WriteAllText(temp, text);\n        "
                    + "if (File.Exists(P))\n            {|ATW0003:File.Replace(temp, P, backup)|};\n        else\n            "
                    + "File.Move(temp, P);"
            ),
            Replace(
                own,
                $"{ours}AtomicFile.Write(P, stream => {{ using (var writer = new {framework}StreamWriter(stream)) writer.Write(text); }}, "
                    + $"new {ours}AtomicWriteOptions {{ KeepBackup = true }});"
            )
        );

    static string Replace(string own, string body) =>
        $$"""
            using System.IO;
            using AtomicWrites;

            {{own}}

            class Program
            {
                const string P = "settings.json";

                void Save(string text)
                {
                    {{body}}
                }
            }
            """;

    [Fact]
    public async Task The_options_of_a_state() =>
        Assert.Contains(
            "new global::System.Text.Json.JsonSerializerOptions()",
            await KeptProgram.TextAsync(
                Shapes.All["service with a semaphore"] + "\npublic class JsonSerializerOptions { }"
            ),
            StringComparison.Ordinal
        );
}
