using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace AtomicWrites.Extensions.Tests;

/// <summary>States and writable options go by the clock of the services.</summary>
public sealed class ClockTests : IDisposable
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public sealed class Cart
    {
        public int Count { get; set; }
    }

    readonly Folder _folder = new();
    readonly FakeTimeProvider _clock = new(Start);

    string File => _folder["cart.json"];

    public void Dispose() => _folder.Dispose();

    ServiceProvider Services(StateFileOptions<Cart>? options = null)
    {
        var services = new ServiceCollection();
        services
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddStateFile(File, options ?? new() { Initial = () => new(), LockTimeout = Hour })
            .AddWritableOptions<Cart>("Cart", _folder["settings.json"], new() { LockTimeout = Hour });
        services.AddHealthChecks().AddCheck<StateHealthCheck>("state");
        return services.BuildServiceProvider();
    }

    // A wait that has only just begun may miss one step of the clock.
    async Task<Exception?> Ends(Task waiting, TimeSpan step)
    {
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted, "It did not wait for the clock.");
        Waiting.Until(
            () =>
            {
                _clock.Advance(step);
                return waiting.IsCompleted;
            },
            "the clock moves nothing"
        );
        return await Record.ExceptionAsync(() => waiting);
    }

    [Fact]
    public async Task A_saver_collects_by_the_clock_of_the_services()
    {
        await using var services = Services();
        var state = services.GetRequiredService<IState<Cart>>();
        // In steps that are short beside the time limit, in which a slow save has to end.
        Assert.Null(await Ends(state.CreateSaver(Second).Edit(cart => cart.Count = 3), Second));
        Assert.Equal(3, state.Read().Count);
    }

    [Fact]
    public async Task A_clock_of_the_states_own_counts_for_more()
    {
        var own = new FakeTimeProvider();
        await using var services = Services(new() { Initial = () => new(), TimeProvider = own });
        var change = services.GetRequiredService<IState<Cart>>().CreateSaver(Second).Edit(cart => cart.Count = 3);
        Waiting.Until(
            () =>
            {
                own.Advance(Second);
                return change.IsCompleted;
            },
            "its own clock moves nothing"
        );
    }

    [Fact]
    public async Task Time_limits_go_by_the_clock_of_the_services()
    {
        await using var services = Services();
        var state = services.GetRequiredService<IState<Cart>>();
        var options = services.GetRequiredService<IWritableOptions<Cart>>();
        foreach (var name in new[] { "cart.json", "settings.json" })
        {
            FileLock? held = null;
            var holder = new Thread(() => held = FileLock.Acquire(_folder[name]));
            holder.UnsafeStart(); // not in the flow of those who wait
            holder.Join();
            using (held)
                Assert.IsType<TimeoutException>(
                    await Ends(
                        name == "cart.json"
                            ? state.EditAsync(cart => cart.Count++)
                            : options.EditAsync(cart => cart.Count++),
                        Hour
                    )
                );
        }
    }

    [Fact]
    public async Task The_health_check_tells_the_time_of_the_last_save_by_it()
    {
        await using var services = Services();
        services.GetRequiredService<IState<Cart>>().Edit(cart => cart.Count = 1);
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal("2030-01-02T03:04:05.0000000+00:00", Assert.Single(report.Entries["state"].Data).Value);
    }
}
