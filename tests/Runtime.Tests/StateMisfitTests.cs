using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>A document that is whole and does not fit was meant by somebody: no older one takes its place.</summary>
public sealed class StateMisfitTests : IDisposable
{
    readonly Folder _folder = new();
    readonly List<StateFileException> _recovered = [];

    string Path => _folder["settings.json"];

    string[] KeptAside => Directory.GetFiles(_folder.Path, "settings.json.corrupt-*");

    public void Dispose() => _folder.Dispose();

    StateFile<Lamp> Open(ConcurrencyMode mode = ConcurrencyMode.Lock) =>
        new(Path, Options<Lamp>(mode) with { Validate = lamp => lamp.Watts < 0 ? "Watts are negative." : null });

    StateFileOptions<T> Options<T>(ConcurrencyMode mode)
        where T : class, new() =>
        new()
        {
            Concurrency = mode,
            Initial = () => new(),
            Recovered = _recovered.Add,
        };

    [Theory]
    [InlineData("""{"Shade":{"Colour":"red","Holes":"many"}}""", "$.Shade.Holes")]
    [InlineData("""{"Watts":5000000000}""", "$.Watts")]
    [InlineData("""{"Watts":-1}""", "Watts are negative.")]
    [InlineData("""[{"Watts":1}]""", "$")]
    [InlineData("/* mine */ {\"Tone\":\"Dim\",}", "$.Tone")]
    public void An_edit_by_hand_is_neither_undone_nor_replaced_and_the_message_says_where(string edited, string where)
    {
        var file = Open();
        file.Edit(lamp => lamp.Watts = 1);
        file.Edit(lamp => lamp.Watts = 2);
        File.WriteAllText(Path, edited);

        Refused(() => file.Read(), where);
        Refused(() => file.Edit(lamp => lamp.Watts++), where);
        Assert.Equal(edited, File.ReadAllText(Path));
        Assert.Empty(KeptAside);
        Assert.Empty(_recovered);

        file.Reset(new() { Watts = 7 });
        Assert.Equal(edited, File.ReadAllText(Assert.Single(KeptAside)));
        Assert.Equal(7, file.Read().Watts);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void What_a_later_program_has_saved_is_not_replaced_by_an_older_one(ConcurrencyMode mode)
    {
        var older = Open(mode);
        var later = new StateFile<LaterLamp>(Path, Options<LaterLamp>(mode));
        older.Edit(lamp => lamp.Watts = 1);
        older.Edit(lamp => lamp.Watts = 2);
        later.Edit(lamp => lamp.Tone = LaterTone.Dim);

        Refused(() => older.Read(), "$.Tone");
        Refused(() => older.Edit(lamp => lamp.Watts = 3), "$.Tone");
        Assert.Equal((2, LaterTone.Dim), (later.Read().Watts, later.Read().Tone));
        later.Edit(lamp => lamp.Tone = LaterTone.Warm);
        Assert.Equal(4, older.Edit(lamp => lamp.Watts += 2).Watts);
        Assert.Empty(_recovered);
        Assert.Empty(KeptAside);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void Where_the_validation_throws_the_state_is_not_valid_and_can_be_got_rid_of(ConcurrencyMode mode)
    {
        Func<Lamp, string?> throwing = lamp => lamp.Shade!.Colour.Length < 3 ? "too short" : null;
        var file = new StateFile<Lamp>(Path, Options<Lamp>(mode) with { Validate = throwing });
        foreach (var clear in new Action[] { () => file.Reset(new() { Shade = new("red", 0) }), () => file.Delete() })
        {
            if (Directory.Exists(Path + ".cas"))
                Directory.Delete(Path + ".cas", recursive: true); // so that the file counts again
            File.WriteAllText(Path, """{"Shade":null}""");
            Assert.IsType<NullReferenceException>(Assert.Throws<StateFileException>(() => file.Read()).InnerException);
            clear();
            Assert.Equal("""{"Shade":null}""", File.ReadAllText(Assert.Single(KeptAside)));
            File.Delete(KeptAside[0]);
        }

        file.Reset(new() { Shade = new("red", 0) });
        var failure = Assert.Throws<StateFileException>(() => file.Edit(lamp => lamp.Shade = null));
        Assert.Equal(StateFileFailure.Invalid, failure.Failure);
        Assert.IsType<NullReferenceException>(failure.InnerException);
        Assert.NotNull(file.Read().Shade);
    }

    [Fact]
    public void An_upgrade_that_fails_undoes_nothing()
    {
        Open().Edit(lamp => lamp.Watts = 1);
        Open().Edit(lamp => lamp.Watts = 2);
        var before = File.ReadAllText(Path);
        var file = new StateFile<Lamp>(
            Path,
            Options<Lamp>(ConcurrencyMode.Lock) with
            {
                Upgrades = [_ => throw new FormatException("no such colour")],
            }
        );
        Refused(() => file.Read(), "no such colour");
        Refused(() => file.Edit(lamp => lamp.Watts = 3), "no such colour");
        Assert.Equal(before, File.ReadAllText(Path));
        Assert.Empty(_recovered);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\0\0\0\0\0\0")]
    [InlineData("{\"Watts\":3")]
    [InlineData("{\"Watts\":3}}")]
    [InlineData("{\"Watts\":3}\0\0\0")]
    [InlineData("{\"Shade\":{\"Colour\":\"r\u00FFd\"}}")] // in Latin-1, which is no UTF-8
    public void Damage_is_recovered_from(string damaged)
    {
        var file = Open();
        file.Edit(lamp => lamp.Watts = 1);
        file.Edit(lamp => lamp.Watts = 2);
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes(damaged));
        Assert.Equal(1, file.Read().Watts);
        Assert.Single(_recovered);
        Assert.Equal(2, file.Edit(lamp => lamp.Watts++).Watts);
        Assert.Single(KeptAside);
    }

    static void Refused(Action action, string where)
    {
        var failure = Assert.Throws<StateFileException>(action);
        Assert.Equal(StateFileFailure.Corrupt, failure.Failure);
        Assert.Contains(where, failure.Message, StringComparison.Ordinal);
        Assert.Contains("settings.json", failure.Message, StringComparison.Ordinal);
    }

    enum Tone
    {
        Warm,
        Cold,
    }

    enum LaterTone
    {
        Warm,
        Cold,
        Dim,
    }

    sealed class Lamp
    {
        public int Watts { get; set; }

        public Tone Tone { get; set; }

        public Shade? Shade { get; set; }
    }

    sealed class LaterLamp
    {
        public int Watts { get; set; }

        public LaterTone Tone { get; set; }
    }

    sealed record Shade(string Colour, int Holes = 0);
}
