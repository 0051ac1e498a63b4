using System.Globalization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// What a replaced file keeps besides its content, what a new one gets, and who can read either at any moment.
/// </summary>
public class MetadataTests
{
    const string Nobody = "65534";
    static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    [Theory]
    [InlineData("u::rw-,g::r--,o::---,u:1234:rw-,m::rw-")]
    [InlineData("u::rw-,g::---,o::---,u:1234:r--,g:4321:rw-,m::r--")]
    [InlineData("u::rw-,g::rw-,o::r--,u:1234:---,m::rw-")]
    [InlineData("u::rwx,g::r-x,o::r-x,g:4321:rwx,m::rwx")]
    public void A_target_keeps_its_access_list(string list)
    {
        using var folder = Prepared();
        Shell($"setfacl --set {list} {folder["state"]}; chown 1234:4321 {folder["state"]}");
        var before = AccessOf(folder["state"]);
        AtomicFile.WriteAllText(folder["state"], "new");
        Assert.Equal(before, AccessOf(folder["state"]));
        Assert.Equal("new", File.ReadAllText(folder["state"]));
    }

    [Theory]
    [InlineData("d:u::rw-,d:g::r--,d:o::---")]
    [InlineData("d:u::rwx,d:g::rwx,d:o::rwx")]
    [InlineData("d:u::r--,d:g::---,d:o::---")]
    [InlineData("d:u::rwx,d:g::r-x,d:o::r-x,d:u:1234:rwx,d:m::rwx")]
    [InlineData("d:u::rwx,d:g::rwx,d:o::---,d:g:4321:rwx,d:m::r-x")]
    [InlineData("d:u::---,d:g::---,d:o::---,d:u:1234:r--,d:m::r--")]
    public void A_new_file_inherits_what_WriteAllText_would_let_it_inherit(string inherited)
    {
        using var folder = Prepared();
        Shell($"setfacl -m {inherited} {folder.Path}");
        foreach (var umask in new[] { "022", "077", "000" })
        {
            Shell($"cd {folder.Path}; rm -f fresh; umask {umask}; : >fresh");
            var expected = AccessOf(folder["fresh"]);
            Shell($"rm {folder["fresh"]}");
            WriteAs(["sh", "-c", $"umask {umask}; exec \"$@\"", "sh"], folder["fresh"]);
            Assert.Equal(expected, AccessOf(folder["fresh"]));
        }
    }

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("644")]
    public void A_target_without_a_list_gets_none_from_its_directory(string mode)
    {
        using var folder = Prepared();
        Shell(
            $"chmod {mode} {folder["state"]}; setfacl -m d:u::rwx,d:g::rwx,d:o::rwx,d:u:1234:rwx,d:m::rwx {folder.Path}"
        );
        var before = AccessOf(folder["state"]);
        AtomicFile.WriteAllText(folder["state"], "new");
        Assert.Equal(before, AccessOf(folder["state"]));
        Assert.DoesNotContain("1234", before, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state", "-m u:1234:rw state")]
    [InlineData("state", "-d -m u:1234:rw .")]
    [InlineData("fresh", "-d -m u:1234:rw .")]
    public void A_mode_asked_for_drops_lists(string name, string list)
    {
        using var folder = Prepared();
        Shell($"cd {folder.Path}; setfacl {list}");
        WriteAs([], folder[name], "mode=640");
        Assert.DoesNotContain("1234", AccessOf(folder[name]), StringComparison.Ordinal);
        Assert.Equal("640", Shell($"stat -c %a {folder[name]}"));
    }

    [Fact]
    public void A_mode_that_umask_or_directory_take_from_the_temporary_file_is_kept_all_the_same()
    {
        using var folder = Prepared();
        Shell($"chmod 600 {folder["state"]}");
        WriteAs(["sh", "-c", "umask 777; exec \"$@\"", "sh"], folder["state"]);
        Assert.Equal("600", Shell($"stat -c %a {folder["state"]}"));
        Shell($"setfacl -m d:u::r--,d:g::---,d:o::--- {folder.Path}");
        AtomicFile.WriteAllText(folder["state"], "newer");
        Assert.Equal("600", Shell($"stat -c %a {folder["state"]}"));
    }

    [Theory]
    [InlineData("022", "644")]
    [InlineData("077", "600")]
    [InlineData("002", "664")]
    public void A_new_file_obeys_the_umask_also_where_nothing_tells_it(string umask, string expected)
    {
        using var folder = Prepared();
        Needs.Program("strace");
        string[] withoutStatus =
        [
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-P",
            "/proc/self/status",
            "-e",
            "trace=openat",
            "-e",
            "inject=openat:error=ENOENT",
        ];
        WriteAs([.. withoutStatus, "sh", "-c", $"umask {umask}; exec \"$@\"", "sh"], folder["fresh"]);
        Assert.Equal(expected, Shell($"stat -c %a {folder["fresh"]}"));
    }

    [Fact]
    public void Without_proc_the_rest_is_kept_as_well()
    {
        using var folder = Prepared();
        Needs.Program("strace");
        Directory.CreateDirectory(folder["real"]);
        File.WriteAllText(folder["real/state"], "old");
        File.CreateSymbolicLink(folder["link"], "real/state");
        Shell(
            $"cd {folder.Path}; setfacl -m u:1234:r real/state; setfattr -n user.origin -v here real/state; "
                + "setfacl -m d:u:1234:rw,d:m::rw real; : >real/expected"
        );
        var before = AccessOf(folder["real/state"]);
        string[] withoutProc =
        [
            "strace",
            "-f",
            "-qq",
            "-o",
            folder["log"],
            "-P",
            "/proc/self/fd",
            "-e",
            "trace=%%stat",
            "-e",
            "inject=%%stat:error=ENOENT",
        ];
        WriteAs(withoutProc, folder["link"]);
        WriteAs(withoutProc, folder["real/fresh"]);
        Assert.Contains("INJECTED", File.ReadAllText(folder["log"]), StringComparison.Ordinal);
        Assert.Equal(before, AccessOf(folder["real/state"]));
        Assert.Equal("here", Shell($"getfattr --absolute-names --only-values -n user.origin {folder["real/state"]}"));
        Assert.Equal(AccessOf(folder["real/expected"]), AccessOf(folder["real/fresh"]));
    }

    [Theory]
    [InlineData("660", null, "600", null)]
    [InlineData("664", null, "644", null)]
    [InlineData("604", null, "600", null)] // who was kept out by the group is among the others now
    [InlineData(
        "666",
        "u::rw-,g::rw-,o::---,u:1234:r--,m::rw-",
        "660",
        "user::rw- user:1234:r-- group::--- mask::rw- other::---"
    )]
    [InlineData(
        "666",
        "u::rw-,g::r--,o::rw-,u:1234:rw-,m::rw-",
        "664",
        "user::rw- user:1234:rw- group::r-- mask::rw- other::r--"
    )]
    public void A_group_that_may_not_be_kept_loses_its_rights(
        string mode,
        string? list,
        string expected,
        string? expectedList
    )
    {
        using var folder = Prepared();
        Shell($"chmod 777 {folder.Path}; chown {Nobody}:4321 {folder["state"]}; chmod {mode} {folder["state"]}");
        if (list is not null)
            Shell($"setfacl --set {list} {folder["state"]}");
        WriteAs(AsNobody, folder["state"]);
        Assert.Equal($"{Nobody}:{Nobody} {expected}", Shell($"stat -c '%u:%g %a' {folder["state"]}"));
        if (expectedList is not null)
            Assert.Equal(expectedList, Shell($"getfacl -pcn {folder["state"]}").ReplaceLineEndings(" ").Trim());
    }

    [Fact]
    public void Who_writes_to_the_file_of_another_becomes_its_owner_without_its_privileges()
    {
        using var folder = Prepared();
        Shell($"chmod 777 {folder.Path}; chown 1234:{Nobody} {folder["state"]}; chmod 6775 {folder["state"]}");
        WriteAs(AsNobody, folder["state"]);
        Assert.Equal($"{Nobody}:{Nobody} 775", Shell($"stat -c '%u:%g %a' {folder["state"]}"));
        Shell($"chown {Nobody}:{Nobody} {folder["state"]}; chmod 6775 {folder["state"]}");
        WriteAs(AsNobody, folder["state"]);
        Assert.Equal($"{Nobody}:{Nobody} 6775", Shell($"stat -c '%u:%g %a' {folder["state"]}"));
    }

    [Fact]
    public void The_users_attributes_are_kept_whatever_their_bytes()
    {
        using var folder = Prepared();
        Needs.Program("setfattr");
        var large = Convert.ToHexString(Enumerable.Range(0, 60 * 1024).Select(i => (byte)(i * 7)).ToArray());
        using var disk = new Mount(folder["disk"], "-t tmpfs tmpfs"); // ext4 has no room for large ones
        foreach (var path in new[] { folder["state"], folder["disk/state"] })
        {
            File.WriteAllText(path, "old");
            Shell(
                $"cd {Path.GetDirectoryName(path)}; setfattr -n user.binary -v 0x00ff00 state; "
                    + "setfattr -n user.empty state; setfattr -n \"$(printf 'user.\\377')\" -v x state"
            );
        }

        File.WriteAllText(folder["restore"], $"# file: {folder["disk/state"]}\nuser.large=0x{large}\n");
        var canBeLarge = Needs.Shell($"setfattr -h --restore={folder["restore"]}").ExitCode == 0;
        foreach (var path in new[] { folder["state"], folder["disk/state"] })
        {
            var before = Attributes(path);
            AtomicFile.WriteAllText(path, "new");
            Assert.Equal(before, Attributes(path));
            Assert.Contains("user.binary=0x00ff00", before, StringComparison.Ordinal);
        }

        Assert.SkipUnless(canBeLarge, "needs a tmpfs with large attributes of users; the small ones were tested");
        Assert.Contains(
            "user.large=0x" + large[..100],
            Attributes(folder["disk/state"]),
            StringComparison.OrdinalIgnoreCase
        );

        static string Attributes(string path) => Shell($"getfattr --absolute-names -d -m user -e hex {path}");
    }

    [Fact]
    public void The_security_label_is_kept_and_what_describes_the_old_content_is_not()
    {
        using var folder = Prepared();
        Needs.Program("setfattr");
        var (exitCode, output) = Needs.Shell(
            $"setfattr -n security.selinux -v system_u:object_r:etc_t:s0 {folder["state"]}"
        );
        Assert.SkipUnless(exitCode == 0, "needs a kernel that lets root set labels: " + output);
        Shell(
            $"setfattr -n trusted.secret -v x {folder["state"]}; "
                + "setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 "
                + $"{folder["state"]}"
        );
        AtomicFile.WriteAllText(folder["state"], "new");
        Assert.Equal(
            "system_u:object_r:etc_t:s0",
            Shell($"getfattr --absolute-names --only-values -n security.selinux {folder["state"]}").TrimEnd('\0')
        );
        var names = Shell($"getfattr --absolute-names -m - {folder["state"]}");
        Assert.DoesNotContain("trusted", names, StringComparison.Ordinal);
        Assert.DoesNotContain("capability", names, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_that_is_changed_while_a_stream_is_open_is_kept()
    {
        using var folder = Prepared();
        using var stream = AtomicFile.Create(folder["state"]);
        Shell($"chmod 600 {folder["state"]}");
        stream.Commit();
        Assert.Equal("600", Shell($"stat -c %a {folder["state"]}"));
    }

    [Fact]
    public void A_target_that_is_deleted_while_a_stream_is_open_gets_no_more_readers()
    {
        using var folder = Prepared();
        Shell($"setfacl --set u::rw-,g::---,o::---,u:1234:rw-,m::rw- {folder["state"]}"); // its group may do nothing, its mode shows 660
        using var stream = AtomicFile.Create(folder["state"]);
        File.Delete(folder["state"]);
        stream.Commit();
        Assert.Equal("600", Shell($"stat -c %a {folder["state"]}"));
    }

    // Another user tries to open whatever appears in the directory while a secret is written again and again, in all
    // ways that set rights.
    [Theory]
    [InlineData("chmod 600 state", "")]
    [InlineData("chmod 640 state; chown 1234:4321 state", "")]
    [InlineData("setfacl --set u::rw-,g::---,o::---,u:1234:rw-,m::rw- state", "")]
    [InlineData("chmod 600 state; setfacl -d -m u::rwx,g::rwx,o::rwx,u:65534:rwx,m::rwx .", "")]
    [InlineData("chmod 600 state; setfacl -d -m u::rwx,g::rwx,o::rwx,u:65534:rwx,m::rwx .", "mode=600")]
    [InlineData("rm state; setfacl -d -m u::rwx,g::---,o::---,u:1234:rwx,m::rwx .", "")]
    public void Nobody_else_reads_a_secret_at_any_moment(string protection, string setting)
    {
        using var folder = Prepared();
        Shell($"chmod 755 {folder.Path}; cd {folder.Path}; {protection}");
        using var watcher = Probe.Start(AsNobody, "spy", folder.Path, "state");
        Assert.Equal("watching", watcher.StandardOutput.ReadLine());
        var (exitCode, output) = Probe.Run("attempt", "bytes", folder["state"], setting, "times=150");
        File.WriteAllText(folder["done"], "");
        var seen = watcher.StandardOutput.ReadToEnd();
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("READ", seen, StringComparison.Ordinal);
        Assert.True(int.Parse(seen.Split(' ')[1], CultureInfo.InvariantCulture) > 0, seen);
    }

    [Theory]
    [InlineData("600", null)]
    [InlineData("640", null)]
    [InlineData("777", null)]
    [InlineData("600", "644")]
    [InlineData("644", "600")]
    public void A_copy_is_no_less_secret_than_its_source_or_what_it_replaces(string source, string? destination)
    {
        using var folder = Prepared();
        Shell(
            $"cd {folder.Path}; chmod {source} state; {(destination is null ? "" : $": >copy; chmod {destination} copy")}"
        );
        File.Copy(folder["state"], folder["expected"]);
        AtomicFile.Copy(folder["state"], folder["copy"], overwrite: true);
        Assert.Equal("old", File.ReadAllText(folder["copy"]));
        Assert.Equal(
            destination is null ? Shell($"stat -c %a {folder["expected"]}") : "600",
            Shell($"stat -c %a {folder["copy"]}")
        );
    }

    static void WriteAs(string[] wrapper, string path, params string[] settings)
    {
        var (exitCode, output) = Probe.RunUnder(wrapper, ["attempt", "bytes", path, .. settings]);
        Assert.True(exitCode == 0, output);
        Assert.Equal("the new content", File.ReadAllText(path));
    }

    static string AccessOf(string path) =>
        Shell(
            $"cd {Path.GetDirectoryName(path)}; stat -c %a {Path.GetFileName(path)}; getfacl -n {Path.GetFileName(path)} | grep -v '# file'"
        );

    static string Shell(string command)
    {
        var (exitCode, output) = Needs.Shell(command);
        Assert.True(exitCode == 0, $"{command}: {output}");
        return output.TrimEnd('\n');
    }

    static Folder Prepared()
    {
        Needs.Root();
        Needs.Program("setfacl");
        var folder = new Folder();
        File.WriteAllText(folder["state"], "old");
        return folder;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_copy_of_a_file_with_an_access_list_lets_nobody_in_whom_the_list_keeps_out(bool isThere)
    {
        Needs.Linux();
        Needs.Program("setfacl");
        using var folder = new Folder();
        File.WriteAllText(folder["source"], "secret");
        File.SetUnixFileMode(folder["source"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, Needs.Shell($"setfacl -m u:65534:rw {folder["source"]}").ExitCode); // the mode shows rw-rw----
        if (isThere)
        {
            File.WriteAllText(folder["copy"], "old");
            Needs.Shell($"chmod 664 {folder["copy"]}");
        }

        AtomicFile.Copy(folder["source"], folder["copy"], overwrite: true);
        Assert.Equal("600", Needs.Shell($"stat -c %a {folder["copy"]}").Output.Trim());
    }

    [Fact]
    public void A_copy_in_a_directory_with_a_default_list_inherits_it()
    {
        Needs.Linux();
        Needs.Program("setfacl");
        using var folder = new Folder();
        File.WriteAllText(folder["source"], "");
        Needs.Shell($"chmod 660 {folder["source"]}; setfacl -d -m u:65534:rwx,g::rx,o::- {folder.Path}");
        File.Copy(folder["source"], folder["expected"]);
        AtomicFile.Copy(folder["source"], folder["copy"]);
        Assert.Equal(List("expected"), List("copy"));

        string List(string name) => Needs.Shell($"getfacl -cnp {folder[name]}").Output;
    }

    [Fact]
    public void A_deleted_state_keeps_its_protection_as_a_backup()
    {
        Needs.Root();
        Needs.Program("setfacl");
        using var folder = new Folder();
        var path = folder["s.json"];
        File.WriteAllText(path, "[]");
        Needs.Shell($"chmod 600 {path}; setfacl -m u:65534:rw {path}; chown 1234:4321 {path}");
        var before = List(path);
        Assert.True(new StateFile<List<int>>(path).Delete());
        Assert.Equal(before, List(path + ".bak"));

        static string List(string file) => Needs.Shell($"getfacl -cnp {file}; stat -c '%a %u:%g' {file}").Output;
    }
}
