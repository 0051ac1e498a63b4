using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Text that is published as options say.</summary>
public sealed class TextWithOptionsTests : IDisposable
{
    static readonly AtomicWriteOptions New = new() { CreateNew = true };

    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Options_and_encoding_are_heeded_by_each_of_them()
    {
        var writes = new Dictionary<string, Func<string, Encoding?, Task>>
        {
            ["text"] = (path, encoding) => Now(() => AtomicFile.WriteAllText(path, "ü", New, encoding)),
            ["text, asynchronously"] = (path, encoding) => AtomicFile.WriteAllTextAsync(path, "ü", New, encoding),
            ["lines"] = (path, encoding) => Now(() => AtomicFile.WriteAllLines(path, ["ü"], New, encoding)),
            ["lines, asynchronously"] = (path, encoding) => AtomicFile.WriteAllLinesAsync(path, ["ü"], New, encoding),
        };
        foreach (var (name, write) in writes)
        {
            var end = name.StartsWith("lines", StringComparison.Ordinal) ? Environment.NewLine : "";
            await write(_folder[name], null);
            Assert.Equal(Encoding.UTF8.GetBytes("ü" + end), File.ReadAllBytes(_folder[name]));
            await Assert.ThrowsAnyAsync<IOException>(() => write(_folder[name], null));
            await write(_folder[name + " 16"], Encoding.Unicode);
            Assert.Equal(
                [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("ü" + end)],
                File.ReadAllBytes(_folder[name + " 16"])
            );
        }

        static Task Now(Action write)
        {
            write();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void Options_that_are_named_need_no_type()
    {
        AtomicFile.WriteAllText(_folder["text"], "a", options: new() { CreateNew = true });
        AtomicFile.WriteAllLines(_folder["lines"], ["a"], options: new() { CreateNew = true });
        Assert.ThrowsAny<IOException>(() =>
            AtomicFile.WriteAllText(_folder["text"], "b", options: new() { CreateNew = true })
        );
        Assert.Equal("a", File.ReadAllText(_folder["text"]));
    }

    [Fact]
    public async Task Bad_arguments_and_cancelled_tokens_leave_nothing()
    {
        var canceled = new CancellationToken(canceled: true);
        Assert.Throws<ArgumentNullException>("options", () =>
            AtomicFile.WriteAllText(_folder["a"], "", options: null!)
        );
        Assert.Throws<ArgumentNullException>("options", () =>
            AtomicFile.WriteAllLines(_folder["a"], [], options: null!)
        );
        Assert.Throws<ArgumentNullException>("contents", () => AtomicFile.WriteAllLines(_folder["a"], null!, New));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AtomicFile.WriteAllTextAsync(_folder["a"], "", New, cancellationToken: canceled)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AtomicFile.WriteAllLinesAsync(_folder["a"], [], New, cancellationToken: canceled)
        );
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
