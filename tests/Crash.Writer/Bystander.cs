using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Crash.Writer;

/// <summary>
/// Other work on the same file system: another file is written and synced now and then, and at times everything,
/// so that the journal is committed at moments that no writer chooses. Btrfs commits without the data of files that
/// nobody syncs: each half minute by itself, here as often as the rest.
/// </summary>
sealed class Bystander : IDisposable
{
    readonly Thread _thread;
    volatile bool _stop;

    public Bystander(string folder, int seed)
    {
        _thread = new Thread(() => Work(Path.Combine(folder, "bystander"), new Random(seed)));
        _thread.Start();
    }

    void Work(string path, Random random)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var content = new byte[512];
        while (!_stop)
        {
            random.NextBytes(content);
            RandomAccess.Write(file, content, 0);
            switch (random.Next(10))
            {
                case 0:
                    _ = syncfs(file);
                    break;
                case 1 or 2:
                    Commit(file);
                    break;
                default:
                    RandomAccess.FlushToDisk(file);
                    break;
            }

            Thread.Sleep(random.Next(8));
        }
    }

    // What its timer does; other file systems do not know the request.
    static void Commit(SafeFileHandle file)
    {
        var transaction = 0ul;
        if (ioctl(file, StartCommit, ref transaction) == 0)
            _ = ioctl(file, WaitForCommit, ref transaction);
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    [DllImport("libc")]
    static extern int syncfs(SafeFileHandle file);

    const nuint StartCommit = 0x80089418; // BTRFS_IOC_START_SYNC
    const nuint WaitForCommit = 0x40089416; // BTRFS_IOC_WAIT_SYNC

    [DllImport("libc")]
    static extern int ioctl(SafeFileHandle file, nuint request, ref ulong transaction);
}
