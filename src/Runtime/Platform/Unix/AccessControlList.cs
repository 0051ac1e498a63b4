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
    const byte Owner = 1;
    const byte Group = 4;
    const byte Mask = 0x10;
    const byte Other = 0x20;

    public static bool IsNamed(string attribute) => attribute == Access;

    /// <summary>What new files of the directory inherit; null for nothing, so that the umask decides.</summary>
    public static byte[]? DefaultOf(TargetDirectory directory) =>
        Libc.IsLinux ? ExtendedAttributes.Get(UnixPath.Encode(directory.Location), Default, directory) : null;

    public static void Set(int file, byte[] list, TargetDirectory directory) => ExtendedAttributes.Set(file, Access, list, directory);

    /// <summary>Takes away what the temporary file has inherited from its directory.</summary>
    public static void Remove(int file, TargetDirectory directory)
    {
        if (Libc.IsLinux && ExtendedAttributes.Has(file, Access))
            ExtendedAttributes.Remove(file, Access, directory);
    }

    /// <summary>Limits an inherited list to the mode of a new file, as the kernel does; returns the mode that the file shows then.</summary>
    public static uint Limit(byte[] list, uint mode)
    {
        var group = HasMask(list) ? Mask : Group;
        return (And(list, Owner, mode >> 6) << 6) | (And(list, group, mode >> 3) << 3) | And(list, Other, mode);
    }

    /// <summary>Gives the file's group no more than others have.</summary>
    public static void LimitGroup(byte[] list) => And(list, Group, And(list, Other, 7));

    static bool HasMask(byte[] list)
    {
        for (var at = HeaderSize; at < list.Length; at += EntrySize)
            if (list[at] == Mask)
                return true;
        return false;
    }

    static uint And(byte[] list, byte tag, uint permissions)
    {
        for (var at = HeaderSize; at < list.Length; at += EntrySize)
            if (list[at] == tag)
                return list[at + PermissionAt] &= (byte)(permissions & 7);
        return 0;
    }
}
