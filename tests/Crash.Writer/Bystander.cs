using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Crash.Writer;

/// <summary>
/// Other work on the same file system: another file is written and synced now and then, and at times everything,
/// so that the journal is committed at moments that no writer chooses.
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
            if (random.Next(10) == 0)
                _ = syncfs(file);
            else
                RandomAccess.FlushToDisk(file);
            Thread.Sleep(random.Next(8));
        }
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    [DllImport("libc")]
    static extern int syncfs(SafeFileHandle file);
}
