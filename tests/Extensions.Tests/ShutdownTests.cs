using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AtomicWrites.Extensions.Tests;

/// <summary>What was handed to a saver is saved before the host ends, whoever has handed it over and when.</summary>
public sealed class ShutdownTests : IDisposable
{
    public sealed class Cart
    {
        public int Count { get; set; }
    }

    readonly Folder _folder = new();
    readonly LogLines _log = new();

    string File => _folder["cart.json"];

    public void Dispose() => _folder.Dispose();

    HostApplicationBuilder Builder() => EmptyHost.Builder(_folder, _log);

    int Saved => new StateFile<Cart>(File, new() { Initial = () => new() }).Read().Count;

    [Fact]
    public async Task What_savers_have_left_is_saved_when_the_host_stops()
    {
        var builder = Builder();
        builder.Services.AddStateFile<Cart>("cart.json").AddHostedService<LastMoment>();
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(42, Saved);
    }

    // Hands over its change while it stops.
    sealed class LastMoment(IState<Cart> state) : IHostedService
    {
        readonly StateSaver<Cart> _saver = state.CreateSaver(TimeSpan.FromHours(1));

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _ = _saver.Edit(cart => cart.Count = 42);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_host_that_may_not_wait_for_the_lock_stops_and_says_what_was_lost()
    {
        var builder = Builder();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.Services.AddStateFile<Cart>("cart.json").AddHostedService<LastMoment>();
        using var host = builder.Build();
        await host.StartAsync();
        using (FileLock.Acquire(File))
        {
            Task stop;
            using (ExecutionContext.SuppressFlow()) // another's lock, not that of the flow that stops the host
                stop = Task.Run(() => host.StopAsync());
            await Assert.ThrowsAsync<TimeoutException>(() => stop);
        }

        Assert.Contains(7, _log.Ids);
        Waiting.Until(() => Saved == 42, "in a process that goes on, the save does, too"); // and not while the folder goes
    }

    [Fact]
    public async Task Without_a_host_it_is_saved_when_the_services_are_disposed_of()
    {
        await using (var provider = new ServiceCollection().AddStateFile<Cart>(File).BuildServiceProvider())
            _ = provider
                .GetRequiredService<IState<Cart>>()
                .CreateSaver(TimeSpan.FromHours(1))
                .Edit(cart => cart.Count = 6);
        Assert.Equal(6, Saved);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_handed_over_last_is_saved_whatever_the_order_of_services(bool isFirst)
    {
        var builder = Builder();
        if (isFirst)
            builder.Services.AddHostedService<AfterAll>();
        builder.Services.AddStateFile<Cart>("cart.json");
        if (!isFirst)
            builder.Services.AddHostedService<AfterAll>();
        using (var host = builder.Build())
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        Assert.Equal(11, Saved);
        Assert.Empty(_log.Ids);
    }

    // Hands over changes when all services have stopped, and when it is disposed of.
    sealed class AfterAll(IState<Cart> state) : IHostedLifecycleService, IDisposable
    {
        readonly StateSaver<Cart> _saver = state.CreateSaver(TimeSpan.FromHours(1));

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken)
        {
            _ = _saver.Edit(cart => cart.Count += 1);
            return Task.CompletedTask;
        }

        public void Dispose() => _ = _saver.Edit(cart => cart.Count += 10);
    }

    [Fact]
    public async Task A_service_that_uses_up_the_whole_time_keeps_nothing_from_being_saved()
    {
        var builder = Builder();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        builder.Services.AddStateFile<Cart>("cart.json").AddHostedService<Slow>();
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.Equal(1, Saved);
        Assert.Empty(_log.Ids);
    }

    // Stops when its change is saved and the time is up.
    sealed class Slow(IState<Cart> state) : IHostedService
    {
        readonly StateSaver<Cart> _saver = state.CreateSaver(TimeSpan.FromHours(1));

        Task? _saved;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _saved = _saver.Edit(cart => cart.Count = 1);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Waiting.Until(() => _saved!.IsCompleted, "it was not saved while the host stops");
            cancellationToken.WaitHandle.WaitOne();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void A_worker_that_is_told_to_stop_loses_nothing_that_was_handed_to_a_saver()
    {
        using var worker = HostProgram.Start("worker", File);
        for (var line = 0; line < 50; line++)
            worker.ReadLine();
        worker.Terminate();
        var handed = int.Parse(worker.ReadToEnd() is [.., var last] ? last : "50", CultureInfo.InvariantCulture);
        Assert.Equal(0, worker.ExitCode);
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        Assert.Equal(
            Enumerable.Range(1, handed),
            document.RootElement.GetProperty("Numbers").EnumerateArray().Select(number => number.GetInt32())
        );
    }

    [Fact]
    public void A_worker_that_may_not_wait_for_the_lock_ends_in_time_and_says_that_not_all_was_saved()
    {
        using var worker = HostProgram.Start("worker", File, "1");
        for (var line = 0; line < 5; line++)
            worker.ReadLine();
        using (FileLock.Acquire(File))
        {
            worker.Terminate();
            worker.ReadToEnd();
        }

        Assert.NotEqual(0, worker.ExitCode);
        Assert.False(System.IO.File.Exists(File));
    }
}
