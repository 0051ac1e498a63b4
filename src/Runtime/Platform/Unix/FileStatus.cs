using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>What the file system says of a file: type, permission bits, owner and identity.</summary>
readonly struct FileStatus
{
    const uint TypeMask = 0xF000;
    const uint Directory = 0x4000;
    const uint Regular = 0x8000;
    const uint Link = 0xA000;
    const uint PermissionMask = 0xFFF;
    const uint Sticky = 0x200;
    const uint GroupWrite = 0x10;
    const uint OtherWrite = 2;

    readonly uint _mode;

    FileStatus(uint mode, uint owner, uint group, ulong device, ulong inode, long size, long modified, long born)
    {
        _mode = mode;
        Owner = owner;
        Group = group;
        Device = device;
        Inode = inode;
        Size = size;
        Modified = modified;
        Born = born;
    }

    public uint Owner { get; }
    public uint Group { get; }
    public ulong Device { get; }
    public ulong Inode { get; }

    /// <summary>In bytes.</summary>
    public long Size { get; }

    /// <summary>When its content was last changed, in seconds since 1970.</summary>
    public long Modified { get; }

    /// <summary>
    /// When it was made, to tell it from an earlier one with its inode; in the system's own unit, and always the same
    /// where the file system does not tell. Only of what was followed to.
    /// </summary>
    public long Born { get; }

    public uint Permissions => _mode & PermissionMask;
    public bool IsDirectory => (_mode & TypeMask) == Directory;
    public bool IsRegular => (_mode & TypeMask) == Regular;
    public bool IsLink => (_mode & TypeMask) == Link;

    /// <summary>A directory such as /tmp, in which everybody may create but only owners may delete.</summary>
    public bool IsShared => (_mode & (Sticky | OtherWrite)) == (Sticky | OtherWrite);

    /// <summary>The same for the members of a group.</summary>
    public bool IsSharedByGroup => (_mode & (Sticky | GroupWrite)) == (Sticky | GroupWrite);

    public bool IsSameFile(in FileStatus other) => Inode == other.Inode && Device == other.Device;

    /// <summary>
    /// Status of what <paramref name="path"/> names itself, links not followed; false with <c>errno</c> set on failure.
    /// </summary>
    public static bool TryGet(SafeHandle directory, byte[] path, out FileStatus status) =>
        TryGet(directory, path, Libc.AT_SYMLINK_NOFOLLOW, out status);

    /// <summary>Status of what <paramref name="path"/> leads to; false with <c>errno</c> set on failure.</summary>
    public static bool TryFollow(byte[] path, out FileStatus status) =>
        TryGet(Descriptor.WorkingDirectory, path, 0, out status);

    /// <summary>Status of an open file.</summary>
    public static bool TryGet(SafeHandle file, out FileStatus status) =>
        Libc.IsLinux ? TryGet(file, [0], AT_EMPTY_PATH, out status) : TryGetApple(file, out status);

    static unsafe bool TryGet(SafeHandle directory, byte[] path, int flags, out FileStatus status)
    {
        if (Libc.IsLinux)
        {
            Statx buffer;
            bool ok;
            fixed (byte* start = path)
                ok = LinuxCall.Statx(directory, start, flags, flags == 0 ? STATX_ALL : STATX_BASIC_STATS, &buffer) == 0;
            status = new FileStatus(
                buffer.Mode,
                buffer.Owner,
                buffer.Group,
                ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
                buffer.Inode,
                (long)buffer.Size,
                buffer.Modified,
                unchecked(buffer.BornSeconds * 1_000_000_000 + buffer.BornNanoseconds)
            );
            return ok;
        }

        AppleStat apple;
        var success =
            (IsAppleArm ? fstatat(directory, path, &apple, flags) : fstatat_inode64(directory, path, &apple, flags))
            == 0;
        status = new FileStatus(apple);
        return success;
    }

    static unsafe bool TryGetApple(SafeHandle file, out FileStatus status)
    {
        AppleStat apple;
        var success = (IsAppleArm ? fstat(file, &apple) : fstat_inode64(file, &apple)) == 0;
        status = new FileStatus(apple);
        return success;
    }

    FileStatus(in AppleStat apple)
        : this(
            apple.Mode,
            apple.Owner,
            apple.Group,
            (uint)apple.Device,
            apple.Inode,
            apple.Size,
            apple.Modified,
            unchecked(apple.BornSeconds * 1_000_000_000 + apple.BornNanoseconds)
        ) { }

    const int AT_EMPTY_PATH = 0x1000;
    const uint STATX_BASIC_STATS = 0x7FF;
    const uint STATX_ALL = 0xFFF;
    static readonly bool IsAppleArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct Statx
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(80)]
        public long BornSeconds;

        [FieldOffset(88)]
        public uint BornNanoseconds;

        [FieldOffset(112)]
        public long Modified;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [StructLayout(LayoutKind.Explicit, Size = 144)]
    struct AppleStat
    {
        [FieldOffset(0)]
        public int Device;

        [FieldOffset(4)]
        public ushort Mode;

        [FieldOffset(8)]
        public ulong Inode;

        [FieldOffset(16)]
        public uint Owner;

        [FieldOffset(20)]
        public uint Group;

        [FieldOffset(48)]
        public long Modified;

        [FieldOffset(80)]
        public long BornSeconds;

        [FieldOffset(88)]
        public long BornNanoseconds;

        [FieldOffset(96)]
        public long Size;
    }

    [DllImport("libc", SetLastError = true)]
    static extern unsafe int fstatat(SafeHandle directory, byte[] path, AppleStat* status, int flags);

    [DllImport("libc", SetLastError = true, EntryPoint = "fstatat$INODE64")]
    static extern unsafe int fstatat_inode64(SafeHandle directory, byte[] path, AppleStat* status, int flags);

    [DllImport("libc", SetLastError = true)]
    static extern unsafe int fstat(SafeHandle file, AppleStat* status);

    [DllImport("libc", SetLastError = true, EntryPoint = "fstat$INODE64")]
    static extern unsafe int fstat_inode64(SafeHandle file, AppleStat* status);
}
