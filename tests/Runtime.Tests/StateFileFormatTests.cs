using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.Runtime.Tests;

/// <summary>The JSON of a state, with and without a version, and what failures say about it.</summary>
public sealed class StateFileFormatTests : IDisposable
{
    readonly Folder _folder = new();

    string Path => _folder["state.json"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[]")]
    [InlineData("""["a"]""")]
    [InlineData("""["$version","$"]""")]
    public void Without_a_version_a_state_need_not_be_an_object(string content)
    {
        File.WriteAllText(Path, content);
        var expected = JsonSerializer.Deserialize<List<string>>(content)!;
        var file = new StateFile<List<string>>(Path);
        Assert.Equal(expected, file.Read());
        file.Edit(state => state.Add("new"));
        Assert.Equal([.. expected, "new"], file.Read());
    }

    [Fact]
    public void A_text_that_is_called_like_a_version_is_a_state()
    {
        File.WriteAllText(Path, "\"$version\"");
        Assert.Equal("$version", new StateFile<string>(Path).Read());
    }

    [Fact]
    public void With_a_version_a_state_must_be_an_object()
    {
        var file = new StateFile<List<string>>(
            Path,
            new StateFileOptions<List<string>> { Initial = () => [], Upgrades = [_ => { }] }
        );
        var failure = Assert.Throws<StateFileException>(() => file.Edit(state => state.Add("new")));
        Assert.Equal(StateFileFailure.Invalid, failure.Failure);
        Assert.Contains("must be a JSON object", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path));
        File.WriteAllText(Path, "[]");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => file.Read()).Failure);
    }

    [Theory]
    [InlineData(0, """{"$version":0,"a":1}""")]
    [InlineData(1, """{"$version":0,"a":1}""")]
    [InlineData(1, """{"$version":1,"a":1}""")]
    public void The_version_is_no_part_of_the_state_and_upgrades_do_not_see_it(int version, string content)
    {
        File.WriteAllText(Path, content);
        var file = new StateFile<Dictionary<string, int>>(
            Path,
            new StateFileOptions<Dictionary<string, int>>
            {
                Upgrades =
                [
                    .. Enumerable.Repeat(
                        (System.Text.Json.Nodes.JsonObject state) => Assert.False(state.ContainsKey("$version")),
                        version
                    ),
                ],
            }
        );
        Assert.Equal(new() { ["a"] = 1 }, file.Read());
        Assert.Equal(new() { ["a"] = 2 }, file.Edit(state => state["a"]++));
        Assert.Equal(version, Count("$version"));
        Assert.Equal(new() { ["a"] = 2 }, file.Read());

        int Count(string property) =>
            JsonDocument
                .Parse(File.ReadAllText(Path))
                .RootElement.EnumerateObject()
                .Count(entry => entry.NameEquals(property));
    }

    [Fact]
    public void A_version_changes_nothing_in_how_the_rest_is_written()
    {
        var type = Type<Dictionary<string, string>>(
            new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        var state = new Dictionary<string, string> { ["naïve"] = "<é>", ["b"] = "c" };
        var plain = new StateFile<Dictionary<string, string>>(Path, type);
        plain.Reset(state);
        var without = File.ReadAllText(Path).ReplaceLineEndings("\n");
        Assert.Contains("\n  \"naïve\": \"<é>\",", without, StringComparison.Ordinal);
        new StateFile<Dictionary<string, string>>(Path, type, new() { Upgrades = [_ => { }] }).Reset(state);
        Assert.Equal(
            without.Replace("{", "{\n  \"$version\": 1,", StringComparison.Ordinal),
            File.ReadAllText(Path).ReplaceLineEndings("\n")
        );
    }

    [Theory]
    [InlineData("""{"a":1,"$schema":2,}""")]
    [InlineData("""{"$schema":2,/* by hand */"a":1}""")]
    public void What_people_write_by_hand_is_read_and_stays_while_nothing_changes(string content)
    {
        content = "// by hand\n" + content;
        File.WriteAllText(Path, content);
        foreach (
            var file in new StateFile<Dictionary<string, int>>[]
            {
                new(Path),
                new(Path, Type<Dictionary<string, int>>(new())),
            }
        )
        {
            Assert.Equal(1, file.Read()["a"]);
            file.Update(state => state);
            Assert.Equal(content, File.ReadAllText(Path));
        }
    }

    [Fact]
    public void Depth_that_the_serializer_allows_is_allowed_with_and_without_a_version()
    {
        const int depth = 80;
        var json = Type<JsonElement>(new() { MaxDepth = depth + 2 });
        File.WriteAllText(Path, $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}},"$schema":1}""");
        foreach (
            var options in new StateFileOptions<JsonElement>[]
            {
                new(),
                new() { Upgrades = [_ => { }] },
            }
        )
        {
            var file = new StateFile<JsonElement>(Path, json, options);
            Assert.Equal(JsonValueKind.Array, file.Read().GetProperty("a").ValueKind);
            file.Reset(file.Read());
            Assert.Equal(JsonValueKind.Array, file.Read().GetProperty("a").ValueKind);
        }
    }

    [Fact]
    public void A_failure_says_which_file_and_why()
    {
        var missing = new StateFile<Settings>(Path);
        Says(StateFileFailure.Missing, "does not exist", () => missing.Read());
        var file = new StateFile<Settings>(
            Path,
            SettingsJson.Default.Settings,
            new() { Initial = () => new(), Validate = state => state.Count < 0 ? "Count is negative." : null }
        );
        Says(StateFileFailure.Invalid, "null", () => file.Reset(null!));
        Says(StateFileFailure.Invalid, "Count is negative.", () => file.Reset(new() { Count = -1 }));
        Says(StateFileFailure.Invalid, "parameter", () => new StateFile<Unloadable>(Path).Reset(new("secret")));
        Says(StateFileFailure.Invalid, "it is null. What is kept", () => file.Reset(null!));
        File.WriteAllText(Path, "null");
        Says(StateFileFailure.Corrupt, "null", () => file.Read());
        File.WriteAllText(Path, """{"$version":true}""");
        Says(StateFileFailure.Corrupt, "is no number. It is left", () => file.Read());
        Validated("Is it negative? It is left", "Is it negative?");
        Validated("too many. It is left", "too many");
        File.WriteAllText(Path, """{"Count":-1}""");
        Says(StateFileFailure.Corrupt, "Count is negative.", () => file.Read());
        File.WriteAllText(Path, """{"$version":7}""");
        Says(StateFileFailure.NewerVersion, "version 7", () => file.Read());
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        Says(StateFileFailure.Unreadable, "denied", () => file.Read());
    }

    void Validated(string told, string says)
    {
        File.WriteAllText(Path, "{}");
        Says(StateFileFailure.Corrupt, told, () =>
            new StateFile<Settings>(Path, SettingsJson.Default.Settings, new() { Validate = _ => says }).Read()
        );
    }

    void Says(StateFileFailure kind, string reason, Action action)
    {
        var failure = Assert.Throws<StateFileException>(action);
        Assert.Equal(kind, failure.Failure);
        Assert.Contains($"'{Path}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    static JsonTypeInfo<T> Type<T>(JsonSerializerOptions options)
    {
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    // Its parameter is no property, so that it cannot be loaded.
    sealed class Unloadable(string secret)
    {
        public int Length => secret.Length;
    }
}
