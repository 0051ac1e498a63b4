namespace AtomicWrites.Runtime.Tests;

/// <summary>Devices and pipes are refused before anything is read, and before anything is made beside them.</summary>
public sealed class SpecialFileTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Pipe()
    {
        Needs.Unix();
        Assert.Equal(0, Needs.Shell($"mkfifo {_folder["pipe"]}").ExitCode);
        return _folder["pipe"];
    }

    static readonly Dictionary<string, Func<string, Task>> All = new()
    {
        ["Update"] = path => Run(() => AtomicFile.Update(path, _ => "x")),
        ["UpdateAsync"] = path => AtomicFile.UpdateAsync(path, _ => "x"),
        ["TryReplace"] = path => Run(() => AtomicFile.TryReplace(path, "a", "x")),
        ["TryReplace of bytes"] = path => Run(() => AtomicFile.TryReplace(path, "a"u8.ToArray(), "x"u8)),
        ["TryReplaceAsync"] = path => AtomicFile.TryReplaceAsync(path, "a"u8.ToArray(), "x"u8.ToArray()),
        ["AppendAllText"] = path => Run(() => AtomicFile.AppendAllText(path, "x")),
        ["AppendAllTextAsync"] = path => AtomicFile.AppendAllTextAsync(path, "x"),
        ["AppendAllLines"] = path => Run(() => AtomicFile.AppendAllLines(path, ["x"])),
        ["AppendAllBytes"] = path => Run(() => AtomicFile.AppendAllBytes(path, [1])),
        ["in WithLock"] = path => Run(() => AtomicFile.WithLock(path, () =>
                {
                    try
                    {
                        AtomicFile.TryReplace(path, "a", "x");
                    }
                    finally
                    {
                        File.Delete(path + ".lock");
                    }
                })),
    };

    public static TheoryData<string> Updates => [.. All.Keys];

    [Theory, MemberData(nameof(Updates))]
    public async Task An_update_of_a_pipe_is_refused(string update)
    {
        var pipe = Pipe();
        var failure = await Assert.ThrowsAsync<AtomicWriteException>(() =>
            Task.Run(() => All[update](pipe)).WaitAsync(Waiting.Patience)
        );
        Assert.Contains("device, pipe or socket", failure.Message, StringComparison.Ordinal);
        Assert.Equal([pipe], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void An_update_of_a_device_makes_nothing_beside_it()
    {
        Needs.Root();
        Assert.Equal(0, Needs.Shell($"mknod {_folder["null"]} c 1 3").ExitCode);
        Assert.Throws<AtomicWriteException>(() => AtomicFile.AppendAllText(_folder["null"], "x"));
        Assert.Throws<AtomicWriteException>(() => AtomicFile.Update(_folder["null"], _ => "x"));
        Assert.Equal([_folder["null"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("directory/")]
    [InlineData("missing/")]
    [InlineData("file/")]
    public void What_names_no_file_is_refused_as_by_File_and_gets_no_lock(string name)
    {
        Needs.Unix();
        Directory.CreateDirectory(_folder["directory"]);
        File.WriteAllText(_folder["file"], "");
        var before = Directory.GetFileSystemEntries(_folder.Path);
        Assert.Throws<UnauthorizedAccessException>(() => File.AppendAllText(_folder[name], "x"));
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.AppendAllText(_folder[name], "x"));
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Update(_folder[name], _ => "x"));
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.TryReplace(_folder[name], "a", "x"));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_the_kernel_makes_up_is_no_file()
    {
        Needs.Linux();
        Assert.Throws<AtomicWriteException>(() => AtomicFile.AppendAllText("/proc/version", "x"));
        Assert.Throws<AtomicWriteException>(() => AtomicFile.Update("/proc/version", _ => "x"));
    }

    [Theory, InlineData(ConcurrencyMode.Lock), InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task A_state_at_a_pipe_is_unreadable(ConcurrencyMode mode)
    {
        var pipe = Pipe();
        var file = new StateFile<List<int>>(pipe, new() { Initial = () => [], Concurrency = mode });
        foreach (
            var call in new Action[] { () => file.Read(), () => file.Edit(list => list.Add(1)), () => file.Delete() }
        )
        {
            var failure = await Assert.ThrowsAsync<StateFileException>(() =>
                Task.Run(call).WaitAsync(Waiting.Patience)
            );
            Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        }

        Assert.Equal([pipe], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_pipe_is_no_backup()
    {
        var pipe = Pipe();
        File.Move(pipe, _folder["state.bak"]);
        File.WriteAllText(_folder["state"], "");
        var file = new StateFile<List<int>>(_folder["state"]);
        var failure = await Assert.ThrowsAsync<StateFileException>(() =>
            Task.Run(file.Read).WaitAsync(Waiting.Patience)
        );
        Assert.Equal(StateFileFailure.Corrupt, failure.Failure);
    }

    static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
