using AtomicWrites.Runtime.Tests;

namespace AtomicWrites.Stores.Tests;

/// <summary>A folder in which nothing can be written until this is disposed; not by root either.</summary>
sealed class ReadOnlyFolder : IDisposable
{
    readonly string _undo;

    public ReadOnlyFolder(string folder)
    {
        Needs.Linux();
        var (make, undo) =
            Environment.UserName == "root"
                ? ($"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}", $"umount -l {folder}")
                : ($"chmod a-w {folder}/* {folder}", $"chmod u+w {folder} {folder}/*");
        var (exitCode, output) = Needs.Shell(make);
        _undo = undo;
        Assert.SkipUnless(exitCode == 0, "needs the right to mount: " + output);
    }

    public void Dispose() => Needs.Shell(_undo);
}
