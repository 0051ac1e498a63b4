using AtomicWrites.Protocol;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// Temporary files whose writer died. A writer keeps its file open for writing until it is published, and nobody opens it again: the kernel
/// grants a read lease (<c>fcntl(2)</c>, F_SETLEASE) on a file exactly when nobody, in no process and no container, has it open for writing.
/// So a lease proves the writer dead, at no cost for living ones. Where there are no leases, leftovers stay.
/// </summary>
static class Leftovers
{
    /// <summary>Removes the leftovers of one target; once a process.</summary>
    public static void Sweep(TargetDirectory directory, string path)
    {
        if (!Libc.IsLinux || !LeftoverSearch.IsDue(path))
            return;
        foreach (var name in LeftoverSearch.Find(directory.Location, UnixPath.Decode(directory.Name)))
            RemoveIfAbandoned(directory, UnixPath.Encode(name));
    }

    static void RemoveIfAbandoned(TargetDirectory directory, byte[] name)
    {
        if (!FileStatus.TryGet(directory.Descriptor, name, out var status) || !status.IsRegular)
            return;
        var file = Libc.Open(directory.Descriptor, name, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOFOLLOW | Libc.O_CLOEXEC);
        if (file < 0)
            return;
        // Whoever opens the file for writing while the lease lives would have us sent SIGIO, which ends a process; SIGURG is ignored.
        if (Libc.fcntl(file, Libc.F_SETSIG, Libc.SIGURG) == 0 && Libc.fcntl(file, Libc.F_SETLEASE, Libc.F_RDLCK) == 0)
            _ = Libc.unlinkat(directory.Descriptor, name, 0);
        _ = Libc.close(file);
    }
}
