using System.IO.Compression;
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
    public async Task A_callback_that_throws_leaves_the_target_unchanged()
    {
        using var folder = Prepared();
        Assert.Throws<FormatException>(() => AtomicFile.Write(folder["state"], stream =>
        {
            stream.Write(new byte[100]);
            throw new FormatException();
        }));
        await Assert.ThrowsAsync<FormatException>(() => AtomicFile.WriteAsync(folder["state"], (_, _) => throw new FormatException()));
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
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10; i++)
                AtomicFile.AppendAllText(folder["log"], "x");
        })));
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
