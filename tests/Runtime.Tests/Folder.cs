namespace AtomicWrites.Runtime.Tests;

/// <summary>A folder of its own for one test.</summary>
sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("atomic-writes-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Names of the temporary files in it: what a failed or finished write must not leave.</summary>
    public string[] Leftovers => [.. Directory.EnumerateFiles(Path, ".*.tmp").Select(file => System.IO.Path.GetFileName(file))];

    public void Dispose()
    {
        // Windows keeps read-only files.
        if (OperatingSystem.IsWindows())
            foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories))
                file.Attributes = FileAttributes.Normal;
        Directory.Delete(Path, recursive: true);
    }
}
