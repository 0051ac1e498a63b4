using System.Text;
using AtomicWrites.Extensions.Json;
using AtomicWrites.Extensions.Writable;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Tests;

/// <summary>
/// Thousands of generated files, each edited as options: whatever changes, every byte outside of the section stays.
/// </summary>
public class SectionPropertyTests
{
    const int Files = 10_000;

    public sealed class Odd
    {
        public int Number { get; set; }

        public string? Text { get; set; }

        public List<int> Items { get; set; } = [];

        public Dictionary<string, string> Map { get; set; } = [];

        public Odd? Inner { get; set; }
    }

    static readonly Gen<string> Texts = Gen.OneOf("", "// no comment", "\"}, /*", "ü 😀", "\r\n\t");

    static readonly Gen<Action<Odd>> Edits = Gen.OneOf<Action<Odd>>(
        Gen.Int.Select(number => (Action<Odd>)(odd => odd.Number = number)),
        Texts.Select(text => (Action<Odd>)(odd => odd.Text = text)),
        Gen.Int.Array[0, 3].Select(items => (Action<Odd>)(odd => odd.Items = [.. items])),
        Gen.Select(Gen.OneOf("a", "ü", "x y"), Texts, (key, text) => (Action<Odd>)(odd => odd.Map[key] = text)),
        Gen.Int.Select(number => (Action<Odd>)(odd => (odd.Inner ??= new()).Number = number))
    );

    [Fact]
    public void Every_byte_outside_of_the_section_stays()
    {
        using var services = new ServiceCollection()
            .AddWritableOptions<Odd>("Section", Path.Combine(Path.GetTempPath(), "never-there.json"))
            .BuildServiceProvider();
        var ours = services.GetRequiredKeyedService<SectionOptions<Odd>>(Options.DefaultName);
        var pipeline = new OptionsPipeline<Odd>(ours, [.. services.GetServices<IConfigureOptions<Odd>>()], [], []);
        var edited = 0;
        Gen.Select(OddLayouts.File, Edits.Array[1, 3])
            .Sample(
                (text, edits) =>
                {
                    string? after;
                    try
                    {
                        var edit = new OptionsEdit<Odd>(ours.Section, pipeline, OptionsJson.TypeOf<Odd>(), text);
                        foreach (var change in edits)
                            change(edit.Present);
                        (after, _) = edit.Save(edit.Present);
                    }
                    catch (StateFileException)
                    {
                        return; // what is there cannot be bound, is there twice, or is no object
                    }

                    if (after is null || Sections(text).Count() > 1)
                        return;
                    Interlocked.Increment(ref edited);
                    AssertOnlyTheSection(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(after));
                },
                iter: Files
            );
        Assert.True(edited > Files / 4, $"only {edited} of {Files} files were edited");
    }

    static void AssertOnlyTheSection(byte[] before, byte[] after)
    {
        if (Sections(before).SingleOrDefault() is not { } old)
        {
            SettingsTextPropertyTests.AssertInserted(before, after);
            return;
        }

        var section = Sections(after).Single();
        Assert.True(before.AsSpan(..old.Start).SequenceEqual(after.AsSpan(..section.Start)));
        Assert.True(before.AsSpan(old.End..).SequenceEqual(after.AsSpan(section.End..)));
    }

    static IEnumerable<LaidOut> Sections(string text) => Sections(Encoding.UTF8.GetBytes(text));

    static IEnumerable<LaidOut> Sections(byte[] text) =>
        JsonLayout
            .Of(text)!
            .Members.Where(member => member.Name.Equals("Section", StringComparison.OrdinalIgnoreCase))
            .Select(member => member.Value);
}
