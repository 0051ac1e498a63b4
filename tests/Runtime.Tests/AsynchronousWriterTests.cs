using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// An asynchronous write ends at once where that of <see cref="StreamWriter"/> or <see cref="FileStream"/> does, and
/// fails as it.
/// </summary>
public class AsynchronousWriterTests
{
    static readonly Dictionary<string, Func<StreamWriter, string, CancellationToken, Task>> Members = new()
    {
        ["a character"] = (writer, text, _) => writer.WriteAsync(text[0]),
        ["a text"] = (writer, text, _) => writer.WriteAsync(text),
        ["an array"] = (writer, text, _) => writer.WriteAsync(text.ToCharArray()),
        ["a part of an array"] = (writer, text, _) => writer.WriteAsync($"<{text}>".ToCharArray(), 1, text.Length),
        ["no text"] = (writer, _, _) => writer.WriteAsync((string?)null),
        ["the end of a line"] = (writer, _, _) => writer.WriteLineAsync(),
        ["a line of a character"] = (writer, text, _) => writer.WriteLineAsync(text[0]),
        ["a line"] = (writer, text, _) => writer.WriteLineAsync(text),
        ["a line of an array"] = (writer, text, _) => writer.WriteLineAsync(text.ToCharArray()),
        ["a part of an array as a line"] = (writer, text, _) =>
            writer.WriteLineAsync($"<{text}>".ToCharArray(), 1, text.Length),
        ["no line"] = (writer, _, _) => writer.WriteLineAsync((string?)null),
        ["memory"] = (writer, text, token) => writer.WriteAsync(text.ToCharArray().AsMemory(), token),
        ["a line of memory"] = (writer, text, token) => writer.WriteLineAsync(text.ToCharArray().AsMemory(), token),
        ["a builder"] = (writer, text, token) => writer.WriteAsync(Builder(text), token),
        ["a line of a builder"] = (writer, text, token) => writer.WriteLineAsync(Builder(text), token),
        ["no builder"] = (writer, _, token) => writer.WriteAsync((StringBuilder?)null, token),
        ["a flush"] = (writer, text, _) =>
        {
            writer.Write(text);
            return writer.FlushAsync();
        },
    };

    public static TheoryData<string> All => [.. Members.Keys];

    public static TheoryData<string> OfTexts =>
        ["a text", "an array", "a part of an array", "a line", "a line of an array", "a part of an array as a line"];

    public static TheoryData<string> WithToken =>
        ["memory", "a line of memory", "a builder", "a line of a builder", "no builder"];

    // In more than one chunk.
    static StringBuilder Builder(string text) => new StringBuilder(text[..1]).Append(text, 1, text.Length - 1);

    [Theory, MemberData(nameof(All))]
    public async Task A_short_piece_is_written_when_its_task_is_there(string member)
    {
        using var folder = new Folder();
        using var writer = AtomicFile.CreateText(folder["state"]);
        for (var i = 0; i < 20; i++)
            Assert.True(Members[member](writer, new string('x', 400), CancellationToken.None).IsCompletedSuccessfully);
        await writer.CommitAsync();
        Assert.Equal(
            await Plain(folder, member, new string('x', 400), 20),
            await File.ReadAllTextAsync(folder["state"])
        );
    }

    [Theory, MemberData(nameof(All))]
    public async Task Short_and_long_pieces_arrive_whole_and_in_their_order(string member)
    {
        using var folder = new Folder();
        using var writer = AtomicFile.CreateText(folder["state"]);
        for (var i = 0; i < 6; i++)
        {
            await writer.WriteAsync($"{i}:");
            await Members[member](writer, Text(i), CancellationToken.None);
        }

        await writer.CommitAsync();
        using (var plain = File.CreateText(folder["expected"]))
            for (var i = 0; i < 6; i++)
            {
                plain.Write($"{i}:");
                await Members[member](plain, Text(i), CancellationToken.None);
            }

        Assert.Equal(await File.ReadAllTextAsync(folder["expected"]), await File.ReadAllTextAsync(folder["state"]));

        static string Text(int i) => new((char)('a' + i), i % 2 == 0 ? 100_000 : 65_536);
    }

