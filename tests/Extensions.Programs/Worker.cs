using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.Programs;

/// <summary>
/// Hands numbers to a saver that would save them in an hour, and prints each once it was handed over.
/// </summary>
sealed class Worker(IState<Tally> tally) : BackgroundService
{
    public static async Task Run(string file, int? seconds)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        if (seconds is { } limit)
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(limit));
        builder.Services.AddStateFile<Tally>(file);
        builder.Services.AddHostedService<Worker>();
        await builder.Build().RunAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var saver = tally.CreateSaver(TimeSpan.FromHours(1));
        for (var number = 1; !stoppingToken.IsCancellationRequested; number++)
        {
            var next = number;
            _ = saver.Edit(state => state.Numbers.Add(next));
            Console.WriteLine(number);
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
