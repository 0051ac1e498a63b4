namespace AtomicWrites.Runtime.Tests;

/// <summary>Real file systems that refuse: full, read-only, immutable, in the way.</summary>
public class FileSystemTests
{
    const string Old = "the old content";
    static readonly string[] Nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    [Theory]
    [InlineData("size=64k", "size=100000", "ENOSPC")] // the first 48 KiB are accepted
    [InlineData("nr_inodes=3", "size=1", "ENOSPC")]
    [InlineData("size=64k", "size=20000", null)]
    public void A_full_disk_leaves_the_target_unchanged(string limit, string size, string? error)
    {
        using var folder = Prepared();
        using var disk = new Mount(folder["disk"], $"-t tmpfs -o {limit} tmpfs");
        File.WriteAllText(folder["disk/state.json"], Old);
        File.WriteAllText(folder["disk/other"], "");
        foreach (var way in new[] { "bytes", "stream", "writer" })
            RequireRefused(folder["disk/state.json"], error, [way, folder["disk/state.json"], size]);
        Assert.Equal(2, Directory.GetFileSystemEntries(folder["disk"]).Length);
    }

    [Fact]
    public void A_quota_that_is_exceeded_leaves_the_target_unchanged()
    {
        using var folder = Prepared();
        using var disk = Image.Mount(folder, "ext4", "-O quota -E quotatype=usrquota", "usrquota");
        Needs.Program("setquota");
        Needs.Shell(
            $"chmod 777 {folder["disk"]}; chmod 755 {folder.Path}; "
                + $"setpriv --reuid=65534 --clear-groups sh -c 'echo -n \"{Old}\" >{folder["disk/state.json"]}'"
        );
        var (exitCode, output) = Needs.Shell($"quotaon {folder["disk"]}; setquota -u 65534 40 40 0 0 {folder["disk"]}");
        Assert.SkipUnless(exitCode == 0, "needs a kernel with quotas: " + output);
        RequireRefused(
            folder["disk/state.json"],
            "EDQUOT",
            ["bytes", folder["disk/state.json"], "size=100000"],
            Nobody
        );
    }

    [Fact]
    public void A_read_only_file_system_is_an_IOException()
    {
        using var folder = Prepared();
        using var mount = new Mount(folder["disk"], $"--bind {folder.Path}");
        Needs.Shell(
            $"chmod 755 {folder.Path}; chmod 666 {folder["state.json"]}; mount -o remount,ro,bind {folder["disk"]}"
        );
        RequireRefused(folder["disk/state.json"], "EROFS", ["bytes", folder["disk/state.json"]]);
        RequireRefused(folder["state.json"], "EROFS", ["bytes", folder["disk/state.json"]], Nobody);
    }

    [Fact]
    public void A_bind_mounted_target_is_explained()
    {
        using var folder = Prepared();
        File.WriteAllText(folder["real.json"], Old);
        using var mount = new Mount(folder["state.json"], $"--bind {folder["real.json"]}");
        Assert.Contains(
            "mount its directory instead",
            RequireRefused(folder["real.json"], "EBUSY", ["bytes", folder["state.json"]]).Output,
            StringComparison.Ordinal
        );
        Assert.Empty(folder.Leftovers);
    }

    [Theory]
    [InlineData('i')]
    [InlineData('a')]
    public void An_immutable_or_append_only_target_is_refused(char attribute)
    {
        using var folder = Prepared();
        Needs.Program("chattr");
        var (exitCode, output) = Needs.Shell($"chattr +{attribute} {folder["state.json"]}");
        Assert.SkipUnless(exitCode == 0, "needs a file system with attributes: " + output);
        try
        {
            RequireRefused(folder["state.json"], "EPERM", ["bytes", folder["state.json"]]);
        }
        finally
        {
            Needs.Shell($"chattr -{attribute} {folder["state.json"]}");
        }
    }

