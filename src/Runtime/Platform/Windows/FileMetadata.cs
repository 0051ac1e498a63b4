using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// What of the replaced file the new one takes over: access list, owner and group where permitted, attributes, time of
/// creation.
/// </summary>
sealed unsafe class FileMetadata
{
    // Everything is archived anew, and the rest describes how the data is stored.
    const uint KeptAttributes =
        Kernel32.FILE_ATTRIBUTE_HIDDEN | Kernel32.FILE_ATTRIBUTE_SYSTEM | Kernel32.FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
    const uint AccessList = Kernel32.DACL_SECURITY_INFORMATION;
    const uint AccessListAndGroup = AccessList | Kernel32.GROUP_SECURITY_INFORMATION;
    const uint Everything = AccessListAndGroup | Kernel32.OWNER_SECURITY_INFORMATION;

    // SECURITY_DESCRIPTOR, self-relative: revision, reserved, control (2 bytes), offsets of owner, group, SACL and
    // DACL.
    const int ControlHigh = 3;
    const int OwnerOffset = 4;
    const byte IsAutoInherited = 0x04;
    const byte RequestAutoInherited = 0x01;

    readonly Kernel32.BasicInfo _basic;
    readonly byte[]? _security; // null on file systems without any

    FileMetadata(in Kernel32.BasicInfo basic, byte[]? security)
    {
        _basic = basic;
        _security = security;
    }

    /// <summary>
    /// Reads them from an open file; null with the last error set. Needs READ_CONTROL and FILE_READ_ATTRIBUTES.
    /// </summary>
    public static FileMetadata? Of(SafeFileHandle file)
    {
        Kernel32.BasicInfo basic;
        if (
            Kernel32.GetFileInformationByHandleEx(file, Kernel32.FileBasicInfo, &basic, sizeof(Kernel32.BasicInfo)) == 0
        )
            return null;
        var security = new byte[1024];
        while (true)
        {
            int needed;
            fixed (byte* start = security)
                if (Kernel32.GetKernelObjectSecurity(file, Everything, start, security.Length, out needed) != 0)
                    break;
            if (needed <= security.Length)
                return WindowsError.IsUnsupported(WindowsError.Last) ? new FileMetadata(basic, null) : null;
            security = new byte[needed];
        }

        // Setting a list drops the mark that it follows its directory's, unless it is asked for.
        if ((security[ControlHigh] & IsAutoInherited) != 0)
            security[ControlHigh] |= RequestAutoInherited;
        return new FileMetadata(basic, security);
    }

    /// <summary>
    /// Creates a file that only those can read who can read the one it is to replace; invalid with the last error set.
    /// </summary>
    public static SafeFileHandle Create(string path, uint access, FileMetadata? kept)
    {
        if (kept?._security is not { } security)
            return Create(path, access, null, 0);
        // Without owner and group: with those of others the call would fail.
        var accessList = (byte[])security.Clone();
        accessList.AsSpan(OwnerOffset, 2 * sizeof(uint)).Clear();
        fixed (byte* start = accessList)
        {
            var attributes = new Kernel32.SecurityAttributes
            {
                Length = sizeof(Kernel32.SecurityAttributes),
                Descriptor = start,
            };
            var flags = kept._basic.Attributes & Kernel32.FILE_ATTRIBUTE_ENCRYPTED;
            var file = Create(path, access | Kernel32.WRITE_DAC | Kernel32.WRITE_OWNER, &attributes, flags);
            if (!file.IsInvalid || WindowsError.Last != WindowsError.AccessDenied)
                return file;
            // Shares may grant nobody these two rights; the list given on creation holds there all the same.
            file.Dispose();
            return Create(path, access, &attributes, flags);
        }
    }

    static SafeFileHandle Create(string path, uint access, Kernel32.SecurityAttributes* security, uint flags) =>
        Kernel32.CreateFileW(
            path,
            access,
            Kernel32.FILE_SHARE_READ | Kernel32.FILE_SHARE_DELETE,
            security,
            Kernel32.CREATE_NEW,
            Kernel32.FILE_FLAG_OPEN_REPARSE_POINT | flags,
            0
        );

    /// <summary>
    /// Gives the file that <see cref="Create(string, uint, FileMetadata?)"/> made the rest; false with the last error
    /// set.
    /// </summary>
    public bool TryGive(SafeFileHandle file)
    {
        // Refused where the user may not give files away, as chown is. The list itself is there since the creation:
        // this adds what it inherits.
        fixed (byte* start = _security)
            _ =
                start is null
                || Kernel32.SetKernelObjectSecurity(file, Everything, start) != 0
                || Kernel32.SetKernelObjectSecurity(file, AccessListAndGroup, start) != 0
                || Kernel32.SetKernelObjectSecurity(file, AccessList, start) != 0;

        var basic = new Kernel32.BasicInfo
        {
            Created = _basic.Created,
            Attributes = (_basic.Attributes & KeptAttributes) | Kernel32.FILE_ATTRIBUTE_ARCHIVE,
        };
        return Kernel32.SetFileInformationByHandle(file, Kernel32.FileBasicInfo, &basic, sizeof(Kernel32.BasicInfo))
            != 0;
    }
}
