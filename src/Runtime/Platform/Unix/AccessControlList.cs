namespace AtomicWrites.Platform.Unix;

/// <summary>
/// POSIX access control lists of Linux, in the form of their extended attributes: four bytes of version, then entries of
/// tag, permissions and id (<c>acl(5)</c>, <c>linux/posix_acl_xattr.h</c>). A file that has one shows the mask as its group's permissions.
/// </summary>
static class AccessControlList
{
    const string Access = "system.posix_acl_access";
    const string Default = "system.posix_acl_default";

    const int HeaderSize = 4;
    const int EntrySize = 8;
    const int PermissionAt = 2;
    const byte All = 7;
    const byte Owner = 1;
    const byte Group = 4;
    const byte Mask = 0x10;
    const byte Other = 0x20;

    public static bool IsNamed(string attribute) => attribute == Access;

    /// <summary>What new files of the directory inherit; null for nothing, so that the umask decides.</summary>
    public static byte[]? DefaultOf(TargetDirectory directory) =>
        Libc.IsLinux ? ExtendedAttributes.Get(directory.Location, Default, directory) : null;

    public static void Set(int file, byte[] list, TargetDirectory directory) =>
        ExtendedAttributes.Set(file, Access, list, directory);

    public static bool IsOn(int file, TargetDirectory directory) =>
        Libc.IsLinux && ExtendedAttributes.Has(file, Access, directory);

    /// <summary>Takes away what the temporary file has inherited from its directory.</summary>
    public static void Remove(int file, TargetDirectory directory)
    {
        if (IsOn(file, directory))
            ExtendedAttributes.Remove(file, Access, directory);
    }

    /// <summary>Limits an inherited list to the mode of a new file, as the kernel does.</summary>
    public static void LimitTo(byte[] list, uint mode)
    {
        Permissions(list, Owner) &= (byte)((mode >> 6) & All);
        Permissions(list, HasMask(list) ? Mask : Group) &= (byte)((mode >> 3) & All);
        Permissions(list, Other) &= (byte)(mode & All);
    }

    /// <summary>Gives the file's group no more than others have, and others no more than the group had.</summary>
    public static void LimitToCommon(byte[] list)
    {
        var common = (byte)(Permissions(list, Group) & Permissions(list, Other));
        Permissions(list, Group) = common;
        Permissions(list, Other) = HasMask(list) ? (byte)(common & Permissions(list, Mask)) : common;
    }

    /// <summary>The mode that a file with this list shows.</summary>
    public static uint ModeOf(byte[] list) =>
        ((uint)Permissions(list, Owner) << 6)
        | ((uint)Permissions(list, HasMask(list) ? Mask : Group) << 3)
        | Permissions(list, Other);

    static bool HasMask(byte[] list) => Find(list, Mask) >= 0;

    static ref byte Permissions(byte[] list, byte tag) => ref list[Find(list, tag) + PermissionAt];

    // Owner, group and others are in every list.
    static int Find(byte[] list, byte tag)
    {
        for (var at = HeaderSize; at < list.Length; at += EntrySize)
            if (list[at] == tag)
                return at;
        return -1;
    }
}
