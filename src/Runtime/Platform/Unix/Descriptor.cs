using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// An open file or directory. The kernel gives the number of a closed one to whatever is opened next, so no bare number
/// travels: a call that is under way keeps the file open, and one that comes after <see cref="IDisposable.Dispose"/>
/// throws <see cref="ObjectDisposedException"/>.
/// </summary>
sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    static Descriptor? _workingDirectory;

    /// <summary>Stands for the working directory of the process (<c>AT_FDCWD</c>).</summary>
    public static Descriptor WorkingDirectory => _workingDirectory ??= new(Libc.AT_FDCWD, ownsHandle: false);

    /// <param name="number">As <c>open</c> returns it, negative on failure. The marshaller would read what the other
    /// half of the register happens to hold.</param>
    public Descriptor(int number)
        : this(number, ownsHandle: true) { }

    Descriptor(int number, bool ownsHandle)
        : base(ownsHandle) => SetHandle((IntPtr)number);

    protected override bool ReleaseHandle()
    {
        _ = close((int)handle); // what it says comes after the sync and changes nothing
        return true;
    }

    // Without errno, so that it does not hide that of the call that kept the file open.
    [DllImport("libc")]
    static extern int close(int file);
}
