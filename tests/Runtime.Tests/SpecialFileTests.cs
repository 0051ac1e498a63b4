using System.Diagnostics;

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

    [Theory]
    [InlineData("mkfifo state")]
    [InlineData("mkdir state")]
    [InlineData("ln -s /dev/zero state")]
    public async Task A_state_that_has_become_none_is_unreadable_and_the_lock_is_free(string plant)
    {
        Needs.Unix();
        var file = new StateFile<List<int>>(_folder["state"], new() { Initial = () => [] });
        file.Edit(list => list.Add(1));
        File.Delete(_folder["state"]);
        Assert.Equal(0, Needs.Shell($"cd {_folder.Path}; {plant}").ExitCode);
        foreach (
            var call in new Action[]
            {
                () => file.Read(),
                () => file.Edit(list => list.Add(1)),
                () => file.Delete(),
                () => file.Exists(),
                () => file.Reset([]),
            }
        )
        {
            var failure = await Assert.ThrowsAsync<StateFileException>(() =>
                Task.Run(call).WaitAsync(Waiting.Patience)
            );
            Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        }

        using (FileLock.Acquire(_folder["state"], TimeSpan.Zero)) { }
        Assert.Equal(
            ["state", "state.lock"],
            Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public async Task A_version_that_has_become_a_pipe_keeps_nobody_waiting()
    {
        Needs.Unix();
        var file = new StateFile<List<int>>(
            _folder["state"],
            new()
            {
                Initial = () => [],
                Concurrency = ConcurrencyMode.CompareAndSwap,
                LockTimeout = TimeSpan.FromMilliseconds(200),
            }
        );
        file.Edit(list => list.Add(1));
        file.Edit(list => list.Add(2));
        foreach (var data in Directory.GetFiles(_folder["state.cas"], "data.*"))
            Needs.Shell($"rm {data}; mkfifo {data}");
        foreach (var call in new Action[] { () => file.Read(), () => file.Edit(list => list.Add(1)) })
            await Assert.ThrowsAsync<TimeoutException>(() => Task.Run(call).WaitAsync(Waiting.Patience));
    }

    [Fact]
    public void A_watch_of_a_state_that_becomes_a_pipe_goes_on()
    {
        Needs.Unix();
        using var news = new System.Collections.Concurrent.BlockingCollection<List<int>>();
        using var failures = new System.Collections.Concurrent.BlockingCollection<Exception>();
        File.WriteAllText(_folder["state"], "[1]");
        using var watch = new StateFile<List<int>>(_folder["state"]).OnChange(news.Add, failures.Add);
        Needs.Shell($"cd {_folder.Path}; mkfifo pipe; mv pipe state");
        Assert.True(failures.TryTake(out var failure, Waiting.Patience));
        Assert.Equal(StateFileFailure.Unreadable, Assert.IsType<StateFileException>(failure).Failure);
        Needs.Shell($"cd {_folder.Path}; echo [2] > new; mv new state");
        Assert.True(news.TryTake(out var state, Waiting.Patience));
        Assert.Equal([2], state);
    }

    [Fact]
    public async Task A_file_that_is_a_pipe_every_other_moment_keeps_nobody_waiting()
    {
        Needs.Unix();
        var file = new StateFile<List<int>>(_folder["state"], new() { Initial = () => [] });
        Needs.Shell($"cd {_folder.Path}; echo [1] > file; mkfifo pipe");
        using var swapping = Process.Start(
            "sh",
            [
                "-c",
                $"cd {_folder.Path}; for i in $(seq 300); do ln -f pipe x; mv x state; ln -f file x; mv x state; done",
            ]
        );
        while (!swapping.HasExited)
        {
            try
            {
                await Task.Run(file.Read).WaitAsync(Waiting.Patience);
            }
            catch (StateFileException failure) when (failure.Failure == StateFileFailure.Unreadable)
            {
                // The pipe.
            }
        }
    }

    [Theory]
    [InlineData("directory", false)]
    [InlineData("directory/", true)]
    [InlineData("missing/", true)]
    [InlineData("missing/deep/", true)]
    public void What_names_a_directory_is_no_state_and_nothing_is_made_beside_it(string name, bool isRefusedAtOnce)
    {
        Directory.CreateDirectory(_folder["directory"]);
        foreach (var mode in new[] { ConcurrencyMode.Lock, ConcurrencyMode.CompareAndSwap })
        {
            var options = new StateFileOptions<List<int>> { Initial = () => [], Concurrency = mode };
            if (isRefusedAtOnce)
            {
                Assert.Throws<ArgumentException>(() => new StateFile<List<int>>(_folder[name], options));
                Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.WithLock(_folder[name], () => { }));
                Assert.Throws<UnauthorizedAccessException>(() => FileLock.TryAcquire(_folder[name]));
            }
            else
            {
                var file = new StateFile<List<int>>(_folder[name], options);
                foreach (
                    var call in new Action[]
                    {
                        () => file.Read(),
                        () => file.Edit(_ => { }),
                        () => file.Delete(),
                        () => file.Exists(),
                    }
                )
                    Assert.Equal(StateFileFailure.Unreadable, Assert.Throws<StateFileException>(call).Failure);
            }
        }

        Assert.Equal([_folder["directory"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory, InlineData(ConcurrencyMode.Lock), InlineData(ConcurrencyMode.CompareAndSwap)]
    public void A_link_that_is_rejected_is_neither_read_nor_deleted(ConcurrencyMode mode)
    {
        Needs.Unix();
        File.WriteAllText(_folder["real"], "[1]");
        var options = new StateFileOptions<List<int>>
        {
            Initial = () => [],
            Concurrency = mode,
            Write = new() { SymbolicLinks = SymbolicLinks.Reject },
        };
        var file = new StateFile<List<int>>(_folder["state"], options);
        Assert.Empty(file.Read()); // also one that was looked at before
        File.CreateSymbolicLink(_folder["state"], "real");
        foreach (
            var call in new Action[]
            {
                () => file.Read(),
                () => file.Edit(_ => { }),
                () => file.Delete(),
                () => file.Exists(),
            }
        )
        {
            var failure = Assert.Throws<StateFileException>(call);
            Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
            Assert.Contains("symbolic link", failure.Message, StringComparison.Ordinal);
        }

        Assert.Throws<AtomicWriteException>(() =>
            AtomicFile.TryReplace(_folder["state"], "another", "x", options.Write)
        );
        Assert.Equal("[1]", File.ReadAllText(_folder["real"]));
        Assert.NotNull(new FileInfo(_folder["state"]).LinkTarget);
    }

    static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
