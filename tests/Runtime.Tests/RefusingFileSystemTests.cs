using System.Text.Json;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// File systems that refuse metadata (FUSE, gvfs, drvfs, CIFS): where File writes, everything here writes, and lets
/// nobody in whom File keeps out.
/// </summary>
public class RefusingFileSystemTests
{
    const int EPERM = 1;
    const int EACCES = 13;
    const int ENOSYS = 38;
    const int EOPNOTSUPP = 95;
    const string All = "chmod,chown,link,rename,setxattr,getxattr,listxattr,removexattr,utimens,statfs";
    static readonly string[] Nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    public static TheoryData<string, int, string> Refusals
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var call in All.Split(',').Append(All))
            foreach (var error in new[] { EPERM, ENOSYS })
                data.Add(call, error, "0");
            data.Add("chmod", EACCES, "0");
            data.Add("chmod", EOPNOTSUPP, "0");
            foreach (var mode in new[] { "777", "600", "640" })
                data.Add("chmod,chown", EPERM, mode);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Root_writes_in_all_ways_and_nobody_else_gets_in(string calls, int error, string mode)
    {
        using var folder = new Folder();
        using var mount = new RefusingMount(folder, calls, error, mode);
        foreach (var (owner, permissions) in new[] { ("0:0", "640"), ("65534:65534", "600"), ("65534:65534", "644") })
        {
            var path = folder["mount/state.json"];
            File.WriteAllText(folder["real/state.json"], "[1]");
            Needs.Shell($"cd {folder["real"]}; chown {owner} state.json; chmod {permissions} state.json");
            AtomicFile.WriteAllText(path, "[2]");
            Assert.Equal("[2]", File.ReadAllText(path));
            RequireNoWider(folder["real/state.json"], permissions);
            AtomicFile.AppendAllText(path, " ");
            AtomicFile.Update(path, text => text + " ");
            AtomicFile.Copy(path, folder["mount/copy"], overwrite: true);
            new StateFile<List<int>>(path).Edit(list => list.Add(3));
            Assert.Equal([2, 3], new StateFile<List<int>>(path).Read());
            RequireNoWider(folder["real/state.json"], permissions);
            RequireNoWider(folder["real/state.json.bak"], permissions);
        }

        AtomicFile.WriteAllText(folder["mount/fresh"], "new");
        if (calls != All) // with neither an exclusive rename nor links nothing can be created in one step
            AtomicFile.WriteFileAtomic(folder["mount/created"], "new"u8, new AtomicWriteOptions { CreateNew = true });
        var swapped = new StateFile<List<int>>(
            folder["mount/swapped"],
            new() { Initial = () => [], Concurrency = ConcurrencyMode.CompareAndSwap }
        );
        swapped.Edit(list => list.Add(1));
        swapped.Edit(list => list.Add(2));
        Assert.Equal([1, 2], swapped.Read());
        Assert.Empty(Directory.GetFiles(folder["real"], ".*"));
    }

    /// <summary>All but those where the file shows that this user may not write to it.</summary>
    public static TheoryData<string, int, string> RefusalsOfUser
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var row in Refusals)
                if (row.Data.Item3 is "0" or "777")
                    data.Add(row);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RefusalsOfUser))]
    public void An_ordinary_user_writes_as_well(string calls, int error, string mode)
    {
        using var folder = new Folder();
        using var mount = new RefusingMount(folder, calls, error, mode);
        File.WriteAllText(folder["real/state.json"], "[1]");
        Needs.Shell($"cd {folder["real"]}; chown 65534:65534 state.json; chmod 640 state.json");
        var (exitCode, output) = Probe.RunUnder(Nobody, "write-all-ways", folder["mount"], "state.json");
        Assert.True(exitCode == 0, output);
        Assert.Equal([1, 2, 2], JsonSerializer.Deserialize<int[]>(File.ReadAllText(folder["real/state.json"]))!);
        RequireNoWider(folder["real/state.json"], "640");
        RequireNoWider(folder["real/state.json.bak"], "640");
        Assert.Empty(Directory.GetFiles(folder["real"], ".*"));
        Assert.Equal(0, Probe.RunUnder(Nobody, "lock", "try", folder["mount/other"], "Exclusive").ExitCode);
    }

    [Fact]
    public void A_mode_that_was_asked_for_and_is_refused_is_an_error_unless_it_is_there_already()
    {
        using var folder = new Folder();
        using var mount = new RefusingMount(folder, "chmod", EPERM);
        File.WriteAllText(folder["mount/state.json"], "old");
        foreach (var name in new[] { "state.json", "fresh" })
        {
            var outcome = Attempt(folder["mount/" + name], "mode=640");
            Assert.Equal("UnauthorizedAccessException committed=False errno=1", outcome.Failure);
        }

        Assert.Equal("old", File.ReadAllText(folder["mount/state.json"]));
        Assert.Equal(["state.json"], Directory.GetFiles(folder["real"]).Select(Path.GetFileName));
        Assert.True(Attempt(folder["mount/fresh"], "mode=600").IsWritten);
    }

    // The file is for all as this file system shows it, but the one that it replaces is not: File would leave that as
    // it is.
    [Fact]
    public void A_file_that_would_let_more_people_in_than_the_one_it_replaces_is_an_error()
    {
        using var folder = new Folder();
        using var mount = new RefusingMount(folder, "chmod", EPERM);
        File.WriteAllText(folder["mount/state.json"], "old");
        Needs.Shell($"chmod 400 {folder["real/state.json"]}");
        Assert.Equal(
            "UnauthorizedAccessException committed=False errno=1",
            Attempt(folder["mount/state.json"]).Failure
        );
        Assert.Equal("old", File.ReadAllText(folder["mount/state.json"]));
    }

    // In a container without these rights root is no owner of what it has given away.
    [Theory]
    [InlineData("600")]
    [InlineData("644")]
    [InlineData("4755")]
    public void Root_without_the_rights_of_owners_gives_the_file_away_last(string mode)
    {
        Needs.Root();
        using var folder = new Folder();
        File.WriteAllText(folder["state.json"], "old");
        Needs.Shell($"chown 65534:65534 {folder["state.json"]}; chmod {mode} {folder["state.json"]}");
        foreach (var without in new[] { "-fowner", "-fowner,-chown" })
        {
            var (exitCode, output) = Probe.RunUnder(
                ["setpriv", "--bounding-set=" + without, "--inh-caps=" + without],
                "attempt",
                "bytes",
                folder["state.json"]
            );
            Assert.True(exitCode == 0, output);
            RequireNoWider(folder["state.json"], mode);
            if (without == "-fowner")
                Assert.Equal("65534:65534", Needs.Shell($"stat -c %u:%g {folder["state.json"]}").Output.Trim());
        }
    }

    static Outcome Attempt(string path, params string[] settings)
    {
        var (exitCode, output) = Probe.Run(["attempt", "bytes", path, .. settings]);
        return new Outcome(exitCode, output);
    }

    static void RequireNoWider(string path, string mode)
    {
        var actual = Convert.ToInt32(Needs.Shell($"stat -c %a {path}").Output.Trim(), 8);
        Assert.Equal(0, actual & ~Convert.ToInt32(mode, 8));
    }
}
