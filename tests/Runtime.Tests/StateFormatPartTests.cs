using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>The parts of the format, one by one: versions, encodings, and what would be lost although the JSON is the
/// same.</summary>
public class StateFormatPartTests
{
    static readonly int[] Ones = [1],
        Twos = [2];

    static readonly SchemaVersion One = new([node => node["upgraded"] = true], maxDepth: 64);

    [Theory]
    [InlineData("""{"$version":1,"a":1}""", """{"a":1}""", true)]
    [InlineData("""{"a":1,"\u0024version":1}""", """{"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"a":1,"upgraded":true}""", false)]
    [InlineData("""{"$version":null,"a":1}""", """{"a":1,"upgraded":true}""", false)]
    [InlineData("""{"$version":0,"a":[{"b":null}]}""", """{"a":[{"b":null}],"upgraded":true}""", false)]
    public void A_version_is_taken_out_and_an_older_one_is_brought_up_to_date(string text, string json, bool isCurrent)
    {
        var (brought, wasCurrent) = One.BringUpToDate(Encoding.UTF8.GetBytes(text));
        Assert.Equal(json, Encoding.UTF8.GetString(brought.ToArray()));
        Assert.Equal(isCurrent, wasCurrent);
    }

    [Theory]
    [InlineData("[]", "the root is not an object")]
    [InlineData("""{"$version":"1"}""", "$version is no number")]
    [InlineData("""{"$version":-1}""", "$version is -1")]
    [InlineData("""{"$version":1.0}""", "$version is 1.0")]
    [InlineData("""{"$version":1e0}""", "$version is 1e0")]
    public void What_is_no_version_is_named(string text, string told) =>
        Assert.Equal(
            told,
            Assert.ThrowsAny<JsonException>(() => One.BringUpToDate(Encoding.UTF8.GetBytes(text))).Message
        );

    [Theory]
    [InlineData("2")]
    [InlineData("99999999999999999999")]
    public void A_later_version_is_told_by_its_number(string version) =>
        Assert.Equal(
            version,
            Assert
                .Throws<SchemaVersion.LaterException>(() =>
                    One.BringUpToDate(Encoding.UTF8.GetBytes($$"""{"$version":{{version}}}"""))
                )
                .Message
        );

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", true)]
    public void What_an_editor_has_saved_is_read_as_UTF8(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] content = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("{\"ä\":\"😀\"}")];
        Assert.Equal("{\"ä\":\"😀\"}", Encoding.UTF8.GetString(Lenient.Utf8(content).ToArray()));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0xD8, 0x00 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0x00, 0x00, 0x00, 0x11, 0x00 })]
    [InlineData(new byte[] { 0x00, 0x00, 0xFE, 0xFF, 0x00, 0x11, 0x00, 0x00 })]
    public void What_is_no_text_in_its_encoding_is_damage(byte[] content) =>
        Assert.ThrowsAny<ArgumentException>(() => Lenient.Utf8(content));

    [Fact]
    public void Of_sequences_each_element_is_compared()
    {
        Assert.Null(Lost(new List<string> { "a" }, ["a"]));
        Assert.StartsWith("'$[1]' ", Lost(new List<string> { "a", "b" }, ["a", "c"]), StringComparison.Ordinal);
        Assert.StartsWith("'$[1]' ", Lost(new List<string> { "a", "b" }, ["a"]), StringComparison.Ordinal);
        Assert.StartsWith("'$[0]' ", Lost(new List<char> { 'a' }, ['b']), StringComparison.Ordinal);
        Assert.StartsWith("'$[0]' ", Lost(new[] { new DateTime(1) }, [new DateTime(2)]), StringComparison.Ordinal);
    }

    // Of the serializer's own the JSON has told it, and there may be many of them.
    [Fact]
    public void Numbers_are_compared_where_a_converter_writes_them()
    {
        Assert.Null(Lost(Ones, Twos));
        Assert.Null(Lost(new List<int> { 1 }, [2]));
        Assert.StartsWith("'$[0]' ", Lost(Ones, Twos, new Rounding()), StringComparison.Ordinal);
        Assert.StartsWith("'$[0]' ", Lost(new List<int> { 1 }, [2], new Rounding()), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_dictionaries_each_key_is_compared()
    {
        Dictionary<string, string> saved = new() { ["k"] = "v" };
        Assert.Null(Lost(saved, new() { ["k"] = "v" }));
        Assert.StartsWith("'$[k]' ", Lost(saved, new() { ["k"] = "w" }), StringComparison.Ordinal);
        Assert.StartsWith("'$[k]' ", Lost(saved, []), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_without_a_value_is_one()
    {
        Dictionary<string, string?> saved = new() { ["k"] = null };
        Assert.Null(Lost(saved, new() { ["k"] = null }));
        Assert.StartsWith("'$[k]' ", Lost(saved, []), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_converter_writes_is_its_own_matter() =>
        Assert.Null(Lost(new Converted { Point = new() { X = 1 } }, new Converted { Point = new() { X = 1 } }));

    [Fact]
    public void What_is_left_out_on_purpose_may_come_back_as_the_type_begins() =>
        Assert.Null(Lost(new Beginning { Items = null }, new Beginning()));

    // Its capacity is the system's, and what only shows something is nobody's state.
    [Fact]
    public void Of_a_collection_only_what_the_program_can_set_is_compared()
    {
        Bag saved = new(shown: 1) { 1, 2 };
        Bag loaded = new(shown: 2) { 1, 2 };
        (saved.Capacity, saved.Left, saved.Written) = (100, 1, 5);
        saved["other"] = 7;
        Assert.Null(Lost(saved, loaded));
        saved.Kept = 3;
        Assert.StartsWith("'$.Kept' ", Lost(saved, loaded), StringComparison.Ordinal);
    }

    [Fact]
    public void An_initial_state_that_cannot_be_loaded_again_is_not_valid()
    {
        var state = new State<OneWay>(new InMemoryStateStore(), new StateOptions<OneWay> { Initial = () => new(1) });
        var refusal = Assert.Throws<StateFileException>(() => state.Read());
        Assert.Equal(StateFileFailure.Invalid, refusal.Failure);
        Assert.Contains("could not be loaded again", refusal.Message, StringComparison.Ordinal);
    }

    static string? Lost<T>(T saved, T loaded, JsonConverter? converter = null)
        where T : notnull
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        if (converter is not null)
            options.Converters.Add(converter);
        return new LostValues(options).Find(saved, loaded, () => loaded, typeof(T));
    }

    sealed class Converted
    {
        [JsonConverter(typeof(OfPoint))]
        public Point Point { get; set; } = new();
    }

    sealed class Point
    {
        public int X; // which the serializer itself would leave out
    }

    sealed class OfPoint : JsonConverter<Point>
    {
        public override Point Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new() { X = reader.GetInt32() };

        public override void Write(Utf8JsonWriter writer, Point value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.X);
    }

    sealed class Beginning
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public List<int>? Items { get; set; } = [];
    }

    sealed class Bag(int shown) : List<int>
    {
        int _written;

        public Bag()
            : this(0) { }

        public int Kept { get; set; }

        [JsonIgnore]
        public int Left { get; set; }

        public int Written
        {
            set => _written = value;
        }

        public IReadOnlyList<int> Shown => [shown, _written];

        public int this[string name]
        {
            get => shown + name.Length;
            set => _written = value;
        }
    }

    sealed class OneWay(int other)
    {
        public int Value => other;
    }

    sealed class Rounding : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetInt32();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value / 10 * 10);
    }
}
