using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Tests;

/// <summary>Typed state by dependency injection.</summary>
public sealed class StateTests : IDisposable
{
    public sealed class Cart
    {
        [Range(0, 100)]
        public int Count { get; set; }

        [Required]
        public string Owner { get; set; } = "nobody";
    }

    sealed class EvenCounts : IValidateOptions<Cart>
    {
        public ValidateOptionsResult Validate(string? name, Cart options) =>
            options.Count % 2 == 0 || name == "odd"
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Odd.");
    }

    readonly Folder _folder = new();
    readonly LogLines _log = new();

    string File => _folder["cart.json"];

    public void Dispose() => _folder.Dispose();

    HostApplicationBuilder Builder() => EmptyHost.Builder(_folder, _log);

    [Fact]
    public void A_state_file_is_a_singleton_relative_to_the_content_root()
    {
        var builder = Builder();
        builder.Services.AddStateFile<Cart>("cart.json");
        using var host = builder.Build();
        var state = host.Services.GetRequiredService<IState<Cart>>();
        Assert.Equal(0, state.Read().Count); // a first start
        state.Edit(cart => cart.Count = 2);
        Assert.Same(state, host.Services.GetRequiredService<IState<Cart>>());
        Assert.Equal(2, new StateFile<Cart>(File).Read().Count);
    }

    [Fact]
    public void A_store_is_a_state_and_keys_tell_states_apart()
    {
        var services = new ServiceCollection();
        services
            .AddState<Cart>(new InMemoryStateStore("a"))
            .AddState<Cart>(new InMemoryStateStore("b"), key: "b")
            .AddStateFile<Cart>(File, key: 3);
        using var provider = services.BuildServiceProvider();
        var states = new[]
        {
            provider.GetRequiredService<IState<Cart>>(),
            provider.GetRequiredKeyedService<IState<Cart>>("b"),
            provider.GetRequiredKeyedService<IState<Cart>>(3),
        };
        for (var index = 0; index < states.Length; index++)
            states[index].Update(cart => new() { Count = index + 1 });
        Assert.Equal([1, 2, 3], states.Select(state => state.Read().Count));
    }

