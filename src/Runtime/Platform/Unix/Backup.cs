namespace AtomicWrites.Platform.Unix;

/// <summary>The last version of the target, kept beside it.</summary>
static class Backup
{
    static readonly byte[] Suffix = [(byte)'.', (byte)'b', (byte)'a', (byte)'k', 0];

    const int MaxAttempts = 16;

    /// <summary>
    /// Publishes the present target under its name + <c>.bak</c>, in one step as well: the old backup or the new one
    /// stands there.
    /// </summary>
    /// <param name="directory">That of the target.</param>
    /// <param name="durability">That of the backup.</param>
    /// <param name="mode">What the new content is limited to, and so the backup: it may be the same secret.</param>
    public static void Keep(TargetDirectory directory, Durability durability, UnixFileMode? mode)
    {
        using var target = directory.OpenTarget();
        if (target.IsInvalid)
            throw directory.Failure(Errno.Last, "opening the target to keep it as a backup");
        // Who wrote it last may not have synced it.
        if (durability != Durability.None && Libc.Sync(target, durability) < 0)
            throw directory.Failure(Errno.Last, "syncing the target to keep it as a backup");
        var narrower = mode is { } limit ? Narrower(target, directory, limit) : null;
        for (var attempt = 1; ; attempt++)
        {
            var errno = Publish(target, directory, durability, narrower);
            if (errno == 0)
                return;
            // Another process that sweeps leftovers cannot know that somebody works with this link.
            if (errno != Errno.ENOENT || attempt == MaxAttempts)
                throw directory.Failure(errno, "renaming the backup");
        }
    }

    // Null where the target has no more than that; not taken from the target itself, which is unchanged if the write
    // fails.
    static UnixFileMode? Narrower(Descriptor target, TargetDirectory directory, UnixFileMode limit)
    {
        if (!FileStatus.TryGet(target, out var status))
            throw directory.Failure(Errno.Last, "looking at the target to keep it as a backup");
        return AccessLimit.Keeps(target, status, limit, out var narrower) ? null : narrower;
    }

    static int Publish(Descriptor target, TargetDirectory directory, Durability durability, UnixFileMode? narrower)
    {
        var temporary = directory.NewTemporaryName();
        using var copy =
            narrower is null
            && Libc.linkat(directory.Descriptor, directory.Name, directory.Descriptor, temporary, 0) == 0
                ? null
                : Copy(target, directory, temporary, durability, narrower);
        var result = Libc.renameat(
            directory.Descriptor,
            temporary,
            directory.Descriptor,
            [.. directory.Name.AsSpan(0, directory.Name.Length - 1), .. Suffix]
        );
        var errno = result < 0 ? Errno.Last : 0;
        // A rename onto another name of the same file does nothing, and leaves both.
        _ = Libc.unlinkat(directory.Descriptor, temporary, 0);
        return errno;
    }

    // For file systems without hard links, and for files of others, which Linux does not let us link
    // (fs.protected_hardlinks). Stays open for writing until it is published, as leftovers do not.
    static unsafe Descriptor Copy(
        Descriptor target,
        TargetDirectory directory,
        byte[] temporary,
        Durability durability,
        UnixFileMode? mode
    )
    {
        var file = Libc.Open(
            directory.Descriptor,
            temporary,
            Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC | Libc.O_NOFOLLOW,
            (int)FileMetadata.Private
        );
        if (file.IsInvalid)
            throw directory.Failure(Errno.Last, "creating the backup");
        try
        {
            if (Libc.Seek(target, 0) < 0)
                throw directory.Failure(Errno.Last, "reading the target to keep it as a backup");
            var buffer = new byte[64 * 1024];
            fixed (byte* start = buffer)
            {
                nint count;
                while ((count = Libc.Read(target, start, buffer.Length)) > 0)
                {
                    for (nint written = 0, more; written < count; written += more)
                        if ((more = Libc.Write(file, start + written, (int)(count - written))) <= 0)
                            throw directory.Failure(more < 0 ? Errno.Last : Errno.EIO, "writing the backup");
                }

                if (count < 0)
                    throw directory.Failure(Errno.Last, "reading the target to keep it as a backup");
            }

            if (!FileStatus.TryGet(target, out var status))
                throw directory.Failure(Errno.Last, "looking at the target to keep it as a backup");
            FileMetadata.Give(file, directory, status, new() { Mode = mode });
            if (durability != Durability.None && Libc.Sync(file, durability) < 0)
                throw directory.Failure(Errno.Last, "syncing the backup to disk");
            return file;
        }
        catch
        {
            _ = Libc.unlinkat(directory.Descriptor, temporary, 0);
            file.Dispose();
            throw;
        }
    }
}
