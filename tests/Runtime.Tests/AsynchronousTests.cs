namespace AtomicWrites.Runtime.Tests;

/// <summary>What every asynchronous member does alike.</summary>
public class AsynchronousTests
{
    static readonly Dictionary<string, Func<string, Task>> Members = new()
    {
        ["write"] = path => AtomicFile.WriteFileAtomicAsync(path, new byte[10]),
        ["text"] = path => AtomicFile.WriteAllTextAsync(path, "new"),
        ["lines"] = path => AtomicFile.WriteAllLinesAsync(path, ["new"]),
        ["bytes"] = path => AtomicFile.WriteAllBytesAsync(path, new byte[10]),
        ["memory"] = path => AtomicFile.WriteAllBytesAsync(path, new byte[10].AsMemory()),
        ["append text"] = path => AtomicFile.AppendAllTextAsync(path, "new"),
        ["append lines"] = path => AtomicFile.AppendAllLinesAsync(path, ["new"]),
        ["append bytes"] = path => AtomicFile.AppendAllBytesAsync(path, new byte[10]),
        ["append memory"] = path => AtomicFile.AppendAllBytesAsync(path, new byte[10].AsMemory()),
        ["replace"] = path => AtomicFile.TryReplaceAsync(path, null, new byte[10]),
        ["update"] = path => AtomicFile.UpdateAsync(path, text => text + "new"),
        ["update later"] = path => AtomicFile.UpdateAsync(path, (text, _) => LaterAsync(text + "new")),
        ["lock"] = path => AtomicFile.WithLockAsync(path, _ => LaterAsync("")),
        ["lock for a result"] = path => AtomicFile.WithLockAsync<string>(path, _ => LaterAsync("")),
        ["lock as an object"] = path =>
            FileLock.AcquireAsync(path).ContinueWith(held => held.Result.Dispose(), TaskScheduler.Default),
    };

    static readonly Dictionary<string, Func<string, Task>> Streams = new()
    {
        ["callback"] = path => AtomicFile.WriteAsync(path, (_, _) => LaterAsync("")),
        ["callback that ends at once"] = path => AtomicFile.WriteAsync(path, (_, _) => Task.CompletedTask),
        ["stream"] = path => AtomicFile.Create(path).CommitAsync(),
        ["writer"] = path =>
        {
            var writer = AtomicFile.CreateText(path);
            writer.Write(new string('x', 100_000));
            return writer.CommitAsync();
        },
    };

    public static TheoryData<string> MembersOfPaths => [.. Members.Keys];

    public static TheoryData<string> All => [.. Members.Keys, .. Streams.Keys];

    [Theory]
    [MemberData(nameof(MembersOfPaths))]
    public void A_bad_path_is_refused_at_the_call_and_not_by_the_task(string member)
    {
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = Members[member](null!);
        });
        Assert.Throws<ArgumentException>(() =>
        {
            _ = Members[member]("");
        });
        Assert.Throws<ArgumentException>(() =>
        {
            _ = Members[member]("nul\0l");
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_thread_that_blocks_on_the_task_is_never_waited_for(string member)
    {
        using var folder = new Folder();
        Assert.Equal(0, await PostsOf(member, folder["state"]));

        // Also if the lock has to be waited for.
        Task<FileLock> acquiring;
        using (ExecutionContext.SuppressFlow())
            acquiring = Task.Run(() => FileLock.Acquire(folder["other"]));
        var held = await acquiring;
        var release = Task.Delay(20).ContinueWith(_ => held.Dispose(), TaskScheduler.Default);
        Assert.Equal(0, await PostsOf(member, folder["other"]));
        await release;
    }

    static Task<int> PostsOf(string member, string path) =>
        Task.Run(() =>
        {
            var userInterface = new UserInterface();
            SynchronizationContext.SetSynchronizationContext(userInterface);
            Assert.True((Members.GetValueOrDefault(member) ?? Streams[member])(path).Wait(Waiting.Patience));
            return userInterface.Posts;
        });

    static async Task<string> LaterAsync(string result)
    {
        await Task.Delay(10).ConfigureAwait(false);
        return result;
    }
}
