namespace AtomicWrites.Extensions.States;

/// <summary>A state whose savers the host knows, and whose updates can be traced.</summary>
sealed class HostedState<T>(IState<T> state, StateSavers savers, StateTelemetry telemetry) : IState<T>
    where T : notnull
{
    public T Read() => state.Read();

    public Task<T> ReadAsync(CancellationToken cancellationToken = default) => state.ReadAsync(cancellationToken);

    public T Update(Func<T, T> update)
    {
        using (StateTelemetry.Trace("update"))
            return state.Update(update);
    }

    public async Task<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default)
    {
        using (StateTelemetry.Trace("update"))
            return await state.UpdateAsync(update, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> UpdateAsync(
        Func<T, CancellationToken, Task<T>> update,
        CancellationToken cancellationToken = default
    )
    {
        using (StateTelemetry.Trace("update"))
            return await state.UpdateAsync(update, cancellationToken).ConfigureAwait(false);
    }

    public void Reset(T next)
    {
        using (StateTelemetry.Trace("reset"))
            state.Reset(next);
    }

    public async Task ResetAsync(T next, CancellationToken cancellationToken = default)
    {
        using (StateTelemetry.Trace("reset"))
            await state.ResetAsync(next, cancellationToken).ConfigureAwait(false);
    }

    public bool Exists() => state.Exists();

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        state.ExistsAsync(cancellationToken);

    public bool Delete()
    {
        using (StateTelemetry.Trace("delete"))
            return state.Delete();
    }

    public async Task<bool> DeleteAsync(CancellationToken cancellationToken = default)
    {
        using (StateTelemetry.Trace("delete"))
            return await state.DeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    public IDisposable OnChange(Action<T> changed, Action<Exception>? failed = null, TimeSpan? pollInterval = null) =>
        state.OnChange(changed, failed ?? (failure => telemetry.ReloadFailed(typeof(T).Name, failure)), pollInterval);

    public StateSaver<T> CreateSaver(TimeSpan delay, Action<Exception>? failed = null)
    {
        var saver = state.CreateSaver(delay, failed).Through(this);
        savers.Add(saver, saver.FlushAsync);
        return saver;
    }
}
