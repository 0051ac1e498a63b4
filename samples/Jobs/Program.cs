using Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

const string Usage = """
    jobs FILE [--store sqlite|postgresql|etcd|file] [--at WHERE] [--key NAME] [--replica NAME]

    A worker that takes the lines of FILE as jobs and counts their words. Start it as often as you like, on one machine or, with a
    server, on several: each job is counted once, and what a killed replica has begun another one finishes.

      --store     where the checkpoint is kept; sqlite unless said otherwise
      --at        the place in it: a connection string of SQLite (Data Source=jobs.db) or PostgreSQL, endpoints of etcd
                  (http://localhost:2379), or a JSON file (jobs.json)
      --key       tells this checkpoint from others there; jobs unless said otherwise
      --replica   a name of its own; the number of the process unless said otherwise
      --help      this text

    Each setting may come from the environment as well: JOBS_STORE, JOBS_AT, JOBS_KEY.
    """;

if (args is [] or ["--help" or "-h"] || args[0].StartsWith('-'))
{
    Console.WriteLine(Usage);
    return args is ["--help" or "-h"] ? 0 : 2;
}

try
{
    var settings = new ConfigurationBuilder().AddEnvironmentVariables("JOBS_").AddCommandLine(args[1..]).Build();
    await using var place = Place.Of(settings["store"] ?? "sqlite", settings["at"], settings["key"] ?? "jobs");
    var replica = settings["replica"] ?? $"{Environment.ProcessId}";
    var jobs = await File.ReadAllLinesAsync(args[0]);

    var builder = Host.CreateEmptyApplicationBuilder(null);
    builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
    builder.Services.AddSingleton(place.Checkpoint);
    builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<Worker>(services, replica, jobs));
    using var host = builder.Build();
    await host.StartAsync();
    await host.Services.GetServices<IHostedService>().OfType<Worker>().Single().ExecuteTask!;
    await host.StopAsync();
    return 0;
}
catch (Exception failure) when (failure is IOException or ArgumentException or FormatException)
{
    await Console.Error.WriteLineAsync($"jobs: {failure.Message}");
    return 1;
}
