using AtomicWrites.Protocol;

namespace AtomicWrites.Platform.Windows;

/// <summary>
/// Temporary files whose writer died. A writer keeps its file open until it is published or deleted: Windows opens a
/// file without sharing exactly when nobody, on no machine, has it open. So such an open proves the writer dead, and
/// deletes what it left.
/// </summary>
static unsafe class Leftovers
{
    /// <summary>Removes the leftovers of one target; once a process.</summary>
    public static void Sweep(string target)
    {
        if (!LeftoverSearch.IsDue(target))
            return;
        var directory = Path.GetDirectoryName(target)!;
        foreach (
            var name in LeftoverSearch.Find(directory, () => TemporaryFiles.In(directory), Path.GetFileName(target))
        )
            Kernel32
                .CreateFileW(
                    Path.Combine(directory, name),
                    Kernel32.DELETE,
                    share: 0,
                    null,
                    Kernel32.OPEN_EXISTING,
                    Kernel32.FILE_FLAG_DELETE_ON_CLOSE | Kernel32.FILE_FLAG_OPEN_REPARSE_POINT,
                    0
                )
                .Dispose();
    }
}
