namespace AtomicWrites.Runtime.Tests;

/// <summary>Something mounted for the time of a test, which is skipped where that is not allowed.</summary>
sealed class Mount : IDisposable
{
    readonly string _path;

    public Mount(string path, string what)
    {
        _path = path;
        if (!File.Exists(path))
            Directory.CreateDirectory(path);
        var (exitCode, output) = Needs.Shell($"mount {what} {path}");
        Assert.SkipUnless(exitCode == 0, "needs the right to mount: " + output);
    }

    public void Dispose() => Needs.Shell($"umount {_path}");
}

/// <summary>A file system of its own, in a file.</summary>
static class Image
{
    public static Mount Mount(Folder folder, string type, string formatting = "", string options = "")
    {
        Needs.Program("mkfs." + type);
        var (exitCode, output) = Needs.Shell(
            $"truncate -s 320M {folder["image"]} && mkfs.{type} -q {formatting} {folder["image"]}"
        );
        Assert.SkipUnless(exitCode == 0, $"needs an mkfs.{type} that can do this: {output}");
        return new Mount(
            folder["disk"],
            $"-o loop,{options} {folder["image"]}".Replace(", ", " ", StringComparison.Ordinal)
        );
    }
}
