using System.Globalization;
using System.Text;
using AtomicWrites;
using AtomicWrites.Protocol;

/// <summary>
/// One write by one of the ways in, warmed up and all on one thread, because strace counts calls by thread; a look for
/// the file "/attempt" marks in a trace where it begins. Prints how it ended, and how many descriptors of the directory
/// are still open.
/// </summary>
sealed class Attempt(string api, string path, string[] settings)
{
    const string NewText = "the new content";

    string _text = NewText;
    byte[] _data = [];

    public int Run()
    {
        _text = Value("text") ?? (Value("size") is { } size ? new string('n', Number(size)) : NewText);
        _data = Encoding.UTF8.GetBytes(_text);
        var exitCode = 0;
        var thread = new Thread(() => exitCode = RunOnOneThread());
        thread.Start();
        thread.Join();
        return exitCode;
    }

    int RunOnOneThread()
    {
        var scratch = Directory.CreateTempSubdirectory("atomic-writes-probe-").FullName;
        try
        {
            WarmUp(Path.Combine(scratch, "scratch"));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        if (Has("wait"))
        {
            Console.WriteLine("ready");
            Console.ReadLine();
        }

        _ = File.Exists("/attempt");
        var (exitCode, outcome) = Try();
        Console.WriteLine($"{outcome}\ndescriptors {Descriptors()}");
        return exitCode;
    }

    // Once as a new file, once as a replaced one; what it says of an option that refuses does not matter here.
    void WarmUp(string scratch)
    {
        // More calls than other threads of the runtime make: those are not to be met.
        using (var stream = AtomicFile.Create(scratch))
        {
            for (var i = 0; i < 50; i++)
            {
                stream.WriteByte(0);
                stream.Flush();
                for (var j = 0; j < 4; j++)
                    File.OpenHandle("/dev/null").Dispose();
            }
        }

        for (var i = 0; i < 2; i++)
        {
            try
            {
                Write(scratch, pause: false);
            }
            catch (IOException) { }
        }
    }

    (int ExitCode, string Outcome) Try()
    {
        try
        {
            for (var i = 0; i < Number(Value("times") ?? "1"); i++)
                Write(path, pause: true);
            return (0, "written");
        }
        catch (Exception failure)
        {
            var errno =
                failure is IOException && failure.InnerException is null
                    ? failure.HResult
                    : failure.InnerException?.HResult;
            return (
                1,
                $"{failure.GetType().Name} committed={(failure as AtomicWriteException)?.Committed ?? false} "
                    + $"errno={errno} {failure.Message}"
            );
        }
    }

    void Write(string target, bool pause)
    {
        var options = Options();
        switch (api)
        {
            case "bytes":
                AtomicFile.WriteFileAtomic(target, _data, options);
                break;
            case "text":
                AtomicFile.WriteAllText(target, _text);
                break;
            case "stream":
                using (var stream = AtomicFile.Create(target, options))
                {
                    stream.Write(_data);
                    if (pause && Has("pause"))
                    {
                        stream.Flush();
                        Console.WriteLine("paused");
                        Console.ReadLine();
                    }

                    stream.Commit();
                }

                break;
            case "writer":
                using (var writer = AtomicFile.CreateText(target, options: options))
                {
                    writer.Write(_text);
                    writer.Commit();
                }

                break;
            case "callback":
                AtomicFile.Write(target, stream => stream.Write(_data), options);
                break;
            case "stubborn": // goes on after a failure as if nothing had happened
                using (var stream = AtomicFile.Create(target, options))
                {
                    try
                    {
                        stream.Write(_data);
                        stream.Flush();
                    }
                    catch (IOException) { }

                    stream.Commit();
                }

                break;
            case "canceled": // after a while, in which strace holds a call of the write; as WriteFileAtomicAsync does, but on this thread
                using (var cancellation = new CancellationTokenSource(pause ? 5000 : 100_000))
                using (var file = PendingFile.Open(target, options))
                {
                    file.Cancellation = cancellation.Token;
                    file.Write(_data);
                    file.Commit();
                }

                break;
            case "disposed":
                Disposal.During(Value("call")!, target, pause);
                break;
            case "append":
                AtomicFile.AppendAllText(target, _text);
                break;
            case "copy":
                AtomicFile.Copy(Value("from")!, target, overwrite: true);
                break;
            case "update":
                AtomicFile.Update(target, _ => _text);
                break;
            default:
                throw new ArgumentException(api);
        }
    }

    AtomicWriteOptions Options() =>
        new()
        {
            CreateNew = Has("new"),
            SkipIfUnchanged = Has("skip"),
            KeepBackup = Has("backup"),
            Durability = Enum.Parse<Durability>(Value("durability") ?? "Full"),
            SymbolicLinks = Enum.Parse<SymbolicLinks>(Value("links") ?? "Follow"),
            Mode = Value("mode") is { } octal ? (OptionMode)Convert.ToInt32(octal, 8) : null,
        };

    bool Has(string name) => settings.Contains(name);

    string? Value(string name) =>
        settings
            .FirstOrDefault(setting => setting.StartsWith(name + "=", StringComparison.Ordinal))
            ?[(name.Length + 1)..];

    int Descriptors() =>
        !Directory.Exists("/proc/self/fd")
            ? 0
            : Directory
                .GetFileSystemEntries("/proc/self/fd")
                .Count(descriptor =>
                    new FileInfo(descriptor).LinkTarget?.StartsWith(
                        Path.GetDirectoryName(path)!,
                        StringComparison.Ordinal
                    ) == true
                );

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
