using AtomicWrites.Protocol;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// Temporary files whose writer died. A writer keeps its file open for writing until it is published, and nobody opens
/// it again: the kernel grants a read lease (<c>fcntl(2)</c>, F_SETLEASE) on a file exactly when nobody, in no process
/// and no container, has it open for writing. So a lease proves the writer dead, at no cost for living ones. Where
/// there are no leases, or writers on other machines that the kernel does not know of, leftovers stay.
/// </summary>
static class Leftovers
{
    // An empty file may be one that is being created, between its name and its being open: that takes no minute.
    const long SecondsOfBirth = 60;

    /// <summary>Removes the leftovers of one target; once a process.</summary>
    public static void Sweep(TargetDirectory directory, string path)
    {
        if (!Libc.IsLinux || !LeftoverSearch.IsDue(path))
            return;
        if (
            !FileStatus.TryGet(directory.Descriptor, out var status)
            || !FileSystem.LeasesSeeEveryWriter(directory.Descriptor)
        )
            return;
        // With the path, because numbers of deleted directories are given again.
        var identity = $"{status.Device}:{status.Inode}:{Path.GetDirectoryName(path)}";
        foreach (
            var name in LeftoverSearch.Find(
                identity,
                () => TemporaryFiles.In(UnixPath.Decode(directory.Location)),
                UnixPath.Decode(directory.Name)
            )
        )
            RemoveIfAbandoned(directory, UnixPath.Encode(name));
    }

    static void RemoveIfAbandoned(TargetDirectory directory, byte[] name)
    {
        if (!FileStatus.TryGet(directory.Descriptor, name, out var status) || !status.IsRegular || IsBeingBorn(status))
            return;
        using var file = Libc.Open(
            directory.Descriptor,
            name,
            Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOFOLLOW | Libc.O_CLOEXEC
        );
        if (file.IsInvalid)
            return;
        // Whoever opens the file for writing while the lease lives would have us sent SIGIO, which ends a process;
        // SIGURG is ignored.
        if (Libc.fcntl(file, Libc.F_SETSIG, Libc.SIGURG) == 0 && Libc.fcntl(file, Libc.F_SETLEASE, Libc.F_RDLCK) == 0)
            _ = Libc.unlinkat(directory.Descriptor, name, 0);
    }

    static bool IsBeingBorn(in FileStatus status) =>
        status.Size == 0 && Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - status.Modified) < SecondsOfBirth;
}
