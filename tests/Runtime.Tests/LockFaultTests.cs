namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Each system call of the lock fails in turn, and somebody plants things at its path: what is thrown, that nothing
/// ran, and that no lock is kept.
/// </summary>
public class LockFaultTests
{
    const string Ran = "ran";
    static readonly string[] Nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    static readonly string[] Somebody = ["setpriv", "--reuid=65533", "--regid=65533", "--clear-groups"];

    // The system call, which of those on the lock file, what it fails with, what the user sees, and how it ends: with
    // the cure, where there is one.
    public static TheoryData<string, string, string, string, string> Faults =>
        new()
        {
            { "openat", "1", "error=EINTR", Ran, "" },
            { "openat", "1", "error=EACCES", Ran, "" },
            { "openat", "1", "error=EROFS", Ran, "" },
            {
                "openat",
                "1+",
                "error=EACCES",
                "UnauthorizedAccessException 13 Could not lock",
                "It takes the right to write the lock file, or to create it in its directory."
            },
            {
                "openat",
                "1+",
                "error=EPERM",
                "UnauthorizedAccessException 1 Could not lock",
                "It takes the right to write the lock file, or to create it in its directory."
            },
            {
                "openat",
                "1",
                "error=EISDIR",
                "UnauthorizedAccessException 21 Could not lock",
                "Remove the directory of that name."
            },
            {
                "openat",
                "1+",
                "error=ENOENT",
                "DirectoryNotFoundException 2 Could not lock",
                "Create its directory first."
            },
            {
                "openat",
                "1",
                "error=ENOTDIR",
                "DirectoryNotFoundException 20 Could not lock",
                "Create its directory first."
            },
            {
                "openat",
                "1",
                "error=ENAMETOOLONG",
                "PathTooLongException 36 Could not lock",
                "nothing was run without the lock."
            },
            {
                "openat",
                "1",
                "error=ELOOP",
                "IOException 40 Could not lock",
                "It is a symbolic link, which somebody may have planted: remove it."
            },
            { "openat", "1", "error=EMFILE", "IOException 24 Could not lock", "nothing was run without the lock." },
            { "openat", "1", "error=EIO", "IOException 5 Could not lock", "nothing was run without the lock." },
            { "statx", "1", "error=EIO", "IOException 5 Could not lock", "nothing was run without the lock." },
            { "statx", "1", "error=ENOSYS", "IOException 38 Could not lock", "nothing was run without the lock." },
            { "statx", "2", "error=EIO", "IOException 5 Could not lock", "nothing was run without the lock." },
            {
                "statx",
                "2",
                "error=EACCES",
                "UnauthorizedAccessException 13 Could not lock",
                "It takes the right to write the lock file, or to create it in its directory."
            },
            { "statx", "2", "error=ENOENT", Ran, "" },
            { "flock", "1", "error=EINTR", Ran, "" },
            {
                "flock",
                "1",
                "error=ENOLCK",
                "IOException 37 Could not lock",
                "The file system has no advisory locks: keep the state on a local one."
            },
            {
                "flock",
                "1",
                "error=ENOSYS",
                "IOException 38 Could not lock",
                "The file system has no advisory locks: keep the state on a local one."
            },
            {
                "flock",
                "1",
                "error=EOPNOTSUPP",
                "IOException 95 Could not lock",
                "The file system has no advisory locks: keep the state on a local one."
            },
            {
                "flock",
                "1",
                "error=EBADF",
                "IOException 9 Could not lock",
                "A network file system needs the right to write the lock file."
            },
            { "flock", "1", "error=EINVAL", "IOException 22 Could not lock", "nothing was run without the lock." },
            { "flock", "1", "error=EIO", "IOException 5 Could not lock", "nothing was run without the lock." },
            { "flock", "1", "error=EAGAIN", Ran, "" }, // as if somebody held it for a moment
            { "flock", "2", "error=EIO", Ran, "" }, // the unlocking
            { "close", "1", "error=EIO", Ran, "" },
            { "close", "1", "error=EINTR", Ran, "" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_failing_call_is_an_error_never_an_unlocked_run_and_keeps_no_lock(
        string call,
        string when,
        string fault,
        string expected,
        string ending
    )
    {
        Needs.Program("strace");
        using var folder = new Folder();
        AtomicFile.WithLock(folder["state"], () => { });
        using var probe = Probe.Start(Inject(folder, call, fault, when), "lock", "attempt", folder["state"]);
        var first = probe.StandardOutput.ReadLine();
        Assert.StartsWith(expected, first, StringComparison.Ordinal);
        if (expected != Ran)
            Assert.Contains("); nothing was run without the lock.", first, StringComparison.Ordinal);
        Assert.EndsWith(ending, first, StringComparison.Ordinal);
        Assert.Equal(0, Needs.Shell($"flock -n {folder["state.lock"]} true").ExitCode);
        probe.StandardInput.WriteLine();
        Assert.Equal(when.EndsWith('+') ? first : Ran, probe.StandardOutput.ReadLine());
        probe.StandardInput.Close();
        Assert.Equal("", probe.StandardOutput.ReadToEnd());
    }

    // In the wait for somebody else: the second flock is the one that blocks.
    [Theory]
    [InlineData("EINTR", Ran)]
    [InlineData("EAGAIN", "IOException 11 Could not lock")]
    [InlineData("ENOLCK", "IOException 37 Could not lock")]
    public void A_failing_wait_is_an_error_never_an_unlocked_run(string error, string expected)
    {
        Needs.Program("strace");
        using var folder = new Folder();
        var holder = FileLock.Acquire(folder["state"]);
        using var probe = Probe.Start(
            Inject(folder, "flock", "error=" + error, "2"),
            "lock",
            "attempt",
            folder["state"]
        );
        var first = probe.StandardOutput.ReadLineAsync();
        if (expected == Ran)
        {
            Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
            holder.Dispose();
        }

        Assert.StartsWith(expected, first.GetAwaiter().GetResult(), StringComparison.Ordinal);
        holder.Dispose();
        probe.StandardInput.Close();
        Assert.Equal(Ran, probe.StandardOutput.ReadLine());
    }

    [Fact]
    public async Task A_lock_file_that_was_replaced_while_waiting_is_locked_anew()
    {
        Needs.Linux();
        using var folder = new Folder();
        using var holder = Probe.Start([], "lock", "hold", folder["state"], "Exclusive");
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        var waiting = AtomicFile.WithLockAsync(folder["state"], _ =>
            Task.FromResult(Needs.Shell($"flock -n {folder["state.lock"]} true").ExitCode)
        );
        Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
        File.Delete(folder["state.lock"]);
        File.WriteAllText(folder["state.lock"], "");
        holder.StandardInput.Close();
        Assert.Equal(1, await waiting.WaitAsync(Waiting.Patience));
    }

    [Theory]
    [InlineData("rm LOCK")]
    [InlineData("rm LOCK; touch LOCK")]
    public void A_lock_file_that_vanished_between_opening_and_locking_is_opened_anew(string meanwhile)
    {
        Needs.Program("strace");
        using var folder = new Folder();
        AtomicFile.WithLock(folder["state"], () => { });
        // Six seconds between entering flock and locking.
        using var probe = Probe.Start(
            Inject(folder, "flock", "delay_enter=6000000", "1"),
            "lock",
            "hold",
            folder["state"],
            "Exclusive"
        );
        Waiting.Until(() =>
            Needs.Shell($"ls -l /proc/[0-9]*/fd 2>/dev/null | grep -F {folder["state.lock"]}").ExitCode == 0
        );
        Needs.Shell(meanwhile.Replace("LOCK", folder["state.lock"], StringComparison.Ordinal));
        Assert.Equal("held", probe.StandardOutput.ReadLine());
        Assert.Equal(1, Needs.Shell($"flock -n {folder["state.lock"]} true").ExitCode);
        probe.StandardInput.Close();
    }

    [Theory]
    [InlineData("ln -s elsewhere LOCK", "IOException 40", "symbolic link")]
    [InlineData("ln -s state LOCK", "IOException 40", "symbolic link")]
    [InlineData("mkdir LOCK", "UnauthorizedAccessException 21", "Remove the directory")]
    [InlineData("mkfifo -m 666 LOCK", "IOException", "no regular file")]
    [InlineData("mkfifo -m 444 LOCK", "IOException", "no regular file")] // for reading only, which waits for a writer where it may
    public void What_another_user_plants_is_refused_at_once_and_stays_as_it_is(string plant, string type, string reason)
    {
        Needs.Root();
        using var folder = Shared();
        File.WriteAllText(folder["state"], "old");
        Assert.Equal(
            0,
            Needs
                .Shell(
                    $"cd {folder.Path}; {string.Join(' ', Nobody)} {plant.Replace("LOCK", "state.lock", StringComparison.Ordinal)}"
                )
                .ExitCode
        );
        foreach (var user in new[] { [], Somebody })
        {
            using var probe = Probe.Start(user, "lock", "attempt", folder["state"]);
            var line = probe.StandardOutput.ReadLineAsync();
            Assert.True(line.Wait(Waiting.Patience), "hangs");
            Assert.StartsWith(type, line.Result, StringComparison.Ordinal);
            Assert.Contains(reason, line.Result, StringComparison.Ordinal);
            probe.StandardInput.Close();
            probe.WaitForExit();
        }

        Assert.Equal("old", File.ReadAllText(folder["state"]));
        Assert.False(File.Exists(folder["elsewhere"]));
    }

    [Fact]
    public void A_device_is_refused()
    {
        Needs.Root();
        using var folder = new Folder();
        Assert.SkipUnless(
            Needs.Shell($"mknod {folder["state.lock"]} c 1 3").ExitCode == 0,
            "needs the right to make devices"
        );
        Assert.Contains(
            "no regular file",
            Assert.Throws<IOException>(() => FileLock.Acquire(folder["state"])).Message,
            StringComparison.Ordinal
        );
    }

    // All that can be done with it: to lock what somebody else may lock too. It is never written to, and keeps its mode
    // and owner.
    [Fact]
    public void A_planted_hard_link_is_locked_and_never_changed()
    {
        Needs.Root();
        using var folder = Shared();
        File.WriteAllText(folder["victim"], "precious");
        Needs.Shell(
            $"chmod 640 {folder["victim"]}; touch -d 2001-01-01 {folder["victim"]}; ln {folder["victim"]} {folder["state.lock"]}"
        );
        var before = Needs.Shell($"stat -c '%a %u %g %s %y %i' {folder["victim"]}").Output;
        using (FileLock.Acquire(folder["state"]))
            Assert.Equal(1, Needs.Shell($"flock -n {folder["victim"]} true").ExitCode);
        Assert.Equal("precious", File.ReadAllText(folder["victim"]));
        Assert.Equal(before, Needs.Shell($"stat -c '%a %u %g %s %y %i' {folder["victim"]}").Output);
    }

    // fs.protected_regular: in a directory such as /tmp O_CREAT is refused for what somebody else made.
    [Fact]
    public void In_a_shared_directory_users_exclude_one_another_whoever_made_the_lock_file()
    {
        Needs.Root();
        using var folder = Shared();
        foreach (var (first, second) in new[] { (Nobody, Somebody), (Somebody, Nobody), ([], Nobody), (Nobody, []) })
        {
            File.Delete(folder["state.lock"]);
            using var holder = Probe.Start(first, "lock", "hold", folder["state"], "Exclusive");
            Assert.Equal("held", holder.StandardOutput.ReadLine());
            Assert.Equal(3, Probe.RunUnder(second, "lock", "try", folder["state"], "Exclusive").ExitCode);
            holder.StandardInput.Close();
            holder.WaitForExit();
            var (exitCode, output) = Probe.RunUnder(second, "lock", "try", folder["state"], "Exclusive");
            Assert.True(exitCode == 0, output);
        }
    }

    [Fact]
    public void A_lock_file_of_somebody_else_that_is_only_readable_can_be_locked()
    {
        Needs.Root();
        using var folder = new Folder();
        Needs.Shell($"chmod 755 {folder.Path}; touch {folder["state.lock"]}; chmod 644 {folder["state.lock"]}");
        Assert.Equal(0, Probe.RunUnder(Nobody, "lock", "try", folder["state"], "Exclusive").ExitCode);
        Needs.Shell($"chmod 600 {folder["state.lock"]}");
        var (exitCode, output) = Probe.RunUnder(Nobody, "lock", "try", folder["state"], "Exclusive");
        Assert.Equal(1, exitCode);
        Assert.Contains("UnauthorizedAccessException", output, StringComparison.Ordinal);
    }

    // Who may not write to the directory cannot replace the state, and so cannot hold its lock for ever either.
    [Theory]
    [InlineData("755", "0:0", "600 0:0")]
    [InlineData("700", "0:0", "600 0:0")]
    [InlineData("775", "0:65533", "660 0:65533")]
    [InlineData("2770", "0:65533", "660 0:65533")]
    [InlineData("777", "0:0", "666 0:0")]
    [InlineData("755", "65534:65534", "600 65534:65534")] // so that root, once, does not lock the owner out
    public void A_new_lock_file_is_for_those_who_may_write_to_its_directory(
        string directory,
        string owner,
        string expected
    )
    {
        Needs.Root();
        using var folder = new Folder();
        Needs.Shell($"chown {owner} {folder.Path}; chmod {directory} {folder.Path}");
        FileLock.Acquire(folder["state"]).Dispose();
        Assert.Equal(expected, Needs.Shell($"stat -c '%a %u:%g' {folder["state.lock"]}").Output.Trim());
    }

    [Fact]
    public void A_group_that_the_file_cannot_be_given_gets_no_access()
    {
        Needs.Root();
        using var folder = new Folder();
        Needs.Shell($"chown 65534:65533 {folder.Path}; chmod 775 {folder.Path}");
        Assert.Equal(0, Probe.RunUnder(Nobody, "lock", "try", folder["state"], "Exclusive").ExitCode);
        Assert.Equal("600 65534:65534", Needs.Shell($"stat -c '%a %u:%g' {folder["state.lock"]}").Output.Trim());
    }

    // Carol may write to the directory by its list, and the group that its mode seems to let in may not.
    [Theory]
    [InlineData("u:20003:rwx", 20003, 20300, true)]
    [InlineData("u:20003:rwx", 20002, 20100, false)]
    [InlineData("u:20003:r-x", 20003, 20300, false)]
    [InlineData("g:20300:rwx", 20003, 20300, true)]
    [InlineData("g:20300:rwx,m::r-x", 20003, 20300, false)]
    [InlineData("u:20003:---,o::rwx", 20003, 20300, false)]
    [InlineData("u:20003:---,o::rwx", 20002, 20300, true)]
    [InlineData("d:u:20003:rwx", 20003, 20300, false)] // new files inherit what lets him in, but he may not create any
    public void Whom_the_list_of_the_directory_lets_write_may_lock_and_nobody_else(
        string list,
        int user,
        int group,
        bool isAdmitted
    )
    {
        Needs.Root();
        Needs.Program("setfacl");
        using var folder = new Folder();
        Needs.Shell($"chown 20001:20100 {folder.Path}; chmod 755 {folder.Path}; setfacl -m {list} {folder.Path}");
        Assert.Equal(0, Probe.RunUnder(As(20001, 20100), "lock", "try", folder["state"], "Exclusive").ExitCode);
        var isAllowed = Needs.Shell($"{string.Join(' ', As(user, group))} touch {folder["new"]}").ExitCode == 0;
        Assert.Equal(isAdmitted, isAllowed); // what the test says of the list
        var (exitCode, output) = Probe.RunUnder(As(user, group), "lock", "try", folder["state"], "Exclusive");
        Assert.True(isAdmitted == (exitCode == 0), output);
    }

    [Theory]
    [InlineData("openat", 1)]
    [InlineData("fchown", 1)]
    [InlineData("fchmod", 1)]
    [InlineData("fchown", 2)]
    [InlineData("renameat2", 1)]
    public void Who_is_killed_while_he_creates_the_lock_file_locks_nobody_out(string call, int nth)
    {
        Needs.Root();
        Needs.Program("strace");
        using var folder = new Folder();
        Needs.Shell($"chown 20001:20100 {folder.Path}; chmod 755 {folder.Path}");
        var path = call is "openat" ? $"-P {folder["state.lock"]}" : "";
        Probe.RunUnder(
            [
                "sh",
                "-c",
                $"exec strace -f -qq -o /dev/null {path} -e trace={call} -e inject={call}:signal=KILL:when={nth} \"$@\"",
                "sh",
            ],
            "lock",
            "try",
            folder["state"],
            "Exclusive"
        );
        var (exitCode, output) = Probe.RunUnder(As(20001, 20100), "lock", "try", folder["state"], "Exclusive");
        Assert.True(exitCode == 0, output);
        foreach (var leftover in folder.Leftovers)
            File.SetLastWriteTimeUtc(folder[leftover], DateTime.UtcNow.AddMinutes(-2));
        Assert.Equal(0, Probe.Run("attempt", "bytes", folder["state"]).ExitCode);
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void Who_comes_while_another_creates_the_lock_file_is_not_refused()
    {
        Needs.Root();
        Needs.Program("strace");
        using var folder = new Folder();
        Needs.Shell($"chown 20001:20100 {folder.Path}; chmod 2775 {folder.Path}");
        string[] slowly =
        [
            .. As(20001, 20100),
            "strace",
            "-f",
            "-qq",
            "-o",
            folder["log"],
            "-e",
            "trace=fchown",
            "-e",
            "inject=fchown:delay_enter=5000000:when=1",
        ];
        using var first = Probe.Start(slowly, "lock", "hold", folder["state"], "Exclusive");
        Waiting.Until(() =>
            Directory
                .GetFiles(folder.Path)
                .Any(file => Path.GetFileName(file).Contains("state", StringComparison.Ordinal))
        );
        using var second = Probe.Start(As(20002, 20100), "lock", "hold", folder["state"], "Exclusive");
        Assert.Equal("held", second.StandardOutput.ReadLine());
        second.StandardInput.Close();
        Assert.Equal("held", first.StandardOutput.ReadLine());
        first.StandardInput.Close();
        Assert.Equal("660 20100", Needs.Shell($"stat -c '%a %g' {folder["state.lock"]}").Output.Trim());
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void A_mode_that_an_administrator_gave_the_lock_file_is_kept()
    {
        Needs.Unix();
        using var folder = new Folder();
        FileLock.Acquire(folder["state"]).Dispose();
        File.SetUnixFileMode(folder["state.lock"], (UnixFileMode)0x1B6);
        FileLock.Acquire(folder["state"]).Dispose();
        Assert.Equal((UnixFileMode)0x1B6, File.GetUnixFileMode(folder["state.lock"]));
    }

    static string[] As(int user, int group) => ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups"];

    static Folder Shared()
    {
        var folder = new Folder();
        Needs.Shell($"chmod 1777 {folder.Path}");
        return folder;
    }

    static string[] Inject(Folder folder, string call, string fault, string when) =>
        Strace.Inject($"{call}:{fault}:when={when}", folder["state.lock"]);
}
