namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>A folder in memory with the compiled log disk and one image of a file system, shared by the recordings on it.</summary>
sealed class Bench : IDisposable
{
    static int _folders;

    readonly FileSystem _fileSystem;
    readonly string _folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"atomic-writes-crash-{Guid.NewGuid():n}");

    public Bench(FileSystem fileSystem)
    {
        _fileSystem = fileSystem;
        Needs.Root();
        Needs.Programs("cc", "pkg-config", "unshare", fileSystem.Make[0]);
        Needs.Device("/dev/fuse");
        Needs.Device("/dev/loop-control");
        Directory.CreateDirectory(_folder);
        Assert.SkipUnless(Command.Run("pkg-config", "--exists", "fuse3").ExitCode == 0, "needs the headers of libfuse3");
        Command.RunOrThrow("sh", "-c", $"cc -O2 -Wall -Wextra -Werror -o {_folder}/logdisk {Native("logdisk.c")} $(pkg-config --cflags --libs fuse3)");
        fileSystem.MakeImage(Image);
        using var look = new Look(fileSystem, NewFolder(), image => File.Copy(Image, image));
        Assert.SkipUnless(look.Error is null, $"cannot mount an image of {fileSystem.Name}: {look.Error}");
    }

    public string Image => Path.Combine(_folder, "image");

    public static string Native(string name) => Path.Combine(AppContext.BaseDirectory, "Native", name);

    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, $"{_fileSystem.Name}-{Interlocked.Increment(ref _folders)}")).FullName;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
