using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.Extensions.States;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// The options of one name: read by the monitor that all of the program has, and written to their file.
/// </summary>
sealed class WritableOptions<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
>(
    SectionOptions<T> ours,
    OptionsPipeline<T> pipeline,
    JsonTypeInfo<T> type,
    IOptionsMonitor<T> monitor,
    AtomicWriteOptions write,
    StateTelemetry telemetry,
    TimeProvider time
) : IWritableOptions<T>
    where T : class
{
    public T CurrentValue => monitor.Get(ours.Name);

    public T Get(string? name) => monitor.Get(name);

    public IDisposable? OnChange(Action<T, string?> listener) => monitor.OnChange(listener);

    public T Update(Func<T, T> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Update(
                step =>
                {
                    AtomicFile.Update(Path, text => Complete(step(text, CancellationToken.None)), write);
                    return Task.CompletedTask;
                },
                (options, _) => Task.FromResult(update(options))
            )
            .GetAwaiter()
            .GetResult();
    }

    public Task<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return UpdateAsync((options, _) => Task.FromResult(update(options)), cancellationToken);
    }

    public Task<T> UpdateAsync(
        Func<T, CancellationToken, Task<T>> update,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(update);
        return Update(step => AtomicFile.UpdateAsync(Path, step, write, cancellationToken), update);
    }

    string Path => ours.Section.Path;

    // A synchronous one completes every task before it returns it.
    async Task<T> Update(
        Func<Func<string?, CancellationToken, Task<string>>, Task> run,
        Func<T, CancellationToken, Task<T>> update
    )
    {
        var (name, start) = (ours.Section.Name, time.GetTimestamp());
        T? saved = null;
        var isOfCaller = false;
        using var trace = StateTelemetry.Trace("update");
        try
        {
            await InDirectory(() => run(Step)).ConfigureAwait(false);
        }
        catch (NothingChanged)
        {
            ours.Section.Reload();
            return saved!;
        }
        catch (DecoderFallbackException failure) when (!isOfCaller)
        {
            var corrupt = ours.Section.Corrupt($"it is no text. {failure.Message}", failure);
            telemetry.Failed(name, corrupt);
            throw corrupt;
        }
        catch (Exception failure)
        {
            if (isOfCaller)
                StateTelemetry.Note(name, failure);
            else
                telemetry.Failed(name, failure);
            if (failure is AtomicWriteException { Committed: true })
                ours.Section.Reload();
            throw;
        }

        telemetry.Saved(name, time.GetElapsedTime(start));
        ours.Section.Reload();
        return saved!;

        async Task<string> Step(string? text, CancellationToken token)
        {
            telemetry.Waited(name, time.GetElapsedTime(start));
            var edit = new OptionsEdit<T>(ours.Section, pipeline, type, text);
            isOfCaller = true;
            var step = update(edit.Present, token) ?? throw new InvalidOperationException(IWritableOptions<T>.NoTask);
            var updated = await step.ConfigureAwait(false);
            isOfCaller = false;
            (var written, saved) = edit.Save(updated);
            return written ?? throw new NothingChanged();
        }
    }

    // The first write makes the directory.
    async Task InDirectory(Func<Task> update)
    {
        var directory = System.IO.Path.GetDirectoryName(Path)!;
        try
        {
            await update().ConfigureAwait(false);
            return;
        }
        catch (DirectoryNotFoundException) when (!Directory.Exists(directory))
        {
            SettingsFile.MakeDirectory(Path, write);
        }

        await update().ConfigureAwait(false);
    }

    static string Complete(Task<string> step) => step.GetAwaiter().GetResult();

    /// <summary>Ends an update that has nothing to write.</summary>
    sealed class NothingChanged : Exception;
}
