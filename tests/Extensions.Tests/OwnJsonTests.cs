using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AtomicWrites.Extensions.Tests;

/// <summary>Writable options with a JsonTypeInfo of the program's own, which may show less than an edit can change.</summary>
public sealed partial class OwnJsonTests : IDisposable
{
    public sealed class Account
    {
        public string Name { get; set; } = "a";

        [JsonIgnore]
        public string? Password { get; set; }

        [JsonIgnore]
        public List<string> Keys { get; set; } = [];

        public Place Home { get; set; } = new();
    }

    public sealed class Place
    {
        public string? Street { get; set; }

        [JsonIgnore]
        public string? Note { get; set; }
    }

    [JsonSerializable(typeof(Account))]
    internal sealed partial class Json : JsonSerializerContext;

    readonly Folder _folder = new();

    string File => _folder["account.json"];

    public void Dispose() => _folder.Dispose();

    Account Edit(Action<Account> edit)
    {
        using var services = new ServiceCollection()
            .AddWritableOptions("Account", File, Json.Default.Account, (section, options) => section.Bind(options))
            .BuildServiceProvider();
        var options = services.GetRequiredService<IWritableOptions<Account>>();
        options.Edit(edit);
        return options.CurrentValue;
    }

    [Fact]
    public void What_it_shows_is_written_and_the_rest_stays()
    {
        System.IO.File.WriteAllText(File, """{ "Account": { "Password": "secret", "Name": "a" } }""");
        var account = Edit(account => (account.Name, account.Home.Street) = ("b", "s"));
        Assert.Equal(("b", "s", "secret"), (account.Name, account.Home.Street, account.Password));
    }

    static readonly Dictionary<string, Action<Account>> Changes = new()
    {
        ["Account:Password"] = account => account.Password = "new",
        ["Account:Keys"] = account => account.Keys.Add("k"),
        ["Account:Home:Note"] = account => account.Home.Note = "n",
    };

    public static TheoryData<string> Hidden => [.. Changes.Keys];

    [Theory, MemberData(nameof(Hidden))]
    public void A_change_of_what_it_does_not_show_is_refused_instead_of_lost(string path)
    {
        Refused(Changes[path]);
        Refused(account =>
        {
            account.Name = "b";
            Changes[path](account);
        });

        void Refused(Action<Account> edit)
        {
            var refusal = Assert.Throws<StateFileException>(() => Edit(edit));
            Assert.Equal(StateFileFailure.Invalid, refusal.Failure);
            Assert.Contains($"'{path}' would not come back", refusal.Message, StringComparison.Ordinal);
            Assert.False(System.IO.File.Exists(File));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Contains(
            "half of a surrogate pair",
            Assert.Throws<StateFileException>(() => Edit(account => account.Name = "\ud800")).Message,
            StringComparison.Ordinal
        );
}
