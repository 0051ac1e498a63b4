using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// POSIX access control lists of Linux, in the form of their extended attributes: four bytes of version, then entries
/// of tag, permissions and id (<c>acl(5)</c>, <c>linux/posix_acl_xattr.h</c>). A file that has one shows the mask as
/// its group's permissions.
/// </summary>
static class AccessControlList
{
    const string Access = "system.posix_acl_access";
    const string Default = "system.posix_acl_default";

    const int HeaderSize = 4;
    const int EntrySize = 8;
    const int PermissionAt = 2;
    const byte Read = 4;
    const byte ReadAndWrite = 6;
    const byte WriteAndExecute = 3;
    const int ReadToExecute = 2; // bits
    const byte All = 7;
    const byte Owner = 1;
    const byte Group = 4;
    const byte Mask = 0x10;
    const byte Other = 0x20;

    public static bool IsNamed(string attribute) => attribute == Access;

    /// <summary>The list of what stands at the path, null for none; false where nobody tells.</summary>
    public static bool TryGet(byte[] path, out byte[]? list)
    {
        list = null;
        return !Libc.IsLinux || ExtendedAttributes.TryGet(path, Access, out list) == 0;
    }

    /// <summary>The list of an open file, null for none; false where nobody tells.</summary>
    public static bool TryGet(SafeHandle file, out byte[]? list)
    {
        list = null;
        return !Libc.IsLinux || ExtendedAttributes.TryGet(file, Access, out list) == 0;
    }

    /// <summary>
    /// What new files of the directory inherit, null for nothing, so that the umask decides; false where nobody tells.
    /// </summary>
    public static bool TryGetDefault(TargetDirectory directory, out byte[]? list)
    {
        list = null;
        if (!Libc.IsLinux)
            return true;
        var errno = ExtendedAttributes.TryGet(directory.Location, Default, out list);
        return IsDone(errno, directory, "reading the access control list of the directory");
    }

    /// <summary>0, or the error.</summary>
    public static int Set(Descriptor file, byte[] list) => ExtendedAttributes.Set(file, Access, list);

    /// <summary>False where the file system refuses.</summary>
    public static bool TrySet(Descriptor file, byte[] list, TargetDirectory directory) =>
        IsDone(Set(file, list), directory, "setting the access control list of the temporary file");

    public static bool IsOn(Descriptor file, TargetDirectory directory) =>
        Libc.IsLinux
        && ExtendedAttributes.Has(file, Access, out var errno) is var isOn
        && (errno == 0 ? isOn : throw directory.Failure(errno, "reading the access control list of the target"));

    /// <summary>
    /// Takes away what a new file has inherited from its directory; 0, or the error that keeps it from being known or
    /// removed.
    /// </summary>
    public static int Remove(Descriptor file)
    {
        if (!Libc.IsLinux || (!ExtendedAttributes.Has(file, Access, out var errno) && errno == 0))
            return 0;
        return errno == 0 ? ExtendedAttributes.Remove(file, Access) : errno;
    }

    /// <summary>The same; false where the file system refuses to tell, or to do so.</summary>
    public static bool TryRemove(Descriptor file, TargetDirectory directory, out int errno) =>
        IsDone(errno = Remove(file), directory, "removing the access control list of the temporary file");

    static bool IsDone(int errno, TargetDirectory directory, string step) =>
        errno == 0 || (Errno.IsRefusal(errno) ? false : throw directory.Failure(errno, step));

    /// <summary>Lets those search a directory who may read a file with this list.</summary>
    public static void AddSearch(byte[] list)
    {
        for (var at = HeaderSize; at < list.Length; at += EntrySize)
            list[at + PermissionAt] |= (byte)((list[at + PermissionAt] & Read) >> ReadToExecute);
    }

    /// <summary>
    /// Lets those read and write a file, and nobody else, who may create and remove files in a directory with this
    /// list.
    /// </summary>
    public static void TurnIntoWriters(byte[] list)
    {
        var mask = HasMask(list) ? Permissions(list, Mask) : All;
        for (var at = HeaderSize; at < list.Length; at += EntrySize)
        {
            ref var permissions = ref list[at + PermissionAt];
            var limit = list[at] is Owner or Other ? All : mask;
            var mayChange = (permissions & limit & WriteAndExecute) == WriteAndExecute;
            permissions = list[at] is Owner or Mask || mayChange ? ReadAndWrite : (byte)0;
        }
    }

    /// <summary>For a file whose group is another than that of the list.</summary>
    public static void LimitGroupToOthers(byte[] list) => Permissions(list, Group) = Permissions(list, Other);

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

    /// <summary>What the file's group may do, as one bit for each of the three.</summary>
    public static uint GroupOf(byte[] list) =>
        (uint)(Permissions(list, Group) & (HasMask(list) ? Permissions(list, Mask) : All));

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
