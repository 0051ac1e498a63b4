namespace AtomicWrites.Runtime.Tests;

/// <summary>A folder of its own for one test.</summary>
sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("atomic-writes-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Names of the temporary files in it: what a failed or finished write must not leave.</summary>
    public string[] Leftovers =>
        [
            .. Directory
                .GetFiles(Path)
                .Select(file => System.IO.Path.GetFileName(file))
                .Where(name => name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal)),
        ];

    public void Dispose()
    {
        try
        {
            // Windows keeps read-only files.
            if (OperatingSystem.IsWindows())
                foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories))
                    file.Attributes = FileAttributes.Normal;
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception inUse)
            when (OperatingSystem.IsWindows() && inUse is IOException or UnauthorizedAccessException)
        {
            // It keeps open files as well, such as the lock of a process that is about to end: no reason to hide how
            // the test itself ended.
        }
    }
}
