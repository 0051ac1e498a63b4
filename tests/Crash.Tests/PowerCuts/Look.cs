using System.Diagnostics;
using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>
/// What is on a disk when the power is back: the image is mounted, which replays its journal, for as long as this
/// lives. Mounted by a process in a mount namespace of its own that waits for the end of its input: if we are killed,
/// mount and loop device go too.
/// </summary>
sealed class Look : IDisposable
{
    readonly string _folder;
    readonly Process _mounted;

    public Look(FileSystem fileSystem, string folder, Action<string> makeImage)
    {
        _folder = folder;
        makeImage(Path.Combine(folder, "cut"));
        _mounted = Command.Start(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            Bench.Native("look.sh"),
            folder,
            fileSystem.Name,
            fileSystem.Options
        );
        Error = _mounted.StandardOutput.ReadLine() == "mounted" ? null : _mounted.StandardError.ReadToEnd().Trim();
    }

    /// <summary>Why it could not be mounted; null if it is.</summary>
    public string? Error { get; }

    public Verdict Judge(Arm arm, int acknowledged)
    {
        if (Error is not null)
            return Verdict.Unreadable;
        try
        {
            return arm.Judge(Read, acknowledged);
        }
        catch (IOException)
        {
            return Verdict.Unreadable;
        }
    }

    Found? Read(string name)
    {
        var path = $"/proc/{_mounted.Id}/root{_folder}/seen/{name}";
        try
        {
            return new(File.ReadAllBytes(path), File.GetUnixFileMode(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _mounted.StandardInput.Close();
        if (!_mounted.WaitForExit(Command.Patience))
            _mounted.Kill(entireProcessTree: true);
        _mounted.Dispose();
        File.Delete(Path.Combine(_folder, "cut"));
    }
}
