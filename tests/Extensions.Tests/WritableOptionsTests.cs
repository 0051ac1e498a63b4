using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Tests;

/// <summary>What <see cref="IWritableOptions{T}"/> promises, within one process.</summary>
public sealed class WritableOptionsTests : IDisposable
{
    readonly Folder _folder = new();

    string File => _folder["appsettings.User.json"];

    public void Dispose() => _folder.Dispose();

    public enum Tone
    {
        Calm,
        Loud,
    }

    public sealed class Look
    {
        public string Theme { get; set; } = "light";

        [Range(1, 100)]
        public int FontSize { get; set; } = 11;

        public string? Proxy { get; set; }

        public Tone Tone { get; set; }

        public TimeSpan Delay { get; set; }

        public DateTime LastSeen { get; set; }

        public List<string> Recent { get; set; } = [];

        public Dictionary<string, int> Counts { get; set; } = [];

        public Colors Colors { get; set; } = new();

        public string Shown => Theme + FontSize;
    }

    public sealed class Colors
    {
        public string Back { get; set; } = "white";

        [ConfigurationKeyName("fore")]
        public string Front { get; set; } = "black";
    }

    ServiceProvider Services(
        Action<IConfigurationBuilder>? sources = null,
        Action<IServiceCollection>? more = null,
        string section = "Look"
    )
    {
        var services = new ServiceCollection();
        if (sources is not null)
        {
            var builder = new ConfigurationBuilder();
            sources(builder);
            services.AddSingleton<IConfiguration>(builder.Build());
        }

        more?.Invoke(services);
        services.AddWritableOptions<Look>(section, File);
        return services.BuildServiceProvider();
    }

    static IWritableOptions<Look> Options(IServiceProvider services) =>
        services.GetRequiredService<IWritableOptions<Look>>();

    [Fact]
    public void A_new_file_has_in_it_what_has_changed()
    {
        using var services = Services();
        var options = Options(services);
        Assert.Equal("dark", options.Edit(look => look.Theme = "dark").Theme);
        Assert.Equal("dark", options.CurrentValue.Theme);
        Assert.Equal(
            """
            {
              "Look": {
                "Theme": "dark"
              }
            }

            """.ReplaceLineEndings(),
            System.IO.File.ReadAllText(File)
        );
    }

