namespace AtomicWrites.Runtime.Tests;

/// <summary>Each system call of the write fails in turn: the exception, the target, and what is left.</summary>
public class FaultTests
{
    const string Old = "the old content";
    const string New = "the new content";
    const string Backup = "the version before";

    // What stands at the path: a file of ours; one of somebody else with list and attribute; nothing; nothing, in a
    // directory whose files inherit a list.
    const string Own = "own";
    const string Rich = "rich";
    const string Nothing = "nothing";
    const string Heir = "heir";

    const string Written = "";

    // Who stands there, the options, which calls fail with what, and the error that the user sees: "EIO", "EIO
    // committed", or Written.
    public static TheoryData<string, string, string, string> Steps =>
        new()
        {
            { Own, "", "openat#1:error=EIO", "EIO" }, // the directory
            { Own, "", "openat#1..2:error=EACCES", "EACCES" }, // one that may not be read
            { Own, "", "openat#1:error=EACCES", Written },
            { Own, "", "openat#1:error=EACCES syncfs#1:error=EIO", "EIO committed" },
            { Own, "", "openat#1:error=EINTR", Written },
            { Own, "", "statx#1:error=EIO", "EIO" }, // the target
            { Rich, "", "faccessat2#1:error=EIO", "EIO" },
            { Rich, "", "faccessat2#1:error=EROFS", "EROFS" },
            { Own, "", "statx#1:error=EINTR", Written },
            { Rich, "", "faccessat2#1:error=EINTR", Written },
            { Own, "", "statx#2:error=EIO", Written }, // the search for leftovers
            { Own, "", "fstatfs#1:error=EIO", Written },
            { Own, "", "openat#2:error=EIO", Written },
            { Own, "", "getdents64#1:error=EIO", Written },
            { Own, "", "openat#3:error=EIO", "EIO" }, // the temporary file
            { Own, "", "openat#3:error=EINTR", Written },
            { Own, "", "openat#3:error=EEXIST", Written },
            { Own, "", "write#1:error=EIO", "EIO" },
            { Own, "", "write#1:error=EINTR", Written },
            { Own, "", "statx#3:error=EIO", "EIO" }, // the target's metadata
            { Own, "", "statx#3:error=ENOENT", Written },
            { Own, "", "fchown#1:error=EIO", "EIO" },
            { Own, "", "fchown#1:error=EDQUOT", "EDQUOT" },
            { Own, "", "fchown#1:error=EINTR", Written },
            { Own, "", "fchmod#1:error=EINTR", Written },
            { Own, "", "llistxattr#1:error=EINTR", Written },
            { Own, "", "fgetxattr#1:error=EINTR", Written },
            { Rich, "", "lgetxattr#1:error=EINTR", Written },
            { Rich, "", "fsetxattr#1:error=EINTR", Written },
            { Own, "", "fchown#1+:error=EPERM", Written },
            { Own, "", "llistxattr#1:error=EIO", "EIO" },
            { Own, "", "llistxattr#1:error=EOPNOTSUPP", Written },
            { Own, "", "llistxattr#1:error=ENOENT", Written },
            { Own, "", "fgetxattr#1:error=EIO", "EIO" },
            { Own, "", "fgetxattr#1:error=EOPNOTSUPP", Written },
            { Rich, "", "llistxattr#2:error=EIO", "EIO" },
            { Rich, "", "llistxattr#2:error=ERANGE", Written },
            { Rich, "", "lgetxattr#1:error=EIO", "EIO" },
            { Rich, "", "lgetxattr#2:error=EIO", "EIO" },
            { Rich, "", "lgetxattr#3:error=EIO", "EIO" },
            { Rich, "", "lgetxattr#2:error=EACCES", "EACCES" }, // an attribute of the user, which would be lost
            { Rich, "", "lgetxattr#4:error=EACCES", Written }, // the list: fewer get in
            { Rich, "", "lgetxattr#2:error=ERANGE", Written },
            { Rich, "", "fsetxattr#1:error=ENOSPC", "ENOSPC" },
            { Rich, "", "fsetxattr#2:error=ENOSPC", "ENOSPC" },
            { Heir, "", "lgetxattr#1:error=EIO", "EIO" },
            { Heir, "", "fsetxattr#1:error=EIO", "EIO" },
            { Heir, "mode=600", "fremovexattr#1:error=EIO", "EIO" },
            { Own, "", "fchmod#1:error=EIO", "EIO" },
            { Own, "", "fsync#1:error=EIO", "EIO" },
            { Own, "", "fsync#1:error=ENOSPC", "ENOSPC" },
            { Own, "", "fsync#1:error=EINTR", Written },
            { Own, "backup", "openat#4:error=EIO", "EIO" }, // the target that becomes the backup
            { Own, "backup", "fsync#2:error=EIO", "EIO" },
            { Own, "backup", "linkat#1:error=EPERM", Written },
            { Own, "backup", "linkat#1:error=EPERM openat#5:error=ENOSPC", "ENOSPC" },
            { Own, "backup", "linkat#1:error=EPERM write#2:error=ENOSPC", "ENOSPC" },
            { Own, "backup", "linkat#1:error=EPERM write#2:retval=0", "EIO" },
            { Own, "backup", "linkat#1:error=EPERM read#1:error=EIO", "EIO" },
            { Own, "backup", "linkat#1:error=EPERM lseek#1:error=EIO", "EIO" },
            { Own, "backup", "linkat#1:error=EPERM statx#4:error=EIO", "EIO" },
            { Own, "backup", "linkat#1:error=EPERM fchmod#2:error=EIO", "EIO" },
            { Own, "backup", "linkat#1:error=EPERM fsync#3:error=EIO", "EIO" },
            { Own, "backup", "renameat#1:error=EIO", "EIO" },
            { Own, "backup", "renameat#1:error=ENOENT", Written },
            { Own, "backup", "renameat#2:error=EIO", "EIO" },
            { Own, "", "renameat#1:error=EIO", "EIO" },
            { Own, "", "renameat#1:error=EINTR", Written },
            { Own, "", "fsync#2:error=EINVAL", Written }, // the directory
            { Own, "", "fsync#2:error=EOPNOTSUPP", Written },
            { Own, "", "fsync#2:error=EINTR", Written },
            { Own, "", "fsync#2:error=EIO", "EIO committed" },
            { Own, "", "fsync#2:error=ENOSPC", "ENOSPC committed" },
            { Own, "", "fsync#2:error=EACCES", "EACCES committed" },
            { Own, "backup", "fsync#3:error=EIO", "EIO committed" },
            { Nothing, "", "openat#4:error=EIO", Written }, // the umask: asked for in another way
            { Nothing, "new", "renameat2#1:error=EIO", "EIO" },
            { Nothing, "new", "renameat2#1:error=EEXIST", "EEXIST" },
            { Nothing, "new", "renameat2#1:error=EINVAL", Written },
            { Nothing, "new", "renameat2#1:error=ENOSYS", Written },
            { Nothing, "new", "renameat2#1:error=EOPNOTSUPP", Written },
            { Nothing, "new", "renameat2#1:error=EINVAL linkat#1:error=EEXIST", "EEXIST" },
            { Nothing, "new", "renameat2#1:error=EINVAL linkat#1:error=EPERM", "EPERM" },
            { Nothing, "new", "fsync#2:error=EIO", "EIO committed" },
            { Own, "skip", "openat#4:error=EIO", Written }, // a target that cannot be compared is written
            { Own, "skip", "read#1:error=EIO", "EIO" },
            { Own, "skip", "read#2:error=EIO", Written },
            { Own, "skip text=the·old·content", "fsync#1:error=EIO", "EIO committed" },
            { Own, "skip text=the·old·content", "fsync#2:error=EIO", "EIO committed" },
        };

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_failing_call_leaves_the_target_unchanged_and_nothing_beside_it(
        string target,
        string settings,
        string faults,
        string expected
    )
    {
        var (folder, outcome) = Strace.Attempt(
            () => Prepared(target),
            faults,
            folder =>
                ["bytes", folder["state.json"], .. settings.Split(' ').Select(setting => setting.Replace('·', ' '))]
        );
        using var prepared = folder;
        var isCommitted = expected.EndsWith(" committed", StringComparison.Ordinal);
        if (expected == Written)
            Assert.True(outcome.IsWritten, outcome.Output);
        else
            Assert.True(
                Expected(expected.Replace(" committed", "", StringComparison.Ordinal), isCommitted) == outcome.Failure,
                outcome.Output
            );
        Assert.Equal(
            isCommitted,
            outcome.Output.Contains(
                "The new content is in place, but a power cut may still bring the old content back.",
                StringComparison.Ordinal
            )
        );
        RequireWhole(
            folder,
            target,
            isNew: (expected == Written || isCommitted) && !settings.Contains("old", StringComparison.Ordinal),
            outcome
        );
        if (settings == "backup" && (expected == Written || isCommitted))
            Assert.Equal(Old, File.ReadAllText(folder["state.json.bak"]));
        else
            Assert.Contains(
                File.ReadAllText(folder["state.json.bak"]),
                new[] { Backup, settings == "backup" ? Old : Backup }
            );
    }

