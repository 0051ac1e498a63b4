using System.Globalization;
using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Read-modify-write in one call.</summary>
public class UpdateTests
{
    [Fact]
    public async Task Starts_with_null_and_goes_on_with_what_was_written()
    {
        using var folder = new Folder();
        Assert.Equal("1", AtomicFile.Update(folder["count"], text => text is null ? "1" : "?"));
        Assert.Equal("12", AtomicFile.Update(folder["count"], text => text + "2"));
        Assert.Equal("123", await AtomicFile.UpdateAsync(folder["count"], text => text + "3"));
        Assert.Equal("1234", await AtomicFile.UpdateAsync(folder["count"], (text, _) => Task.FromResult(text + "4")));
        Assert.Equal("1234", AtomicFile.ReadAllText(folder["count"]));
        Assert.Equal("1234"u8, AtomicFile.ReadAllBytes(folder["count"]));
    }

    [Fact]
    public async Task Loses_no_update_of_threads_and_tasks()
    {
        using var folder = new Folder();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        for (var n = 0; n < 25; n++)
                        {
                            if (i % 2 == 0)
                                AtomicFile.Update(folder["count"], Increment);
                            else
                                await AtomicFile.UpdateAsync(folder["count"], Increment);
                        }
                    })
                )
        );
        Assert.Equal("200", AtomicFile.ReadAllText(folder["count"]));

        static string Increment(string? text) =>
            (int.Parse(text ?? "0", CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void Keeps_the_encoding_that_a_byte_order_mark_tells(string name)
    {
        using var folder = new Folder();
        var encoding = Encoding.GetEncoding(name);
        File.WriteAllText(folder["state"], "żółć 🙂", encoding);
        AtomicFile.Update(folder["state"], text => text + "!");
        Assert.Equal([.. encoding.GetPreamble(), .. encoding.GetBytes("żółć 🙂!")], File.ReadAllBytes(folder["state"]));
    }

    [Theory]
    [InlineData("utf-8", new byte[] { 0xFF })]
    [InlineData("utf-16", new byte[] { 0x00, 0xD8, 0x61, 0x00 })]
    [InlineData("utf-16BE", new byte[] { 0xD8, 0x00, 0x00, 0x61 })]
    [InlineData("utf-32", new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    public void What_its_byte_order_mark_does_not_decode_is_left_alone(string name, byte[] invalid)
    {
        using var folder = new Folder();
        byte[] content = [.. Encoding.GetEncoding(name).GetPreamble(), .. invalid];
        File.WriteAllBytes(folder["state"], content);
        Assert.Throws<DecoderFallbackException>(() => AtomicFile.Update(folder["state"], text => text + "!"));
        Assert.Equal(content, File.ReadAllBytes(folder["state"]));
    }

    [Fact]
    public async Task A_callback_is_required()
    {
        using var folder = new Folder();
        Assert.Throws<ArgumentNullException>(() => AtomicFile.Update(folder["state"], null!));
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = AtomicFile.UpdateAsync(folder["state"], (Func<string?, string>)null!);
        });
        await Assert.ThrowsAsync<ArgumentNullException>(() =>
            AtomicFile.UpdateAsync(folder["state"], (Func<string?, CancellationToken, Task<string>>)null!)
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_is_no_text_and_what_throws_is_left_alone()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["state"], [0x61, 0xFF, 0x62]);
        Assert.Throws<DecoderFallbackException>(() => AtomicFile.Update(folder["state"], text => text + "!"));
        Assert.Throws<FormatException>(() => AtomicFile.Update(folder["other"], _ => throw new FormatException()));
        Assert.Equal([0x61, 0xFF, 0x62], File.ReadAllBytes(folder["state"]));
        Assert.False(File.Exists(folder["other"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void An_open_reader_keeps_its_content_and_the_writer_goes_on()
    {
        Needs.NotWine("replaces no file that is open; FileRenameInfoEx is unknown to it");
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "old");
        using var reader = new StreamReader(AtomicFile.OpenRead(folder["state"]));
        using var another = AtomicFile.OpenRead(folder["state"]);
        AtomicFile.WriteAllText(folder["state"], "new");
        Assert.Equal("old", reader.ReadToEnd());
    }

    [Fact]
    public void A_relative_path_means_what_it_meant_when_it_was_given()
    {
        using var folder = new Folder();
        string here = Directory.CreateDirectory(folder["here"]).FullName,
            there = Directory.CreateDirectory(folder["there"]).FullName;
        File.WriteAllText(Path.Combine(here, "updated"), "A");
        var run = Probe.Run("leave-directory", here, there);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("A!", File.ReadAllText(Path.Combine(here, "updated")));
        Assert.Empty(Directory.GetFiles(there));
        Assert.Equal(
            ["appended", "bytes", "lines", "replaced", "stream", "text", "updated", "updated-later"],
            Directory
                .GetFiles(here)
                .Select(file => Path.GetFileName(file))
                .Where(name => !name.EndsWith(".lock", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }
}
