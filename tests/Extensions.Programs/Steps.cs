using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.Programs;

/// <summary>Saves once for each line that it reads, on a thread of its own, and prints how often it has.</summary>
sealed class Steps(Func<int> save) : BackgroundService
{
    public static async Task Run(string kind, string file)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddStateFile<Site>(file).AddWritableOptions<Site>("Site", file);
        builder.Services.AddHostedService(services =>
        {
            var state = services.GetRequiredService<IState<Site>>();
            var options = services.GetRequiredService<IWritableOptions<Site>>();
            return new Steps(
                kind == "state"
                    ? () => state.Edit(site => site.Visits++).Visits
                    : () => options.Edit(site => site.Visits++).Visits
            );
        });
        await builder.Build().RunAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        new Thread(() =>
        {
            Console.WriteLine("ready");
            while (Console.ReadLine() is not null)
                Console.WriteLine(save().ToString(CultureInfo.InvariantCulture));
            Environment.Exit(0);
        }).Start();
        return Task.CompletedTask;
    }
}
