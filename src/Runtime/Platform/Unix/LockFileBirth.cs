using AtomicWrites.Protocol;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// Creates a lock file under another name, lets those in who are to open it, and then names it in one step: whoever
/// comes meanwhile is not refused, and whoever dies meanwhile locks nobody out. What he leaves is swept like a
/// temporary file of the state.
/// </summary>
/// <remarks>
/// Who may open the lock file may hold the lock for ever. So nobody can but those who may replace the state anyway: who
/// may create and remove files in the directory. What cannot be set stays narrower.
/// </remarks>
static class LockFileBirth
{
    const string Suffix = ".lock";
    const uint OwnerOnly = 0x180; // 0600
    const uint Write = 0x92; // 0222
    const uint Search = 0x49; // 0111
    const uint GroupWrite = 0x10;
    const uint OtherWrite = 2;
    const uint Unchanged = uint.MaxValue;

    static int Flags => Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC | Libc.O_NOFOLLOW | Libc.O_NONBLOCK;

    /// <summary>0, or the error: EEXIST where somebody else was faster.</summary>
    public static int TryCreate(byte[] path, out Descriptor file)
    {
        var temporary = Beside(path);
        file = Open(temporary);
        if (file.IsInvalid)
            return Errno.Last;
        Admit(file, path);
        if (Rename.ToNew(Descriptor.WorkingDirectory, temporary, path) == 0)
            return 0;
        var errno = Errno.Last;
        _ = Libc.unlinkat(Descriptor.WorkingDirectory, temporary, 0);
        file.Dispose();
        if (!Errno.IsRefusal(errno))
            return errno;
        // A file system without such a rename and without links.
        file = Open(path);
        if (file.IsInvalid)
            return Errno.Last;
        Admit(file, path);
        return 0;
    }

    static Descriptor Open(byte[] path) => Libc.Open(Descriptor.WorkingDirectory, path, Flags, (int)OwnerOnly);

    static byte[] Beside(byte[] path)
    {
        var name = UnixPath.Decode(UnixPath.Split(path).Name);
        return UnixPath.Sibling(path, TemporaryName.For(name.Substring(0, name.Length - Suffix.Length)));
    }

    static void Admit(Descriptor file, byte[] path)
    {
        var location = UnixPath.Sibling(path, "."); // with a dot, so that a directory that is reached by a link is looked at, not the link
        if (!FileStatus.TryGet(Descriptor.WorkingDirectory, location, out var directory))
            return;
        var isKnown = AccessControlList.TryGet(location, out var list);
        var hasGroup = Libc.fchown(file, Unchanged, directory.Group) == 0;
        if (list is null)
        {
            var writers = directory.Permissions & Write & ((directory.Permissions & Search) << 1);
            var isCertain = hasGroup && isKnown && AccessControlList.Remove(file) == 0;
            if (!isCertain && (writers & OtherWrite) == 0)
                writers &= ~GroupWrite;
            _ = Libc.fchmod(file, OwnerOnly | writers | (writers << 1));
        }
        else
        {
            AccessControlList.TurnIntoWriters(list);
            if (!hasGroup)
                AccessControlList.LimitGroupToOthers(list);
            _ = AccessControlList.Set(file, list);
        }

        // So that one run with sudo locks nobody out; last, because who has given a file away may do nothing more with
        // it.
        if (Libc.geteuid() == 0 && directory.Owner != 0)
            _ = Libc.fchown(file, directory.Owner, Unchanged);
    }
}
