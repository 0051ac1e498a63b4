using System.Runtime.InteropServices;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// A file server, or whoever else has a lease on a file (<c>fcntl</c>, F_SETLEASE), is asked to give it up and then
/// does: that takes a moment, and is no failure.
/// </summary>
public partial class LeaseTests
{
    const string Old = "[1]";
    const int ForReading = 0; // F_RDLCK: ends when somebody opens the file to write to it
    const int ForWriting = 1; // F_WRLCK: ends when somebody opens it at all

    public static TheoryData<string, string, int> Openers =>
        new()
        {
            { "the lock", "state.json.lock", ForReading },
            { "the lock within a time", "state.json.lock", ForReading },
            { "the lock without a thread", "state.json.lock", ForReading },
            { "the target to be kept as a backup", "state.json", ForWriting },
            { "the target to be compared", "state.json", ForWriting },
            { "a state", "state.json", ForWriting },
            { "what a deletion leaves", "state.json", ForWriting },
        };

    [Theory]
    [MemberData(nameof(Openers))]
    public async Task Whoever_has_a_lease_is_waited_for(string what, string name, int kind)
    {
        Needs.Linux();
        using var folder = new Folder();
        var path = folder["state.json"];
        File.WriteAllText(path, Old);
        AtomicFile.WithLock(path, () => { });
        using var lease = new Lease(folder[name], kind);
        var opening = Task.Run(() => Open(what, path));
        Assert.NotSame(opening, await Task.WhenAny(opening, Task.Delay(200)));
        lease.Dispose();
        await opening.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Who_waits_for_nobody_does_not_get_a_lock_on_whose_file_somebody_has_a_lease()
    {
        Needs.Linux();
        using var folder = new Folder();
        AtomicFile.WithLock(folder["state.json"], () => { });
        using (new Lease(folder["state.json.lock"], ForReading))
            Assert.Null(FileLock.TryAcquire(folder["state.json"]));
        using var free = FileLock.TryAcquire(folder["state.json"]);
        Assert.NotNull(free);
    }

    static async Task Open(string what, string path)
    {
        switch (what)
        {
            case "the lock":
                AtomicFile.WithLock(path, () => { });
                break;
            case "the lock within a time":
                FileLock.Acquire(path, TimeSpan.FromSeconds(10)).Dispose();
                break;
            case "the lock without a thread":
                (await FileLock.AcquireAsync(path)).Dispose();
                break;
            case "the target to be kept as a backup":
                AtomicFile.WriteFileAtomic(path, "[2]"u8, new() { KeepBackup = true });
                Assert.Equal(Old, File.ReadAllText(path + ".bak"));
                break;
            case "the target to be compared":
                var written = File.GetLastWriteTimeUtc(path);
                AtomicFile.WriteFileAtomic(path, "[1]"u8, new() { SkipIfUnchanged = true });
                Assert.Equal(written, File.GetLastWriteTimeUtc(path));
                break;
            case "a state":
                Assert.Equal([1], new StateFile<int[]>(path).Read());
                break;
            default:
                var secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                File.SetUnixFileMode(path, secret);
                new StateFile<int[]>(path, new() { Write = new() { Mode = (OptionMode)secret } }).Delete();
                Assert.Equal(Old, File.ReadAllText(path + ".bak"));
                break;
        }
    }

    sealed partial class Lease : IDisposable
    {
        const int F_SETSIG = 10;
        const int F_SETLEASE = 1024;
        const int SIGURG = 23; // ignored

        readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;

        public Lease(string path, int kind)
        {
            // Without FileShare, which is a lock of its own.
            _file = open(path, kind == ForReading ? 0 : 2);
            Assert.Equal(0, fcntl(_file, F_SETSIG, SIGURG));
            Assert.Equal(0, fcntl(_file, F_SETLEASE, kind));
        }

        public void Dispose() => _file.Dispose();

        [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
        private static partial Microsoft.Win32.SafeHandles.SafeFileHandle open(string path, int flags);

        [LibraryImport("libc")]
        private static partial int fcntl(Microsoft.Win32.SafeHandles.SafeFileHandle file, int command, nint argument);
    }
}
