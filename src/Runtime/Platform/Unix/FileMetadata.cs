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
    const uint ClassBits = 7;
    const int GroupShift = 3;
    const uint GroupAndOtherBits = 0x3F;
    const uint SetIdBits = 0xC00;
    const uint SpecialBits = 0xE00;

    /// <summary>Gives the open temporary <paramref name="file"/> what it is to have when it takes the place of <paramref name="target"/>.</summary>
    public static void Give(int file, TargetDirectory directory, FileStatus? target, AtomicWriteOptions options)
    {
        var mode = target is { } present
            ? Keep(file, directory, present, options.Mode) & ~Withheld(options.CopiedMode)
            : Begin(file, directory, options.Mode ?? options.CopiedMode);
        // Always, because umask and directory may have kept bits from the temporary file.
        if (Libc.fchmod(file, mode) < 0)
            throw directory.Failure(Errno.Last, "setting the mode of the temporary file");
    }

    /// <summary>What <see cref="File.Copy(string, string)"/> copies of the mode.</summary>
    public static UnixFileMode PermissionsOf(FileStream file)
    {
        var descriptor = file.SafeFileHandle;
        if (!FileStatus.TryGet((int)descriptor.DangerousGetHandle(), out var status))
            throw Errno.ToException(Errno.Last, file.Name, "looking at the file to copy");
        GC.KeepAlive(file);
        return (UnixFileMode)(status.Permissions & ~SpecialBits);
    }

    static uint Withheld(UnixFileMode? copied) => copied is { } mode ? GroupAndOtherBits & ~(uint)mode : 0;

    static uint Keep(int file, TargetDirectory directory, in FileStatus target, UnixFileMode? asked)
    {
        var keepsOwner = TryGiveTo(target.Owner, target.Group, file, directory);
        var keepsGroup = keepsOwner || TryGiveTo(uint.MaxValue, target.Group, file, directory);
        var isWhole = ExtendedAttributes.TryCopy(file, directory, out var accessList);
        if (asked is { } mode)
        {
            AccessControlList.Remove(file, directory);
            return (uint)mode;
        }

        // What a user other than the old owner wrote must not run with the old owner's rights.
        var kept = keepsOwner ? target.Permissions : target.Permissions & ~SetIdBits;
        if (accessList is null)
        {
            AccessControlList.Remove(file, directory);
            return keepsGroup && isWhole ? kept : LimitToCommon(kept);
        }

        if (!keepsGroup)
            AccessControlList.LimitToCommon(accessList);
        AccessControlList.Set(file, accessList, directory);
        return (kept & SpecialBits) | AccessControlList.ModeOf(accessList);
    }

    static bool TryGiveTo(uint owner, uint group, int file, TargetDirectory directory)
    {
        if (Libc.fchown(file, owner, group) == 0)
            return true;
        var errno = Errno.Last;
        return Errno.IsRefusal(errno)
            ? false
            : throw directory.Failure(errno, "setting the owner of the temporary file");
    }

    // The group is not ours to give: the new one gets no more than others had, and others, among them the old group, no more than that group had.
    static uint LimitToCommon(uint mode)
    {
        var common = mode & (mode >> GroupShift) & ClassBits;
        return (mode & ~GroupAndOtherBits) | (common << GroupShift) | common;
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
        AccessControlList.LimitTo(inherited, New);
        AccessControlList.Set(file, inherited, directory);
        return AccessControlList.ModeOf(inherited);
    }
}
