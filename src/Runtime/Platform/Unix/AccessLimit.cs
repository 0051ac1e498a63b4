namespace AtomicWrites.Platform.Unix;

/// <summary>
/// What a mode that is asked for means to a file that has its content already, such as a backup: nobody is let in beyond
/// it, be it by the bits of the file or by an access control list, which the bits do not show.
/// </summary>
static class AccessLimit
{
    const uint GroupBits = 0x38; // 0070

    /// <summary>
    /// Whether an open file lets nobody in beyond the mode; if not, <paramref name="narrower"/> is what it may have of
    /// that.
    /// </summary>
    public static bool Keeps(Descriptor file, in FileStatus status, UnixFileMode mode, out UnixFileMode narrower)
    {
        var plain = FileMetadata.PlainPermissions(file, status, out var hasList);
        narrower = (UnixFileMode)plain & mode;
        return !hasList && (uint)narrower == status.Permissions;
    }

    /// <summary>Takes from a file what goes beyond the mode; false where that is not ours to do.</summary>
    public static bool TryApply(Descriptor file, UnixFileMode mode) =>
        FileStatus.TryGet(file, out var status)
        && (Keeps(file, status, mode, out var narrower) || TrySet(file, (uint)narrower));

    /// <summary>Gives a file a mode, and takes away its list; false where that is not ours to do.</summary>
    // The group's bits are the mask as long as there is a list: without it the group would have what the mask was.
    public static bool TrySet(Descriptor file, uint mode) =>
        Libc.fchmod(file, mode & ~GroupBits) == 0
        && AccessControlList.Remove(file) is var errno
        && (errno == 0 || Errno.IsRefusal(errno))
        && Libc.fchmod(file, mode) == 0
        && errno == 0;
}
