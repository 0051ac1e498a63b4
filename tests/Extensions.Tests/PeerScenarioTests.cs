using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Tests;

/// <summary>
/// What WritableOptions.Net and Awesome.Net.WritableOptions are used for, and what their users have reported as bugs.
/// </summary>
public sealed class PeerScenarioTests : IDisposable
{
    public sealed class Launch
    {
        public DateTime Last { get; set; }

        public int Interval { get; set; }

        public string? Connection { get; set; }
    }

    static readonly Launch New = new()
    {
        Last = new(2020, 12, 1),
        Interval = 5000,
        Connection = "new",
    };

    readonly Folder _folder = new();

    string File => _folder["appsettings.json"];

    public void Dispose() => _folder.Dispose();

    public enum Registration
    {
        None,
        Configuration,
        Root, // a program that registers the configuration under its other name alone
    }

    static readonly bool[] Marks = [false, true];

    static readonly string[] Files =
    [
        "{}",
        "{ \"Launch\": {} }",
        "{\n  \"Launch\": {\n    \"Last\": \"2020-10-01T00:00:00\",\n    \"Interval\": 1000,\n    \"Connection\": \"old\"\n  }\n}",
        "{\n  // one\n  \"Launch\": {\n    /* two\n    */\n    \"Interval\": 1000\n  }\n}",
        "{\n  \"Launch\": {\n    \"Interval\": 1000,\n  },\n}",
        "{ \"Other\": {} }",
        "{ \"Other\": {}, \"Launch\": {} }",
    ];

    public static TheoryData<string, bool, Registration> Cases =>
        [
            .. from text in Files
            from hasMark in Marks
            from registration in Enum.GetValues<Registration>()
            select (text, hasMark, registration),
        ];

    ServiceProvider Services(Registration registration)
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().AddJsonFile(File, optional: true, reloadOnChange: true).Build();
        if (registration == Registration.Configuration)
            services.AddSingleton<IConfiguration>(configuration);
        else if (registration == Registration.Root)
            services.AddSingleton<IConfigurationRoot>(configuration);
        return services.AddWritableOptions<Launch>("Launch", File).BuildServiceProvider();
    }

    static IWritableOptions<Launch> Options(IServiceProvider services) =>
        services.GetRequiredService<IWritableOptions<Launch>>();

    [Theory, MemberData(nameof(Cases))]
    public void Whole_options_are_saved_and_the_rest_of_the_file_stays(
        string text,
        bool hasMark,
        Registration registration
    )
    {
        System.IO.File.WriteAllText(File, text, new UTF8Encoding(hasMark));
        using var services = Services(registration);
        Options(services).Update(_ => New);

        // Read right afterwards, by whomever: the peers show the old value, or do so where they have found no
        // configuration.
        using var scope = services.CreateScope();
        foreach (
            var present in new[]
            {
                Options(services).CurrentValue,
                services.GetRequiredService<IOptionsMonitor<Launch>>().CurrentValue,
                scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<Launch>>().Value,
                new ConfigurationBuilder().AddJsonFile(File).Build().GetSection("Launch").Get<Launch>()!,
            }
        )
            Assert.Equivalent(New, present, strict: true);
        if (registration == Registration.Root)
            Assert.Equal("5000", services.GetRequiredService<IConfigurationRoot>()["Launch:Interval"]);

        var bytes = System.IO.File.ReadAllBytes(File);
        Assert.Equal(hasMark, bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        foreach (var piece in new[] { "// one\n", "/* two\n    */", ",\n}", "\"Other\": {}" })
            Assert.Equal(
                text.Contains(piece, StringComparison.Ordinal),
                Encoding.UTF8.GetString(bytes).Contains(piece, StringComparison.Ordinal)
            );
    }

    [Fact]
    public void A_file_that_is_missing_is_made()
    {
        using var services = Services(Registration.Root);
        Options(services).Edit(launch => launch.Interval = 7);
        Assert.Equal(7, Options(services).CurrentValue.Interval);
        Assert.Equal("7", services.GetRequiredService<IConfigurationRoot>()["Launch:Interval"]);
    }

    [Fact]
    public void A_value_that_becomes_null_is_null_also_where_another_source_has_one()
    {
        System.IO.File.WriteAllText(File, Files[2]);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Launch:Connection"] = "default" })
            .AddJsonFile(File)
            .Build();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddWritableOptions<Launch>("Launch", File)
            .BuildServiceProvider();
        Options(services).Edit(launch => launch.Connection = null);
        Assert.Null(Options(services).CurrentValue.Connection);
        Assert.Contains("\"Connection\": null", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void A_switch_is_turned_back_and_forth_by_what_is_read_in_the_update()
    {
        using var services = Services(Registration.Configuration);
        foreach (var expected in new[] { 1, 0, 1 })
        {
            Options(services).Edit(launch => launch.Interval = 1 - launch.Interval);
            Assert.Equal(expected, Options(services).CurrentValue.Interval);
        }
    }
}
