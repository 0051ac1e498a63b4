using System.Globalization;
using AtomicWrites.Extensions.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AtomicWrites.Extensions;

/// <summary>
/// Whether every state and every writable options of the host can be read and written, and the last save of each went
/// well. Add it by <c>AddHealthChecks().AddCheck&lt;StateHealthCheck&gt;("state")</c>.
/// </summary>
/// <remarks>
/// <c>Unhealthy</c> where one cannot be read, or no file can be made in its directory; <c>Degraded</c> where the last
/// save of one has failed. The data have the time of each last save. A state that has not been saved yet is healthy.
/// </remarks>
/// <example>
/// <code>
/// var builder = WebApplication.CreateBuilder();
/// builder.Services.AddStateFile&lt;Settings&gt;("settings.json");
/// builder.Services.AddHealthChecks().AddCheck&lt;StateHealthCheck&gt;("state");
/// var app = builder.Build();
/// app.MapHealthChecks("/healthz");
/// </code>
/// </example>
/// <param name="services">The services of the host.</param>
public sealed class StateHealthCheck(IServiceProvider services) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        var failures = new List<Exception>();
        foreach (var probe in services.GetServices<StateProbe>())
        {
            try
            {
                await probe.LookAsync(services, cancellationToken).ConfigureAwait(false);
            }
            catch (StateFileException missing) when (missing.Failure == StateFileFailure.Missing)
            {
                // Begins with the first save.
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TimeoutException)
            {
                failures.Add(failure);
            }
        }

        var saves = services.GetService<StateTelemetry>()?.Saves ?? new Dictionary<string, StateSave>();
        var data = saves.ToDictionary(
            save => save.Key,
            object (save) => save.Value.Time.ToString("O", CultureInfo.InvariantCulture)
        );
        if (failures is [var first, ..])
            return new(HealthStatus.Unhealthy, first.Message, first, data);
        return saves.Values.FirstOrDefault(save => save.Failure is not null) is { Failure: { } failed }
            ? new(HealthStatus.Degraded, "The last save has failed: " + failed.Message, failed, data)
            : new(HealthStatus.Healthy, data: data);
    }
}
