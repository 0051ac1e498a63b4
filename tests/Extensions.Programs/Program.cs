using System.Globalization;
using AtomicWrites.Extensions;
using AtomicWrites.Extensions.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// The programs that the tests of AtomicWrites.Extensions start, stop and kill.
switch (args)
{
    case ["worker", var file]:
        await Worker.Run(file, seconds: null);
        return 0;
    case ["worker", var file, var seconds]:
        await Worker.Run(file, int.Parse(seconds, CultureInfo.InvariantCulture));
        return 0;
    case ["steps", var kind, var file]:
        await Steps.Run(kind, file);
        return 0;
    case ["web", var file]:
        await Web(file);
        return 0;
    case ["visits", var file, var count]:
        Visit(file, int.Parse(count, CultureInfo.InvariantCulture));
        return 0;
    case ["bound", var file]:
        Bound(file);
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "worker FILE [SECONDS] | steps state|options FILE | web FILE | visits FILE COUNT | bound FILE"
        );
        return 2;
}

// An admin page that edits its own options: each POST is one visit more.
static async Task Web(string file)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Services.AddWritableOptions<Site>("Site", file);
    var app = builder.Build();
    app.MapGet("/", (IWritableOptions<Site> site) => Page(site.CurrentValue));
    app.MapPost("/", async (IWritableOptions<Site> site) =>
    {
        var saved = await site.EditAsync(options => options.Visits++);
        // What this replica shows from now on is never older than what it has just saved.
        return site.CurrentValue.Visits >= saved.Visits ? Page(saved) : Results.StatusCode(500);
    });
    await app.StartAsync();
    Console.WriteLine(app.Urls.Single());
    await app.WaitForShutdownAsync();

    static IResult Page(Site site) => Results.Text(site.Visits.ToString(CultureInfo.InvariantCulture));
}

static void Visit(string file, int count)
{
    using var services = new ServiceCollection().AddWritableOptions<Site>("Site", file).BuildServiceProvider();
    var site = services.GetRequiredService<IWritableOptions<Site>>();
    for (var visit = 0; visit < count; visit++)
    {
        var visits = site.Edit(options => options.Visits++).Visits;
        if (site.CurrentValue.Visits < visits)
            throw new InvalidOperationException("An older value than the one that was saved.");
        Console.WriteLine(visits);
    }
}

// The section is bound by the program as well, and later, by code of the binder's generator.
static void Bound(string file)
{
    var configuration = new ConfigurationBuilder().AddJsonFile(file, optional: true, reloadOnChange: true).Build();
    var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
    services.AddWritableOptions<Tally>("Tally", file).Configure<Tally>(configuration.GetSection("Tally"));
    services.AddStateFile<Site>(file + ".state", new() { Initial = () => new Site() });
    using var provider = services.BuildServiceProvider();
    var tally = provider.GetRequiredService<IWritableOptions<Tally>>();
    tally.Edit(options => options.Numbers = [1, 2]);
    tally.Edit(options => options.Numbers.RemoveAt(0));
    Console.WriteLine(string.Join(' ', tally.CurrentValue.Numbers));
    Console.WriteLine(
        provider.GetServices<IConfigureOptions<Tally>>().OfType<ConfigureNamedOptions<Tally>>().Any()
            ? "generated"
            : "bound by reflection"
    );
}