    [Fact]
    public void Options_that_are_given_stay_as_they_are()
    {
        using var provider = new ServiceCollection()
            .AddStateFile<Cart>(
                File,
                new StateFileOptions<Cart> { Validate = cart => cart.Count == 7 ? "Not seven." : null }
            )
            .BuildServiceProvider();
        var state = provider.GetRequiredService<IState<Cart>>();
        Assert.Equal(StateFileFailure.Missing, Assert.Throws<StateFileException>(() => state.Read()).Failure);
        Assert.Contains(
            "Not seven.",
            Assert.Throws<StateFileException>(() => state.Reset(new() { Count = 7 })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_not_valid_is_refused_before_anything_is_written()
    {
        using var provider = new ServiceCollection()
            .AddSingleton<IValidateOptions<Cart>, EvenCounts>()
            .AddStateFile<Cart>(File)
            .AddState<Cart>(new InMemoryStateStore(), key: "odd")
            .BuildServiceProvider();
        var state = provider.GetRequiredService<IState<Cart>>();
        Refused("Count", cart => cart.Count = 102);
        Refused("Owner", cart => cart.Owner = "");
        Refused("Odd.", cart => cart.Count = 3);
        Assert.Equal([], Directory.GetFiles(_folder.Path, "cart.json"));
        Assert.Equal(3, provider.GetRequiredKeyedService<IState<Cart>>("odd").Edit(cart => cart.Count = 3).Count);

        void Refused(string reason, Action<Cart> edit)
        {
            var refusal = Assert.Throws<StateFileException>(() => state.Edit(edit));
            Assert.Equal(StateFileFailure.Invalid, refusal.Failure);
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_happens_is_logged_and_counted()
    {
        var measured = new List<(string, double)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "AtomicWrites")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        var builder = Builder();
        builder.Services.AddStateFile<Cart>("cart.json");
        using var host = builder.Build();
        var state = host.Services.GetRequiredService<IState<Cart>>();
        state.Edit(cart => cart.Count = 1);
        state.Edit(cart => cart.Count = 2);
        System.IO.File.WriteAllText(File, "{ torn");
        Assert.Equal(2, state.Edit(cart => cart.Count++).Count); // from the backup, 1
        Assert.Throws<StateFileException>(() => state.Edit(cart => cart.Count = 1000)); // refused is not failed
        Assert.Equal([1, 2], _log.Ids);
        FailToSave(state);
        Assert.Equal([1, 2, 4], _log.Ids);
        Assert.Equal(
            [
                ("atomicwrites.recoveries", 1),
                ("atomicwrites.writes", 1),
                ("atomicwrites.writes", 1),
                ("atomicwrites.writes", 1),
                ("atomicwrites.writes", 1),
            ],
            measured
                .Where(measurement => measurement.Item1 is "atomicwrites.recoveries" or "atomicwrites.writes")
                .Order()
        );
        Assert.Equal(5, measured.Count(measurement => measurement.Item1 == "atomicwrites.lock.wait"));
        Assert.Equal(3, measured.Count(measurement => measurement.Item1 == "atomicwrites.write.duration"));

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
                if (
                    tag.Key == "state"
                    && tag.Value is string name
                    && name.Contains(_folder.Path, StringComparison.Ordinal)
                )
                    lock (measured)
                        measured.Add((instrument.Name, value));
        }
    }

    // A directory is in the way, which is gone afterwards.
    void FailToSave(IState<Cart> state)
    {
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);
        Assert.ThrowsAny<IOException>(() => state.Edit(cart => cart.Count = 1));
        Directory.Delete(File);
    }

    sealed class Told : StateObserver
    {
        public int Saves { get; private set; }

        public override void Saved(string name, TimeSpan elapsed) => Saves++;
    }

    [Fact]
    public void An_observer_of_the_programs_own_takes_nothing_from_the_logs()
    {
        var own = new Told();
        var builder = Builder();
        builder.Services.AddStateFile<Cart>("cart.json", new() { Initial = () => new(), Observer = own });
        using var host = builder.Build();
        var state = host.Services.GetRequiredService<IState<Cart>>();
        state.Edit(cart => cart.Count = 1);
        FailToSave(state);
        Assert.Equal(1, own.Saves);
        Assert.Equal([4], _log.Ids);
    }

    [Theory]
    [InlineData(200, "", HealthStatus.Healthy)] // with the longest temporary name that a save may need
    [InlineData(240, "", HealthStatus.Healthy)]
    [InlineData(4, "elsewhere", HealthStatus.Healthy)]
    [InlineData(4, "nowhere", HealthStatus.Unhealthy)]
    public async Task The_health_check_tries_what_a_save_does(int length, string linkedTo, HealthStatus expected)
    {
        var name = new string('n', length) + ".json";
        Directory.CreateDirectory(_folder["elsewhere"]);
        if (linkedTo.Length > 0)
            System.IO.File.CreateSymbolicLink(_folder[name], Path.Combine(linkedTo, name));
        var builder = Builder();
        builder.Services.AddStateFile<Cart>(name);
        builder.Services.AddHealthChecks().AddCheck<StateHealthCheck>("state");
        using var host = builder.Build();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(expected, (await health.CheckHealthAsync()).Status);
        Assert.All(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), file =>
            Assert.Equal(_folder[name], file)
        );
        var state = host.Services.GetRequiredService<IState<Cart>>();
        var failure = Record.Exception(() => state.Edit(cart => cart.Count = 1));
        Assert.Equal(expected == HealthStatus.Healthy, failure is null);
    }

    [Fact]
    public async Task The_health_check_tells_what_cannot_be_read_and_what_was_not_saved()
    {
        var builder = Builder();
        builder.Services.AddStateFile<Cart>("cart.json").AddWritableOptions<Cart>("Cart", "settings.json");
        builder.Services.AddHealthChecks().AddCheck<StateHealthCheck>("state");
        using var host = builder.Build();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        var state = host.Services.GetRequiredService<IState<Cart>>();
        await Is(HealthStatus.Healthy);
        Assert.Throws<StateFileException>(() => state.Edit(cart => cart.Count = 1000));
        await Is(HealthStatus.Healthy); // somebody's input was refused
        FailToSave(state);
        await Is(HealthStatus.Degraded);
        state.Edit(cart => cart.Count = 1);
        await Is(HealthStatus.Healthy);
        foreach (
            var bad in new[]
            {
                "{ torn",
                "{ \"Cart\": { \"Count\": \"many\" } }", // cannot be bound
                "{ \"Cart\": { \"Count\": 1000 } }", // is not valid
            }
        )
        {
            System.IO.File.WriteAllText(_folder["settings.json"], bad);
            await Is(HealthStatus.Unhealthy);
        }

        System.IO.File.Delete(_folder["settings.json"]);
        System.IO.File.WriteAllText(File, "{ torn");
        System.IO.File.Delete(File + ".bak");
        await Is(HealthStatus.Unhealthy);

        async Task Is(HealthStatus expected) => Assert.Equal(expected, (await health.CheckHealthAsync()).Status);
    }
}
