namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// A directory that others may write to: what they plant leads no write astray, and takes nobody's content.
/// </summary>
public class HostileDirectoryTests
{
    const string Old = "the old content";
    const string New = "the new content";
    static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    // What a stranger puts where the state is to be, in a directory such as /tmp; and what the victim's write says.
    [Theory]
    [InlineData("ln -s precious state", "UnauthorizedAccessException committed=False errno=13")]
    [InlineData("ln -s missing state", "UnauthorizedAccessException committed=False errno=13")]
    [InlineData("ln -s precious middle; ln -s middle state", "UnauthorizedAccessException committed=False errno=13")]
    [InlineData("echo planted >state", "UnauthorizedAccessException committed=False errno=13")]
    [InlineData("mkdir state", "UnauthorizedAccessException committed=False errno=21")]
    [InlineData("mkfifo state", "AtomicWriteException committed=False errno=-2146232800")]
    public void What_a_stranger_plants_at_the_target_is_refused(string plant, string failure)
    {
        using var folder = Shared();
        Needs.Shell(
            $"cd {folder["tmp"]}; {string.Join(' ', AsNobody)} "
                + $"sh -c '{plant.Replace("precious", folder["precious"], StringComparison.Ordinal)}'"
        );
        foreach (var setting in new[] { "", "backup" })
        {
            var outcome = Run([], "bytes", folder["tmp/state"], setting);
            Assert.True(failure == outcome.Failure, outcome.Output);
        }

        Assert.Equal(Old, File.ReadAllText(folder["precious"]));
        Assert.False(File.Exists(folder["tmp/missing"]));
        Assert.Empty(Directory.GetFiles(folder["tmp"], ".*"));
    }

    // As the kernel's protected_symlinks has it: a stranger's link leads astray only where everybody may put one, and
    // its owner could not have done so anyway.
    [Theory]
    [InlineData("755", "0", "65534")] // nobody else may write to the directory
    [InlineData("1777", "65534", "65534")] // the link is of the directory's owner
    [InlineData("1777", "65534", "0")] // or one's own
    public void A_link_that_leads_nobody_astray_is_followed(string mode, string owner, string ownerOfLink)
    {
        using var folder = Shared();
        Needs.Shell(
            $"cd {folder["tmp"]}; ln -s {folder["precious"]} state; chown -h {ownerOfLink} state; chown {owner} .; chmod {mode} ."
        );
        Assert.True(Run([], "bytes", folder["tmp/state"], "").IsWritten);
        Assert.Equal(New, File.ReadAllText(folder["precious"]));
    }

    // As protected_regular has it: File is refused, too, wherever the kernel is told to look after it.
    [Theory]
    [InlineData("755", "0", "65534", true)] // nobody else may write to the directory
    [InlineData("777", "0", "65534", true)] // everybody may replace the file anyway
    [InlineData("1777", "65534", "65534", true)] // the file is of the directory's owner
    [InlineData("1777", "65534", "0", true)] // or one's own
    [InlineData("1777", "65534", "65533", false)]
    [InlineData("1757", "0", "65534", false)]
    public void Root_writes_to_the_file_of_another_where_nobody_can_have_planted_it(
        string mode,
        string owner,
        string ownerOfFile,
        bool isWritten
    )
    {
        using var folder = Shared();
        Needs.Shell($"cd {folder["tmp"]}; echo >state; chown {ownerOfFile} state; chown {owner} .; chmod {mode} .");
        Assert.Equal(isWritten, Run([], "bytes", folder["tmp/state"], "").IsWritten);
    }

    [Fact]
    public void In_a_directory_that_a_group_shares_the_kernel_says_whether_files_of_others_are_kept_apart()
    {
        using var folder = Shared();
        Needs.Shell($"cd {folder["tmp"]}; echo >state; chown 65534 state; chmod 1770 .");
        var keepsApart = Needs.Shell("cat /proc/sys/fs/protected_regular").Output.Trim() == "2";
        Assert.Equal(!keepsApart, Run([], "bytes", folder["tmp/state"], "").IsWritten);
    }

