using System.Text.RegularExpressions;
using AtomicWrites.StateFiles;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Directories that a state makes, names that it removes, and what of both is still there after a power cut.</summary>
public sealed partial class StateDirectoryTests : IDisposable
{
    static readonly UnixFileMode OfOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Lock", "Full")]
    [InlineData("Lock", "Data")]
    [InlineData("CompareAndSwap", "Full")]
    public void Each_directory_that_is_made_has_a_name_that_lasts(string mode, string durability)
    {
        var synced = Synced("count", mode, _folder["made/deep/state.json"], "a", "1", durability);
        Assert.Contains(_folder.Path, synced);
        Assert.Contains(_folder["made"], synced);
        Assert.DoesNotContain(Path.GetDirectoryName(_folder.Path), synced); // nothing was made there
    }

    [Fact]
    public void A_deletion_lasts_as_the_file_did()
    {
        File.WriteAllText(_folder["state.json"], "[1]");
        Assert.Equal([_folder.Path], Synced("delete", _folder["state.json"], "Full"));
        Assert.False(File.Exists(_folder["state.json"]));
    }

    [Fact]
    public void Who_asks_for_no_durability_waits_for_no_disk()
    {
        Assert.Empty(Synced("count", "Lock", _folder["made/deep/state.json"], "a", "1", "None"));
        File.WriteAllText(_folder["state.json"], "[1]");
        Assert.Empty(Synced("delete", _folder["state.json"], "None"));
        Assert.False(File.Exists(_folder["state.json"]));
    }

    // The files and directories that the probe has made durable.
    string[] Synced(params string[] probe)
    {
        Needs.Program("strace");
        string[] traced =
        [
            "strace",
            "-f",
            "-y",
            "-qq",
            "-o",
            _folder["log"],
            "-e",
            "trace=fsync,fdatasync,syncfs,sync",
        ];
        var (exitCode, output) = Probe.RunUnder(traced, probe);
        Assert.True(exitCode == 0, output);
        return [.. File.ReadLines(_folder["log"]).Select(line => Descriptor().Match(line).Groups[1].Value)];
    }

    [GeneratedRegex("<(.*)>")]
    private static partial Regex Descriptor();

    [Fact]
    public void Who_makes_a_directory_at_the_same_time_as_another_does_not_fail()
    {
        using var together = new Barrier(4);
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(Make, TaskCreationOptions.LongRunning));
        Task.WaitAll([.. threads]);
        Assert.Equal(200, Directory.GetDirectories(_folder.Path).Length);

        void Make()
        {
            for (var round = 0; round < 200; round++)
            {
                Assert.True(together.SignalAndWait(Waiting.Patience)); // no longer where another has failed
                StateDirectory.Create(_folder[$"made{round}/deep"], isDurable: false);
            }
        }
    }

    [Fact]
    public void Without_a_home_no_directory_is_below_it()
    {
        Needs.Unix();
        Directory.CreateDirectory(_folder["usual"]);
        var (exitCode, output) = Probe.RunUnder(["env", "HOME=/"], "count", "Lock", _folder["made/s.json"], "a", "1");
        Assert.True(exitCode == 0, output);
        Assert.NotEqual(OfOwner, File.GetUnixFileMode(_folder["made"]));
        Assert.Equal(File.GetUnixFileMode(_folder["usual"]), File.GetUnixFileMode(_folder["made"]));
    }

    [Fact]
    public void What_is_gone_already_leaves_the_backup_as_it_is()
    {
        File.WriteAllText(_folder["state.json.bak"], "before");
        foreach (var durability in new[] { Durability.None, Durability.Full })
        foreach (var path in new[] { _folder["state.json"], _folder["missing/state.json"] })
            StateDirectory.Delete(path, path + ".bak", new() { Durability = durability });
        Assert.Equal("before", File.ReadAllText(_folder["state.json.bak"]));
    }

    [Fact]
    public void What_cannot_be_limited_to_a_mode_is_not_kept()
    {
        Needs.Unix();
        File.WriteAllText(_folder["file"], "secret");
        File.CreateSymbolicLink(_folder["state.json"], _folder["file"]);
        var options = new AtomicWriteOptions { Mode = (OptionMode)UnixFileMode.UserRead };
        StateDirectory.Delete(_folder["state.json"], _folder["state.json.bak"], options);
        Assert.Equal([_folder["file"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_directory_where_a_backup_would_be_is_left_alone_and_no_failure()
    {
        Directory.CreateDirectory(_folder["state.json.bak"]);
        StateDirectory.DeleteIfThere(_folder["state.json.bak"]);
        StateDirectory.Forget(_folder["state.json.bak"]);
        StateDirectory.Forget(_folder["missing/state.json.bak"]);
        Assert.Throws<ArgumentException>(() => StateDirectory.Forget("\0")); // of the caller, not of the file system
        Assert.True(Directory.Exists(_folder["state.json.bak"]));
    }

    [Fact]
    public void What_is_no_backup_any_more_is_deleted()
    {
        File.WriteAllText(_folder["first"], "");
        File.WriteAllText(_folder["second"], "");
        StateDirectory.DeleteIfThere(_folder["first"]);
        StateDirectory.Forget(_folder["second"]);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
