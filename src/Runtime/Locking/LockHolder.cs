using System.Globalization;
using AtomicWrites.Platform.Unix;

namespace AtomicWrites.Locking;

/// <summary>Who holds a lock file, for those who have waited in vain. Linux tells it, in <c>/proc/locks</c>.</summary>
static class LockHolder
{
    // "1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF"; one that waits has an arrow after the number.
    const int Process = 4;
    const int File = 5;
    const int Words = 8;

    /// <summary>The exception for one who has waited since <paramref name="start"/>.</summary>
    public static TimeoutException TimedOut(string path, TimeProvider time, long start)
    {
        var seconds = time.GetElapsedTime(start).TotalSeconds.ToString("0.0##", CultureInfo.InvariantCulture);
        var holder = Describe(LockPath.Of(path));
        return new(
            $"Could not lock '{path}' within {seconds} s: somebody else holds the lock{holder}; nothing was run without it."
        );
    }

    /// <summary>Such as <c>, process 1234 (flock)</c>; nothing where nothing tells.</summary>
    public static string Describe(string lockPath)
    {
        try
        {
            return Find(lockPath) is { } process ? $", process {process}{Details(process)}" : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    static int? Find(string lockPath)
    {
        if (!Libc.IsLinux || !FileStatus.TryGet(Descriptor.WorkingDirectory, UnixPath.Encode(lockPath), out var file))
            return null;
        var (major, minor) = ((uint)(file.Device >> 32), (uint)file.Device);
        var identity = FormattableString.Invariant($"{major:x2}:{minor:x2}:{file.Inode}");
        foreach (var line in System.IO.File.ReadLines("/proc/locks"))
        {
            var words = line.Split([' '], StringSplitOptions.RemoveEmptyEntries);
            if (
                words.Length == Words
                && words[File] == identity
                && int.TryParse(words[Process], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && process > 0 // 0: in another container
            )
                return process;
        }

        return null;
    }

    // "1234 (flock) S 1 …"; a name may have parentheses of its own.
    static string Details(int process)
    {
        try
        {
            var status = System.IO.File.ReadAllText(FormattableString.Invariant($"/proc/{process}/stat"));
            var (start, end) = (status.IndexOf('('), status.LastIndexOf(')'));
            var isStopped = status.AsSpan(end + 1).TrimStart() is ['T' or 't', ..];
            return $" {status.Substring(start, end + 1 - start)}{(isStopped ? ", which is stopped" : "")}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