    [Theory]
    [InlineData("ln -s precious state")]
    [InlineData("mkfifo state")]
    [InlineData("mkdir state")]
    public void Who_asks_for_a_new_file_gets_none_that_was_planted(string plant)
    {
        using var folder = Shared();
        Needs.Shell(
            $"cd {folder["tmp"]}; {string.Join(' ', AsNobody)} "
                + $"sh -c '{plant.Replace("precious", folder["precious"], StringComparison.Ordinal)}'"
        );
        Assert.Equal(
            "AtomicWriteException committed=False errno=17",
            Run([], "bytes", folder["tmp/state"], "new").Failure
        );
        Assert.Equal(Old, File.ReadAllText(folder["precious"]));
    }

    [Theory]
    [InlineData("ln -s precious state.bak", false)]
    [InlineData("ln hard state.bak", false)]
    [InlineData("mkdir state.bak", true)]
    public void What_a_stranger_plants_at_the_backup_is_not_written_through(string plant, bool isRefused)
    {
        using var folder = Shared();
        File.WriteAllText(folder["tmp/state"], "before");
        File.WriteAllText(folder["tmp/hard"], Old);
        Needs.Shell(
            $"cd {folder["tmp"]}; chown 65534 hard; {string.Join(' ', AsNobody)} "
                + $"sh -c '{plant.Replace("precious", folder["precious"], StringComparison.Ordinal)}'"
        );
        Assert.Equal(!isRefused, Run([], "bytes", folder["tmp/state"], "backup").IsWritten);
        Assert.Equal(Old, File.ReadAllText(folder["precious"]));
        Assert.Equal(Old, File.ReadAllText(folder["tmp/hard"]));
        Assert.Equal(isRefused ? "before" : New, File.ReadAllText(folder["tmp/state"]));
        Assert.Empty(Directory.GetFiles(folder["tmp"], ".*"));
    }

    [Fact]
    public void A_pipe_that_takes_the_place_of_the_target_meanwhile_keeps_nobody_waiting()
    {
        using var folder = Shared();
        File.WriteAllText(folder["state"], Old);
        foreach (var setting in new[] { "backup", "skip" })
        {
            string[] attempt = ["bytes", folder["state"], setting];
            using var process = Probe.Start(
                Strace.Command("openat#4:delay_enter=1500000", "/dev/null", attempt),
                ["attempt", .. attempt]
            );
            while (!process.HasExited && folder.Leftovers is not [_])
                Thread.Sleep(1);
            Thread.Sleep(300);
            Needs.Shell($"cd {folder.Path}; rm state; mkfifo state");
            Assert.True(process.WaitForExit(20_000));
            Assert.Empty(folder.Leftovers);
            Needs.Shell($"cd {folder.Path}; rm state; printf '{Old}' >state");
        }
    }

    [Fact]
    public void A_name_that_somebody_took_first_is_never_opened()
    {
        using var folder = Shared();
        // All names that this process would try are taken; it takes none of them.
        var outcome = Strace.Attempt("openat#3..18:error=EEXIST", "bytes", folder["state"]);
        Assert.Equal("AtomicWriteException committed=False errno=17", outcome.Failure);
        outcome = Strace.Attempt("openat#3..17:error=EEXIST", "bytes", folder["state"]);
        Assert.True(outcome.IsWritten, outcome.Output);
    }

    [Fact]
    public void Temporary_names_do_not_repeat_and_do_not_follow_from_each_other()
    {
        var names = Enumerable.Range(0, 10_000).Select(_ => Protocol.TemporaryName.For("state")).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        // 64 random bits: each digit takes each value about equally often in each place.
        for (var place = 0; place < 16; place++)
            Assert.All(names.CountBy(name => name[".state.".Length + place]), digit =>
                Assert.InRange(digit.Value, 400, 900)
            );
    }

