namespace AtomicWrites.Generated.Tests.Runs;

/// <summary>
/// Empty folders to run in, one for each run: a task that an earlier run did not wait for may still write.
/// </summary>
sealed class RunFolders : IDisposable
{
    static readonly string Memory = "/dev/shm";

    readonly string _previous = Environment.CurrentDirectory;
    readonly DirectoryInfo _folder = Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, "generated-" + Guid.NewGuid().ToString("N")))
        : Directory.CreateTempSubdirectory("generated-");
    int _runs;

    /// <summary>Makes the next one the current directory.</summary>
    public void Enter() => Environment.CurrentDirectory = _folder.CreateSubdirectory($"{_runs++}").FullName;

    public void Dispose()
    {
        Environment.CurrentDirectory = _previous;
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            _folder.Delete(recursive: true); // something was written meanwhile
        }
    }
}
