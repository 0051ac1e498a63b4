using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>A stream that has lost a piece is never published, and one that is closed says so.</summary>
public class IncompleteStreamTests
{
    static readonly CancellationToken Canceled = new(true);

    public static TheoryData<string> StreamPieces => [.. LostByStream.Keys];

    static readonly Dictionary<string, Func<AtomicFileStream, Task>> LostByStream = new()
    {
        ["WriteAsync of an array"] = stream => stream.WriteAsync(new byte[3], 0, 3, Canceled),
        ["WriteAsync of memory"] = stream => stream.WriteAsync(new byte[3], Canceled).AsTask(),
        ["WriteAsync of much"] = stream => stream.WriteAsync(new byte[100_000], Canceled).AsTask(),
    };

    public static TheoryData<string> WriterPieces => [.. LostByWriter.Keys];

    static readonly Dictionary<string, Func<AtomicStreamWriter, Task>> LostByWriter = new()
    {
#if !NETSTANDARD_ASSET // which .NET before 8 gets, and whose own members with a token it cannot override
        ["WriteAsync of memory"] = writer => writer.WriteAsync("two,".AsMemory(), Canceled),
        ["WriteLineAsync of memory"] = writer => writer.WriteLineAsync("two,".AsMemory(), Canceled),
        ["WriteAsync of a builder"] = writer => writer.WriteAsync(new StringBuilder("two,"), Canceled),
        ["WriteLineAsync of a builder"] = writer => writer.WriteLineAsync(new StringBuilder("two,"), Canceled),
#endif
        ["a text that cannot be encoded"] = writer => Now(() => writer.Write("\ud800" + new string('x', 5000))),
        ["an array that cannot be encoded"] = writer => Now(() => writer.Write(Unpaired.ToCharArray())),
        ["a part of one"] = writer => Now(() => writer.Write(Unpaired.ToCharArray(), 1, 4000)),
        ["a line that cannot be encoded"] = writer => Now(() => writer.WriteLine(Unpaired)),
        ["characters that cannot be encoded"] = writer =>
            Now(() => Array.ForEach(Unpaired.ToCharArray(), writer.Write)),
        ["a span that cannot be encoded"] = writer => Now(() => writer.Write(Unpaired.AsSpan())),
        ["a format that cannot be encoded"] = writer => Now(() => writer.Write("{0}", Unpaired)),
        ["a flush of what cannot be encoded"] = writer =>
            Now(() =>
            {
                writer.Write("\ud800two");
                writer.Flush();
            }),
        ["an asynchronous text that cannot be encoded"] = writer => writer.WriteAsync(Unpaired),
        ["an asynchronous line that cannot be encoded"] = writer => writer.WriteLineAsync(Unpaired),
    };

    static string Unpaired => "t\ud800" + new string('x', 5000);

