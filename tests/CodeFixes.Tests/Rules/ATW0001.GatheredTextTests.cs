namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>Text that is appended in more than one step: it is gathered in memory, and appended at once.</summary>
public class GatheredTextTests
{
    const string Old = "old\n";

    [Fact]
    public Task A_loop_is_appended_at_its_end() =>
        Verify.Fix(
            """
            using System.Collections.Generic;
            using System.IO;
            using System.Text;
            using AtomicWrites;

            class Journal
            {
                static void Add(IEnumerable<int> entries, Encoding encoding)
                {
                    // Why it is kept.
                    using (StreamWriter writer = {|ATW0001:new StreamWriter("state.journal.json", true, encoding)|})
                    {
                        foreach (var entry in entries)
                        {
                            if (entry == 0)
                                continue;
                            writer.Write(entry); // one
                            writer.WriteLine();
                        }
                    }
                }
            }
            """,
            """
            using System.Collections.Generic;
            using System.IO;
            using System.Text;
            using AtomicWrites;

            class Journal
            {
                static void Add(IEnumerable<int> entries, Encoding encoding)
                {
                    // Why it is kept.
                    using (StringWriter writer = new StringWriter())
                    {
                        foreach (var entry in entries)
                        {
                            if (entry == 0)
                                continue;
                            writer.Write(entry); // one
                            writer.WriteLine();
                        }

                        AtomicFile.AppendAllText("state.journal.json", writer.ToString(), encoding);
                    }
                }
            }
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_called_StringWriter_stays_theirs() =>
        Verify.Fix(
            """
            using System.IO;
            using AtomicWrites;

            class StringWriter { }

            class Journal
            {
                static void Add(string text)
                {
                    using (var writer = {|ATW0001:File.AppendText("state.journal.json")|})
                    {
                        foreach (var part in text)
                            writer.Write(part);
                    }
                }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class StringWriter { }

            class Journal
            {
                static void Add(string text)
                {
                    using (var writer = new global::System.IO.StringWriter())
                    {
                        foreach (var part in text)
                            writer.Write(part);
                        AtomicFile.AppendAllText("state.journal.json", writer.ToString());
                    }
                }
            }
            """
        );

    [Theory]
    [InlineData("using (var w = File.AppendText(path)) { w.Write(\"a\"); point(); w.Write('b'); } return null;")]
    [InlineData(
        "using (var w = File.AppendText(path)) { for (var i = 0; i < 3; i++) w.WriteLine(\"{0}:{1}\", i, i / 2.0); } return null;"
    )]
    [InlineData(
        "using var w = new StreamWriter(path, true, Encoding.UTF8); if (path.Length > 0) w.WriteLine(1); return 1;"
    )]
    [InlineData(
        "using var w = new StreamWriter(path, append: true, Encoding.Unicode); w.NewLine = \"|\"; "
            + "w.WriteLine(1); w.Write(2.5m); return null;"
    )]
    [InlineData("var w = File.AppendText(path); w.Write(1); w.Write(true); w.Close(); return null;")]
    [InlineData(
        "using (var w = File.AppendText(path)) { /* why */ w.WriteLine(\"zażółć\"); w.WriteLine(w.NewLine); } return null;"
    )]
    [InlineData(
        "using (var w = File.AppendText(path)) { foreach (var c in path) { if (c == '.') return 7; w.Write(c); } } return null;",
        false
    )]
    public async Task The_same_text_is_appended(string body, bool isOffered = true)
    {
        if (!isOffered)
        {
            Assert.False(await FixedProgram.IsOfferedAsync(Member(body)));
            return;
        }

        // A point is no value that is written.
        var plain = body.Replace("point();", "", StringComparison.Ordinal);
        Assert.Equal(plain == body, await FixedProgram.IsOfferedAsync(Member(body)));
        var program = await FixedProgram.OfAsync(Member(plain), isProven: false);
        Assert.Contains("AppendAll", program.Text, StringComparison.Ordinal);
        var (before, after) = await program.RunAsync(Old);
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    // What is seen meanwhile would be seen before the file is opened, and the path or the writer may be another by then.
    [Theory]
    [InlineData("using (var w = File.AppendText(path)) { w.Write(1); Console.Write(2); w.Write(3); } return null;")]
    [InlineData(
        "using (var w = File.AppendText(path)) { w.Write(1); try { w.Write(2); } finally { Console.Write(3); } } return null;"
    )]
    [InlineData("using (var w = File.AppendText(path)) { w.Write(1); path += \"2\"; w.Write(3); } return path;")]
    [InlineData("using (var w = File.AppendText(Other)) { w.Write(1); w.Write(Change()); } return null;")]
    [InlineData("using (var w = File.AppendText(path)) { w.Write(w.Encoding); w.Write(2); } return null;")]
    [InlineData("using (var w = File.AppendText(path)) { new XElement(\"a\").Save(w); w.Write(2); } return null;")]
    [InlineData("using (var w = File.AppendText(path)) { w.Write(1); Count++; w.Write(2); } return null;")]
    [InlineData("using (var w = File.AppendText(path)) { w.Write(1); w.Write(File.Exists(path)); } return null;")]
    [InlineData("using (var w = File.AppendText(path)) { w.Write(1); w.Write(2); throw new IOException(); }")] // nobody appends it
    public async Task No_fix_where_more_is_done(string body) =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                """
                static int Count;
                [AtomicWrites.StatePath] static string Other = "state.json";
                static int Change() { Other = "other.json"; return 1; }

                """ + Member(body)
            )
        );

    static string Member(string body) => $"public static object Run([AtomicWrites.StatePath] string path) {{ {body} }}";
}
