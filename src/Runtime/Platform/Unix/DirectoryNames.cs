using System.Text;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// Names in a directory as <c>getdents64(2)</c> tells them. .NET's listing looks at what each symbolic link leads to,
/// and hangs where that is on a file server that does not answer.
/// </summary>
static unsafe class DirectoryNames
{
    // struct linux_dirent64: inode and offset of eight bytes each, length of the entry, type, then the name with a
    // terminating zero.
    const int LengthAt = 16;
    const int NameAt = 19;
    const int BufferSize = 32 * 1024;

    /// <summary>
    /// Those of the first <paramref name="max"/> names, and a buffer more, that begin with a dot and are wanted; none
    /// where it cannot be listed.
    /// </summary>
    public static List<string> Find(string directory, int max, Func<string, bool> isWanted)
    {
        var found = new List<string>();
        using var opened = Libc.Open(
            Descriptor.WorkingDirectory,
            UnixPath.Encode(directory),
            Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC
        );
        if (opened.IsInvalid)
            return found;
        var buffer = new byte[BufferSize];
        var seen = 0;
        fixed (byte* start = buffer)
        {
            int size;
            while (seen < max && (size = LinuxCall.GetDents(opened, start, BufferSize)) > 0)
                for (var at = 0; at < size; at += *(ushort*)(start + at + LengthAt), seen++)
                    if (start[at + NameAt] == '.' && Name(start + at + NameAt) is var name && isWanted(name))
                        found.Add(name);
        }

        return found;
    }

    static string Name(byte* start)
    {
        var length = 0;
        while (start[length] != 0)
            length++;
        return Encoding.UTF8.GetString(start, length);
    }
}
