using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Tests;

/// <summary>Who is told of changes of writable options, how often, and what is seen then.</summary>
public sealed class OptionsChangeTests : IDisposable
{
    public sealed class Site
    {
        [Range(0, 1_000_000)]
        public int Visits { get; set; }

        public string Title { get; set; } = "";
    }

    readonly Folder _folder = new();
    readonly LogLines _log = new();

    string File => _folder["settings.json"];

    public void Dispose() => _folder.Dispose();

    ServiceProvider Services(bool isSource)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log));
        var builder = new ConfigurationBuilder();
        if (isSource)
            builder.AddJsonFile(File, optional: true, reloadOnChange: true);
        services.AddSingleton<IConfiguration>(builder.Build());
        services.AddWritableOptions<Site>("Site", File);
        return services.BuildServiceProvider();
    }

    static IWritableOptions<Site> Options(IServiceProvider services) =>
        services.GetRequiredService<IWritableOptions<Site>>();

    void Write(string text) => AtomicFile.WriteAllText(File, text);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Own_updates_are_seen_at_once_and_told_once(bool isSource)
    {
        using var services = Services(isSource);
        var options = Options(services);
        var told = new ConcurrentQueue<int>();
        using var watch = options.OnChange((site, _) => told.Enqueue(site.Visits));
        for (var visit = 1; visit <= 5; visit++)
        {
            options.Edit(site => site.Visits++);
            Assert.Equal(visit, options.CurrentValue.Visits);
            Assert.Equal(visit, told.Count);
        }

        // By then all watchers have told what they had to tell of the updates before.
        Write("{ \"Site\": { \"Visits\": 9 } }");
        Waiting.Until(() => told.Contains(9), "nobody was told");
        Assert.Equal([1, 2, 3, 4, 5, 9], told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_at_once_never_see_an_older_value_than_they_have_saved(bool isSource)
    {
        using var services = Services(isSource);
        var options = Options(services);
        using var watch = options.OnChange((_, _) => Thread.Sleep(1)); // so that others come in between
        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var saved = options.Edit(site => site.Visits++).Visits;
            Assert.True(options.CurrentValue.Visits >= saved, "an older value");
        });
        Assert.Equal(100, options.CurrentValue.Visits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Updates_of_others_come_by_the_monitor_and_what_is_none_of_the_section_does_not(bool isSource)
    {
        Write("{ \"Site\": { \"Visits\": 1 } }");
        using var services = Services(isSource);
        var monitor = services.GetRequiredService<IOptionsMonitor<Site>>();
        var told = new ConcurrentQueue<int>();
        using var watch = monitor.OnChange((site, _) => told.Enqueue(site.Visits));
        Assert.Equal(1, monitor.CurrentValue.Visits);
        Write("{ \"Other\": 1, \"Site\": { \"Visits\": 1 /* the same */ } }");
        Write("{ \"Site\": { \"Visits\": 2 } }");
        Waiting.Until(() => monitor.CurrentValue.Visits == 2, "the other's update was not seen");
        Write("{ \"Site\": { \"Visits\": 3 } }");
        Waiting.Until(() => told.Contains(3), "nobody was told");
        Assert.Equal([2, 3], told);
    }

    [Fact]
    public void A_file_that_becomes_corrupt_leaves_the_values_and_is_logged()
    {
        Write("{ \"Site\": { \"Visits\": 1 } }");
        using var services = Services(isSource: false);
        var options = Options(services);
        Assert.Equal(1, options.CurrentValue.Visits);
        Write("{ \"Site\": { \"Visits\": ");
        Waiting.Until(() => _log.Ids.Contains(6), "it was not logged");
        Assert.Equal(1, options.CurrentValue.Visits);
        Write("{ \"Site\": { \"Visits\": 2 } }");
        Waiting.Until(() => options.CurrentValue.Visits == 2, "it did not go on");
    }

    [Theory]
    [InlineData("{ \"Site\": { \"Visits\": \"many\" } }")]
    [InlineData("{ \"Site\": { \"Visits\": 2000000 } }")]
    public void What_cannot_be_bound_or_is_not_valid_leaves_the_values_and_is_logged(string bad)
    {
        Write("{ \"Site\": { \"Visits\": 1 } }");
        using var services = Services(isSource: false);
        var options = Options(services);
        var told = new ConcurrentQueue<int>();
        using var watch = options.OnChange((site, _) => told.Enqueue(site.Visits));
        Assert.Equal(1, options.CurrentValue.Visits);
        Write(bad);
        Waiting.Until(() => _log.Ids.Contains(6), "it was not logged");
        Assert.Equal(1, options.CurrentValue.Visits);
        Assert.Empty(told);
        Write("{ \"Site\": { \"Visits\": 2 } }");
        Waiting.Until(() => told.Contains(2), "it did not go on");
        Assert.DoesNotContain(8, _log.Ids);
    }

    [Fact]
    public void A_listener_that_throws_takes_nothing_with_it()
    {
        using var services = Services(isSource: false);
        var options = Options(services);
        using var watch = options.OnChange((_, _) => throw new InvalidDataException());
        Assert.Equal(1, options.Edit(site => site.Visits++).Visits);
        Assert.Contains(8, _log.Ids);
        Write("{ \"Site\": { \"Visits\": 7 } }");
        Waiting.Until(() => _log.Ids.Count(id => id == 8) == 2, "the watcher has ended");
        Assert.Equal(7, options.CurrentValue.Visits);
    }

    [Fact]
    public void A_listener_may_update_the_options_and_that_ends()
    {
        using var services = Services(isSource: true);
        var options = Options(services);
        using var watch = options.OnChange(
            (site, _) => options.Edit(next => next.Title = site.Visits.ToString(CultureInfo.InvariantCulture))
        );
        options.Edit(site => site.Visits = 4);
        Assert.Equal("4", options.CurrentValue.Title);
    }

    [Fact]
    public void Programs_at_once_lose_no_update_and_no_comment()
    {
        Write("// ours\n{\n  \"Other\": 1, // keep\n  \"Site\": {\n    \"Title\": \"t\"\n  }\n}\n");
        const int Each = 100;
        using var one = HostProgram.Start("visits", File, $"{Each}");
        using var two = HostProgram.Start("visits", File, $"{Each}");
        using var services = Services(isSource: true);
        var options = Options(services);
        for (var visit = 0; visit < Each; visit++)
            options.Edit(site => site.Visits++);
        one.ReadToEnd();
        two.ReadToEnd();
        Assert.Equal((0, 0), (one.ExitCode, two.ExitCode));
        Assert.Equal(
            $"// ours\n{{\n  \"Other\": 1, // keep\n  \"Site\": {{\n    \"Title\": \"t\",\n    \"Visits\": {3 * Each}\n  }}\n}}\n",
            System.IO.File.ReadAllText(File)
        );
        Waiting.Until(() => options.CurrentValue.Visits == 3 * Each, "the last update of the others was not seen");
    }

    [Fact]
    public void A_program_that_is_killed_loses_no_update_that_it_has_reported()
    {
        Write("{ \"Other\": [1, 2], // keep\n}");
        var reported = 0;
        for (var kill = 0; kill < 5; kill++)
        {
            using var program = HostProgram.Start("visits", File, "100000");
            for (var line = 0; line <= 7 * kill; line++)
                reported = int.Parse(program.ReadLine()!, CultureInfo.InvariantCulture);
            program.Kill();
            if (program.ReadToEnd() is [.., var last])
                reported = int.Parse(last, CultureInfo.InvariantCulture);
            using var services = Services(isSource: false);
            Assert.InRange(Options(services).CurrentValue.Visits, reported, reported + 1);
            Assert.StartsWith(
                "{ \"Other\": [1, 2], // keep\n",
                System.IO.File.ReadAllText(File),
                StringComparison.Ordinal
            );
        }
    }
}
