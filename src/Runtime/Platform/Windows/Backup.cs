using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>The last version of the target, kept beside it.</summary>
static unsafe class Backup
{
    const string Suffix = ".bak";

    /// <summary>
    /// Publishes the present target under its name + <c>.bak</c>, in one step as well: the old backup or the new one
    /// stands there.
    /// </summary>
    public static void Keep(string target, FileMetadata metadata, Durability durability, string path)
    {
        // While this is open, no sweep takes the link, which is the same file, for a dead writer's.
        using var present = Open(target, out var isLinkable);
        if (present.IsInvalid)
            throw Failure("opening the target to keep it as a backup");
        if (isLinkable && durability != Durability.None && Kernel32.FlushFileBuffers(present) == 0)
            throw Failure("flushing the target to keep it as a backup");
        if (IsSame(present, target + Suffix))
            return; // what a write that failed afterwards has left
        using var backup = isLinkable && Link(target) is { } link ? link : Copy();
        var error = Rename.To(target + Suffix, backup, replace: true);
        if (error == 0)
            return;
        TemporaryFile.Delete(backup);
        throw WindowsError.ToException(error, path, "renaming the backup");

        // For file systems without hard links, and where a reader stands in the way of one.
        SafeFileHandle Copy()
        {
            var copy = TemporaryFile.Create(target, metadata);
            if (copy.IsInvalid)
                throw Failure("creating the backup");
            if (
                metadata.TryGive(copy)
                && TryCopy(present, copy)
                && (durability == Durability.None || Kernel32.FlushFileBuffers(copy) != 0)
            )
                return copy;
            var failure = Failure("copying the target to keep it as a backup");
            TemporaryFile.Delete(copy);
            copy.Dispose();
            throw failure;
        }

        Exception Failure(string step) => WindowsError.ToException(WindowsError.Last, path, step);
    }

    // Only who may write can flush what the last writer perhaps has not, and only who may delete can rename a link: a
    // reader may forbid both.
    static SafeFileHandle Open(string target, out bool isLinkable)
    {
        var file = Open(target, Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE | Kernel32.DELETE);
        isLinkable = !file.IsInvalid;
        if (isLinkable)
            return file;
        file.Dispose();
        return Open(target, Kernel32.GENERIC_READ);
    }

    static SafeFileHandle Open(string path, uint access) =>
        Kernel32.CreateFileW(path, access, Kernel32.FILE_SHARE_ALL, null, Kernel32.OPEN_EXISTING, 0, 0);

    static SafeFileHandle? Link(string target)
    {
        var name = TemporaryFile.NameFor(target);
        if (Kernel32.CreateHardLinkW(name, target, 0) == 0)
            return null;
        var link = Open(name, Kernel32.DELETE);
        if (!link.IsInvalid)
            return link;
        _ = Kernel32.DeleteFileW(name);
        link.Dispose();
        return null;
    }

    static bool IsSame(SafeFileHandle file, string path)
    {
        using var other = Open(path, Kernel32.FILE_READ_ATTRIBUTES);
        return !other.IsInvalid
            && Kernel32.GetFileInformationByHandle(file, out var one) != 0
            && Kernel32.GetFileInformationByHandle(other, out var two) != 0
            && (one.Volume, one.IndexHigh, one.IndexLow) == (two.Volume, two.IndexHigh, two.IndexLow);
    }

    static bool TryCopy(SafeFileHandle from, SafeFileHandle to)
    {
        var buffer = new byte[64 * 1024];
        fixed (byte* start = buffer)
        {
            int count;
            while (Kernel32.ReadFile(from, start, buffer.Length, out count, 0) != 0)
            {
                if (count == 0)
                    return true;
                for (int written = 0, more; written < count; written += more)
                    if (Kernel32.WriteFile(to, start + written, count - written, out more, 0) == 0)
                        return false;
            }
        }

        return false;
    }
}
