using AtomicWrites.Extensions.States;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AtomicWrites.Extensions;

/// <summary>What is registered with a host and asked of it, where there is one.</summary>
static class HostServices
{
    /// <summary>What all states and writable options of a program have in common.</summary>
    public static IServiceCollection AddStateServices(this IServiceCollection services)
    {
        services.TryAddSingleton<StateSavers>();
        services.TryAddSingleton<StateTelemetry>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StateHostedService>());
        return services;
    }

    /// <summary>A path as the program means it: relative to the content root.</summary>
    public static string FullPath(this IServiceProvider services, string path) =>
        services.GetService<IHostEnvironment>()?.ContentRootPath is { Length: > 0 } root
            ? Path.GetFullPath(path, Path.GetFullPath(root))
            : Path.GetFullPath(path);

    /// <summary>The configuration, under whichever of its names it is registered.</summary>
    public static IConfiguration? Configuration(this IServiceProvider services) =>
        services.GetService<IConfiguration>() ?? services.GetService<IConfigurationRoot>();

    /// <summary>The clock of the program.</summary>
    public static TimeProvider Time(this IServiceProvider services) =>
        services.GetService<TimeProvider>() ?? TimeProvider.System;

    public static ILogger StateLog(this IServiceProvider services) =>
        services.GetService<ILoggerFactory>()?.CreateLogger(Extensions.StateLog.Category) ?? NullLogger.Instance;
}
