namespace AtomicWrites.Runtime.Tests;

/// <summary>Each system call fails in turn: the exception, the target, and what is left.</summary>
public class FaultTests
{
    const string Old = "the old content";
    const string Access = "UnauthorizedAccessException";
    const string Write = "AtomicWriteException False";

    // The system call, which of those on our files (1 = first), what it fails with, what the user sees ("" = success).
    public static TheoryData<string, int, string, string> BeforeTheRename => new()
    {
        { "openat", 1, "error=EMFILE", Write },
        { "openat", 1, "error=ENOENT", "DirectoryNotFoundException" },
        { "statx", 1, "error=EIO", Write },
        { "openat", 2, "error=EACCES", "" }, // the search for leftovers
        { "openat", 3, "error=EACCES", Access },
        { "openat", 3, "error=ENOSPC", Write },
        { "openat", 3, "error=EINTR", "" },
        { "openat", 3, "error=EEXIST", "" },
        { "write", 1, "error=ENOSPC", Write },
        { "write", 1, "error=EIO", Write },
        { "write", 1, "error=EDQUOT", Write },
        { "write", 1, "retval=0", Write },
        { "write", 1, "error=EINTR", "" },
        { "fchown", 1, "error=EPERM", "" },
        { "fchmod", 1, "error=EIO", Write },
        { "fsync", 1, "error=EIO", Write },
        { "fsync", 1, "error=ENOSPC", Write },
        { "fsync", 1, "error=EINTR", "" },
        { "renameat", 1, "error=EIO", Write },
        { "renameat", 1, "error=EXDEV", "the directory instead of the file" },
        { "renameat", 1, "error=EBUSY", "mount its directory instead" },
        { "renameat", 1, "error=EPERM", Access },
        { "fsync", 2, "error=EINVAL", "" },
        { "fsync", 2, "error=EOPNOTSUPP", "" },
        { "close", 1, "error=EIO", "" },
    };

    [Theory]
    [MemberData(nameof(BeforeTheRename))]
    public void A_failing_call_leaves_the_target_unchanged_and_nothing_beside_it(string call, int nth, string fault, string expected)
    {
        using var folder = Prepared();
        var (exitCode, output) = Inject(folder, call, nth, fault);
        Assert.True((expected.Length == 0) == (exitCode == 0), output);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0 ? "aaaa" : Old, File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void A_failing_sync_of_the_directory_is_reported_as_committed()
    {
        using var folder = Prepared();
        var (exitCode, output) = Inject(folder, "fsync", 2, "error=EIO");
        Assert.True(exitCode == 1, output);
        Assert.Contains("AtomicWriteException True 5 ", output, StringComparison.Ordinal);
        Assert.Equal("aaaa", File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void A_full_disk_leaves_the_target_unchanged()
    {
        using var folder = Prepared();
        using var disk = new Mounted(folder["disk"], "-t tmpfs -o size=64k tmpfs");
        File.WriteAllText(folder["disk/state.json"], Old);
        var (_, output) = Probe.Run("write", folder["disk/state.json"], "100000", "1");
        Assert.Contains(Write, output, StringComparison.Ordinal);
        Assert.Contains("No space left on device", output, StringComparison.Ordinal);
        Assert.Equal(Old, File.ReadAllText(folder["disk/state.json"]));
        Assert.Single(Directory.GetFileSystemEntries(folder["disk"]));
    }

    [Fact]
    public void A_read_only_file_system_is_an_IOException()
    {
        using var folder = Prepared();
        using var disk = new Mounted(folder["disk"], "-t tmpfs -o ro tmpfs");
        Assert.Contains(Write, Probe.Run("write", folder["disk/state.json"], "1", "1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bind_mounted_target_is_explained()
    {
        using var folder = Prepared();
        File.WriteAllText(folder["real.json"], Old);
        using var mount = new Mounted(folder["state.json"], $"--bind {folder["real.json"]}");
        var (_, output) = Probe.Run("write", folder["state.json"], "1", "1");
        Assert.Contains("mount its directory instead", output, StringComparison.Ordinal);
        Assert.Equal(Old, File.ReadAllText(folder["real.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void A_folder_without_write_permission_is_refused_and_one_without_read_permission_works()
    {
        using var folder = Prepared();
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        Needs.Shell($"chmod 755 {folder.Path}; mkdir {folder["drop"]}; chown 65534 {folder["drop"]}; chmod 300 {folder["drop"]}; chmod 666 {folder["state.json"]}");
        Assert.Contains(Access, Probe.RunUnder(nobody, "write", folder["state.json"], "1", "1").Output, StringComparison.Ordinal);
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
        var (exitCode, output) = Probe.RunUnder(nobody, "write", folder["drop/state.json"], "4", "1");
        Assert.True(exitCode == 0, output);
        Assert.Equal("aaaa", File.ReadAllText(folder["drop/state.json"]));
    }

    [Fact]
    public void A_read_only_target_of_a_user_is_refused()
    {
        using var folder = Prepared();
        Needs.Shell($"chown -R 65534 {folder.Path}; chmod 444 {folder["state.json"]}");
        Assert.Contains(Access, Probe.RunUnder(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"], "write", folder["state.json"], "1", "1").Output, StringComparison.Ordinal);
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
    }

    static Folder Prepared()
    {
        Needs.Root();
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], Old);
        return folder;
    }

    // A first run finds out the how manieth such call of its thread is ours; a second one lets that call fail.
    static (int ExitCode, string Output) Inject(Folder folder, string call, int nth, string fault)
    {
        Needs.Program("strace");
        string[] write = ["write", folder["state.json"], "4", "1"];
        var log = Path.GetTempFileName();
        Probe.RunUnder(["strace", "-f", "-y", "-qq", "-o", log, "-e", "trace=" + call], write);
        var calls = File.ReadLines(log).Where(line => line.Contains($" {call}(", StringComparison.Ordinal)).GroupBy(line => line.Split(' ')[0], line => line.Contains(folder.Path, StringComparison.Ordinal));
        var ours = calls.Single(thread => thread.Contains(true)).Select((isOurs, index) => (isOurs, Ordinal: index + 1)).Where(entry => entry.isOurs).ElementAt(nth - 1).Ordinal;
        File.Delete(log);
        File.WriteAllText(folder["state.json"], Old);
        return Probe.RunUnder(["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", $"inject={call}:{fault}:when={ours}"], write);
    }

    sealed class Mounted : IDisposable
    {
        readonly string _path;

        public Mounted(string path, string what)
        {
            _path = path;
            if (!File.Exists(path))
                Directory.CreateDirectory(path);
            var (exitCode, output) = Needs.Shell($"mount {what} {path}");
            Assert.SkipUnless(exitCode == 0, "needs the right to mount: " + output);
        }

        public void Dispose() => Needs.Shell($"umount {_path}");
    }
}
