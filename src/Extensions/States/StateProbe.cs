namespace AtomicWrites.Extensions.States;

/// <summary>How the health of one state is looked at.</summary>
/// <param name="path">Its file, where it has one.</param>
/// <param name="read">Reads it.</param>
sealed class StateProbe(string? path, Func<IServiceProvider, CancellationToken, Task> read)
{
    /// <exception cref="IOException">It cannot be read, or not be written.</exception>
    public async Task LookAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (path is not null)
            RequireWritable(services.FullPath(path));
        await read(services, cancellationToken).ConfigureAwait(false);
    }

    // A save makes a new file there, or where a link leads to. A directory that is missing is made by the first.
    static void RequireWritable(string path)
    {
        if (Directory.Exists(Path.GetDirectoryName(path)))
            AtomicFile.Create(path).Dispose();
    }
}
