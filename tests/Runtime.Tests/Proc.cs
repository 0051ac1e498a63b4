namespace AtomicWrites.Runtime.Tests;

/// <summary>What the kernel tells of threads and descriptors, which come and go while one reads.</summary>
static class Proc
{
    /// <summary>The text of a file below /proc; empty where what it is about has ended meanwhile.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Whether this process has the system watch a directory, as far as Linux tells.</summary>
    public static bool Watches(Folder folder)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var watched = $" ino:{long.Parse(Needs.Shell($"stat -c %i {folder.Path}").Output, null):x} ";
        return Directory
            .GetFiles("/proc/self/fdinfo")
            .Any(descriptor => Read(descriptor).Contains(watched, StringComparison.Ordinal));
    }
}
