using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Site = AtomicWrites.Extensions.Tests.OptionsChangeTests.Site;

namespace AtomicWrites.Extensions.Tests;

/// <summary>Writable options that the program binds itself as well.</summary>
public sealed class BoundTwiceTests : IDisposable
{
    readonly Folder _folder = new();

    string File => _folder["settings.json"];

    public void Dispose() => _folder.Dispose();

    static IWritableOptions<Site> Options(IServiceProvider services) =>
        services.GetRequiredService<IWritableOptions<Site>>();

    void Write(string text) => AtomicFile.WriteAllText(File, text);

    [Fact]
    public void A_program_that_already_binds_the_section_is_told_as_well()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(File, optional: true, reloadOnChange: true).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.Configure<Site>(configuration.GetSection("Site"));
        services.AddWritableOptions<Site>("Site", File);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(1, Options(provider).Edit(site => site.Visits++).Visits);
        Assert.Equal(1, Options(provider).CurrentValue.Visits);
        Assert.Equal(1, provider.GetRequiredService<IOptionsMonitor<Site>>().CurrentValue.Visits);
        Assert.Equal(1, provider.GetRequiredService<IOptions<Site>>().Value.Visits);
        using var scope = provider.CreateScope();
        Assert.Equal(1, scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<Site>>().Value.Visits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_that_binds_the_section_itself_is_told_once_of_each_change_and_of_the_new_values(
        bool bindsLast
    )
    {
        Write("{ \"Site\": { \"Visits\": 1 } }");
        var configuration = new ConfigurationBuilder().AddJsonFile(File, optional: true, reloadOnChange: true).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        if (!bindsLast)
            services.Configure<Site>(configuration.GetSection("Site"));
        services.AddWritableOptions<Site>("Site", File);
        if (bindsLast)
            services.Configure<Site>(configuration.GetSection("Site"));
        using var provider = services.BuildServiceProvider();
        var told = new ConcurrentQueue<int>();
        using var watch = provider
            .GetRequiredService<IOptionsMonitor<Site>>()
            .OnChange((site, _) => told.Enqueue(site.Visits));
        Options(provider).Edit(site => site.Visits++);
        Assert.Equal([2], told);
        for (var visits = 3; visits <= 5; visits++)
        {
            Write($"{{ \"Site\": {{ \"Visits\": {visits} }} }}");
            Waiting.Until(() => told.Contains(visits), "nobody was told");
        }

        // By then all watchers have told what they had to tell.
        var reloads = 0;
        using var reload = ChangeToken.OnChange(configuration.GetReloadToken, () => Interlocked.Increment(ref reloads));
        Write("{ \"Site\": { \"Visits\": 5 }, \"Other\": 1 }");
        Waiting.Until(() => configuration["Other"] == "1" && reloads > 0, "the configuration has not seen it");
        Options(provider).Edit(site => site.Visits++);
        Assert.Equal([2, 3, 4, 5, 6], told.Where((visits, index) => index == 0 || visits != told.ElementAt(index - 1)));
        Assert.InRange(told.Count, 5, 6); // the other value may count, nobody knows what the program binds
    }

    public sealed class Tags
    {
        public List<string> Names { get; set; } = ["own"];
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Lists_are_there_once_and_can_be_edited_in_whatever_order_they_are_bound(
        bool bindsLast,
        bool bindsByPath
    )
    {
        Write("{ \"Tags\": { \"Names\": [\"a\", \"b\"] } }");
        var configuration = new ConfigurationBuilder().AddJsonFile(File, optional: true, reloadOnChange: true).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        if (!bindsLast)
            Bind();
        services.AddWritableOptions<Tags>("Tags", File);
        if (bindsLast)
            Bind();
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IWritableOptions<Tags>>();
        Assert.Equal(["a", "b"], options.CurrentValue.Names);
        Assert.Equal(["c"], options.Edit(tags => tags.Names = ["c"]).Names);
        Assert.Equal(["c"], options.CurrentValue.Names);
        Assert.Equal(["c"], provider.GetRequiredService<IOptions<Tags>>().Value.Names);

        void Bind()
        {
            if (bindsByPath)
                services.AddOptions<Tags>().BindConfiguration("Tags");
            else
                services.Configure<Tags>(configuration.GetSection("Tags"));
        }
    }

    [Fact]
    public void Nor_does_it_matter_that_the_generator_of_the_binder_makes_code_of_it()
    {
        using var program = HostProgram.Start("bound", File);
        Assert.Equal(["2", "generated"], program.ReadToEnd());
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public void What_else_the_program_binds_to_the_same_options_is_told_as_well()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Extra:Title"] = "a" })
            .Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.Configure<Site>(configuration.GetSection("Extra")).AddWritableOptions<Site>("Site", File);
        using var provider = services.BuildServiceProvider();
        var told = new ConcurrentQueue<string>();
        using var watch = Options(provider).OnChange((site, _) => told.Enqueue(site.Title));
        Assert.Equal("a", Options(provider).CurrentValue.Title);
        configuration["Extra:Title"] = "b";
        configuration.Reload();
        Assert.Equal(["b"], told);
        configuration.Reload();
        Assert.Single(told);
    }
}
