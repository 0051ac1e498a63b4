using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// System calls of Linux by number, because not every C library that .NET runs on has a function for them (musl before
/// 1.2.5).
/// </summary>
static unsafe class LinuxCall
{
    // Names that netstandard2.0 lacks.
    const Architecture S390x = (Architecture)5;
    public const Architecture Armv6 = (Architecture)7;
    public const Architecture Ppc64le = (Architecture)8;

    static readonly (int Statx, int RenameAt2, int GetDents) Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (332, 316, 217),
        Architecture.X86 => (383, 353, 220),
        Architecture.Arm or Armv6 => (397, 382, 217),
        S390x => (379, 347, 220),
        Ppc64le => (383, 357, 202),
        _ => (291, 276, 61), // the generic table: Arm64, RiscV64, LoongArch64
    };

    public static int Statx(SafeHandle directory, byte* path, int flags, uint mask, void* status)
    {
        nint result;
        do result = syscall(Number.Statx, directory, path, flags, (nint)mask, status);
        while (Libc.IsInterrupted(result));
        return (int)result;
    }

    public static int RenameAt2(
        SafeHandle oldDirectory,
        byte* oldPath,
        SafeHandle newDirectory,
        byte* newPath,
        uint flags
    )
    {
        nint result;
        do result = syscall(Number.RenameAt2, oldDirectory, oldPath, newDirectory, newPath, (nint)flags);
        while (Libc.IsInterrupted(result));
        return (int)result;
    }

    public static int GetDents(SafeHandle directory, byte* buffer, int size) =>
        (int)syscall(Number.GetDents, directory, buffer, size);

    /// <summary>
    /// Whether the C library has these calls: where it has not, Android ends a process that makes them.
    /// </summary>
    public static bool IsComplete() => _isComplete ??= HasStatx();

    static bool? _isComplete;

    static bool HasStatx()
    {
        try
        {
            byte nothing = 0;
            _ = statx(-1, &nothing, 0, 0, null);
            return true;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc")]
    static extern int statx(int directory, byte* path, int flags, uint mask, void* status);

    [DllImport("libc", SetLastError = true)]
    static extern nint syscall(nint number, SafeHandle directory, byte* buffer, nint size);

    [DllImport("libc", SetLastError = true)]
    static extern nint syscall(nint number, SafeHandle directory, byte* path, nint flags, nint mask, void* status);

    [DllImport("libc", SetLastError = true)]
    static extern nint syscall(
        nint number,
        SafeHandle oldDirectory,
        byte* oldPath,
        SafeHandle newDirectory,
        byte* newPath,
        nint flags
    );
}