    [Theory, MemberData(nameof(StreamPieces))]
    public async Task A_stream_that_has_lost_a_piece_is_not_committed(string piece)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "old");
        using (var stream = AtomicFile.Create(folder["state"]))
        {
            stream.Write("one,"u8);
            await Assert.ThrowsAnyAsync<Exception>(() => LostByStream[piece](stream));
            stream.Write("three"u8);
            Assert.False(Assert.Throws<AtomicWriteException>(stream.Commit).Committed);
            Assert.Throws<ObjectDisposedException>(stream.Commit);
        }

        Assert.Equal("old", File.ReadAllText(folder["state"]));
        Assert.Empty(folder.Leftovers);
    }

    [Theory, MemberData(nameof(WriterPieces))]
    public async Task A_writer_that_has_lost_a_piece_is_not_committed(string piece)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "old");
        foreach (var isAsynchronous in new[] { false, true })
            using (var writer = AtomicFile.CreateText(folder["state"], Strict))
            {
                writer.Write("one,");
                await Assert.ThrowsAnyAsync<Exception>(() => LostByWriter[piece](writer));
                await Assert.ThrowsAnyAsync<Exception>(async () =>
                {
                    writer.Write("three");
                    if (isAsynchronous)
                        await writer.CommitAsync();
                    else
                        writer.Commit();
                });
            }

        Assert.Equal("old", File.ReadAllText(folder["state"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public async Task Callbacks_that_swallow_the_loss_of_a_piece_publish_nothing()
    {
        using var folder = new Folder();
        await Assert.ThrowsAsync<AtomicWriteException>(() => AtomicFile.WriteAsync(folder["state"], async (stream, _) =>
            {
                stream.Write("one,"u8);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                    await stream.WriteAsync(new byte[3], Canceled)
                );
                stream.Write("three"u8);
            }));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_wrong_argument_loses_nothing()
    {
        using var folder = new Folder();
        using (var stream = AtomicFile.Create(folder["bytes"]))
        {
            stream.Write("one"u8);
            Assert.Throws<ArgumentNullException>(() => stream.Write(null!, 0, 0));
            Assert.ThrowsAny<ArgumentException>(() => stream.Write(new byte[3], 2, 2));
            Assert.ThrowsAny<ArgumentException>(() => stream.SetLength(-1));
            stream.Commit();
        }

        using (var writer = AtomicFile.CreateText(folder["text"]))
        {
            writer.Write("one");
            Assert.Throws<ArgumentNullException>(() => writer.Write(null!, 0, 0));
            Assert.ThrowsAny<ArgumentException>(() => writer.Write(new char[3], 2, 2));
            writer.Commit();
        }

        Assert.Equal("oneone", File.ReadAllText(folder["bytes"]) + File.ReadAllText(folder["text"]));
    }

    [Fact]
    public async Task What_still_writes_is_awaited_before_the_commit()
    {
        using var folder = new Folder();
        using var stream = AtomicFile.Create(folder["state"]);
        var piece = new TaskCompletionSource();
        var writing = stream.Watch(piece.Task);
        Assert.Throws<InvalidOperationException>(stream.Commit);
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.CommitAsync());
        Assert.False(File.Exists(folder["state"]));
        piece.SetResult();
        await writing;
        await stream.CommitAsync();
        Assert.True(File.Exists(folder["state"]));
    }

    public static TheoryData<string> WriterMembers => [.. Members.Keys];

    static readonly Dictionary<string, Func<AtomicStreamWriter, Task>> Members = new()
    {
        ["Write(char)"] = writer => Now(() => writer.Write('x')),
        ["Write(char[])"] = writer => Now(() => writer.Write(['x'])),
        ["Write(string)"] = writer => Now(() => writer.Write("x")),
        ["Write(span)"] = writer => Now(() => writer.Write("x".AsSpan())),
        ["Write(int)"] = writer => Now(() => writer.Write(1)),
        ["Write(format)"] = writer => Now(() => writer.Write("{0}", 1)),
        ["WriteLine()"] = writer => Now(() => writer.WriteLine()),
        ["WriteLine(string)"] = writer => Now(() => writer.WriteLine("x")),
        ["WriteAsync(char)"] = writer => writer.WriteAsync('x'),
        ["WriteAsync(string)"] = writer => writer.WriteAsync("x"),
        ["WriteAsync(memory)"] = writer => writer.WriteAsync("x".AsMemory()),
        ["WriteLineAsync(string)"] = writer => writer.WriteLineAsync("x"),
        ["Flush"] = writer => Now(writer.Flush),
        ["FlushAsync"] = writer => writer.FlushAsync(),
        ["Commit"] = writer => Now(writer.Commit),
        ["CommitAsync"] = writer => writer.CommitAsync(),
    };

    [Theory, MemberData(nameof(WriterMembers))]
    public async Task A_writer_swallows_nothing_after_its_end(string member)
    {
        using var folder = new Folder();
        using var committed = AtomicFile.CreateText(folder["committed"]);
        committed.Write("one");
        committed.Commit();
        using var committedLater = AtomicFile.CreateText(folder["committed later"]);
        await committedLater.CommitAsync();
        var disposed = AtomicFile.CreateText(folder["disposed"]);
        disposed.Write("lost");
        disposed.Dispose();
        foreach (var writer in new[] { committed, committedLater, disposed })
            await Assert.ThrowsAsync<ObjectDisposedException>(() => Members[member](writer));
        Assert.Equal("one", File.ReadAllText(folder["committed"]));
        Assert.False(File.Exists(folder["disposed"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void Disposing_discards_also_what_cannot_be_encoded_and_any_number_of_times()
    {
        using var folder = new Folder();
        var writer = AtomicFile.CreateText(folder["state"], Strict);
        writer.Write("\ud800");
        writer.Dispose();
        writer.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Seeking_from_nowhere_is_refused()
    {
        using var folder = new Folder();
        using var stream = AtomicFile.Create(folder["state"]);
        Assert.Throws<ArgumentException>(() => stream.Seek(0, (SeekOrigin)3));
        Assert.Throws<ArgumentException>(() => stream.Seek(0, (SeekOrigin)(-1)));
    }

    static Encoding Strict => new UTF8Encoding(false, throwOnInvalidBytes: true);

    // Whatever it throws is that of the task, so that one assertion fits all.
    static Task Now(Action action) => Task.Run(action);

    [Fact]
    public void A_write_that_has_only_begun_keeps_the_commit_away()
    {
        using var folder = new Folder();
        var block = new byte[3_000_000];
        for (var i = 0; i < 20; i++)
        {
            File.WriteAllText(folder["state"], "old");
            using var stream = AtomicFile.Create(folder["state"]);
            var writing = stream.BeginWrite(block, 0, block.Length, null, "mine");
            Assert.Equal("mine", writing.AsyncState);
            if (Record.Exception(stream.Commit) is { } refused)
            {
                Assert.IsType<InvalidOperationException>(refused);
                stream.EndWrite(writing);
                stream.Commit();
            }

            Assert.Equal(block.Length, new FileInfo(folder["state"]).Length);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_commit_of_the_stream_under_a_writer_takes_what_the_writer_still_holds(bool isAsync)
    {
        using var folder = new Folder();
        using var writer = AtomicFile.CreateText(folder["state"]);
        await writer.WriteAsync("text");
        var stream = (AtomicFileStream)writer.BaseStream;
        if (isAsync)
            await stream.CommitAsync(TestContext.Current.CancellationToken);
        else
            stream.Commit();
        Assert.Equal("text", File.ReadAllText(folder["state"]));
    }
}
