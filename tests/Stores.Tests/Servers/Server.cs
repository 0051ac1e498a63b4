using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>
/// A server on a free port of this machine, with data in a directory of its own; ended, and only that one, with the
/// tests.
/// </summary>
public abstract class Server : IDisposable
{
    static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-server-").FullName;
    readonly StringBuilder _log = new();
    Process? _process;

    protected string Folder => _folder;

    protected string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort();

    /// <summary>
    /// How a client gets to it. Started by the first test that asks; the test is skipped where there is none.
    /// </summary>
    public abstract string Connection { get; }

    /// <summary>How a client gets to it by another port.</summary>
    public abstract string ConnectionAt(int port);

    protected abstract ProcessStartInfo Command { get; }

    protected abstract bool IsReady();

    /// <summary>For the first time, or again after <see cref="Kill"/>.</summary>
    public void Start()
    {
        lock (_log)
            _log.Clear();
        var start = Command;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); !IsReady(); Thread.Sleep(50))
            if (_process.HasExited || clock.Elapsed > StartTime)
                throw new InvalidOperationException($"{start.FileName} did not start: {Log}");
    }

    /// <summary>As <c>kill -9</c>: whatever it was about to write is not written.</summary>
    public virtual void Kill()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
            Kill();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    void Note(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    protected static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {output}");
    }
}
