using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What would not come back is refused at the save, also where the JSON is the same.</summary>
public class StateLossTests
{
    readonly InMemoryStateStore _store = new();

    string Saved => Encoding.UTF8.GetString(_store.Content!);

    State<T> Open<T>(JsonSerializerOptions? json = null)
        where T : class, new()
    {
        StateOptions<T> options = new() { Initial = () => new() };
        return json is null ? new(_store, options) : new(_store, json, options);
    }

    void Refuses(Action save, string says)
    {
        var before = _store.Content;
        var failure = Assert.Throws<StateFileException>(save);
        Assert.Equal(StateFileFailure.Invalid, failure.Failure);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, _store.Content);
    }

    sealed class Fields
    {
        public string Theme = "light";
        public (int Left, string Right) Pair;
    }

    [Fact]
    public void Public_fields_and_tuples_are_saved()
    {
        Open<Fields>()
            .Edit(state =>
            {
                state.Theme = "dark";
                state.Pair = (5, "x");
            });
        Assert.Equal("dark", Open<Fields>().Read().Theme);
        Assert.Equal((5, "x"), Open<Fields>().Read().Pair);
    }

    sealed class Readonly
    {
        public readonly List<string> Recent = [];
    }

    [Fact]
    public void A_field_that_cannot_be_set_again_is_refused_as_soon_as_there_is_something_in_it()
    {
        Open<Readonly>().Edit(_ => { });
        Refuses(() => Open<Readonly>().Edit(state => state.Recent.Add("a.txt")), "$.Recent");
    }

    sealed class Marked
    {
        [JsonInclude]
        public int Kept;

        [JsonIgnore]
        public int Forgotten;
    }

    [Fact]
    public void A_field_that_the_options_of_the_program_leave_out_is_refused_unless_that_is_meant()
    {
        Refuses(() => Open<Fields>(new()).Edit(state => state.Theme = "dark"), "'$.Theme' is a public field");
        _store.Content = "{}"u8.ToArray(); // nor is a change that is not to be seen in the JSON taken for none
        Refuses(() => Open<Fields>(new()).Edit(state => state.Theme = "dark"), "'$.Theme' is a public field");
        _store.Content = null;
        Open<Marked>(new())
            .Edit(state =>
            {
                state.Kept = 1;
                state.Forgotten = 2;
            });
        Assert.Equal("""{"Kept":1}""", Saved);
    }

    class Animal
    {
        public string Name { get; set; } = "";
    }

    sealed class Dog : Animal
    {
        public string Breed { get; set; } = "";
    }

    [JsonDerivedType(typeof(Circle), "circle")]
    class Shape;

    sealed class Circle : Shape
    {
        public int Radius { get; set; }
    }

    sealed class Zoo
    {
        public Animal? Pet { get; set; }
        public List<Animal> All { get; set; } = [];
        public Dictionary<string, Animal> ByName { get; set; } = [];
        public Shape? Shape { get; set; }
        public object? Anything { get; set; }
        public IEnumerable<int> Numbers { get; set; } = [];
        public Dictionary<string, object?> Extra { get; set; } = [];
        public DayOfWeek Day { get; set; }
        public double Size { get; set; }
        public byte[] Bytes { get; set; } = [];
    }

    [Fact]
    public void What_only_a_derived_type_has_is_refused_unless_the_type_is_named()
    {
        var dog = new Dog { Name = "a", Breed = "b" };
        Refuses(() => Open<Zoo>().Edit(zoo => zoo.Pet = dog), "'$.Pet' is a Dog and would come back as Animal");
        Refuses(() => Open<Zoo>().Edit(zoo => zoo.All = [new(), dog]), "'$.All[1]' is a Dog");
        Refuses(() => Open<Zoo>().Edit(zoo => zoo.ByName["d"] = dog), "'$.ByName[d]' is a Dog");
        Open<Zoo>()
            .Edit(zoo =>
            {
                zoo.Shape = new Circle { Radius = 3 };
                zoo.Pet = new() { Name = "a" };
                zoo.Anything = dog; // comes back as what JSON says of it, as the type has it
                zoo.Numbers = Enumerable.Range(0, 3);
                zoo.Extra["a"] = 1;
                zoo.Day = DayOfWeek.Friday;
                zoo.Size = 0.1 + 0.2;
                zoo.Bytes = [1, 2];
            });
        var read = Open<Zoo>().Read();
        Assert.Equal(3, Assert.IsType<Circle>(read.Shape).Radius);
        Assert.Equal([0, 1, 2], read.Numbers);
        Open<Zoo>().Edit(zoo => zoo.Day = DayOfWeek.Monday);
    }

    sealed class DayOnly : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            DateTime.Parse(reader.GetString()!, null);

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("yyyy-MM-dd", null));
    }

    sealed class Appointment
    {
        [JsonConverter(typeof(DayOnly))]
        public DateTime At { get; set; }
        public string Title { get; set; } = "";
        public List<string> Guests { get; set; } = [];
    }

    [Fact]
    public void What_a_converter_or_the_encoding_does_not_keep_is_refused()
    {
        Open<Appointment>().Edit(state => state.At = new(2026, 1, 2));
        Refuses(() => Open<Appointment>().Edit(state => state.At = new(2026, 1, 2, 10, 11, 12)), "'$.At' would come");
        Refuses(() => Open<Appointment>().Edit(state => state.Title = "a\uD800b"), "'$.Title' would come");
        Refuses(() => Open<Appointment>().Edit(state => state.Guests.Add("a\uD800b")), "'$.Guests[0]' would come");
        Assert.Equal(new(2026, 1, 2), Open<Appointment>().Read().At);
    }

    sealed class Recent : List<string>
    {
        public int Max { get; set; } = 10;
    }

    sealed class Owned : Dictionary<string, int>
    {
        public string Owner = "nobody";
    }

    sealed class Page<T> : List<T>
    {
        [JsonIgnore]
        public int Number { get; set; }

        public int Last => Count - 1;
    }

    sealed class Collections
    {
        public Recent? Recent { get; set; }
        public List<Owned> Owned { get; set; } = [];
        public Page<int> Page { get; set; } = [];
        public System.Collections.ObjectModel.ObservableCollection<int> Other { get; set; } = [];
        public Appointment[] Appointments { get; set; } = [];
    }

    [Fact]
    public void A_collection_with_members_of_its_own_is_refused_unless_they_are_left_out_on_purpose()
    {
        foreach (
            var json in new JsonSerializerOptions?[]
            {
                null,
                new() { IncludeFields = true },
            }
        )
        {
            Refuses(() => Open<Collections>(json).Edit(state => state.Recent = new() { Max = 5 }), "'$.Recent.Max' ");
            Refuses(() => Open<Collections>(json).Edit(state => state.Owned = [new() { Owner = "me" }]), "[0].Owner' ");
            Refuses(() => Open<Recent>(json).Edit(state => state.Max++), "'$.Max' ");
        }

        Open<Collections>()
            .Edit(state =>
            {
                state.Page.AddRange([1, 2]);
                state.Other.Add(3);
                state.Recent = ["x"]; // and comes back as it is
                state.Appointments = [new()];
            });
        Assert.Equal([1, 2], Open<Collections>().Read().Page);
    }

    sealed class Tagged : List<string>
    {
        public Dictionary<string, List<string>> Tags { get; } = [];
        public HashSet<int> Numbers { get; } = [];
        public string First => this[0]; // throws where there is none
        public List<string> Sorted => [.. this.Order(StringComparer.Ordinal)];
        public Tagged Circle => this;
        public List<Tagged> Neighbours => [this];
    }

    [Fact]
    public void What_a_collection_has_in_another_without_a_setter_is_refused_unless_it_is_made_of_its_elements()
    {
        var state = Open<Tagged>();
        state.Edit(_ => { });
        state.Edit(tagged => tagged.AddRange(["b", "a"]));
        Refuses(() => state.Edit(tagged => tagged.Tags["a"] = ["x"]), "'$.Tags' ");
        Refuses(() => state.Edit(tagged => tagged.Numbers.Add(1)), "'$.Numbers' ");
        Assert.Equal(["b", "a"], state.Read());
    }

    /// <summary>Keeps the first of the values of what it writes.</summary>
    sealed class FirstOnly : JsonConverterFactory
    {
        public override bool CanConvert(Type type) => typeof(IPoint).IsAssignableFrom(type);

        public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!;

        sealed class Of<T> : JsonConverter<T>
            where T : IPoint, new()
        {
            public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
                new() { Places = [reader.GetInt32()] };

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteNumberValue(value.Places.FirstOrDefault());
        }
    }

    interface IPoint
    {
        int[] Places { get; set; }
    }

    [JsonConverter(typeof(FirstOnly))]
    sealed record Pair(int X, int Y) : IPoint
    {
        public Pair()
            : this(0, 0) { }

        int[] IPoint.Places
        {
            get => [X, Y];
            set => X = value[0];
        }

        public int X { get; set; } = X;
    }

    [JsonConverter(typeof(FirstOnly))]
    sealed class Equal : IPoint
    {
        public int[] Places { get; set; } = [];

        public override bool Equals(object? other) => other is Equal equal && Places.SequenceEqual(equal.Places);

        public override int GetHashCode() => Places.Length;
    }

    [JsonConverter(typeof(FirstOnly))]
    sealed record Listed : IPoint
    {
        public int[] Places { get; set; } = []; // two records with equal arrays are not equal
    }

    sealed class Points
    {
        public Pair? Pair { get; set; }
        public List<Equal> Equal { get; set; } = [];
        public Listed? Listed { get; set; }
        public ReadOnlyMemory<byte> Bytes { get; set; }
    }

    [Fact]
    public void What_a_converter_drops_of_a_value_is_seen_by_the_equality_of_its_type()
    {
        Refuses(() => Open<Points>().Edit(state => state.Pair = new(1, 2)), "'$.Pair' would come back");
        Refuses(() => Open<Points>().Edit(state => state.Equal = [new() { Places = [1, 2] }]), "'$.Equal[0]' would");
        Open<Points>()
            .Edit(state =>
            {
                state.Pair = new(1, 0);
                state.Equal = [new() { Places = [1] }];
                state.Listed = new() { Places = [1] };
                state.Bytes = new byte[] { 1, 2 };
            });
        Assert.Equal(new(1, 0), Open<Points>().Read().Pair);
        Refuses(() => Open<Points>().Edit(state => state.Pair = new(1, 2)), "'$.Pair' would come back");
    }

    sealed class Person
    {
        public string Name = "";
        public Person? Friend { get; set; }
        public Animal? Pet { get; set; }
        public List<Person> Others { get; set; } = [];
    }

    [Fact]
    public void A_serializer_that_keeps_or_cuts_references_switches_no_look_off()
    {
        foreach (var handler in new[] { ReferenceHandler.Preserve, ReferenceHandler.IgnoreCycles })
        {
            JsonSerializerOptions json = new() { ReferenceHandler = handler, IncludeFields = true };
            Refuses(
                () => Open<Fields>(new() { ReferenceHandler = handler }).Edit(state => state.Theme = "d"),
                "$.Theme"
            );
            Refuses(() => Open<Person>(json).Edit(state => state.Pet = new Dog()), "'$.Pet' is a Dog");
        }

        JsonSerializerOptions preserving = new() { ReferenceHandler = ReferenceHandler.Preserve, IncludeFields = true },
            cutting = new(preserving) { ReferenceHandler = ReferenceHandler.IgnoreCycles };
        Refuses(() => Open<Person>(cutting).Edit(state => state.Friend = state), "'$.Friend' would come back");
        Open<Person>(cutting).Edit(state => state.Others = [new() { Name = "a" }, new() { Name = "a" }]);
        _store.Content = null;
        Open<Person>(preserving)
            .Edit(state =>
            {
                state.Friend = state;
                state.Others = [state, new() { Friend = state, Name = "b" }];
            });
        var read = Open<Person>(preserving).Read();
        Assert.Same(read, read.Others[1].Friend);
        Refuses(() => Open<Person>(preserving).Edit(state => state.Others[1].Pet = new Dog()), "[1].Pet' is a Dog");
    }

    sealed class Node
    {
        public double Value { get; set; }
        public Node? Next { get; set; }
    }

    [Fact]
    public async Task What_cannot_be_serialized_is_refused_by_the_same_type()
    {
        var state = Open<Node>();
        Refuses(() => state.Edit(node => node.Value = double.NaN), "could not be serialized");
        Refuses(() => state.Edit(node => node.Next = node), "could not be serialized");
        Refuses(() => state.Reset(new() { Value = double.PositiveInfinity }), "could not be serialized");
        var reset = state.ResetAsync(null!);
        Assert.Equal(StateFileFailure.Invalid, (await Assert.ThrowsAsync<StateFileException>(() => reset)).Failure);
        var stopped = state.ResetAsync(null!, new(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
    }

    sealed class Renamed
    {
        public string Theme { get; set; } = "light";
        public int Size { get; set; }

        public string Colour
        {
            set => Theme = value;
        }

        public int Width
        {
            set => Size = value;
        }
    }

    [Fact]
    public void Of_many_unknown_members_the_few_that_would_undo_the_change_go_and_all_others_stay()
    {
        var others = string.Join(",", Enumerable.Range(0, 40).Select(i => $"\"x{i}\":{i}"));
        _store.Content = Encoding.UTF8.GetBytes($$"""{"Colour":"red",{{others}},"Width":3,"last":1}""");
        Open<Renamed>(new())
            .Edit(state =>
            {
                state.Theme = "blue";
                state.Size = 4;
            });
        Assert.Equal("blue 4", $"{Open<Renamed>().Read().Theme} {Open<Renamed>().Read().Size}");
        Assert.Contains(others, Saved, StringComparison.Ordinal);
        Assert.Contains("\"last\":1", Saved, StringComparison.Ordinal);
        Assert.DoesNotContain("Colour", Saved, StringComparison.Ordinal);
        Assert.DoesNotContain("Width", Saved, StringComparison.Ordinal);
    }

    [Fact]
    public void An_initial_state_is_the_callers_own()
    {
        var shared = new Animal { Name = "shared" };
        var state = new State<Animal>(_store, new() { Initial = () => shared });
        state.Read().Name = "changed";
        Assert.Throws<FormatException>(() =>
            state.Edit(animal =>
            {
                animal.Name = "changed";
                throw new FormatException();
            })
        );
        Assert.Equal("shared", state.Read().Name);
        Refuses(() => new State<Animal>(_store, new() { Initial = () => null! }).Read(), "initial");
    }

    sealed class Extended
    {
        public string Name { get; set; } = "";

        [JsonConverter(typeof(Broken))]
        public int Number { get; set; }
    }

    sealed class Broken : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetInt32();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value == 0 ? "0" : "1}{", skipInputValidation: true);
    }

    [Fact]
    public void What_a_converter_writes_and_is_no_JSON_is_refused()
    {
        _store.Content = """{"Name":"a","Number":0,"unknown":1}"""u8.ToArray();
        Refuses(() => Open<Extended>(new()).Edit(state => state.Number = 1), "is no JSON");
        _store.Content = null;
        Refuses(() => Open<Extended>(new()).Edit(state => state.Number = 1), "could not be loaded again");
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void What_cannot_be_loaded_is_kept_aside_before_it_is_deleted(ConcurrencyMode mode)
    {
        using var folder = new Folder();
        foreach (var content in new[] { """{"$version":3}""", """{"Name":""" })
        {
            File.WriteAllText(folder["s.json"], content);
            Assert.True(new StateFile<Animal>(folder["s.json"], new() { Concurrency = mode }).Delete());
            Assert.False(File.Exists(folder["s.json"]));
            var aside = Assert.Single(Directory.GetFiles(folder.Path, "*.corrupt-*"));
            Assert.Equal(content, File.ReadAllText(aside));
            File.Delete(aside);
            if (mode == ConcurrencyMode.CompareAndSwap)
                Directory.Delete(folder["s.json.cas"], recursive: true);
        }
    }
}
