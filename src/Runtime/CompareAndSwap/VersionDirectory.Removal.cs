using AtomicWrites.Platform;
using AtomicWrites.Protocol;

namespace AtomicWrites.CompareAndSwap;

/// <content>What nobody needs any more: of versions that were replaced, of those who came too late and of the
/// dead.</content>
sealed partial class VersionDirectory
{
    // Who prepared a first version as well finds the name taken, now and later. Looked for once a process, too: one may
    // have come and died since.
    void RemoveLateComers()
    {
        var name = Path.GetFileName(Location);
        foreach (var other in TemporaryFiles.In(_parent))
            if (TemporaryName.IsOf(name, other) && Path.Combine(_parent, other) is var path && Step.IsDirectory(path))
                Delete(path);
    }

    // What was listed before the commit can never be committed afterwards: its author had read a version that is no
    // longer the head and never will be again. What was not listed then may be of somebody who builds on the new
    // version. The replaced version stays as the last good copy, unless it was deleted: that is not to come back.
    void Collect(Version replaced, bool keepsReplaced)
    {
        foreach (var name in replaced.Listed)
        {
            if ((keepsReplaced && name == replaced.DataName) || Version.IsHead(name))
                continue;
            try
            {
                File.Delete(In(name));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Open elsewhere, on Windows: left for the next commit.
            }
        }
    }

    static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Renamed, or somebody is writing in it who will find out that it is too late.
        }
    }
}