    // A stranger who watches the directory replaces each temporary file as soon as its name is known.
    [Fact]
    public void Who_watches_the_directory_cannot_get_at_a_file_in_a_directory_such_as_tmp()
    {
        using var folder = Shared();
        File.WriteAllText(folder["tmp/state"], Old);
        using var stranger = System.Diagnostics.Process.Start(
            "sh",
            [
                "-c",
                $"cd {folder["tmp"]}; exec {string.Join(' ', AsNobody)} sh -c 'while test ! -e done; "
                    + $"do for f in .state.*; do ln -sf {folder["precious"]} \"$f\"; mv -f \"$f\" stolen; "
                    + "done; done' 2>/dev/null",
            ]
        );
        var outcome = Run([], "bytes", folder["tmp/state"], "times=300");
        File.WriteAllText(folder["tmp/done"], "");
        stranger!.WaitForExit();
        Assert.True(outcome.IsWritten, outcome.Output);
        Assert.Equal(Old, File.ReadAllText(folder["precious"]));
        Assert.Equal(New, File.ReadAllText(folder["tmp/state"]));
        Assert.Equal("0", Needs.Shell($"stat -c %u {folder["tmp/state"]}").Output.Trim());
    }

    [Theory]
    [InlineData("mv DIR OTHER")]
    [InlineData("mv DIR OTHER; ln -s TRAP DIR")]
    [InlineData("mv DIR OTHER; mv TRAP DIR")]
    public void A_parent_that_is_replaced_meanwhile_leads_nobody_elsewhere(string command)
    {
        using var folder = Shared();
        Directory.CreateDirectory(folder["dir"]);
        Directory.CreateDirectory(folder["trap"]);
        foreach (var directory in new[] { "dir", "trap" })
            File.WriteAllText(folder[directory + "/state"], Old);
        Needs.Shell($"chmod 640 {folder["dir/state"]}");
        string[] attempt = ["bytes", folder["dir/state"], "backup"];
        using var process = Probe.Start(
            Strace.Command("write#1:delay_exit=1500000", "/dev/null", attempt),
            ["attempt", .. attempt]
        );
        while (!process.HasExited && Directory.GetFiles(folder["dir"], ".*.tmp") is not [_])
            Thread.Sleep(1);
        Needs.Shell(
            command
                .Replace("DIR", folder["dir"], StringComparison.Ordinal)
                .Replace("OTHER", folder["other"], StringComparison.Ordinal)
                .Replace("TRAP", folder["trap"], StringComparison.Ordinal)
        );
        var outcome = process.StandardOutput.ReadToEnd();
        Assert.StartsWith("written", outcome, StringComparison.Ordinal);
        Assert.Equal(New, File.ReadAllText(folder["other/state"]));
        Assert.Equal(Old, File.ReadAllText(folder["other/state.bak"]));
        Assert.Equal("640", Needs.Shell($"stat -c %a {folder["other/state"]}").Output.Trim());
        foreach (
            var file in Directory
                .GetFiles(folder.Path, "state", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/other/", StringComparison.Ordinal))
        )
            Assert.Equal(Old, File.ReadAllText(file));
        Assert.Empty(Directory.GetFiles(folder.Path, ".*.tmp", SearchOption.AllDirectories));
    }

    static Outcome Run(string[] wrapper, params string[] attempt)
    {
        var (exitCode, output) = Probe.RunUnder(wrapper, ["attempt", .. attempt]);
        return new Outcome(exitCode, output);
    }

    // A precious file of ours, and beside it a directory in which everybody may create but only owners may delete.
    static Folder Shared()
    {
        Needs.Root();
        var folder = new Folder();
        File.WriteAllText(folder["precious"], Old);
        Directory.CreateDirectory(folder["tmp"]);
        Needs.Shell($"chmod 755 {folder.Path}; chmod 1777 {folder["tmp"]}");
        return folder;
    }
}
