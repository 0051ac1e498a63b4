using System.Globalization;

namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>
/// A folder in memory with the compiled log disk and one image of a file system, shared by the recordings on it.
/// </summary>
sealed class Bench : IDisposable
{
    const string Prefix = "atomic-writes-crash-";
    static readonly string Memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    static int _folders;

    readonly FileSystem _fileSystem;
    readonly string _folder;

    public Bench(FileSystem fileSystem)
    {
        _fileSystem = fileSystem;
        Needs.Root();
        Needs.Programs("cc", "pkg-config", "unshare", "losetup", fileSystem.Make[0]);
        Needs.Device("/dev/fuse");
        Needs.Device("/dev/loop-control");
        Assert.SkipUnless(
            Command.Run("pkg-config", "--exists", "fuse3").ExitCode == 0,
            "needs the headers of libfuse3"
        );
        DeleteThoseOfTheDead();
        _folder = Directory
            .CreateDirectory(Path.Combine(Memory, $"{Prefix}{Environment.ProcessId}-{fileSystem.Name}"))
            .FullName;
        try
        {
            Command.RunOrThrow(
                "sh",
                "-c",
                $"cc -O2 -Wall -Wextra -o '{_folder}/logdisk' '{Native("logdisk.c")}' $(pkg-config --cflags --libs fuse3)"
            );
            fileSystem.MakeImage(Image);
            using var look = new Look(fileSystem, NewFolder(), image => File.Copy(Image, image));
            Assert.SkipUnless(look.Error is null, $"cannot mount an image of {fileSystem.Name}: {look.Error}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Image => Path.Combine(_folder, "image");

    public static string Native(string name) => Path.Combine(AppContext.BaseDirectory, "Native", name);

    public string NewFolder() =>
        Directory
            .CreateDirectory(Path.Combine(_folder, $"{_fileSystem.Name}-{Interlocked.Increment(ref _folders)}"))
            .FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A run that was killed leaves no mount and no loop device, but its images.
    static void DeleteThoseOfTheDead()
    {
        foreach (var folder in Directory.EnumerateDirectories(Memory, Prefix + "*"))
            if (
                int.TryParse(
                    Path.GetFileName(folder)[Prefix.Length..].Split('-')[0],
                    CultureInfo.InvariantCulture,
                    out var process
                ) && !Directory.Exists($"/proc/{process}")
            )
                DeleteWithOthers(folder);
    }

    // The benches of the other file systems begin at the same moment, and delete it as well.
    static void DeleteWithOthers(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another has deleted it, or will go on where this one has met it.
        }
    }
}
