namespace AtomicWrites.Runtime.Tests;

/// <summary>What a successful write keeps and leaves.</summary>
public class WriteTests
{
    [Fact]
    public void Replaces_the_content_and_leaves_nothing_else()
    {
        using var folder = new Folder();
        AtomicFile.WriteFileAtomic(folder["state.json"], "a longer first version"u8);
        AtomicFile.WriteFileAtomic(folder["state.json"], "short"u8);
        Assert.Equal("short", File.ReadAllText(folder["state.json"]));
        Assert.Equal([folder["state.json"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_reader_that_has_the_old_file_open_keeps_the_old_content()
    {
        Needs.Unix();
        using var folder = new Folder();
        File.WriteAllText(folder["state.json"], "old");
        using var reader = new StreamReader(File.OpenRead(folder["state.json"]));
        AtomicFile.WriteAllText(folder["state.json"], "new");
        Assert.Equal("old", reader.ReadToEnd());
    }

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("666")]
    [InlineData("755")]
    [InlineData("4755")]
    public void Keeps_the_mode_of_the_target(string octal)
    {
        Needs.Unix();
        using var folder = new Folder();
        var mode = (UnixFileMode)Convert.ToInt32(octal, 8);
        File.WriteAllText(folder["state.json"], "old");
        File.SetUnixFileMode(folder["state.json"], mode);
        AtomicFile.WriteAllText(folder["state.json"], "new");
        Assert.Equal(mode, File.GetUnixFileMode(folder["state.json"]));
    }

    [Fact]
    public void Gives_the_mode_asked_for()
    {
        Needs.Unix();
        using var folder = new Folder();
        const UnixFileMode secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        AtomicFile.WriteFileAtomic(folder["secret"], "x"u8, new AtomicWriteOptions { Mode = (OptionMode)secret });
        Assert.Equal(secret, File.GetUnixFileMode(folder["secret"]));
    }

    [Theory]
    [InlineData("022", "644")]
    [InlineData("077", "600")]
    [InlineData("002", "664")]
    public void A_new_file_obeys_the_umask(string umask, string expected)
    {
        Needs.Linux();
        using var folder = new Folder();
        Assert.Equal(
            0,
            Probe
                .RunUnder(["sh", "-c", $"umask {umask}; exec \"$@\"", "sh"], "write", folder["state.json"], "1", "1")
                .ExitCode
        );
        Assert.Equal((UnixFileMode)Convert.ToInt32(expected, 8), File.GetUnixFileMode(folder["state.json"]));
    }

    [Fact]
    public void Keeps_owner_and_group()
    {
        Needs.Root();
        using var folder = new Folder();
        File.WriteAllText(folder["state.json"], "old");
        Needs.Shell($"chown 1234:4321 {folder["state.json"]}");
        AtomicFile.WriteAllText(folder["state.json"], "new");
        Assert.Equal("1234:4321", Needs.Shell($"stat -c %u:%g {folder["state.json"]}").Output.Trim());
    }

    [Fact]
    public void A_group_that_may_not_be_kept_loses_its_rights()
    {
        Needs.Root();
        using var folder = new Folder();
        Needs.Shell(
            $"chmod 777 {folder.Path}; cd {folder.Path}; echo old >state.json; chown 65534:1234 state.json; chmod 660 state.json"
        );
        var (exitCode, output) = Probe.RunUnder(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
            "write",
            folder["state.json"],
            "1",
            "1"
        );
        Assert.True(exitCode == 0, output);
        Assert.Equal("65534:65534 600", Needs.Shell($"stat -c '%u:%g %a' {folder["state.json"]}").Output.Trim());
    }

    [Theory]
    [InlineData("target.json")]
    [InlineData("other/target.json")]
    [InlineData("other/missing.json")]
    [InlineData("chain")]
    public void A_symbolic_link_stays_a_link_and_its_target_is_replaced(string target)
    {
        Needs.Unix();
        using var folder = new Folder();
        Directory.CreateDirectory(folder["other"]);
        File.WriteAllText(folder["target.json"], "old");
        File.WriteAllText(folder["other/target.json"], "old");
        File.CreateSymbolicLink(folder["chain"], "other/target.json");
        File.CreateSymbolicLink(folder["state.json"], target);
        AtomicFile.WriteAllText(folder["state.json"], "new");
        Assert.Equal(target, new FileInfo(folder["state.json"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder[target]));
        Assert.Equal("other/target.json", new FileInfo(folder["chain"]).LinkTarget);
        Assert.Empty(folder.Leftovers);
        Assert.Empty(Directory.GetFiles(folder["other"], ".*"));
    }

    [Fact]
    public void A_link_loop_is_an_error()
    {
        Needs.Unix();
        using var folder = new Folder();
        File.CreateSymbolicLink(folder["a"], "b");
        File.CreateSymbolicLink(folder["b"], "a");
        Assert.Throws<AtomicWriteException>(() => AtomicFile.WriteAllText(folder["a"], "new"));
    }

    [Fact]
    public void A_link_that_a_stranger_planted_in_a_shared_folder_is_not_followed()
    {
        Needs.Root();
        using var folder = new Folder();
        File.WriteAllText(folder["precious"], "old");
        Directory.CreateDirectory(folder["tmp"]);
        File.CreateSymbolicLink(folder["tmp/state.json"], "../precious");
        Needs.Shell($"chmod 1777 {folder["tmp"]}; chown -h 1234 {folder["tmp/state.json"]}");
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.WriteAllText(folder["tmp/state.json"], "new"));
        Assert.Equal("old", File.ReadAllText(folder["precious"]));
    }

    [Fact]
    public void A_pipe_is_refused_rather_than_replaced()
    {
        Needs.Linux();
        using var folder = new Folder();
        Needs.Shell($"mkfifo {folder["pipe"]}");
        Assert.Contains(
            "device, pipe or socket",
            Assert.Throws<AtomicWriteException>(() => AtomicFile.WriteAllText(folder["pipe"], "x")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal("fifo", Needs.Shell($"stat -c %F {folder["pipe"]}").Output.Trim());
    }

    // Where the standard output goes: to a pipe, to a terminal or device, to a file, which a new one would replace
    // behind its back.
    [Theory]
    [InlineData("/dev/stdout", "| cat")]
    [InlineData("/dev/stdout", ">/dev/null")]
    [InlineData("/dev/stdout", ">FILE")]
    [InlineData("/dev/fd/3", "3>FILE")]
    [InlineData("/proc/self/fd/3", "3>FILE")]
    [InlineData("LINK", ">FILE")]
    [InlineData("/dev/null", "")]
    [InlineData("/proc/sys/kernel/hostname", "")]
    public void What_stands_for_an_open_file_or_a_device_is_refused_and_says_so(string path, string output)
    {
        Needs.Root();
        using var folder = new Folder();
        File.CreateSymbolicLink(folder["link"], "/dev/stdout");
        path = path.Replace("LINK", folder["link"], StringComparison.Ordinal);
        output = output.Replace("FILE", folder["file"], StringComparison.Ordinal);
        var probe = Path.Combine(AppContext.BaseDirectory, "AtomicWrites.Probe.dll");
        var said = Needs
            .Shell(
                $"(dotnet {probe} write {path} 1 1; echo) {output}; test ! -e {folder["file"]} || cat {folder["file"]}"
            )
            .Output;
        if (!output.Contains("/dev/null", StringComparison.Ordinal))
            Assert.Contains("it is a device, pipe or socket, or stands for one", said, StringComparison.Ordinal);
        Assert.Empty(folder.Leftovers);
        Assert.Equal(0, Needs.Shell("test -c /dev/null").ExitCode);
    }

    [Fact]
    public void A_name_as_long_as_the_file_system_allows_works()
    {
        using var folder = new Folder();
        var name = string.Concat(Enumerable.Repeat("ż", 127)) + "n";
        AtomicFile.WriteAllText(folder[name], "new");
        Assert.Equal("new", File.ReadAllText(folder[name]));
    }

    [Fact]
    public async Task A_canceled_write_leaves_the_target_unchanged()
    {
        using var folder = new Folder();
        using var source = new CancellationTokenSource();
        File.WriteAllText(folder["state.json"], "old");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AtomicFile.WriteAllLinesAsync(folder["state.json"], CancelMidway(), source.Token)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AtomicFile.WriteAllTextAsync(folder["state.json"], "new", source.Token)
        );
        Assert.Equal("old", File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);

        IEnumerable<string> CancelMidway()
        {
            yield return "one";
            source.Cancel();
        }
    }
}
