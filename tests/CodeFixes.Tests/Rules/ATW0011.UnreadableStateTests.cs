using System.Text;
using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>Programs that write defaults over what they cannot read, and what their fixes leave of it.</summary>
public class UnreadableStateTests
{
    const string Program = """
        public static object Run([AtomicWrites.StatePath] string path)
        {
            Settings settings;
            try
            {
                settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(path));
            }
            catch (Exception)
            {
                settings = new Settings();
            }
            settings.Runs++;
            point();
            File.WriteAllText(path, JsonSerializer.Serialize(settings));
            return settings.Runs;
        }

        public class Settings { public int Runs { get; set; } public string Theme { get; set; } = "light"; }
        """;

    public static TheoryData<string> Unreadable =>
        [
            """{"Runs":7,"Theme":"da""", // torn
            "\0\0\0\0\0\0\0\0", // blocks that a power cut left
            """[7,"dark"]""", // another type
            """{"Runs":"seven"}""", // of another version
            "", // truncated, and never written
        ];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_beside_the_file_afterwards(string content)
    {
        var program = await FixedProgram.OfAsync<DefaultsOverStateAnalyzer, KeepAsideCodeFix>(Program);
        var (before, after) = await program.RunAsync(content);
        Assert.DoesNotContain(".corrupt-", before.Files, StringComparison.Ordinal);
        var kept = Assert.Single(Lines(after), line => line.Contains(".corrupt-", StringComparison.Ordinal));
        Assert.EndsWith(" " + Hex(content), kept, StringComparison.Ordinal);
        Assert.Equal(before.Files, string.Join('\n', Lines(after).Where(line => line != kept)));
        Assert.Equal((1, null), (after.Result, after.Exception));
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_failure_that_is_let_through_leaves_the_file_as_it_is(string content)
    {
        var program = await FixedProgram.OfAsync<DefaultsOverStateAnalyzer, LetFailCodeFix>(Program);
        var (before, after) = await program.RunAsync(content);
        Assert.False(before.Holds(content));
        Assert.True(after.Holds(content), after.Files);
        Assert.Equal("JsonException", after.Exception);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"Runs":7,"Theme":"dark"}""")]
    public async Task No_file_and_one_that_can_be_read_are_treated_as_before(string? content)
    {
        foreach (
            var program in new[]
            {
                await FixedProgram.OfAsync<DefaultsOverStateAnalyzer, KeepAsideCodeFix>(Program),
                await FixedProgram.OfAsync<DefaultsOverStateAnalyzer, LetFailCodeFix>(Program),
            }
        )
        {
            var (before, after) = await program.RunAsync(content);
            Assert.Equal(before, after);
            Assert.Equal(content is null ? 1 : 8, after.Result);
        }
    }

    [Fact]
    public async Task A_program_that_ends_before_it_saves_has_kept_the_file_and_the_copy()
    {
        const string Torn = """{"Runs":7,""";
        var program = await FixedProgram.OfAsync<DefaultsOverStateAnalyzer, KeepAsideCodeFix>(Program);
        var (_, after) = await program.RunAsync(Torn, fails: true);
        Assert.Equal(2, Lines(after).Count(line => line.EndsWith(" " + Hex(Torn), StringComparison.Ordinal)));
    }

    static string[] Lines(FixedProgram.Outcome outcome) => outcome.Files.Split('\n');

    static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
