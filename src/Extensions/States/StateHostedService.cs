using AtomicWrites.Extensions.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.States;

/// <summary>
/// What a host does for states: gives their sources of configuration a log, and saves what savers have left once all
/// else has stopped.
/// </summary>
sealed class StateHostedService(IServiceProvider services) : IHostedLifecycleService
{
    readonly ILogger _log = services.StateLog();
    readonly StateSavers _savers = services.GetRequiredService<StateSavers>();

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _savers.BelongToHost();
        if (services.Configuration() is IConfigurationRoot configuration)
            foreach (var provider in configuration.Providers.OfType<StateFileConfigurationProvider>())
                provider.ReportTo(_log);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _savers.Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _savers.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            var late = new TimeoutException(
                "The time limit of the host's shutdown ended before all changes were saved: "
                    + "somebody else holds the lock of a state, or its store does not answer.",
                canceled
            );
            StateLog.NotFlushed(_log, late);
            throw late;
        }
        catch (Exception failure)
        {
            StateLog.NotFlushed(_log, failure);
        }
    }
}
