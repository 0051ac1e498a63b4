using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CsCheck;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What a type does not know of a document stays in it, at every depth and in its place.</summary>
public class UnknownMemberTests
{
    static readonly string[] Names = ["A", "B", "Child", "Items", "Map"];
    static readonly ConcurrentDictionary<string, JsonSerializerOptions> Types = new();

    [Fact]
    public void Of_random_documents_and_types_nothing_unknown_is_lost() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var known = Names.Where(_ => random.Next(3) > 0).Append("Id").ToHashSet();
                var document = RandomNode(random, depth: 0);
                var text = document.ToJsonString();
                var (state, store) = Open(text, known);
                var edited = state.Edit(node => Change(node, random, known));

                var saved = JsonNode.Parse(store.Content!)!;
                Assert.Equal(Unknown(document, known, isOriginal: true), Unknown(saved, known, isOriginal: false));
                Assert.Equal(Written(edited, known), Written(state.Read(), known));
            },
            iter: 2000
        );

    [Fact]
    public void What_is_taken_out_of_a_list_takes_its_own_with_it_and_nothing_else() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var items = Enumerable
                    .Range(0, random.Next(8))
                    .Select(id => $$"""{"x":{{id}},"Id":{{id}},"y":[{{id}}]}""");
                var (state, store) = Open($$"""{"Items":[{{string.Join(',', items)}}]}""", ["Items", "Id", "A"]);
                var left = state
                    .Edit(node =>
                    {
                        node.Items!.RemoveAll(_ => random.Next(3) == 0);
                        node.Items.ForEach(item => item.A = random.Next(2) == 0 ? item.A : 5);
                        if (random.Next(3) == 0)
                            node.Items.Reverse();
                        node.Items.Insert(random.Next(node.Items.Count + 1), new() { Id = 99 });
                    })
                    .Items!;
                var saved = JsonNode.Parse(store.Content!)!["Items"]!.AsArray();
                Assert.Equal(left.Select(item => item.Id), saved.Select(item => (int)item!["Id"]!));
                foreach (var item in saved)
                {
                    var id = (int)item!["Id"]!;
                    Assert.Equal((int?)item["x"], (int?)item["y"]?[0]);
                    if (id == 99) // new, or in the place of one that was taken out: nobody can tell
                        Assert.DoesNotContain(left, other => other.Id == (int?)item["x"]);
                    else
                        Assert.Equal(id, (int?)item["x"]);
                }
            },
            iter: 1000
        );

    /// <summary>Each element has two members of three by which it can be told, or the one that nobody shares.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(65)]
    [InlineData(1500)]
    public void In_a_list_of_any_length_each_element_keeps_its_own(int length)
    {
        Action<List<Node>>[] edits =
        [
            _ => { },
            items => items.RemoveAt(3),
            items => items.RemoveRange(2, 30),
            items => items.Add(new() { Id = -1 }),
            items => items.Insert(0, new() { Id = -1 }),
            items => items.Reverse(),
        ];
        Func<int, (int Id, string B)>[] names = [i => (i, "n" + i), i => (i, "same"), i => (i / 40, "n" + (i % 40))];
        foreach (var edit in edits)
        foreach (var name in names)
        {
            var items = Enumerable
                .Range(0, length)
                .Select(i => $$"""{"Id":{{name(i).Id}},"B":"{{name(i).B}}","A":0,"x":"{{name(i)}}"}""");
            var (state, store) = Open($$"""{"Items":[{{string.Join(',', items)}}]}""", ["Items", "Id", "A", "B"]);
            state.Edit(node =>
            {
                node.Items!.ForEach(item => item.A++);
                edit(node.Items);
            });
            foreach (var item in JsonNode.Parse(store.Content!)!["Items"]!.AsArray())
                if ((int)item!["Id"]! is >= 0 and var id)
                    Assert.Equal((id, (string)item["B"]!).ToString(), (string?)item["x"]);
        }
    }

    [Fact]
    public void What_only_one_element_has_tells_more_than_what_others_have_had_or_stands_behind_it()
    {
        var items = Enumerable.Range(0, 70).Select(i => $$"""{"Id":{{i}},"A":{{i}},"x":{{i}}}""");
        var (state, store) = Open($$"""{"Items":[{{string.Join(',', items)}}]}""", ["Items", "Id", "A"]);
        state.Edit(node =>
        {
            node.Items!.ForEach(item => item.A--); // is now that of its neighbour
            node.Items.RemoveAt(0);
        });
        foreach (var item in JsonNode.Parse(store.Content!)!["Items"]!.AsArray())
            Assert.Equal((int)item!["Id"]!, (int?)item["x"]);
    }

    [Theory]
    [InlineData("""{"x":1,"Id":1}""", """{"x":1,"Id":2}""")]
    [InlineData("""{"Id":1,"x":{"y":[1,{"z":null}]}}""", """{"Id":2,"x":{"y":[1,{"z":null}]}}""")]
    [InlineData("""{"x":1e400,"x":2,"Id":1}""", """{"x":1e400,"x":2,"Id":2}""")]
    [InlineData("""{"Id":7,"x":0,"Id":1}""", """{"Id":2,"x":0}""")]
    [InlineData("""{"x":"\u00fc"}""", """{"Id":1,"x":"ü"}""")]
    [InlineData("""{"id":5,"Id":1}""", """{"id":5,"Id":2}""")]
    [InlineData("{ // by hand\n\"Id\":1, /* why */ \"x\":2,}", """{"Id":2,"x":2}""")]
    public void A_member_stays_as_it_was_written_and_where(string before, string after)
    {
        var (state, store) = Open(before, ["Id"]);
        state.Edit(node => node.Id++);
        Assert.Equal(after, Encoding.UTF8.GetString(store.Content!));
    }

    // JSON may have it, as JavaScript writes it; no writer of .NET has it.
    [Theory]
    [InlineData("""{"Id":1,"x":"\ud800"}""")]
    [InlineData("""{"Id":1,"x":[{"y":"a\udc00b"}]}""")]
    [InlineData("""{"Id":1,"Items":[{"Id":2,"x":"\ud800"},{"Id":2,"x":"\ud801"}]}""")]
    public void Half_of_a_pair_in_what_is_unknown_is_refused(string text)
    {
        var (state, store) = Open(text, ["Id", "Items"]);
        var failure = Assert.Throws<StateFileException>(() => state.Edit(node => node.Id++));
        Assert.Equal(StateFileFailure.Invalid, failure.Failure);
        Assert.Equal(text, Encoding.UTF8.GetString(store.Content!));
        Assert.Equal(1, state.Read().Id);
    }

    // An editor that saves in the code page of the system; a writer would put another character in their place.
    [Theory]
    [InlineData("{\"Id\":1,\"x\":\"\u00fc\"}")]
    [InlineData("{\"Id\":1,\"\u00fc\":1}")]
    [InlineData("{\"Id\":1,\"x\":1} // \u00fc")]
    [InlineData("{\"$version\":0,\"Id\":1,\"x\":\"\u00fc\"}")]
    public void Bytes_that_are_no_UTF8_in_what_is_unknown_are_refused(string text)
    {
        var (state, store) = Open("", ["Id"]);
        var bytes = store.Content = Encoding.Latin1.GetBytes(text);
        var failure = Assert.Throws<StateFileException>(() => state.Edit(node => node.Id++));
        Assert.Equal(StateFileFailure.Invalid, failure.Failure);
        Assert.Contains("UTF-8", failure.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, store.Content);
        Assert.Equal(1, state.Edit(_ => { }).Id);
        state.Reset(new() { Id = 2 });
        Assert.Equal(2, state.Read().Id);
    }

    [Fact]
    public void A_name_in_other_letters_is_known_where_the_type_reads_it_so()
    {
        var store = new InMemoryStateStore { Content = """{"x":1,"id":1,"X":2}"""u8.ToArray() };
        var state = new State<Node>(store, Json(["Id"], options => options.PropertyNameCaseInsensitive = true));
        state.Edit(node => node.Id++);
        Assert.Equal("""{"x":1,"Id":2,"X":2}""", Encoding.UTF8.GetString(store.Content!));
    }

    [Fact]
    public void A_member_that_is_left_out_for_its_value_is_written_when_it_has_another()
    {
        var store = new InMemoryStateStore { Content = """{"A":null,"x":1,"Id":0}"""u8.ToArray() };
        var state = new State<Node>(
            store,
            Json(Names, options => options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)
        );
        state.Edit(node => node.A = 5);
        Assert.Equal("""{"A":5,"x":1,"Id":0}""", Encoding.UTF8.GetString(store.Content!));
        state.Edit(node => node.A = null);
        Assert.Equal("""{"x":1,"Id":0}""", Encoding.UTF8.GetString(store.Content!));
    }

    [Fact]
    public void The_first_member_goes_when_it_is_left_out_for_its_value()
    {
        var store = new InMemoryStateStore { Content = """{"A":5,"x":1}"""u8.ToArray() };
        var state = new State<Node>(
            store,
            Json(["A"], options => options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)
        );
        state.Edit(node => node.A = null);
        Assert.Equal("""{"x":1}""", Encoding.UTF8.GetString(store.Content!));
    }

    // A set keeps the first of two: what stands behind them has another place in it.
    [Fact]
    public void In_a_set_that_drops_an_element_each_keeps_its_own()
    {
        var store = new InMemoryStateStore
        {
            Content = """[{"Id":1,"x":1},{"Id":1,"x":2},{"Id":2,"x":3},{"Id":3,"x":4}]"""u8.ToArray(),
        };
        new State<HashSet<Identity>>(store).Edit(set => set.Add(new(9)));
        var saved = JsonNode.Parse(store.Content!)!.AsArray().ToDictionary(item => (int)item!["Id"]!);
        Assert.Equal([1, 2, 3, 9], saved.Keys.Order());
        Assert.Equal((1, 3, 4), ((int)saved[1]!["x"]!, (int)saved[2]!["x"]!, (int)saved[3]!["x"]!));
        Assert.Null(saved[9]!["x"]);
    }

    [Fact]
    public void A_value_that_a_converter_reads_in_an_older_form_is_written_in_the_new_one()
    {
        var store = new InMemoryStateStore { Content = """{"Place":"here","x":1}"""u8.ToArray() };
        new State<Placed>(store).Edit(placed => placed.Count++);
        Assert.Equal("""{"Place":{"Name":"here"},"Count":1,"x":1}""", JsonNode.Parse(store.Content!)!.ToJsonString());
    }

    sealed record Identity(int Id);

    sealed class Placed
    {
        public Place Place { get; set; } = new("");

        public int Count { get; set; }
    }

    [JsonConverter(typeof(OfPlace))]
    sealed record Place(string Name);

    sealed class OfPlace : JsonConverter<Place>
    {
        public override Place Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? new(reader.GetString()!)
                : new((string)JsonNode.Parse(ref reader)!["Name"]!);

        public override void Write(Utf8JsonWriter writer, Place value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("Name", value.Name);
            writer.WriteEndObject();
        }
    }

    [Fact]
    public void What_a_converter_reads_under_an_old_name_is_not_unknown_and_the_rest_stays()
    {
        var store = new InMemoryStateStore { Content = """{"x":1,"was":3,"y":{"z":1}}"""u8.ToArray() };
        var state = new State<Renamed>(store, new JsonSerializerOptions());
        Assert.Equal(3, state.Read().Count);
        state.Update(_ => new Renamed(4));
        Assert.Equal(4, state.Read().Count);
        Assert.Equal("""{"is":4,"x":1,"y":{"z":1}}""", Encoding.UTF8.GetString(store.Content!));
    }

    [Fact]
    public void An_extension_member_is_the_business_of_the_type()
    {
        var store = new InMemoryStateStore { Content = """{"x":1,"Name":"a","y":2}"""u8.ToArray() };
        var state = new State<Extended>(store, new JsonSerializerOptions());
        state.Edit(extended =>
        {
            extended.Name = "b";
            extended.Rest!.Remove("x");
        });
        Assert.Equal("""{"Name":"b","y":2}""", Encoding.UTF8.GetString(store.Content!));
    }

    [Fact]
    public void An_upgrade_sees_what_is_unknown_and_the_rest_of_it_stays()
    {
        var store = new InMemoryStateStore { Content = """{"x":1,"Old":2,"y":{"x":3,"x":4}}"""u8.ToArray() };
        var state = new State<Node>(
            store,
            Json(["Id"]),
            new()
            {
                Upgrades =
                [
                    root =>
                    {
                        root["Id"] = (int)root["Old"]!;
                        root.Remove("Old");
                    },
                ],
            }
        );
        state.Edit(node => node.Id++);
        Assert.Equal("""{"$version":1,"x":1,"y":{"x":4},"Id":3}""", Encoding.UTF8.GetString(store.Content!));
        state.Edit(node => node.Id++);
        Assert.Equal("""{"$version":1,"x":1,"y":{"x":4},"Id":4}""", Encoding.UTF8.GetString(store.Content!));
    }

    [Fact]
    public void What_would_not_come_back_is_refused_at_the_first_save_and_named()
    {
        Refuses("$.Recent", "setter", new GetOnly { Recent = { "a.txt" } });
        Refuses("$.Starts", "setter", new PrivateSetter().Started());
        Refuses("$[0]", "list", new Stack<int>([1, 2]));
        Refuses("$.At", "setter", new Clock());

        static void Refuses<T>(string member, string cure, T state)
            where T : class
        {
            var store = new InMemoryStateStore();
            var kept = new State<T>(store, new JsonSerializerOptions());
            foreach (
                var save in new Action[] { () => kept.Reset(state), () => Initially(store, state).Update(_ => state) }
            )
            {
                var failure = Assert.Throws<StateFileException>(save);
                Assert.Equal(StateFileFailure.Invalid, failure.Failure);
                Assert.Contains($"'{member}'", failure.Message, StringComparison.Ordinal);
                Assert.Contains(cure, failure.Message, StringComparison.Ordinal);
                Assert.Null(store.Content);
            }
        }

        static State<T> Initially<T>(StateStore store, T state)
            where T : class => new(store, new JsonSerializerOptions(), new() { Initial = () => state });
    }

    static (State<Node> State, InMemoryStateStore Store) Open(string content, IEnumerable<string> known)
    {
        var store = new InMemoryStateStore { Content = Encoding.UTF8.GetBytes(content) };
        return (new State<Node>(store, TypeOf(known)), store);
    }

    static JsonSerializerOptions TypeOf(IEnumerable<string> known) =>
        Types.GetOrAdd(string.Join(',', known.Order()), names => Json(names.Split(',')));

    // Of all that a node has, the type knows these.
    static JsonSerializerOptions Json(IEnumerable<string> known, Action<JsonSerializerOptions>? set = null)
    {
        var names = known.ToHashSet();
        var options = new JsonSerializerOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Reduce } },
        };
        set?.Invoke(options);
        return options;

        void Reduce(JsonTypeInfo type)
        {
            if (type.Type != typeof(Node))
                return;
            foreach (var property in type.Properties.Where(property => !names.Contains(property.Name)).ToArray())
                type.Properties.Remove(property);
        }
    }

    static JsonObject RandomNode(Random random, int depth)
    {
        var members = new List<KeyValuePair<string, JsonNode?>>();
        Add("Id", random.Next(1_000_000));
        Add("A", random.Next(2) == 0 ? random.Next(9) : null);
        Add("B", random.Next(2) == 0 ? "ü<" + random.Next(9) : null);
        if (depth < 3)
        {
            Add("Child", random.Next(2) == 0 ? RandomNode(random, depth + 1) : null);
            Add("Items", new JsonArray([.. Some().Select(_ => (JsonNode?)RandomNode(random, depth + 1))]));
            Add(
                "Map",
                new JsonObject(
                    Some().Select(i => new KeyValuePair<string, JsonNode?>("k" + i, RandomNode(random, depth + 1)))
                )
            );
        }

        Add("x" + random.Next(3), random.Next(2) == 0 ? random.NextDouble() : RandomNode(random, 3));
        Add("a", random.Next(9));
        return new JsonObject(members.OrderBy(_ => random.Next()));

        void Add(string name, JsonNode? value)
        {
            if (random.Next(4) > 0 || name == "Id")
                members.Add(new(name, value));
        }

        IEnumerable<int> Some() => Enumerable.Range(0, random.Next(4));
    }

    // Changes that take nothing out.
    static void Change(Node node, Random random, HashSet<string> known)
    {
        if (known.Contains("A") && random.Next(2) == 0)
            node.A = random.Next(100);
        if (known.Contains("B") && random.Next(2) == 0)
            node.B = "new";
        if (known.Contains("Child") && random.Next(4) == 0)
            node.Child ??= new() { Id = -1 };
        foreach (
            var child in new[] { node.Child }
                .Concat(node.Items ?? [])
                .Concat(node.Map?.Values ?? Enumerable.Empty<Node>())
        )
            if (child is not null && random.Next(2) == 0)
                Change(child, random, known);
        if (random.Next(3) == 0)
            node.Items?.Add(new() { Id = -2 });
        if (random.Next(3) == 0)
            node.Map?.TryAdd("new", new() { Id = -3 });
    }

    // All members that the type does not know, with their paths, in their order and in that of the original members
    // around them.
    static string Unknown(JsonNode? node, HashSet<string> known, bool isOriginal)
    {
        if (node is not JsonObject members)
            return "";
        if (!isOriginal && (int?)members["Id"] < 0)
            return "";
        var text = new StringBuilder("{");
        foreach (var (name, value) in members)
        {
            if (!known.Contains(name))
                text.Append(name).Append('=').Append(value?.ToJsonString()).Append(';');
            else if (value is JsonArray items)
                text.Append(string.Concat(items.Select(item => Unknown(item, known, isOriginal))));
            else if (name == "Map" && value is JsonObject map)
                text.Append(
                    string.Concat(
                        map.Where(entry => entry.Key != "new")
                            .Select(entry => entry.Key + Unknown(entry.Value, known, isOriginal))
                    )
                );
            else
                text.Append(Unknown(value, known, isOriginal));
        }

        return text.Append('}').ToString();
    }

    static string Written(Node node, HashSet<string> known) => JsonSerializer.Serialize(node, TypeOf(known));

    sealed class Node
    {
        public int Id { get; set; }
        public int? A { get; set; }
        public string? B { get; set; }
        public Node? Child { get; set; }
        public List<Node>? Items { get; set; }
        public Dictionary<string, Node>? Map { get; set; }
    }

    sealed class Extended
    {
        public string Name { get; set; } = "";

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; set; }
    }

    sealed class GetOnly
    {
        public List<string> Recent { get; } = [];
    }

    sealed class PrivateSetter
    {
        public int Starts { get; private set; }

        public PrivateSetter Started()
        {
            Starts++;
            return this;
        }
    }

    sealed class Clock
    {
        static long _last;

#pragma warning disable CA1822 // static members are not serialized
        public long At => ++_last;
#pragma warning restore CA1822
    }

    [JsonConverter(typeof(RenamedConverter))]
    sealed record Renamed(int Count);

    sealed class RenamedConverter : JsonConverter<Renamed>
    {
        public override Renamed Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var root = JsonNode.Parse(ref reader)!;
            return new((int?)root["was"] ?? (int)root["is"]!);
        }

        public override void Write(Utf8JsonWriter writer, Renamed value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber("is", value.Count);
            writer.WriteEndObject();
        }
    }
}
