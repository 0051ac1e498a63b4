using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace AtomicWrites.Extensions.Tests;

/// <summary>A state file as a source of the configuration.</summary>
public sealed class ConfigurationTests : IDisposable
{
    sealed record Window(int Width, string[] Recent);

    readonly Folder _folder = new();
    readonly ConcurrentQueue<StateFileException> _failures = new();

    string File => _folder["window.json"];

    public void Dispose() => _folder.Dispose();

    IConfigurationRoot Configuration(bool optional = true) =>
        new ConfigurationBuilder()
            .SetBasePath(_folder.Path)
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Width"] = "1" })
            .AddStateFile("window.json", optional, failed: _failures.Enqueue)
            .Build();

    [Fact]
    public void What_a_state_file_keeps_is_configuration_and_so_are_its_changes()
    {
        using var configuration = (ConfigurationRoot)Configuration();
        Assert.Equal("1", configuration["Width"]);
        var reloads = 0;
        using var watch = ChangeToken.OnChange(configuration.GetReloadToken, () => Interlocked.Increment(ref reloads));
        var state = new StateFile<Window>(File, new() { Initial = () => new(5, ["a", "b"]), Upgrades = [_ => { }] });
        state.Update(window => window with { Width = 6 });
        Waiting.Until(() => configuration["width"] == "6", "it was not seen");
        Assert.Equal(("b", null), (configuration["Recent:1"], configuration["$version"]));
        Assert.Contains("$version", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal(1, Volatile.Read(ref reloads));
        state.Delete();
        Waiting.Until(() => configuration["Width"] == "1", "the deletion was not seen");
    }

    [Fact]
    public void A_corrupt_file_leaves_the_last_good_values_and_is_told()
    {
        AtomicFile.WriteAllText(File, "{ \"Width\": 2 }");
        using var configuration = (ConfigurationRoot)Configuration();
        foreach (var torn in new[] { "{ \"Width\": ", "", "[]" })
        {
            _failures.Clear();
            AtomicFile.WriteAllText(File, torn);
            Waiting.Until(() => !_failures.IsEmpty, "it was not told");
            Assert.Equal("2", configuration["Width"]);
            Assert.All(_failures, failure => Assert.Equal(StateFileFailure.Corrupt, failure.Failure));
        }

        configuration.Reload(); // does not throw either
        AtomicFile.WriteAllText(File, "{ \"Width\": 3 }");
        Waiting.Until(() => configuration["Width"] == "3", "it did not go on");
    }

    [Fact]
    public void Behind_a_link_the_backup_is_that_of_the_file_itself()
    {
        Directory.CreateDirectory(_folder["volume"]);
        System.IO.File.CreateSymbolicLink(File, "volume/current.json");
        var state = new StateFile<Window>(File, new() { Initial = () => new(5, []) });
        foreach (var width in new[] { 6, 7 })
            state.Update(window => window with { Width = width });
        System.IO.File.WriteAllText(File, "{ torn");
        Assert.Equal(6, state.Read().Width);
        using var configuration = (ConfigurationRoot)Configuration();
        Assert.Equal("6", configuration["Width"]);
        Assert.Equal(StateFileFailure.Corrupt, Assert.Single(_failures).Failure);
    }

    [Fact]
    public async Task A_file_that_another_keeps_to_itself_for_a_moment_is_waited_for()
    {
        using var kept = new FileStream(File, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        kept.Write("{ \"Width\": 8 }"u8);
        kept.Flush();
        var building = Task.Run(() =>
            new ConfigurationBuilder()
                .SetBasePath(_folder.Path)
                .AddStateFile("window.json", reloadOnChange: false)
                .Build()
        );
        Thread.Sleep(100); // asynchronously it may take longer than the half second for which a reading waits
        Assert.False(building.IsCompleted);
        kept.Dispose();
        using var configuration = (ConfigurationRoot)await building;
        Assert.Equal("8", configuration["Width"]);
    }

    [Fact]
    public void At_the_start_the_backup_stands_in_for_a_corrupt_file()
    {
        AtomicFile.WriteAllText(File, "{ torn");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => Configuration()).Failure);
        AtomicFile.WriteAllText(File + ".bak", "{ \"Width\": 4 }");
        _failures.Clear();
        using var configuration = (ConfigurationRoot)Configuration();
        Assert.Equal("4", configuration["Width"]);
        Assert.Single(_failures);
    }

    [Fact]
    public void Providers_that_are_made_anew_keep_the_last_good_values()
    {
        AtomicFile.WriteAllText(File, "{ \"Width\": 2 }");
        AtomicFile.WriteAllText(File + ".bak", "{ \"Width\": 1 }");
        using var configuration = new ConfigurationManager();
        configuration.SetBasePath(_folder.Path).AddStateFile("window.json", failed: _failures.Enqueue);
        AtomicFile.WriteAllText(File, "{ \"Width\": 3 }");
        Waiting.Until(() => configuration["Width"] == "3", "it was not seen");
        AtomicFile.WriteAllText(File, "{ torn");
        Waiting.Until(() => !_failures.IsEmpty, "it was not told");
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource());
        Assert.Equal("3", configuration["Width"]); // and not the backup's, which is older
        AtomicFile.WriteAllText(File, "{ \"Width\": 4 }");
        Waiting.Until(() => configuration["Width"] == "4", "it did not go on");
    }

    [Fact]
    public void A_file_that_must_be_there_is_demanded() =>
        Assert.Equal(
            StateFileFailure.Missing,
            Assert.Throws<StateFileException>(() => Configuration(optional: false)).Failure
        );

    [Fact]
    public async Task A_host_logs_it()
    {
        AtomicFile.WriteAllText(File, "{ torn");
        AtomicFile.WriteAllText(File + ".bak", "{ \"Width\": 4 }");
        var log = new LogLines();
        var builder = EmptyHost.Builder(_folder, log);
        builder.Configuration.AddStateFile("window.json");
        builder.Services.AddWritableOptions<OptionsChangeTests.Site>("Site", "other.json");
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal([1], log.Ids); // recovered
        await host.StopAsync();
    }

    [Fact]
    public void Options_are_written_to_a_file_that_is_such_a_source()
    {
        var configuration = Configuration();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddWritableOptions<OptionsChangeTests.Site>("Site", File)
            .BuildServiceProvider();
        services.GetRequiredService<IWritableOptions<OptionsChangeTests.Site>>().Edit(site => site.Visits = 3);
        Assert.Equal("3", configuration["Site:Visits"]);
    }
}
