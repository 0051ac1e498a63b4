using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace AtomicWrites.Extensions.Tests;

/// <summary>
/// Which members of an options type are written: those that the binder reads, by its names; a change of any other is
/// refused and never lost.
/// </summary>
public sealed class MemberTests : IDisposable
{
#pragma warning disable CA1051 // what there should not be is what is tested
    public sealed class Mail
    {
        public string Server { get; set; } = "a b";

        [JsonIgnore]
        public string? Password { get; set; }

        [JsonPropertyName("json_name")]
        public string? User { get; set; }

        public CultureInfo Culture { get; set; } = new("de-DE");

        public IPAddress Address { get; set; } = IPAddress.Loopback;

        public Action<string>? Sent { get; set; } = _ => { };

        public string? Set { get; private set; }

        public int Field;

        public (int X, int Y) Pair { get; set; }

        public KeyValuePair<string, int> Entry { get; set; }

        public IReadOnlyList<string> Words => Server.Split(' ');

        public Uri Url => new("http://x/" + Server);

        public Part Inner { get; set; } = new();

        public string[] To { get; set; } = [];

        public Dictionary<string, string> Headers { get; set; } = [];

        public char Sign { get; set; } = '-';

        public void SetIt(string value) => Set = value;
    }

    public sealed class Part
    {
        public int Field;

        public string? Name { get; set; }
    }

#pragma warning restore CA1051

    readonly Folder _folder = new();

    string File => _folder["mail.json"];

    public void Dispose() => _folder.Dispose();

    Mail Edit(Action<Mail> edit)
    {
        using var services = new ServiceCollection().AddWritableOptions<Mail>("Mail", File).BuildServiceProvider();
        var options = services.GetRequiredService<IWritableOptions<Mail>>();
        options.Edit(edit);
        return options.CurrentValue;
    }

    [Fact]
    public void What_the_serializer_would_leave_out_is_written_where_the_binder_reads_it()
    {
        System.IO.File.WriteAllText(File, "{ \"Mail\": { \"Password\": \"old\", \"User\": \"old\" } }");
        var mail = Edit(mail =>
        {
            mail.Password = "new";
            mail.User = "me";
            mail.Culture = new("fr-FR");
        });
        Assert.Equal(("new", "me", "fr-FR"), (mail.Password, mail.User, mail.Culture.Name));
        Assert.Equal(
            "{ \"Mail\": { \"Password\": \"new\", \"User\": \"me\",\"Culture\":\"fr-FR\" } }".Replace(
                " ",
                "",
                StringComparison.Ordinal
            ),
            System.IO.File.ReadAllText(File).Replace(" ", "", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_is_computed_is_not_written()
    {
        Edit(mail => mail.Server = "c d e");
        var text = System.IO.File.ReadAllText(File);
        Assert.Contains("c d e", text, StringComparison.Ordinal);
        foreach (var name in new[] { "Words", "Url", "Address", "Culture", "Sent" })
            Assert.DoesNotContain(name, text, StringComparison.Ordinal);
    }

    public static TheoryData<string> Lost => [.. Changes.Keys];

    static readonly Dictionary<string, Action<Mail>> Changes = new()
    {
        ["private setter"] = mail => mail.SetIt("x"),
        ["field"] = mail => mail.Field = 1,
        ["tuple"] = mail => mail.Pair = (1, 2),
        ["entry"] = mail => mail.Entry = new("a", 1),
        ["address"] = mail => mail.Address = IPAddress.IPv6Any,
        ["within"] = mail => mail.Inner.Field = 2,
    };

    [Theory, MemberData(nameof(Lost))]
    public void What_the_binder_does_not_read_is_refused(string what)
    {
        var refusal = Assert.Throws<StateFileException>(() =>
            Edit(mail =>
            {
                mail.Server = "new";
                Changes[what](mail);
            })
        );
        Assert.Equal(StateFileFailure.Invalid, refusal.Failure);
        Assert.False(System.IO.File.Exists(File));
    }

    public static TheoryData<string> Halves => [.. HalfPairs.Keys];

    static readonly Dictionary<string, (string Path, Action<Mail> Edit)> HalfPairs = new()
    {
        ["text"] = ("Mail:Server", mail => mail.Server = "a\ud800"),
        ["second half first"] = ("Mail:Server", mail => mail.Server = "\udc00\ud800"),
        ["element"] = ("Mail:To:1", mail => mail.To = ["\ud83d\ude00", "\ude00"]),
        ["value"] = ("Mail:Headers:a", mail => mail.Headers["a"] = "\ud800"),
        ["key"] = ("Mail:Headers:\ud800", mail => mail.Headers["\ud800"] = "a"),
        ["character"] = ("Mail:Sign", mail => mail.Sign = '\ud800'),
        ["within"] = ("Mail:Inner:Name", mail => mail.Inner.Name = "\ud800"),
    };

    [Theory, MemberData(nameof(Halves))]
    public void Half_a_surrogate_pair_is_not_saved_as_another_character(string where)
    {
        var (path, edit) = HalfPairs[where];
        var refusal = Assert.Throws<StateFileException>(() => Edit(edit));
        Assert.Equal(StateFileFailure.Invalid, refusal.Failure);
        Assert.Contains($"'{path}' has half of a surrogate pair", refusal.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_whole_surrogate_pair_is_saved()
    {
        Edit(mail => mail.Headers["\ud83d\ude00"] = "\ufffd\ud83d\ude00");
        var mail = Edit(mail => mail.User = "me");
        Assert.Equal("\ufffd\ud83d\ude00", mail.Headers["\ud83d\ude00"]);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_corrupt()
    {
        System.IO.File.WriteAllText(File, "{ \"Mail\": { \"Server\": \"\\ud800\" } }");
        Assert.Equal(
            StateFileFailure.Corrupt,
            Assert.Throws<StateFileException>(() => Edit(mail => mail.User = "x")).Failure
        );
    }
}
