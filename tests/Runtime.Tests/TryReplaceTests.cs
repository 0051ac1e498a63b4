using System.Buffers;
using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>A file is replaced only if its content is still what was read.</summary>
public class TryReplaceTests
{
    [Fact]
    public async Task Replaces_what_was_read_and_nothing_else()
    {
        using var folder = new Folder();
        var path = folder["state.json"];
        Assert.True(AtomicFile.TryReplace(path, (byte[]?)null, "one"u8));
        Assert.False(AtomicFile.TryReplace(path, (byte[]?)null, "two"u8));
        Assert.False(AtomicFile.TryReplace(path, "on"u8.ToArray(), "two"u8));
        Assert.True(AtomicFile.TryReplace(path, "one"u8.ToArray(), "two"u8));
        Assert.True(await AtomicFile.TryReplaceAsync(path, "two"u8.ToArray(), "three"u8.ToArray()));
        Assert.False(await AtomicFile.TryReplaceAsync(path, "two"u8.ToArray(), "four"u8.ToArray()));
        Assert.False(AtomicFile.TryReplace(folder["other"], "one"u8.ToArray(), "two"u8));
        Assert.Equal("three", File.ReadAllText(path));
        Assert.False(File.Exists(folder["other"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void A_text_is_compared_and_written_in_the_encoding_of_the_file()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "żółć", Encoding.Unicode);
        Assert.False(AtomicFile.TryReplace(folder["state"], "zolc", "new"));
        Assert.True(AtomicFile.TryReplace(folder["state"], "żółć", "gęś"));
        Assert.Equal(
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("gęś")],
            File.ReadAllBytes(folder["state"])
        );
        Assert.False(AtomicFile.TryReplace(folder["state"], null, "new"));
        Assert.True(AtomicFile.TryReplace(folder["new"], null, "new"));
        Assert.Equal("new"u8, File.ReadAllBytes(folder["new"]));
    }

    [Fact]
    public void Of_many_who_have_read_the_same_one_wins()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "0");
        var winners = 0;
        Parallel.For(0, 16, i =>
        {
            if (AtomicFile.TryReplace(folder["state"], "0", $"by {i}"))
                Interlocked.Increment(ref winners);
        });
        Assert.Equal(1, winners);
        var creators = 0;
        Parallel.For(0, 16, i =>
        {
            if (AtomicFile.TryReplace(folder["new"], null, $"by {i}"))
                Interlocked.Increment(ref creators);
        });
        Assert.Equal(1, creators);
    }

    [Fact]
    public void Compares_under_the_lock_which_the_caller_may_hold()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "0");
        var other = Task.FromResult(true);
        AtomicFile.WithLock(folder["state"], () =>
        {
            using (ExecutionContext.SuppressFlow())
                other = Task.Run(() => AtomicFile.TryReplace(folder["state"], "0", "by the other"));
            Assert.False(other.Wait(200));
            Assert.True(AtomicFile.TryReplace(folder["state"], "0", "by the holder"));
        });
        Assert.False(other.Result);
        Assert.Equal("by the holder", File.ReadAllText(folder["state"]));
    }

    [Fact]
    public async Task Who_creates_a_file_meanwhile_without_the_lock_keeps_it_and_any_other_error_is_an_error()
    {
        using var folder = new Folder();
        var path = folder["state"];
        var ours = "ours"u8.ToArray();
        Assert.False(
            await AtomicFile.TryReplaceAsync(
                path,
                null,
                new Hooked(ours, () => File.WriteAllText(path, "theirs")).Memory,
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("theirs", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(() =>
            AtomicFile.TryReplaceAsync(
                path,
                "theirs"u8.ToArray(),
                new Hooked(ours, () => throw new IOException("no data")).Memory
            )
        );
        await Assert.ThrowsAsync<IOException>(() =>
            AtomicFile.TryReplaceAsync(
                folder["new"],
                null,
                new Hooked(ours, () => throw new IOException("no data")).Memory
            )
        );
        Assert.False(File.Exists(folder["new"]));
        Assert.Equal("theirs", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Takes_the_options_and_checks_the_arguments()
    {
        Needs.Unix();
        using var folder = new Folder();
        Assert.True(
            AtomicFile.TryReplace(
                folder["state"],
                null,
                "a",
                new AtomicWriteOptions { Mode = (OptionMode)UnixFileMode.UserRead }
            )
        );
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(folder["state"]));
        Assert.Throws<ArgumentNullException>(() => AtomicFile.TryReplace(null!, null, "a"));
        Assert.Throws<ArgumentNullException>(() => AtomicFile.TryReplace(folder["missing"], "a", null!));
        File.CreateSymbolicLink(folder["dangling"], folder["nowhere"]);
        Assert.False(AtomicFile.TryReplace(folder["dangling"], null, "a"));
        Assert.False(AtomicFile.TryReplace(folder["dangling"], "b"u8.ToArray(), "a"u8));
        Directory.CreateDirectory(folder["directory"]);
        Assert.Throws<UnauthorizedAccessException>(() =>
            AtomicFile.TryReplace(folder["directory"], "b"u8.ToArray(), "a"u8)
        );
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.TryReplace(folder["directory"], "b", "a"));
        Assert.False(File.Exists(folder["nowhere"]));
    }

    // Does something when it is asked for the data: when the present content was compared already.
    sealed class Hooked(byte[] data, Action asked) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(data.Length);

        public override Span<byte> GetSpan()
        {
            asked();
            return data;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing) { }
    }

    [Fact]
    public async Task Who_waits_for_the_lock_can_be_canceled_while_it_is_held()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "old");
        FileLock? held = null;
        // On a thread of its own, so that this flow does not hold it.
        var holder = new Thread(() => held = FileLock.Acquire(folder["state"]));
        holder.Start();
        holder.Join();
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 40).Select(_ => Replace(stop.Token)).ToArray();
        Assert.DoesNotContain(waiting, replacing => replacing.IsCompleted);
        await stop.CancelAsync();
        foreach (var replacing in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replacing.WaitAsync(Waiting.Patience));
        Assert.Equal("old", File.ReadAllText(folder["state"]));
        held!.Dispose();
        Assert.True(await Replace(CancellationToken.None));

        Task<bool> Replace(CancellationToken token) =>
            AtomicFile.TryReplaceAsync(folder["state"], "old"u8.ToArray(), "new"u8.ToArray(), null, token);
    }
}
