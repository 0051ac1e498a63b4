namespace AtomicWrites.Platform.Unix;

/// <summary>
/// What a published file has besides its content: mode, owner, access control list, extended attributes, security label.
/// The order of the calls is such that at no moment more people can read the file than the target lets read.
/// </summary>
static class FileMetadata
{
    /// <summary>The mode of a temporary file: for its owner alone.</summary>
    public const uint Private = 0x180; // 0600

    /// <summary>The same for a directory.</summary>
    public const uint PrivateDirectory = 0x1C0; // 0700

    const uint New = 0x1B6; // 0666
    const uint GroupBits = 0x38;
    const uint OtherBits = 7;
    const uint SetIdBits = 0xC00;

    /// <summary>Gives the open temporary <paramref name="file"/> what it is to have when it takes the place of <paramref name="target"/>.</summary>
    public static void Give(int file, TargetDirectory directory, FileStatus? target, UnixFileMode? asked)
    {
        var mode = target is { } present ? Keep(file, directory, present, asked) : Begin(file, directory, asked);
        if (mode != Private && Libc.fchmod(file, mode) < 0)
            throw directory.Failure(Errno.Last, "setting the mode of the temporary file");
    }

    static uint Keep(int file, TargetDirectory directory, in FileStatus target, UnixFileMode? asked)
    {
        var keepsOwner = Libc.fchown(file, target.Owner, target.Group) == 0;
        var keepsGroup = keepsOwner || Libc.fchown(file, uint.MaxValue, target.Group) == 0;
        var accessList = ExtendedAttributes.Copy(file, directory);
        if (asked is { } mode)
        {
            AccessControlList.Remove(file, directory);
            return (uint)mode;
        }

        var kept = keepsOwner ? target.Permissions : target.Permissions & ~SetIdBits;
        if (accessList is null)
        {
            AccessControlList.Remove(file, directory);
            // The group that could read is not ours to give: ours gets no more than others have.
            return keepsGroup ? kept : kept & (~GroupBits | ((kept & OtherBits) << 3));
        }

        if (!keepsGroup)
            AccessControlList.LimitGroup(accessList);
        AccessControlList.Set(file, accessList, directory);
        return kept;
    }

    // What open(2) with mode 0666 would have given.
    static uint Begin(int file, TargetDirectory directory, UnixFileMode? asked)
    {
        if (asked is { } mode)
        {
            AccessControlList.Remove(file, directory);
            return (uint)mode;
        }

        var inherited = AccessControlList.DefaultOf(directory);
        if (inherited is null)
            return New & ~Umask.Current;
        var granted = AccessControlList.Limit(inherited, New);
        AccessControlList.Set(file, inherited, directory);
        return granted;
    }
}
