using System.Runtime.InteropServices;
using SQLitePCL;

namespace AtomicWrites.Sqlite;

/// <summary>
/// The file that a connection has open. SQLite can tell whether it still has its name, but the provider has no call for
/// that.
/// </summary>
static unsafe class OpenFile
{
    const int HasMoved = 20; // SQLITE_FCNTL_HAS_MOVED

    static readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int*, int> Control = Find();

    /// <summary>
    /// Whether it was deleted, or another one has taken its place: what is written to it is lost. Windows lets nobody
    /// do that.
    /// </summary>
    public static bool IsGone(sqlite3 connection)
    {
        var isMoved = 0;
        fixed (byte* main = "main\0"u8)
            if (Control is not null)
                _ = Control(connection.DangerousGetHandle(), main, HasMoved, &isMoved);
        return isMoved != 0;
    }

    static delegate* unmanaged[Cdecl]<nint, byte*, int, int*, int> Find() =>
        NativeLibrary.TryLoad(raw.GetNativeLibraryName(), typeof(OpenFile).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, "sqlite3_file_control", out var address)
            ? (delegate* unmanaged[Cdecl]<nint, byte*, int, int*, int>)address
            : null;
}
