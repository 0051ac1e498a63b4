using System.Globalization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// The versions of compare-and-swap have the content of the state file, and so its protection: nobody else reads them,
/// and nobody is locked out.
/// </summary>
public class CompareAndSwapAccessTests
{
    const int Alice = 20001;
    const int Bob = 20002;
    const int Carol = 20003;
    const int Users = 20100;
    const int Secret = 20200;

    [Theory]
    [InlineData(Alice)]
    [InlineData(0)]
    public void The_group_of_the_state_file_reads_the_versions_and_no_other_group(int writer)
    {
        using var folder = Prepared("640", $"{Alice}:{Secret}");
        Update(folder, writer, 2);
        RequireAll(folder, $"640 {Alice}:{Secret}", $"750 {Alice}:{Secret}");
        Assert.False(CanRead(folder, Bob));
        Assert.Equal("2", Sum(folder, Alice));
    }

    [Theory]
    [InlineData(Alice)]
    [InlineData(0)]
    public void Whom_the_list_of_the_state_file_lets_in_reads_the_versions_and_nobody_else(int writer)
    {
        using var folder = Prepared("600", $"{Alice}:{Users}");
        Needs.Shell($"setfacl -m u:{Carol}:rw {folder["state.json"]}");
        Update(folder, writer, 2);
        Assert.False(CanRead(folder, Bob));
        Assert.True(CanRead(folder, Carol));
        Update(folder, Carol, 1); // who may write to the file may commit, and owns the new one, as with every write
        Assert.Equal("3", Sum(folder, Carol));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_update_by_root_does_not_lock_the_owner_out(bool isFirst)
    {
        using var folder = Prepared("600", $"{Alice}:{Users}");
        if (!isFirst)
            Update(folder, Alice, 1);
        Update(folder, 0, 1);
        Update(folder, Alice, 1);
        RequireAll(folder, $"600 {Alice}:{Users}", $"700 {Alice}:{Users}");
    }

    [Fact]
    public void A_group_that_may_not_be_kept_gets_the_versions_no_more_than_others()
    {
        using var folder = Prepared("646", $"{Alice}:{Secret}");
        Needs.Shell($"setfacl -b {folder.Path}; chmod 777 {folder.Path}");
        Update(folder, Bob, 1);
        Assert.Equal($"644 {Bob}:{Users}", Status(Assert.Single(Data(folder))));
    }

    [Fact]
    public void A_mode_that_is_changed_is_that_of_the_next_version()
    {
        using var folder = Prepared("644", $"{Alice}:{Users}");
        Update(folder, Alice, 1);
        Needs.Shell($"chmod 600 {folder["state.json"]}");
        Update(folder, Alice, 1);
        Assert.Equal(["600", "644"], Data(folder).Select(file => Status(file)[..3]).Order());
    }

    [Fact]
    public void A_mode_that_is_newly_asked_for_is_that_of_all_that_has_the_content()
    {
        using var folder = Prepared("664", $"{Alice}:{Users}");
        File.Delete(folder["state.json"]);
        var path = folder["state.json"];
        Swapped(path, null).Edit(list => list.Add(1));
        Needs.Shell($"setfacl -m u:{Bob}:rwx {path}.cas; setfacl -m u:{Bob}:rw {path}.cas/data.*");
        var limited = Swapped(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        limited.Edit(_ => { }); // changes nothing but the mode
        Assert.Equal(2, Data(folder).Length); // the version before is still there
        RequireLimited();
        Assert.Equal("", Needs.Shell($"getfacl -cp {path}.cas {path}.cas/data.* | grep {Bob}").Output);
        limited.Edit(list => list.Add(2));
        RequireLimited();

        void RequireLimited() =>
            Assert.Equal(
                ["700", "600", "600", "600"],
                Data(folder).Prepend(path).Prepend(path + ".cas").Select(file => Status(file)[..3])
            );

        static StateFile<List<int>> Swapped(string path, UnixFileMode? mode) =>
            new(
                path,
                new()
                {
                    Initial = () => [],
                    Concurrency = ConcurrencyMode.CompareAndSwap,
                    Write = new() { Mode = (OptionMode?)mode },
                }
            );
    }

    [Fact]
    public void What_cannot_be_limited_to_the_mode_is_no_longer_kept()
    {
        using var folder = Prepared("644", $"{Alice}:{Users}");
        Needs.Shell($"setfacl -b {folder.Path}; chmod 777 {folder.Path}");
        Update(folder, Alice, 1);
        Needs.Shell($"chmod -R a+rwX {folder["state.json.cas"]} {folder["state.json"]}");
        Update(folder, Bob, 1, "600");
        Assert.Equal($"600 {Bob}:{Users}", Status(Assert.Single(Data(folder))));
    }

    [Fact]
    public void Where_the_copy_was_deleted_the_versions_keep_their_protection_and_the_new_copy_gets_it()
    {
        using var folder = Prepared("640", $"{Alice}:{Secret}");
        Update(folder, Alice, 1);
        File.Delete(folder["state.json"]);
        Update(folder, 0, 2);
        RequireAll(folder, $"640 {Alice}:{Secret}", $"750 {Alice}:{Secret}");
    }

    // What a stranger has put into a directory such as /tmp would give him the content: as its owner, or by the mode that
    // he has chosen.
    [Theory]
    [InlineData(0, "echo '{}' >state.json; chmod 666 state.json")]
    [InlineData(Alice, "echo '{}' >state.json; chmod 666 state.json")]
    [InlineData(0, Planted)]
    [InlineData(Alice, Planted)]
    public void What_a_stranger_has_planted_gets_no_version(int writer, string plant)
    {
        using var folder = Prepared("600", $"{Alice}:{Users}");
        File.Delete(folder["state.json"]);
        Needs.Shell($"setfacl -b {folder.Path}; chown 0 {folder.Path}; chmod 1777 {folder.Path}");
        Needs.Shell($"cd {folder.Path}; {string.Join(' ', As(Bob))} sh -c \"{plant}\"");
        var before = Needs.Shell($"ls -lR {folder.Path}").Output;
        var (exitCode, output) = Probe.RunUnder(
            As(writer),
            ["count", "CompareAndSwap", folder["state.json"], "a", "1", "None"]
        );
        Assert.NotEqual(0, exitCode);
        Assert.Contains("is denied: Permission denied (looking at the ", output, StringComparison.Ordinal);
        Assert.Equal(before, Needs.Shell($"ls -lR {folder.Path}").Output);
    }

    const string Planted =
        "umask 0; mkdir state.json.cas; cd state.json.cas; touch head.1; echo '{}' >data.0.1; chmod -R 777 .";

    static void Update(Folder folder, int user, int times, params string[] mode)
    {
        var (exitCode, output) = Probe.RunUnder(
            As(user),
            [
                "count",
                "CompareAndSwap",
                folder["state.json"],
                "a",
                times.ToString(CultureInfo.InvariantCulture),
                "None",
                .. mode,
            ]
        );
        Assert.True(exitCode == 0, output);
    }

    static string Sum(Folder folder, int user) =>
        Needs.Shell($"{string.Join(' ', As(user))} cat {folder["state.json"]}").Output.Trim('{', '}', '\n', ' ')[^1..];

    static bool CanRead(Folder folder, int user) =>
        Array.TrueForAll(Data(folder), file => Needs.Shell($"{string.Join(' ', As(user))} cat {file}").ExitCode == 0);

    static string[] As(int user) =>
        user == 0
            ? []
            :
            [
                "setpriv",
                $"--reuid={user}",
                $"--regid={Users}",
                user == Alice ? $"--groups={Secret}" : "--clear-groups",
            ];

    static void RequireAll(Folder folder, string file, string directory)
    {
        Assert.Equal(directory, Status(folder["state.json.cas"]));
        foreach (var path in Directory.GetFiles(folder["state.json.cas"]).Append(folder["state.json"]))
            if (!Path.GetFileName(path).StartsWith("shown.", StringComparison.Ordinal)) // empty, for its name
                Assert.Equal(file, Status(path));
    }

    static string[] Data(Folder folder) => Directory.GetFiles(folder["state.json.cas"], "data.*");

    static string Status(string path) => Needs.Shell($"stat -c '%a %u:%g' {path}").Output.Trim();

    static Folder Prepared(string mode, string owner)
    {
        Needs.Root();
        Needs.Program("setfacl");
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], "{}");
        Needs.Shell(
            $"chown {Alice}:{Users} {folder.Path}; chmod 755 {folder.Path}; "
                + $"setfacl -m u:{Carol}:rwx {folder.Path}; chown {owner} {folder["state.json"]}; "
                + $"chmod {mode} {folder["state.json"]}"
        );
        return folder;
    }
}