    [Theory, MemberData(nameof(OfTexts))]
    public async Task What_cannot_be_encoded_is_the_failure_of_the_task(string member)
    {
        using var folder = new Folder();
        foreach (var length in new[] { 3000, 70_000 })
            using (var writer = AtomicFile.CreateText(folder["state"], new UTF8Encoding(false, true)))
            {
                var writing = Members[member](writer, "\ud800" + new string('x', length), CancellationToken.None);
                await Assert.ThrowsAsync<EncoderFallbackException>(() => writing);
                await Assert.ThrowsAnyAsync<Exception>(() => writer.CommitAsync());
            }

        Assert.False(File.Exists(folder["state"]));
    }

#if !NETSTANDARD_ASSET // which does not know of the members with a token
    [Theory, MemberData(nameof(WithToken))]
    public async Task A_canceled_piece_is_a_canceled_task(string member)
    {
        using var folder = new Folder();
        foreach (var length in new[] { 3, 70_000 })
            using (var writer = AtomicFile.CreateText(folder["state"]))
            {
                var writing = Members[member](writer, new string('x', length), new(true));
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
                Assert.True(writing.IsCanceled);
                Assert.Throws<AtomicWriteException>(writer.Commit);
            }
    }

    [Fact]
    public async Task A_canceled_flush_loses_nothing()
    {
        using var folder = new Folder();
        using var writer = AtomicFile.CreateText(folder["state"]);
        writer.Write("text");
        Assert.True(writer.FlushAsync(new CancellationToken(true)).IsCanceled);
        Assert.True(writer.FlushAsync(CancellationToken.None).IsCompletedSuccessfully);
        await writer.CommitAsync();
        Assert.Equal("text", await File.ReadAllTextAsync(folder["state"]));
    }
#endif

    [Fact]
    public void A_wrong_argument_is_refused_at_the_call_and_loses_nothing()
    {
        using var folder = new Folder();
        using var writer = AtomicFile.CreateText(folder["state"]);
        using var plain = File.CreateText(folder["plain"]);
        foreach (
            var wrong in new Func<StreamWriter, Task>[]
            {
                one => one.WriteAsync(null!, 0, 0),
                one => one.WriteAsync(new char[3], -1, 1),
                one => one.WriteAsync(new char[3], 2, 2),
                one => one.WriteAsync(new char[3], 0, 70_000),
                one => one.WriteLineAsync(null!, 0, 0),
                one => one.WriteLineAsync(new char[3], 2, 2),
            }
        )
            Assert.Equal(Refusal(plain, wrong).GetType(), Refusal(writer, wrong).GetType());
        writer.Write("text");
        writer.Commit();
        Assert.Equal("text", File.ReadAllText(folder["state"]));
        plain.Dispose();
        foreach (var member in OfTexts.Select(member => Members[member.Data]))
            Assert.Equal(
                Refusal(plain, one => member(one, "x", CancellationToken.None)).GetType(),
                Refusal(writer, one => member(one, "x", CancellationToken.None)).GetType()
            );
    }

    [Fact]
    public async Task A_piece_before_the_last_has_ended_is_refused()
    {
        using var folder = new Folder();
        using var writer = AtomicFile.CreateText(folder["state"]);
        var piece = new TaskCompletionSource();
        var writing = ((AtomicFileStream)writer.BaseStream).Watch(piece.Task);
        foreach (var member in OfTexts.Select(member => Members[member.Data]))
            Assert.IsType<InvalidOperationException>(Refusal(writer, one => member(one, "x", CancellationToken.None)));
        piece.SetResult();
        await writing;
        await writer.WriteAsync("text");
        await writer.CommitAsync();
        Assert.Equal("text", await File.ReadAllTextAsync(folder["state"]));
    }

    [Fact]
    public void A_short_piece_of_a_stream_is_written_when_its_task_is_there()
    {
        using var folder = new Folder();
        using var stream = AtomicFile.Create(folder["state"]);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(stream.WriteAsync(new byte[9000], 1, 8000).IsCompletedSuccessfully);
            Assert.True(stream.WriteAsync(new byte[8000]).AsTask().IsCompletedSuccessfully);
        }

        Assert.Throws<ArgumentNullException>(() => stream.WriteAsync(null!, 0, 0).IsCompleted);
        stream.Commit();
        Assert.Equal(80_000, new FileInfo(folder["state"]).Length);
        Assert.Throws<ObjectDisposedException>(() => stream.WriteAsync(new byte[1], 0, 1).IsCompleted);
    }

    static Exception Refusal(StreamWriter writer, Func<StreamWriter, Task> call) =>
        Assert.ThrowsAny<Exception>(() =>
        {
            _ = call(writer);
        });

    static async Task<string> Plain(Folder folder, string member, string text, int times)
    {
        using (var plain = File.CreateText(folder["expected"]))
            for (var i = 0; i < times; i++)
                await Members[member](plain, text, CancellationToken.None);
        return await File.ReadAllTextAsync(folder["expected"]);
    }
}
