using System.Diagnostics;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Temporary files of dead writers are swept by the next process that writes the file; nobody else's are.
/// </summary>
public class LeftoverTests
{
    const string Leftover = ".state.json.0123456789abcdef.tmp";
    const string New = "the new content";

    [Fact]
    public void What_a_killed_writer_leaves_is_swept()
    {
        using var folder = Prepared();
        using (var writer = Paused(folder))
        {
            Assert.Single(folder.Leftovers);
            writer.Kill();
            writer.WaitForExit();
        }

        Assert.Single(folder.Leftovers);
        Write(folder);
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void A_directory_that_has_the_number_of_a_deleted_one_is_searched_all_the_same()
    {
        Needs.Linux();
        using var folder = new Folder();
        Directory.CreateDirectory(folder["first"]);
        AtomicFile.WriteAllText(folder["first/state.json"], "x");
        var number = Number("first");
        Directory.Delete(folder["first"], recursive: true);
        Directory.CreateDirectory(folder["second"]);
        Assert.SkipUnless(
            Number("second") == number,
            "needs a file system that gives the numbers of deleted directories again"
        );
        // Not by this process: one that it is just starting would still have it open.
        Needs.Shell($"printf half >{folder["second/" + Leftover]}");
        AtomicFile.WriteAllText(folder["second/state.json"], "x");
        Assert.False(File.Exists(folder["second/" + Leftover]));

        string Number(string name) => Needs.Shell($"stat -c %d:%i {folder[name]}").Output;
    }

    [Theory]
    [InlineData("")]
    [InlineData("unshare -p -f --mount-proc")] // in a container: another numbering of processes, another view of the mounts
    [InlineData("unshare -m")]
    public void A_living_writer_is_left_alone_also_if_it_sleeps_in_another_container(string container)
    {
        using var folder = Prepared();
        string[] wrapper = container.Length == 0 ? [] : ["sh", "-c", $"exec {container} \"$@\"", "sh"];
        if (container.Length > 0)
        {
            Needs.Program("unshare");
            Assert.SkipUnless(Needs.Shell("unshare -m true").ExitCode == 0, "needs the right to make namespaces");
        }

        using var writer = Paused(folder, wrapper);
        var living = Assert.Single(folder.Leftovers);
        Needs.Shell($"kill -STOP {writer.Id}");
        try
        {
            Write(folder);
            Assert.Equal(living, Assert.Single(folder.Leftovers));
            Assert.Equal(New, File.ReadAllText(folder["state.json"]));
        }
        finally
        {
            Needs.Shell($"kill -CONT {writer.Id}");
        }

        writer.StandardInput.WriteLine();
        Assert.StartsWith("written", writer.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void Over_an_overlay_of_a_container_it_is_the_same()
    {
        using var folder = Prepared();
        using var layers = new Mount(folder["layers"], "-t tmpfs tmpfs"); // an overlay over an overlay may be refused
        Needs.Shell($"cd {folder["layers"]}; mkdir lower upper work; echo old >lower/state.json");
        using var overlay = new Mount(
            folder["merged"],
            $"-t overlay overlay -o lowerdir={folder["layers/lower"]},upperdir={folder["layers/upper"]},workdir={folder["layers/work"]}"
        );
        File.WriteAllText(folder["merged/" + Leftover], "half");
        using var writer = Paused(folder["merged/state.json"]);
        Assert.True(Strace.Attempt("", "bytes", folder["merged/state.json"]).IsWritten);
        Assert.Single(Directory.GetFiles(folder["merged"], ".*.tmp"));
        Assert.False(File.Exists(folder["merged/" + Leftover]));
        writer.StandardInput.WriteLine();
        Assert.StartsWith("written", writer.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(folder["merged/state.json"]));
    }

    [Theory]
    [InlineData(".other.json.0123456789abcdef.tmp")]
    [InlineData(".state.json.0123456789abcdeg.tmp")]
    [InlineData(".state.json.0123456789abcde.tmp")]
    [InlineData(".state.json.0123456789abcdef0.tmp")]
    [InlineData(".state.json.0123456789ABCDEF.tmp")]
    [InlineData(".state.json.0123456789abcdef.tmp.bak")]
    [InlineData("state.json.0123456789abcdef.tmp")]
    [InlineData(".state.json.x.0123456789abcdef.tmp")]
    [InlineData(".state.jso.0123456789abcdef.tmp")]
    [InlineData("..state.json.0123456789abcdef.tmp")]
    public void A_name_that_only_looks_alike_is_left_alone(string name)
    {
        using var folder = Prepared();
        File.WriteAllText(folder[name], "mine");
        Write(folder);
        Assert.Equal("mine", File.ReadAllText(folder[name]));
    }

    [Theory]
    [InlineData("mkfifo")]
    [InlineData("mkdir")]
    [InlineData("ln -s state.json")]
    public void What_is_no_file_is_left_alone_and_nobody_waits_for_it(string command)
    {
        using var folder = Prepared();
        Needs.Shell($"cd {folder.Path}; {command} {Leftover}");
        Write(folder);
        Assert.True(Path.Exists(folder[Leftover]));
    }

    [Fact]
    public void Those_of_other_users_are_left_alone()
    {
        using var folder = Prepared();
        File.WriteAllText(folder[Leftover], "theirs");
        File.WriteAllText(folder[Leftover.Replace('0', '1')], "mine");
        Needs.Shell(
            $"cd {folder.Path}; chmod 777 .; chmod 666 {Leftover} state.json; chown 65534 {Leftover.Replace('0', '1')}"
        );
        var (exitCode, output) = Probe.RunUnder(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
            "attempt",
            "bytes",
            folder["state.json"]
        );
        Assert.True(exitCode == 0, output);
        Assert.Equal([Leftover], folder.Leftovers);
    }

    [Fact]
    public void An_empty_one_may_be_about_to_be_written_and_is_given_a_minute()
    {
        using var folder = Prepared();
        File.WriteAllText(folder[Leftover], "");
        Write(folder);
        Assert.Single(folder.Leftovers);
        File.SetLastWriteTimeUtc(folder[Leftover], DateTime.UtcNow.AddMinutes(-2));
        Write(folder);
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void Where_others_may_write_unseen_leftovers_stay()
    {
        using var folder = Prepared();
        File.WriteAllText(folder[Leftover], "half");
        Needs.Program("strace");
        Assert.True(Strace.Attempt("fstatfs#1:error=ENOSYS", "bytes", folder["state.json"]).IsWritten);
        Assert.Single(folder.Leftovers);
        using var disk = new Mount(folder["disk"], "-t ramfs ramfs"); // of no kind that is known
        File.WriteAllText(folder["disk/" + Leftover], "half");
        Assert.True(Strace.Attempt("", "bytes", folder["disk/state.json"]).IsWritten);
        Assert.True(File.Exists(folder["disk/" + Leftover]));
    }

    [Theory]
    [InlineData("fcntl:error=EINVAL:when=1")]
    [InlineData("fcntl:error=EAGAIN:when=2")]
    [InlineData("close:error=EIO:when=1")]
    public void One_that_cannot_be_swept_is_no_reason_not_to_write(string fault)
    {
        using var folder = Prepared();
        Needs.Program("strace");
        File.WriteAllText(folder[Leftover], "half");
        var call = fault.Split(':')[0];
        var (exitCode, output) = Probe.RunUnder(
            [
                "strace",
                "-f",
                "-qq",
                "-o",
                folder["log"],
                "-P",
                folder[Leftover],
                "-e",
                "trace=" + call,
                "-e",
                "inject=" + fault,
            ],
            "attempt",
            "bytes",
            folder["state.json"]
        );
        Assert.True(exitCode == 0, output);
        Assert.Contains("INJECTED", File.ReadAllText(folder["log"]), StringComparison.Ordinal);
        Assert.Equal(New, File.ReadAllText(folder["state.json"]));
        Assert.Equal(call == "fcntl" ? 1 : 0, folder.Leftovers.Length);
    }

    [Theory]
    [InlineData("openat#3:error=EACCES")]
    [InlineData("unlinkat#1:error=EACCES")]
    public void One_that_cannot_be_opened_or_removed_is_no_reason_either(string fault)
    {
        using var folder = Prepared();
        File.WriteAllText(folder[Leftover], "half");
        var outcome = Strace.Attempt(fault, "bytes", folder["state.json"]);
        Assert.True(outcome.IsWritten, outcome.Output);
        Assert.False(outcome.LeaksDescriptors, outcome.Output);
        Assert.Equal(New, File.ReadAllText(folder["state.json"]));
        Assert.Single(folder.Leftovers);
    }

    [Fact]
    public void Who_opens_a_leftover_while_it_is_swept_does_not_kill_the_sweeper()
    {
        using var folder = Prepared();
        File.WriteAllText(folder[Leftover], "half");
        string[] attempt = ["bytes", folder["state.json"]];
        // Between lease and removal: an opening for writing breaks the lease, of which the kernel tells the sweeper by
        // a signal.
        using var sweeper = Probe.Start(
            Strace.Command("unlinkat#1:delay_enter=1500000", folder["log"], attempt),
            ["attempt", .. attempt]
        );
        while (
            !sweeper.HasExited
            && Needs.Shell($"grep -q \"LEASE.*:$(stat -c %i {folder[Leftover]}) \" /proc/locks").ExitCode != 0
        )
            Thread.Sleep(10);
        Needs.Shell($"timeout 20 sh -c 'echo x >>{folder[Leftover]}'");
        Assert.StartsWith("written", sweeper.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        sweeper.WaitForExit();
        Assert.Equal(0, sweeper.ExitCode);
    }

    [Fact]
    public void A_directory_is_listed_once_whatever_the_number_of_its_files()
    {
        using var folder = Prepared();
        Needs.Program("strace");
        var (exitCode, output) = Probe.RunUnder(
            ["strace", "-f", "-y", "-qq", "-o", folder["log"], "-e", "trace=getdents64"],
            "write-many",
            folder.Path,
            "50"
        );
        Assert.True(exitCode == 0, output);
        Assert.Equal(
            2,
            File.ReadLines(folder["log"]).Count(line => line.Contains(folder.Path, StringComparison.Ordinal))
        );
    }

    // The file server behind the link is stopped, as one that is down.
    [Theory]
    [InlineData("attempt", "bytes")]
    [InlineData("count", "CompareAndSwap")]
    public void A_link_to_a_file_server_that_does_not_answer_holds_nobody_up(params string[] verb)
    {
        using var folder = new Folder();
        using var mount = new RefusingMount(folder, "none", 1);
        Directory.CreateDirectory(folder["dir"]);
        foreach (var name in new[] { "backup-share", Leftover, ".state.json.cas.0123456789abcdef.tmp" })
            File.CreateSymbolicLink(folder["dir/" + name], folder["mount/share"]);
        using (mount.Stopped())
        {
            string[] rest = verb[0] == "count" ? [folder["dir/state.json"], "a", "2"] : [folder["dir/state.json"]];
            using var writer = Probe.Start([], [.. verb, .. rest]);
            var isDone = writer.WaitForExit(30_000);
            if (!isDone)
                writer.Kill();
            Assert.True(isDone, "hangs");
            Assert.Equal(0, writer.ExitCode);
        }
    }

    [Fact]
    public void Of_a_large_directory_a_part_is_looked_at()
    {
        Needs.Linux();
        using var folder = new Folder();
        for (var i = 0; i < 3000; i++)
            File.Create(folder[$".state.json.{i:x16}.tmp"]).Dispose();
        Assert.Equal(3000, Platform.Unix.DirectoryNames.Find(folder.Path, 10_000, _ => true).Count(IsTemporary));
        Assert.InRange(Platform.Unix.DirectoryNames.Find(folder.Path, 100, _ => true).Count(IsTemporary), 98, 1500);
        Assert.Empty(Platform.Unix.DirectoryNames.Find(folder["missing"], 100, _ => true));
        Assert.Equal(3000, Platform.TemporaryFiles.In(folder.Path).Count());

        static bool IsTemporary(string name) => name.EndsWith(".tmp", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_of_a_long_name_is_swept_as_well()
    {
        using var folder = Prepared();
        var name = new string('n', 200);
        var leftover = Protocol.TemporaryName.For(name);
        Needs.Shell($"printf half >{folder[leftover]}");
        Assert.Equal(0, Probe.Run("attempt", "bytes", folder[name]).ExitCode);
        Assert.Empty(folder.Leftovers);
    }

    static Process Paused(Folder folder, string[]? wrapper = null) => Paused(folder["state.json"], wrapper);

    static Process Paused(string path, string[]? wrapper = null)
    {
        var writer = Probe.Start(wrapper ?? [], "attempt", "stream", path, "text=theirs", "pause");
        Assert.Equal("paused", writer.StandardOutput.ReadLine());
        return writer;
    }

    static void Write(Folder folder)
    {
        var (exitCode, output) = Probe.Run("attempt", "bytes", folder["state.json"]);
        Assert.True(exitCode == 0, output);
    }

    static Folder Prepared()
    {
        Needs.Root();
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], "old");
        return folder;
    }
}
