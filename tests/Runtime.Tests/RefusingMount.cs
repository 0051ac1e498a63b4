using System.Globalization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// A FUSE file system, Native/refusing.c, that shows a folder and refuses calls that concern metadata.
/// </summary>
sealed class RefusingMount : IDisposable
{
    static readonly Lazy<string> Program = new(Compile);

    readonly string _path;

    /// <param name="folder">Gets the folders "real" and "mount".</param>
    /// <param name="calls">What is refused: "chmod,chown".</param>
    /// <param name="error">With what error.</param>
    /// <param name="mode">The mode that every file shows, in octal digits; 0 for its own.</param>
    /// <param name="type">What the system calls the file system: "sshfs" for fuse.sshfs.</param>
    public RefusingMount(Folder folder, string calls, int error, string mode = "0", string? type = null)
    {
        Needs.Root();
        Needs.Program("cc");
        Needs.Program("pkg-config");
        Assert.SkipUnless(File.Exists("/dev/fuse"), "needs /dev/fuse");
        Assert.SkipUnless(Needs.Shell("pkg-config --exists fuse3").ExitCode == 0, "needs the headers of libfuse3");
        _path = folder["mount"];
        Directory.CreateDirectory(folder["real"]);
        Directory.CreateDirectory(_path);
        Needs.Shell($"chmod 755 {folder.Path}; chmod 777 {folder["real"]}");
        var (exitCode, output) = Needs.Shell(
            $"{Program.Value} {folder["real"]} {calls} {error} {mode} {_path} "
                + $"-o allow_other,attr_timeout=0{(type is null ? "" : ",subtype=" + type)} >/dev/null"
        );
        Assert.SkipUnless(exitCode == 0, "needs the right to mount: " + output);
    }

    /// <summary>Nobody answers any more, until it is disposed.</summary>
    public IDisposable Stopped()
    {
        var process = Needs
            .Shell($"pgrep -f '{Path.GetFileName(Program.Value)} .* {_path} '")
            .Output.Trim()
            .Split('\n')[0];
        return new Stop(int.Parse(process, CultureInfo.InvariantCulture));
    }

    sealed class Stop : IDisposable
    {
        readonly int _process;

        public Stop(int process)
        {
            _process = process;
            Needs.Shell($"kill -STOP {process}");
        }

        public void Dispose() => Needs.Shell($"kill -CONT {_process}");
    }

    public void Dispose() => Needs.Shell($"umount {_path}");

    static string Compile()
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("atomic-writes-").FullName, "refusing");
        var source = Path.Combine(AppContext.BaseDirectory, "Native", "refusing.c");
        var (exitCode, output) = Needs.Shell(
            $"cc -O2 -Wall -Wextra -o {program} {source} $(pkg-config --cflags --libs fuse3)"
        );
        Assert.True(exitCode == 0, output);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(program)!, true);
        return program;
    }
}