    public static TheoryData<string, string> Errors
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (error, _) in ErrorTable.Rows)
            foreach (var step in new[] { "openat#3", "renameat#1" })
                if ((error, step) != ("ENOENT", "openat#3"))
                    data.Add(error, step);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_becomes_the_exception_that_the_docs_say(string error, string step)
    {
        using var folder = Prepared(Own);
        var outcome = Strace.Attempt($"{step}:error={error}", "bytes", folder["state.json"]);
        Assert.True(ErrorTable.Failure(error) == outcome.Failure, outcome.Output);
        Assert.Equal(
            error == "EXDEV",
            outcome.Output.Contains("mount the directory instead of the file", StringComparison.Ordinal)
        );
        RequireWhole(folder, Own, isNew: false, outcome);
    }

    public static TheoryData<string, string, string> Ways
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var way in new[] { "text", "stream", "writer", "callback", "append", "copy", "update" })
            foreach (
                var (fault, expected) in new[]
                {
                    ("write#1:error=ENOSPC", "ENOSPC"),
                    ("fsync#1:error=EIO", "EIO"),
                    ("renameat#1:error=EROFS", "EROFS"),
                    ("fsync#2:error=EIO", "EIO committed"),
                }
            )
                data.Add(way, fault, expected);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_way_in_fails_alike(string way, string fault, string expected)
    {
        using var folder = Prepared(Own);
        File.WriteAllText(folder["source"], New);
        var outcome = Strace.Attempt(fault, way, folder["state.json"], "from=" + folder["source"]);
        var isCommitted = expected.EndsWith(" committed", StringComparison.Ordinal);
        Assert.True(ErrorTable.Failure(expected.Split(' ')[0], isCommitted) == outcome.Failure, outcome.Output);
        Assert.Equal(isCommitted ? (way == "append" ? Old + New : New) : Old, File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
        Assert.False(outcome.LeaksDescriptors, outcome.Output);
    }

    [Fact]
    public void An_append_that_cannot_look_at_the_file_does_not_take_it_for_absent()
    {
        using var folder = Prepared(Own);
        Needs.Program("strace");
        var (_, output) = Probe.RunUnder(
            [
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-P",
                folder["state.json"],
                "-e",
                "trace=%stat,%lstat,%fstat",
                "-e",
                "inject=%stat,%lstat,%fstat:error=EIO",
            ],
            "attempt",
            "append",
            folder["state.json"]
        );
        Assert.StartsWith(Old, File.ReadAllText(folder["state.json"]), StringComparison.Ordinal);
        Assert.Contains("descriptors 0", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("close#2:error=EIO")] // the temporary file, after the rename
    [InlineData("close#3:error=EIO")] // the directory
    public void What_close_says_after_the_sync_changes_nothing(string fault)
    {
        using var folder = Prepared(Own);
        var outcome = Strace.Attempt(fault, "bytes", folder["state.json"]);
        Assert.True(outcome.IsWritten, outcome.Output);
        Assert.Equal(New, File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Theory]
    [InlineData("write#1:error=ENOSPC")]
    [InlineData("write#1:error=EIO")]
    public void A_stream_that_failed_once_is_never_published(string fault)
    {
        using var folder = Prepared(Own);
        var outcome = Strace.Attempt(fault, "stubborn", folder["state.json"], "size=10000");
        Assert.StartsWith("AtomicWriteException committed=False", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("failed before", outcome.Output, StringComparison.Ordinal);
        RequireWhole(folder, Own, isNew: false, outcome);
    }

    [Fact]
    public void A_file_system_that_accepts_nothing_more_is_no_success()
    {
        using var folder = Prepared(Own);
        var outcome = Strace.Attempt("write#1:retval=0", "bytes", folder["state.json"]);
        Assert.Contains("accepted no more data", outcome.Output, StringComparison.Ordinal);
        RequireWhole(folder, Own, isNew: false, outcome);
    }

    [Fact]
    public void A_rename_that_was_done_although_it_reports_an_error_is_no_failure()
    {
        using var folder = Prepared(Own);
        string[] attempt = ["bytes", folder["state.json"]];
        using var process = Probe.Start(
            Strace.Command("renameat#1:error=ETIMEDOUT:delay_enter=8000000", "/dev/null", attempt),
            ["attempt", .. attempt]
        );
        while (!process.HasExited && folder.Leftovers is not [_])
            Thread.Sleep(1);
        Thread.Sleep(2000);
        Assert.Equal(0, Needs.Shell($"mv {folder.Path}/.*.tmp {folder["state.json"]}").ExitCode);
        Assert.StartsWith("written", process.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal(New, File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
    }

    static void RequireWhole(Folder folder, string target, bool isNew, Outcome outcome)
    {
        if (isNew || target is Own or Rich)
            Assert.Equal(isNew ? New : Old, File.ReadAllText(folder["state.json"]));
        else
            Assert.False(File.Exists(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
        Assert.False(outcome.LeaksDescriptors, outcome.Output);
    }

    // Errors of single steps that no table for users needs.
    static string Expected(string error, bool committed) =>
        error switch
        {
            "EEXIST" => "AtomicWriteException committed=False errno=17",
            "EINTR" => "AtomicWriteException committed=False errno=4",
            _ => ErrorTable.Failure(error, committed),
        };

    static Folder Prepared(string target)
    {
        Needs.Root();
        var folder = new Folder();
        File.WriteAllText(folder["state.json.bak"], Backup);
        if (target is Own or Rich)
            File.WriteAllText(folder["state.json"], Old);
        if (target == Rich)
        {
            Needs.Program("setfacl");
            Needs.Shell(
                $"chown 1234:4321 {folder["state.json"]}; "
                    + $"setfattr -n user.origin -v here {folder["state.json"]}; "
                    + $"setfacl -m u:1235:r {folder["state.json"]}"
            );
        }

        if (target == Heir)
        {
            Needs.Program("setfacl");
            Needs.Shell($"setfacl -d -m u:1235:rw {folder.Path}");
        }

        return folder;
    }
}