    [Fact]
    public void Only_the_value_changes_in_a_file_with_comments()
    {
        const string Before =
            "\uFEFF// mine\r\n{\r\n\t\"Other\" : [1,2 , 3,], /* keep */\r\n"
            + "\t\"look\":{ \"FONTSIZE\":12, // points\r\n\t\t\"Theme\":\"light\" },\r\n}\r\n";
        System.IO.File.WriteAllText(File, Before);
        using var services = Services();
        Options(services)
            .Update(look =>
            {
                look.FontSize = 14;
                return look;
            });
        Assert.Equal(
            Before.Replace("12", "14", StringComparison.Ordinal),
            System.Text.Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File))
        );
    }

    [Fact]
    public void Everything_an_options_type_has_comes_back()
    {
        var time = new DateTime(2026, 3, 29, 1, 2, 3, DateTimeKind.Utc);
        using (var services = Services())
            Options(services)
                .Edit(look =>
                {
                    look.Proxy = "http://x:1/";
                    look.Tone = Tone.Loud;
                    look.Delay = TimeSpan.FromSeconds(90);
                    look.LastSeen = time;
                    look.Recent = ["a", "b"];
                    look.Counts["ü"] = 1;
                    look.Colors.Front = "red";
                });
        using (var services = Services())
        {
            var look = Options(services).CurrentValue;
            Assert.Equal(
                ("http://x:1/", Tone.Loud, TimeSpan.FromSeconds(90), "red", "white"),
                (look.Proxy, look.Tone, look.Delay, look.Colors.Front, look.Colors.Back)
            );
            Assert.Equal(time, look.LastSeen.ToUniversalTime());
            Assert.Equal(["a", "b"], look.Recent);
            Assert.Equal(1, look.Counts["ü"]);
        }

        Assert.DoesNotContain("Shown", System.IO.File.ReadAllText(File), StringComparison.Ordinal); // computed
        using (var services = Services())
        {
            var look = Options(services)
                .Edit(look =>
                {
                    look.Recent.RemoveAt(0);
                    look.Counts.Clear();
                    look.Proxy = null;
                });
            Assert.Equal(["b"], look.Recent);
            Assert.Empty(look.Counts);
            Assert.Null(Options(services).CurrentValue.Proxy);
        }
    }

    [Theory]
    [InlineData("A:B")]
    [InlineData("a:b:c")]
    public void Sections_may_be_nested(string section)
    {
        System.IO.File.WriteAllText(File, "{ \"A\": { \"B\": { \"Theme\": \"x\", \"c\": null } } }");
        using var services = Services(section: section);
        Options(services).Edit(look => look.Theme = "dark");
        Assert.Equal("dark", Options(services).CurrentValue.Theme);
        var configuration = new ConfigurationBuilder().AddJsonFile(File).Build();
        Assert.Equal("dark", configuration[section + ":Theme"]);
    }

    [Fact]
    public void Values_of_other_sources_are_seen_and_not_copied_into_the_file()
    {
        using var services = Services(sources =>
            sources.AddInMemoryCollection(
                new Dictionary<string, string?> { ["Look:Proxy"] = "secret", ["Look:FontSize"] = "20" }
            )
        );
        var look = Options(services).Edit(look => look.FontSize++);
        Assert.Equal((21, "secret"), (look.FontSize, look.Proxy));
        Assert.DoesNotContain("secret", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_a_source_keeps_its_place_and_is_seen_at_once_by_all()
    {
        using var services = Services(sources =>
            sources
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { ["Look:Recent:0"] = "a", ["Look:Recent:1"] = "b" }
                )
                .AddJsonFile(File, optional: true, reloadOnChange: true)
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Look:Theme"] = "forced" })
        );
        var options = Options(services);
        Assert.Equal(["b"], options.Edit(look => look.Recent.RemoveAt(0)).Recent);
        Assert.Equal(["b"], options.CurrentValue.Recent);
        options.Edit(look => look.FontSize = 15);
        Assert.Equal("15", services.GetRequiredService<IConfiguration>()["Look:FontSize"]);
        Assert.Equal(15, services.GetRequiredService<IOptionsMonitor<Look>>().CurrentValue.FontSize);

        var before = System.IO.File.ReadAllText(File);
        var refusal = Assert.Throws<StateFileException>(() => options.Edit(look => look.Theme = "dark"));
        Assert.Equal(StateFileFailure.Invalid, refusal.Failure);
        Assert.Contains("Look:Theme", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllText(File));
    }

    sealed class NoDarkLoudness : IValidateOptions<Look>
    {
        public ValidateOptionsResult Validate(string? name, Look options) =>
            options is { Theme: "dark", Tone: Tone.Loud }
                ? ValidateOptionsResult.Fail("Dark is not loud.")
                : ValidateOptionsResult.Success;
    }

    [Fact]
    public void What_is_not_valid_is_refused_before_anything_is_written()
    {
        using var services = Services(more: services =>
            services.AddSingleton<IValidateOptions<Look>, NoDarkLoudness>()
        );
        var options = Options(services);
        Refused("FontSize", look => look.FontSize = 500);
        Refused("Dark is not loud.", look =>
        {
            look.Theme = "dark";
            look.Tone = Tone.Loud;
        });
        Assert.False(System.IO.File.Exists(File));
        Assert.Equal(11, options.CurrentValue.FontSize);

        void Refused(string reason, Action<Look> edit)
        {
            var refusal = Assert.Throws<StateFileException>(() => options.Edit(edit));
            Assert.Equal(StateFileFailure.Invalid, refusal.Failure);
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_edit_can_mend_options_that_are_not_valid()
    {
        System.IO.File.WriteAllText(File, "{ \"Look\": { \"FontSize\": 500 } }");
        using var services = Services();
        Assert.Throws<OptionsValidationException>(() => Options(services).CurrentValue);
        Options(services).Edit(look => look.FontSize = 12);
        Assert.Equal(12, Options(services).CurrentValue.FontSize);
    }

    [Fact]
    public void Configured_values_are_edited_and_what_is_made_of_them_afterwards_is_not_saved()
    {
        using var services = Services(more: services =>
        {
            services.Configure<Look>(look => look.FontSize = 30);
            services.PostConfigure<Look>(look => look.Theme = look.Theme + "!");
        });
        var look = Options(services).Edit(look => look.FontSize++);
        Assert.Equal((31, "light!"), (look.FontSize, look.Theme));
        Assert.DoesNotContain("!", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{ \"Look\": 5 }")]
    [InlineData("{ \"Look\": { \"Theme\": \"x\" }, \"LOOK\": { \"Theme\": \"y\" } }")]
    [InlineData("{ \"Look\": { \"FontSize\": \"many\" } }")]
    [InlineData("{ torn")]
    public void What_cannot_be_read_is_refused_and_left_as_it_is(string text)
    {
        System.IO.File.WriteAllText(File, text);
        using var services = Services();
        var refusal = Assert.Throws<StateFileException>(() => Options(services).Edit(look => look.Theme = "dark"));
        Assert.Equal(StateFileFailure.Corrupt, refusal.Failure);
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("{ \"Look\": { \"Counts\": { \"a\": 1, \"foo\": 2 /* mine */, \"z\": 3 } } }", "\"foo\"", "\"Foo\"")]
    [InlineData("{ \"look:counts:foo\": 2 }", "look:counts:foo", "look:counts:Foo")]
    public void The_case_of_a_key_can_be_changed_where_it_stands(string text, string before, string after)
    {
        System.IO.File.WriteAllText(File, text);
        using var services = Services();
        var look = Options(services)
            .Edit(look =>
            {
                look.Counts.Remove("foo");
                look.Counts["Foo"] = 5;
            });
        Assert.Contains("Foo", look.Counts.Keys);
        Assert.DoesNotContain("foo", Options(services).CurrentValue.Counts.Keys);
        Assert.Equal(
            text.Replace(before, after, StringComparison.Ordinal).Replace('2', '5'),
            System.IO.File.ReadAllText(File)
        );
    }

    [Fact]
    public void An_update_that_changes_nothing_writes_nothing()
    {
        using var services = Services();
        Options(services).Update(look => look);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task Asynchronous_forms_do_the_same()
    {
        using var services = Services();
        var options = Options(services);
        await options.UpdateAsync(look =>
        {
            look.Theme = "1";
            return look;
        });
        await options.EditAsync(look => look.FontSize = 1);
        await options.EditAsync(async look =>
        {
            await Task.Yield();
            look.FontSize++;
        });
        Assert.Equal(("1", 2), (options.CurrentValue.Theme, options.CurrentValue.FontSize));
        await Assert.ThrowsAsync<InvalidOperationException>(() => options.EditAsync(_ => (Task)null!));
        await Assert.ThrowsAsync<InvalidOperationException>(() => options.UpdateAsync((_, _) => null!));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            options.EditAsync(look => look.FontSize = 9, new CancellationToken(true))
        );
        Assert.Equal(2, options.CurrentValue.FontSize);
    }

    [Fact]
    public void Named_options_are_keyed_services()
    {
        var services = new ServiceCollection();
        services
            .AddWritableOptions<Look>("Left", File, name: "left")
            .AddWritableOptions<Look>("Right", File, name: "right");
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredKeyedService<IWritableOptions<Look>>("left").Edit(look => look.Theme = "l");
        provider.GetRequiredKeyedService<IWritableOptions<Look>>("right").Edit(look => look.Theme = "r");
        var monitor = provider.GetRequiredService<IOptionsMonitor<Look>>();
        Assert.Equal(
            ("l", "r", "light"),
            (monitor.Get("left").Theme, monitor.Get("right").Theme, monitor.CurrentValue.Theme)
        );
    }

    [Fact]
    public void A_test_may_put_another_file_in_the_place_of_the_programs()
    {
        var services = new ServiceCollection();
        services.AddWritableOptions<Look>("Look", "/nowhere/at/all.json").AddWritableOptions<Look>("Look", File);
        using var provider = services.BuildServiceProvider();
        Options(provider).Edit(look => look.Recent = ["a"]);
        Assert.Equal(["a"], Options(provider).CurrentValue.Recent);
    }

    [Fact]
    public void The_directory_is_made()
    {
        var services = new ServiceCollection();
        services.AddWritableOptions<Look>("Look", Path.Combine(_folder.Path, "new", "deep", "look.json"));
        using var provider = services.BuildServiceProvider();
        Options(provider).Edit(look => look.Theme = "dark");
        Assert.Equal("dark", Options(provider).CurrentValue.Theme);
    }
}
