using System.Text;
using AtomicWrites;

/// <summary>
/// Disposes from another thread while a call is under way, which strace holds meanwhile, and opens files that would get
/// its number. Whatever becomes of the call, it must touch none of those.
/// </summary>
static class Disposal
{
    const int Files = 20;
    const int HeldFor = 700; // milliseconds until the call is surely under way; if it is not, less is tested
    const string Content = "nobody else's";
    static readonly byte[] Block = Encoding.UTF8.GetBytes(new string('n', 10_000));

    public static void During(string call, string path, bool isHeld)
    {
        var (run, disposable) = Begin(call, path);
        if (!isHeld)
        {
            run();
            disposable.Dispose();
            return;
        }

        FileStream[] others = [];
        var disposer = new Thread(() =>
        {
            Thread.Sleep(HeldFor);
            disposable.Dispose();
            others = [.. Enumerable.Range(0, Files).Select(i => Other($"{path}.other{i}"))];
        });
        disposer.Start();
        try
        {
            run();
        }
        catch (Exception failure) when (failure is ObjectDisposedException or AtomicWriteException)
        {
            Console.WriteLine("call: " + failure.GetType().Name);
        }

        disposer.Join();
        foreach (var other in others)
            using (other)
                RequireUntouched(other.Name);
    }

    static (Action Run, IDisposable Disposable) Begin(string call, string path)
    {
        if (call.StartsWith("writer", StringComparison.Ordinal))
        {
            var writer = AtomicFile.CreateText(path);
            var text = Encoding.UTF8.GetString(Block);
            if (call != "writer")
                writer.Write(text.AsSpan(0, 3000)); // of which writer and stream hold all
            return (
                call switch
                {
                    "writer" => () => writer.Write(text),
                    "writer-flush" => writer.Flush,
                    "writer-commit" => writer.Commit,
                    _ => throw new ArgumentException(call),
                },
                writer
            );
        }

        var stream = AtomicFile.Create(path);
        if (call is "read" or "commit")
            stream.Write(Block);
        if (call is "commit" or "flush")
            stream.WriteByte((byte)'n'); // which the commit has to write out
        if (call == "read")
            stream.Position = 0;
        return (
            call switch
            {
                "write" => () => stream.Write(Block),
                "read" => () => Read(stream),
                "length" => () => stream.SetLength(1),
                "seek" => () => stream.Position = 5000,
                "measure" => () => _ = stream.Length,
                "flush" => stream.Flush,
                "commit" => stream.Commit,
                _ => throw new ArgumentException(call),
            },
            stream
        );
    }

    static void Read(AtomicFileStream stream)
    {
        var buffer = new byte[Block.Length];
        if (buffer.AsSpan(0, stream.Read(buffer)).IndexOfAnyExcept((byte)'n') >= 0)
            throw new InvalidOperationException("read somebody else's file");
    }

    static FileStream Other(string path)
    {
        File.WriteAllText(path, Content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherExecute);
        return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    static void RequireUntouched(string path)
    {
        if (File.ReadAllText(path) != Content || (int)File.GetUnixFileMode(path) != 0x181)
            throw new InvalidOperationException("touched somebody else's file");
        File.Delete(path);
    }
}
