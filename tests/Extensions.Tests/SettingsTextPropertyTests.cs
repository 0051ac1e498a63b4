using System.Text;
using System.Text.Json;
using AtomicWrites.Extensions.Json;
using CsCheck;

namespace AtomicWrites.Extensions.Tests;

/// <summary>
/// Thousands of generated files: whatever is set or removed, every byte outside of it stays, and the rest says what it
/// said.
/// </summary>
public class SettingsTextPropertyTests
{
    const int Files = 20_000;
    static readonly Gen<string> Paths = Gen.OneOf(
        "Section",
        "Section:Inner",
        "Section:New",
        "A:b",
        "A:b:New",
        "New:Deep:Er",
        "b",
        "ü"
    );

    [Fact]
    public void What_is_set_is_there_and_every_other_byte_stays() =>
        Gen.Select(OddLayouts.File, Paths, OddLayouts.Scalars)
            .Sample(
                (text, path, value) =>
                {
                    var before = Encoding.UTF8.GetBytes(text);
                    var settings = new SettingsText(before, "the file");
                    using var document = JsonDocument.Parse(value);
                    try
                    {
                        settings.Set(path, document.RootElement);
                    }
                    catch (StateFileException refusal) when (refusal.Failure == StateFileFailure.Corrupt)
                    {
                        return; // twice, or through what is no object
                    }

                    var after = settings.ToUtf8();
                    var member = Assert.Single(Members(after), member => IsPath(member.Path, path));
                    Assert.Equal(document.RootElement.ToString(), Value(after, member).ToString());
                    var old = Members(before).Where(member => IsPath(member.Path, path)).ToArray();
                    if (old is [var replaced])
                        AssertReplaced(before, replaced.Value, after, member.Value);
                    else
                        AssertInserted(before, after);
                    AssertSame(before, after, path);
                },
                iter: Files
            );

    [Fact]
    public void What_is_removed_is_gone_and_everything_else_says_what_it_said() =>
        Gen.Select(OddLayouts.File, Paths)
            .Sample(
                (text, path) =>
                {
                    var before = Encoding.UTF8.GetBytes(text);
                    var settings = new SettingsText(before, "the file");
                    try
                    {
                        settings.Remove(path);
                    }
                    catch (StateFileException refusal) when (refusal.Failure == StateFileFailure.Corrupt)
                    {
                        return;
                    }

                    var after = settings.ToUtf8();
                    Assert.DoesNotContain(Members(after), member => IsPath(member.Path, path));
                    AssertSame(before, after, path);
                    Assert.Equal(CommentsOutside(before, path), CommentsOutside(after, path));
                },
                iter: Files
            );

    // All before the old value and all after it.
    static void AssertReplaced(byte[] before, LaidOut old, byte[] after, LaidOut @new)
    {
        Assert.True(before.AsSpan(..old.Start).SequenceEqual(after.AsSpan(..@new.Start)));
        Assert.True(before.AsSpan(old.End..).SequenceEqual(after.AsSpan(@new.End..)));
    }

    // The old text in two pieces with what is new between them; a comma may stand by itself, and a null on the way
    // become an object.
    internal static void AssertInserted(byte[] before, byte[] after)
    {
        var places = Enumerable.Range(0, after.Length);
        Assert.True(
            IsInserted(before, after)
                || places.Any(at => after[at] == ',' && IsInserted(before, [.. after[..at], .. after[(at + 1)..]]))
                || Enumerable
                    .Range(0, before.Length)
                    .Any(at =>
                        before.AsSpan(at).StartsWith("null"u8)
                        && IsInserted([.. before[..at], .. before[(at + 4)..]], after)
                    ),
            $"{Encoding.UTF8.GetString(before)} --> {Encoding.UTF8.GetString(after)}"
        );
    }

    static bool IsInserted(byte[] before, byte[] after)
    {
        var start = before.AsSpan().CommonPrefixLength(after);
        return after.AsSpan(start).EndsWith(before.AsSpan(start));
    }

    // All values that are neither on the path nor below it.
    static void AssertSame(byte[] before, byte[] after, string path) =>
        Assert.Equal(Others(before, path), Others(after, path));

    static IEnumerable<(string, string)> Others(byte[] text, string path) =>
        Members(text)
            .Where(member => !IsRelated(member.Path, path) && !member.Value.IsObject)
            .Select(member =>
                (member.Path, Encoding.UTF8.GetString(text.AsSpan(member.Value.Start..member.Value.End)))
            );

    static bool IsRelated(string one, string path) => IsPath(one, path) || IsPrefix(one, path) || IsPrefix(path, one);

    static bool IsPath(string one, string path) => one.Equals(path, StringComparison.OrdinalIgnoreCase);

    static bool IsPrefix(string one, string path) => path.StartsWith(one + ":", StringComparison.OrdinalIgnoreCase);

    static string Value(byte[] text, (string Path, int Start, LaidOut Value) member) =>
        JsonDocument.Parse(text.AsMemory(member.Value.Start..member.Value.End)).RootElement.ToString();

    static IEnumerable<(string Path, int Start, LaidOut Value)> Members(byte[] text) =>
        JsonLayout.Of(text) is { } root ? Members(root, null) : [];

    static IEnumerable<(string Path, int Start, LaidOut Value)> Members(LaidOut owner, string? path)
    {
        foreach (var member in owner.Members)
        {
            var at = path is null ? member.Name : path + ":" + member.Name;
            yield return (at, member.Start, member.Value);
            foreach (var inner in Members(member.Value, at))
                yield return inner;
        }
    }

    // Comments within what is removed go with it.
    static string[] CommentsOutside(byte[] text, string path)
    {
        var (_, from, removed) = Members(text).FirstOrDefault(member => IsPath(member.Path, path));
        var reader = new Utf8JsonReader(
            text,
            new()
            {
                CommentHandling = JsonCommentHandling.Allow,
                AllowTrailingCommas = true,
                MaxDepth = JsonLayout.MaxDepth,
            }
        );
        var comments = new List<string>();
        while (reader.Read())
            if (
                reader.TokenType == JsonTokenType.Comment
                && (removed is null || reader.TokenStartIndex < from || reader.TokenStartIndex >= removed.End)
            )
                comments.Add(reader.GetComment().TrimEnd()); // blanks may have come together
        return [.. comments];
    }
}
