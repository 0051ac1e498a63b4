namespace AtomicWrites.Runtime.Tests;

/// <summary>What every asynchronous member does alike.</summary>
public class AsynchronousTests
{
    static readonly Dictionary<string, Func<string, CancellationToken, Task>> Members = new()
    {
        ["write"] = (path, token) => AtomicFile.WriteFileAtomicAsync(path, new byte[10], null, token),
        ["text"] = (path, token) => AtomicFile.WriteAllTextAsync(path, "new", token),
        ["lines"] = (path, token) => AtomicFile.WriteAllLinesAsync(path, ["new"], token),
        ["bytes"] = (path, token) => AtomicFile.WriteAllBytesAsync(path, new byte[10], token),
        ["memory"] = (path, token) => AtomicFile.WriteAllBytesAsync(path, new byte[10].AsMemory(), token),
        ["append text"] = (path, token) => AtomicFile.AppendAllTextAsync(path, "new", token),
        ["append lines"] = (path, token) => AtomicFile.AppendAllLinesAsync(path, ["new"], token),
        ["append bytes"] = (path, token) => AtomicFile.AppendAllBytesAsync(path, new byte[10], token),
        ["append memory"] = (path, token) => AtomicFile.AppendAllBytesAsync(path, new byte[10].AsMemory(), token),
        ["replace"] = (path, token) => AtomicFile.TryReplaceAsync(path, null, new byte[10], null, token),
        ["update"] = (path, token) => AtomicFile.UpdateAsync(path, text => text + "new", token),
        ["update later"] = (path, token) => AtomicFile.UpdateAsync(path, (text, _) => LaterAsync(text + "new"), token),
        ["lock"] = (path, token) => AtomicFile.WithLockAsync(path, _ => LaterAsync(""), token),
        ["lock for a result"] = (path, token) => AtomicFile.WithLockAsync<string>(path, _ => LaterAsync(""), token),
        ["lock as an object"] = (path, token) => Released(FileLock.AcquireAsync(path, cancellationToken: token)),
        ["callback"] = (path, token) => AtomicFile.WriteAsync(path, (_, _) => LaterAsync(""), null, token),
        ["callback that ends at once"] = (path, token) =>
            AtomicFile.WriteAsync(path, (_, _) => Task.CompletedTask, null, token),
    };

    static readonly Dictionary<string, Func<string, CancellationToken, Task>> Streams = new()
    {
        ["stream"] = (path, token) => AtomicFile.Create(path).CommitAsync(token),
        ["writer"] = (path, token) =>
        {
            var writer = AtomicFile.CreateText(path);
            writer.Write(new string('x', 100_000));
            return writer.CommitAsync(token);
        },
    };

    static async Task Released(Task<FileLock> acquiring) => (await acquiring.ConfigureAwait(false)).Dispose();

    public static TheoryData<string> MembersOfPaths => [.. Members.Keys];

    public static TheoryData<string> All => [.. Members.Keys, .. Streams.Keys];

    [Theory]
    [MemberData(nameof(MembersOfPaths))]
    public void A_bad_path_is_refused_at_the_call_and_not_by_the_task(string member)
    {
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = Members[member](null!, CancellationToken.None);
        });
        Assert.Throws<ArgumentException>(() =>
        {
            _ = Members[member]("", CancellationToken.None);
        });
        Assert.Throws<ArgumentException>(() =>
        {
            _ = Members[member]("nul\0l", CancellationToken.None);
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
            Assert.True(
                (Members.GetValueOrDefault(member) ?? Streams[member])(path, CancellationToken.None)
                    .Wait(Waiting.Patience)
            );
            return userInterface.Posts;
        });

    static async Task<string> LaterAsync(string result)
    {
        await Task.Delay(10).ConfigureAwait(false);
        return result;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_token_that_is_canceled_already_gives_a_task_that_is_canceled_already_and_no_file(string member)
    {
        using var folder = new Folder();
        var token = new CancellationToken(canceled: true);
        var call = Members.TryGetValue(member, out var found) ? found : Streams[member];
        var task = call(folder["state"], token);
        Assert.True(task.IsCanceled);
        Assert.Equal(token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task)).CancellationToken);
        Assert.False(File.Exists(folder["state"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Work_under_the_lock_begins_on_the_pool_whether_the_lock_was_free_or_not(bool isHeld)
    {
        using var folder = new Folder();
        var path = folder["state"];
        var held = new List<FileLock>();
        var holder = new Thread(() => held.Add(FileLock.Acquire(path))); // on a thread of its own, so that this flow does not hold it
        if (isHeld)
        {
            holder.Start();
            holder.Join();
        }

        var places = new List<bool>();
        void Note()
        {
            lock (places)
                places.Add(SynchronizationContext.Current is null && Thread.CurrentThread.IsThreadPoolThread);
        }

        var userInterface = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new UserInterface());
            Task[] all = [AtomicFile.WithLockAsync(path, Noted), AtomicFile.UpdateAsync(path, text =>
                {
                    Note();
                    return "new";
                }), AtomicFile.UpdateAsync(path, async (text, _) =>
                {
                    Note();
                    await Task.Yield();
                    return "newer";
                }), AtomicFile.WriteAsync(folder["other"], async (_, _) =>
                {
                    Note();
                    await Task.Yield();
                })];
            held.ForEach(one => one.Dispose());
            Task.WaitAll(all);
        });
        userInterface.Start();
        await Task.Run(userInterface.Join);
        Assert.Equal([true, true, true, true], places);

        Task Noted(CancellationToken token)
        {
            Note();
            return Task.CompletedTask;
        }
    }
}