    [Fact]
    public void A_limit_on_the_size_of_files_is_an_IOException()
    {
        using var folder = Prepared();
        RequireRefused(
            folder["state.json"],
            "EFBIG",
            ["bytes", folder["state.json"], "size=2000000"],
            ["sh", "-c", "trap '' XFSZ; ulimit -f 1000; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"", "sh"]
        );
    }

    [Fact]
    public void Paths_that_lead_nowhere_are_refused()
    {
        using var folder = Prepared();
        Directory.CreateDirectory(folder["directory"]);
        Needs.Shell($"cd {folder.Path}; ln -s b a; ln -s a b; ln -s missing/file dangling");
        foreach (
            var (path, error) in new[]
            {
                ("directory", "EISDIR"),
                ("directory/", "EISDIR"),
                ("state.json/file", "ENOTDIR"),
                ("missing/file", "ENOENT"),
                ("dangling", "ENOENT"),
                ("a", "ELOOP"),
                (new string('n', 256), "ENAMETOOLONG"),
                ("directory/" + string.Concat(Enumerable.Repeat("d/", 2100)) + "file", "ENAMETOOLONG"),
            }
        )
            RequireRefused(folder["state.json"], error, ["bytes", folder[path]]);
        RequireRefused(folder["state.json"], "ENAMETOOLONG", ["bytes", Named(252), "backup"]);
        Assert.Equal(5 + 1, Directory.GetFileSystemEntries(folder.Path).Length);

        string Named(int length)
        {
            File.WriteAllText(folder[new string('n', length)], Old);
            return folder[new string('n', length)];
        }
    }

    [Fact]
    public void A_folder_without_write_permission_is_refused_and_one_without_read_permission_works()
    {
        using var folder = Prepared();
        Needs.Shell(
            $"chmod 755 {folder.Path}; mkdir {folder["drop"]}; chown 65534 {folder["drop"]}; "
                + $"chmod 300 {folder["drop"]}; chmod 666 {folder["state.json"]}"
        );
        RequireRefused(folder["state.json"], "EACCES", ["bytes", folder["state.json"]], Nobody);
        var (exitCode, output) = Probe.RunUnder(Nobody, "attempt", "bytes", folder["drop/state.json"]);
        Assert.True(exitCode == 0, output);
        Assert.Equal("the new content", File.ReadAllText(folder["drop/state.json"]));
    }

    [Theory]
    [InlineData("Full")]
    [InlineData("None")]
    public void In_a_folder_without_read_permission_a_state_can_be_deleted(string durability)
    {
        using var folder = Prepared();
        File.WriteAllText(folder["drop.json"], "[1]");
        Needs.Shell(
            $"cd {folder.Path}; chmod 755 .; mkdir drop; mv drop.json drop/state.json; chown -R 65534 drop; chmod 300 drop"
        );
        var (_, output) = Probe.RunUnder(Nobody, "delete", folder["drop/state.json"], durability);
        Assert.Equal("True\n", output);
        Assert.False(File.Exists(folder["drop/state.json"]));
    }

    [Fact]
    public void A_read_only_target_of_a_user_is_refused()
    {
        using var folder = Prepared();
        Needs.Shell($"chown -R 65534 {folder.Path}; chmod 444 {folder["state.json"]}");
        RequireRefused(folder["state.json"], "EACCES", ["bytes", folder["state.json"]], Nobody);
    }

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void A_file_system_keeps_list_attributes_and_backup(string type)
    {
        using var folder = Prepared();
        using var disk = Image.Mount(folder, type);
        Needs.Program("setfacl");
        Needs.Program("setfattr");
        var path = folder["disk/state.json"];
        Needs.Shell(
            $"cd {folder["disk"]}; echo old >state.json; setfacl -m u:1234:r,g:4321:rw state.json; "
                + "setfattr -n user.origin -v here state.json"
        );
        var before = Describe();
        var outcome = Strace.Attempt("", "bytes", path, "backup");
        Assert.True(outcome.IsWritten, outcome.Output);
        Assert.Equal(before, Describe());
        Assert.Equal(before.Replace("state.json", "state.json.bak", StringComparison.Ordinal), Describe(".bak"));
        Assert.Contains("user:1234:r--", before, StringComparison.Ordinal);
        Assert.True(Strace.Attempt("", "bytes", folder["disk/fresh"], "new").IsWritten);

        string Describe(string suffix = "") =>
            Needs
                .Shell(
                    $"cd {folder["disk"]}; getfacl state.json{suffix}; getfattr -d -m - state.json{suffix}; stat -c %a state.json{suffix}"
                )
                .Output;
    }

    static Outcome RequireRefused(string target, string? error, string[] attempt, string[]? wrapper = null)
    {
        var (exitCode, output) = Probe.RunUnder(wrapper ?? [], ["attempt", .. attempt]);
        var outcome = new Outcome(exitCode, output);
        Assert.True(error is null ? outcome.IsWritten : ErrorTable.Failure(error) == outcome.Failure, output);
        if (error is not null)
            Assert.Equal(Old, File.ReadAllText(target));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(target)!, ".*.tmp"));
        Assert.False(outcome.LeaksDescriptors, output);
        return outcome;
    }

    static Folder Prepared()
    {
        Needs.Root();
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], Old);
        return folder;
    }
}
