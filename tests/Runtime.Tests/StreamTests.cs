using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Streams and writers: published by Commit, discarded without it.</summary>
public class StreamTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public void Appears_with_the_commit_and_not_before(int size)
    {
        using var folder = Prepared();
        using (var stream = AtomicFile.Create(folder["state"]))
        {
            stream.Write(new byte[size]);
            Assert.Equal("old", File.ReadAllText(folder["state"]));
            stream.Commit();
            Assert.Equal(size, new FileInfo(folder["state"]).Length);
            Assert.Throws<ObjectDisposedException>(() => stream.WriteByte(1));
            Assert.Throws<ObjectDisposedException>(stream.Commit);
        }

        Assert.Equal(size, new FileInfo(folder["state"]).Length);
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void Forgotten_without_commit_is_discarded_by_the_garbage_collector()
    {
        using var folder = Prepared();
        Forget(folder["state"]);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal("old", File.ReadAllText(folder["state"]));
        Assert.Empty(folder.Leftovers);

        [MethodImpl(MethodImplOptions.NoInlining)] // so that nothing here holds it any longer
        static void Forget(string path) => AtomicFile.Create(path).Write(new byte[1_000_000]);
    }

    [Fact]
    public async Task Disposed_without_commit_leaves_the_target_unchanged()
    {
        using var folder = Prepared();
        using (var stream = AtomicFile.Create(folder["state"]))
            stream.Write(new byte[1_000_000]);
        using (var writer = AtomicFile.CreateText(folder["state"]))
            writer.Write("new");
        await using (var stream = AtomicFile.Create(folder["state"]))
            await stream.WriteAsync(new byte[10]);
        await using (var writer = AtomicFile.CreateText(folder["state"]))
            await writer.WriteAsync(new string('x', 100_000));
        Assert.Equal("old", await File.ReadAllTextAsync(folder["state"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void Can_be_sought_read_and_shortened()
    {
        using var folder = Prepared();
        using (var stream = AtomicFile.Create(folder["state"]))
        {
            stream.Write("0123456789"u8);
            stream.Position = 4;
            Assert.Equal('4', stream.ReadByte());
            stream.Seek(0, SeekOrigin.Begin);
            stream.Write("ab"u8);
            stream.SetLength(5);
            Assert.Equal(5, stream.Length);
            stream.Commit();
        }

        Assert.Equal("ab234", File.ReadAllText(folder["state"]));
    }

    [Fact]
    public void Moves_as_a_file_does()
    {
        using var folder = Prepared();
        using var expected = File.Create(folder["expected"]);
        using var actual = AtomicFile.Create(folder["state"]);
        foreach (Stream stream in new Stream[] { expected, actual })
        {
            stream.Write(new byte[10_000]);
            Assert.Equal(9_990, stream.Seek(-10, SeekOrigin.Current));
            stream.WriteByte(1);
            Assert.Equal(9_995, stream.Seek(-5, SeekOrigin.End));
            stream.WriteByte(2);
            Assert.Equal(7, stream.Seek(7, SeekOrigin.Begin));
            stream.WriteByte(3);
            Assert.Equal(8, stream.Position);
            Assert.Throws<IOException>(() => stream.Seek(-1, SeekOrigin.Begin));
            Assert.Throws<IOException>(() => stream.Seek(-10_001, SeekOrigin.End));
            Assert.Equal(8, stream.Position);
            Assert.Equal(0, stream.Seek(-8, SeekOrigin.Current));
            stream.Position = 20_000;
            stream.Write([4, 5]);
            Assert.Equal(20_002, stream.Length);
            Assert.Equal(-1, stream.ReadByte());
            stream.SetLength(20_001);
            Assert.Equal((20_001, 20_001), (stream.Position, stream.Length));
            stream.SetLength(20_001);
            stream.WriteByte(6);
            stream.Position = 5;
            stream.SetLength(30_000);
            Assert.Equal(0, stream.ReadByte());
            Assert.Equal((6, 30_000), (stream.Position, stream.Length));
            stream.WriteByte(7);
        }

        expected.Dispose();
        actual.Commit();
        Assert.Equal(File.ReadAllBytes(folder["expected"]), File.ReadAllBytes(folder["state"]));
    }

#pragma warning disable CA1835 // The overloads of arrays are tested as well.
    [Fact]
    public async Task Reads_and_writes_by_every_overload()
    {
        using var folder = Prepared();
        await using (var stream = AtomicFile.Create(folder["state"]))
        {
            stream.Write([0, 1, 2, 3], 1, 2);
            stream.Write([3, 4]);
            await stream.WriteAsync([4, 5, 6, 7], 1, 2);
            await stream.WriteAsync(new byte[] { 7, 8 }.AsMemory());
            stream.WriteByte(9);
            await stream.FlushAsync();
            Assert.Equal(9, new FileInfo(folder[folder.Leftovers.Single()]).Length);
            stream.Position = 0;
            var buffer = new byte[5];
            Assert.Equal(2, stream.Read(buffer, 3, 2));
            Assert.Equal([0, 0, 0, 1, 2], buffer);
            Assert.Equal(2, stream.Read(buffer.AsSpan(0, 2)));
            Assert.Equal(2, await stream.ReadAsync(buffer, 2, 2));
            Assert.Equal([3, 4, 5, 6, 2], buffer);
            Assert.Equal(3, await stream.ReadAsync(buffer.AsMemory()));
            Assert.Equal([7, 8, 9, 6, 2], buffer);
            stream.WriteByte(10);
            stream.Flush();
            Assert.Equal(10, new FileInfo(folder[folder.Leftovers.Single()]).Length);
            await stream.CommitAsync();
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], await File.ReadAllBytesAsync(folder["state"]));
    }
#pragma warning restore CA1835

    [Fact]
    public void Can_do_everything_until_it_is_closed_and_nothing_afterwards()
    {
        using var folder = Prepared();
        var stream = AtomicFile.Create(folder["state"]);
        Assert.True(stream is { CanRead: true, CanSeek: true, CanWrite: true });
        stream.Dispose();
        stream.Dispose();
        Assert.True(stream is { CanRead: false, CanSeek: false, CanWrite: false });
        Action[] members =
        [
            () => _ = stream.Length,
            () => _ = stream.Position,
            () => stream.Position = 0,
            () => stream.Seek(0, SeekOrigin.Begin),
            () => stream.SetLength(0),
            stream.Flush,
            () => stream.FlushAsync(),
            () => stream.ReadByte(),
            () => stream.ReadAsync(new byte[1], 0, 1),
            () => stream.WriteByte(1),
            () => stream.WriteAsync([1], 0, 1),
            stream.Commit,
        ];
        Assert.All(members, member => Assert.Throws<ObjectDisposedException>(member));
        Assert.Equal("old", File.ReadAllText(folder["state"]));
    }

    [Fact]
    public async Task A_canceled_commit_publishes_nothing_and_may_be_repeated()
    {
        using var folder = Prepared();
        await using var stream = AtomicFile.Create(folder["state"]);
        stream.Write("new"u8);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            stream.CommitAsync(new CancellationToken(canceled: true))
        );
        Assert.Equal("old", await File.ReadAllTextAsync(folder["state"]));
        await stream.CommitAsync();
        Assert.Equal("new", await File.ReadAllTextAsync(folder["state"]));
        await using var writer = AtomicFile.CreateText(folder["state"]);
        await writer.WriteAsync("newer");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            writer.CommitAsync(new CancellationToken(canceled: true))
        );
        Assert.Equal("new", await File.ReadAllTextAsync(folder["state"]));
        await writer.CommitAsync();
        Assert.Equal("newer", await File.ReadAllTextAsync(folder["state"]));
    }

    [Fact]
    public async Task A_callback_is_required()
    {
        using var folder = Prepared();
        Assert.Throws<ArgumentNullException>(() => AtomicFile.Write(folder["state"], null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => AtomicFile.WriteAsync(folder["state"], null!));
        Assert.Equal("old", await File.ReadAllTextAsync(folder["state"]));
    }

    [Fact]
    public async Task A_writer_writes_what_File_CreateText_writes()
    {
        using var folder = Prepared();
        await using (var expected = File.CreateText(folder["expected"]))
            await expected.WriteLineAsync("zażółć 🙂");
        await using (var writer = AtomicFile.CreateText(folder["state"]))
        {
            await writer.WriteLineAsync("zażółć 🙂");
            await writer.CommitAsync();
        }

        Assert.Equal(await File.ReadAllBytesAsync(folder["expected"]), await File.ReadAllBytesAsync(folder["state"]));
        using (var writer = AtomicFile.CreateText(folder["state"], Encoding.Unicode))
        {
            writer.Write("x");
            writer.Commit();
        }

        Assert.Equal([0xFF, 0xFE, (byte)'x', 0], await File.ReadAllBytesAsync(folder["state"]));
    }

    [Fact]
    public async Task A_callback_may_wrap_and_dispose_the_stream()
    {
        using var folder = Prepared();
        AtomicFile.Write(folder["doc.xml"], new XDocument(new XElement("root")).Save);
        Assert.Equal("root", XDocument.Load(folder["doc.xml"]).Root!.Name.LocalName);
        AtomicFile.Write(folder["data.zip"], stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Update);
            using var writer = new StreamWriter(archive.CreateEntry("entry").Open());
            writer.Write("content");
        });
        using (var archive = ZipFile.OpenRead(folder["data.zip"]))
            Assert.NotNull(archive.GetEntry("entry"));
        await AtomicFile.WriteAsync(folder["state"], async (stream, token) =>
        {
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync("new".AsMemory(), token);
        });
        Assert.Equal("new", await File.ReadAllTextAsync(folder["state"]));
    }

    [Fact]
    public async Task What_a_callback_has_disposed_is_closed_to_it_and_committed()
    {
        using var folder = Prepared();
        AtomicFile.Write(folder["state"], stream =>
        {
            using (var writer = new StreamWriter(stream))
                writer.Write("new");
            Assert.False(stream.CanWrite);
            Assert.Throws<ObjectDisposedException>(() => stream.Flush());
            Assert.Throws<ObjectDisposedException>(() => stream.WriteByte(1));
            stream.Dispose();
        });
        Assert.Equal("new", await File.ReadAllTextAsync(folder["state"]));
    }

    [Fact]
    public async Task A_callback_that_throws_leaves_the_target_unchanged()
    {
        using var folder = Prepared();
        Assert.Throws<FormatException>(() => AtomicFile.Write(folder["state"], stream =>
            {
                stream.Write(new byte[100]);
                throw new FormatException();
            }));
        await Assert.ThrowsAsync<FormatException>(() =>
            AtomicFile.WriteAsync(folder["state"], (_, _) => throw new FormatException())
        );
        Assert.Equal("old", await File.ReadAllTextAsync(folder["state"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void CreateNew_fails_where_the_target_exists_also_if_it_came_meanwhile()
    {
        using var folder = Prepared();
        var options = new AtomicWriteOptions { CreateNew = true };
        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteFileAtomic(folder["state"], "new"u8, options));
        using (var stream = AtomicFile.Create(folder["fresh"], options))
        {
            File.WriteAllText(folder["fresh"], "theirs");
            Assert.ThrowsAny<IOException>(stream.Commit);
        }

        AtomicFile.WriteFileAtomic(folder["newer"], "new"u8, options);
        Assert.Equal("theirs", File.ReadAllText(folder["fresh"]));
        Assert.Equal("new", File.ReadAllText(folder["newer"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public async Task Appending_tasks_lose_nothing_and_may_hold_the_lock_already()
    {
        using var folder = Prepared();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 10; i++)
                            AtomicFile.AppendAllText(folder["log"], "x");
                    })
                )
        );
        AtomicFile.WithLock(folder["log"], () => AtomicFile.AppendAllText(folder["log"], "y"));
        Assert.Equal(new string('x', 80) + "y", await File.ReadAllTextAsync(folder["log"]));
    }

    static Folder Prepared()
    {
        var folder = new Folder();
        File.WriteAllText(folder["state"], "old");
        return folder;
    }
}
