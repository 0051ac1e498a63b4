using AtomicWrites;
using AtomicWrites.Extensions;
using AtomicWrites.Extensions.AheadOfTime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// Each check is a line; the exit code says whether all are well.
var failures = 0;
var folder = Directory.CreateTempSubdirectory("atomic-writes-aot-").FullName;
try
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder });
    builder.Logging.ClearProviders();
    builder
        .Configuration.AddStateFile("cart.json")
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Site:Title"] = "configured" });
    builder
        .Services.AddSingleton<IValidateOptions<SiteOptions>, SiteValidator>()
        .AddWritableOptions("Site", "settings.json", AppJson.Default.SiteOptions, Bind)
        .AddStateFile("cart.json", AppJson.Default.Cart)
        .AddState(_ => new InMemoryStateStore(), AppJson.Default.Cart, key: "memory")
        // Both are functions here, and only the first of them counts for less than what is written.
        .Configure<SiteOptions>(builder.Configuration.GetSection("Site"))
        .Configure<SiteOptions>(options => options.Visits = 7);
    using var host = builder.Build();
    await host.StartAsync();

    var site = host.Services.GetRequiredService<IWritableOptions<SiteOptions>>();
    var told = 0;
    using var watch = site.OnChange((_, _) => told++);
    site.Edit(options =>
    {
        options.Title = "Ahead";
        options.Recent = ["a", "b"];
        options.Counts["x"] = 1;
        options.Delay = TimeSpan.FromSeconds(90);
        options.Day = DayOfWeek.Friday;
    });
    await site.EditAsync(options => options.Recent.RemoveAt(0));
    var present = site.CurrentValue;
    Check(
        "what was written is what is bound",
        present is { Title: "Ahead", Visits: 7, Recent: ["b"], Day: DayOfWeek.Friday, Delay.TotalSeconds: 90 }
            && present.Counts["x"] == 1
    );
    Check("each change is told once", told == 2);
    Check("validated", Refuses(() => site.Edit(options => options.Title = "")));
    Check("nothing of that was written", site.CurrentValue.Title == "Ahead");

    var cart = host.Services.GetRequiredService<IState<Cart>>();
    await cart.EditAsync(state => state.Count = 1);
    Check("a state is kept", cart.Read().Count == 1);
    var configuration = host.Services.GetRequiredService<IConfiguration>();
    Check("a state file is a source", SpinWait.SpinUntil(() => configuration["Count"] == "1", 60_000));
    var memory = host.Services.GetRequiredKeyedService<IState<Cart>>("memory");
    memory.Edit(state => state.Count = 5);
    Check("a store is a state", memory.Read().Count == 5);
    var health = await new StateHealthCheck(host.Services).CheckHealthAsync(new());
    Check("healthy", health.Status == HealthStatus.Healthy);

    _ = cart.CreateSaver(TimeSpan.FromHours(1)).Edit(state => state.Count = 42);
    await host.StopAsync();
    Check(
        "what a saver had left is saved when the host stops",
        new StateFile<Cart>(Path.Combine(folder, "cart.json"), AppJson.Default.Cart).Read().Count == 42
    );
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return failures;

void Check(string what, bool isWell)
{
    Console.WriteLine((isWell ? "ok: " : "FAILED: ") + what);
    failures += isWell ? 0 : 1;
}

static bool Refuses(Action action)
{
    try
    {
        action();
        return false;
    }
    catch (StateFileException failure)
    {
        return failure.Failure == StateFileFailure.Invalid;
    }
}

static void Bind(IConfiguration section, SiteOptions options) => section.Bind(options);
