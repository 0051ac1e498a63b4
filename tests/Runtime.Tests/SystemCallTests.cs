using System.Text.RegularExpressions;

namespace AtomicWrites.Runtime.Tests;

/// <summary>The protocol as the kernel sees it: these calls in this order, and no other.</summary>
public partial class SystemCallTests
{
    [Fact]
    public void A_write_makes_the_calls_of_the_protocol_and_no_other()
    {
        using var folder = new Folder();
        Assert.Equal(
            [
                "openat(AT_FDCWD, DIR, O_RDONLY|O_CLOEXEC|O_DIRECTORY)",
                "statx(DIR, \"state.json\", AT_STATX_SYNC_AS_STAT|AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS)",
                "geteuid()",
                "openat(DIR, TEMP, O_RDWR|O_CREAT|O_EXCL|O_NOFOLLOW|O_CLOEXEC, 0600)",
                "write(TEMP, 1024)",
                "statx(DIR, \"state.json\", AT_STATX_SYNC_AS_STAT|AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS)",
                "fchown(TEMP)",
                "llistxattr(TARGET, NULL, 0)",
                "fgetxattr(TEMP, \"system.posix_acl_access\", NULL, 0)",
                "fchmod(TEMP, 0644)",
                "fsync(TEMP)",
                "renameat(DIR, TEMP, DIR, \"state.json\")",
                "fsync(DIR)",
                "close(TARGET)",
                "close(DIR)",
            ],
            Trace(folder, "write-marked", folder["state.json"], "1024")
        );
    }

    [Fact]
    public void A_lock_makes_the_calls_of_the_protocol_and_no_other()
    {
        using var folder = new Folder();
        Assert.Equal(
            [
                "openat(AT_FDCWD, LOCK, O_RDWR|O_NONBLOCK|O_NOFOLLOW|O_CLOEXEC)",
                "statx(LOCK, \"\", AT_STATX_SYNC_AS_STAT|AT_EMPTY_PATH, STATX_BASIC_STATS)",
                "flock(LOCK, LOCK_EX|LOCK_NB)",
                "statx(AT_FDCWD, LOCK, AT_STATX_SYNC_AS_STAT|AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS)",
                "flock(LOCK, LOCK_UN)",
                "close(LOCK)",
            ],
            Trace(folder, "lock-marked", folder["state.json"], "warm")
        );
    }

    [Fact]
    public void The_first_lock_creates_its_file_for_those_who_may_write_to_the_directory()
    {
        using var folder = new Folder();
        Assert.Equal(
            [
                "openat(AT_FDCWD, LOCK, O_RDWR|O_NONBLOCK|O_NOFOLLOW|O_CLOEXEC)",
                "openat(AT_FDCWD, TEMP, O_RDWR|O_CREAT|O_EXCL|O_NONBLOCK|O_NOFOLLOW|O_CLOEXEC, 0600)",
                "statx(AT_FDCWD, \"D/.\", AT_STATX_SYNC_AS_STAT|AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS)",
                "lgetxattr(\"D/.\", \"system.posix_acl_access\", NULL, 0)",
                "fchown(TEMP)",
                "fgetxattr(TEMP, \"system.posix_acl_access\", NULL, 0)",
                "fchmod(TEMP, 0600)",
                "geteuid()",
                "renameat2(AT_FDCWD, TEMP, AT_FDCWD, LOCK, RENAME_NOREPLACE)",
            ],
            Trace(folder, "lock-marked", folder["state.json"], "cold")
                .TakeWhile(call => !call.StartsWith("statx(LOCK", StringComparison.Ordinal))
        );
    }

    // How .NET looks at a file that it has opened is its own business.
    [Fact]
    public void An_update_of_a_state_reads_it_once_and_writes_it_once_within_the_lock()
    {
        using var folder = new Folder();
        var calls = Trace(folder, "update-marked", "Lock", folder["state.json"], "3");
        Assert.InRange(calls.Length, 30, 36); // with those of .NET, which reads the file
        Assert.Equal(
            [
                "openat(AT_FDCWD, LOCK, O_RDWR|O_NONBLOCK|O_NOFOLLOW|O_CLOEXEC)",
                "openat(AT_FDCWD, \"TARGET\", O_RDONLY|O_NONBLOCK|O_CLOEXEC)",
                "openat(AT_FDCWD, DIR, O_RDONLY|O_CLOEXEC|O_DIRECTORY)",
                "openat(DIR, TEMP, O_RDWR|O_CREAT|O_EXCL|O_NOFOLLOW|O_CLOEXEC, 0600)",
                """write(TEMP, "[\n  3\n]", 7)""",
                "fsync(TEMP)",
                "openat(DIR, \"state.json\", O_RDONLY|O_NONBLOCK|O_NOFOLLOW|O_CLOEXEC)", // for the backup
                "fsync(TARGET)",
                "linkat(DIR, \"state.json\", DIR, TEMP, 0)",
                "renameat(DIR, TEMP, DIR, \"state.json.bak\")",
                "unlinkat(DIR, TEMP, 0)",
                "renameat(DIR, TEMP, DIR, \"state.json\")",
                "fsync(DIR)",
                "flock(LOCK, LOCK_UN)",
            ],
            calls.Where(call => StepOfUpdate().IsMatch(call))
        );
    }

    [Fact]
    public void With_compare_and_swap_the_copy_is_not_read()
    {
        using var folder = new Folder();
        var calls = Trace(folder, "update-marked", "CompareAndSwap", folder["state.json"], "3");
        // Of which 15 list the versions, and 8 find out whose protection the new one gets.
        Assert.InRange(calls.Length, 60, 70);
        Assert.Single(calls, "renameat(DIR, TEMP, DIR, \"state.json\")");
        Assert.DoesNotContain(calls, call => call.StartsWith("openat(DIR, \"state.json\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Lock")]
    [InlineData("CompareAndSwap")]
    public void An_update_that_changes_nothing_replaces_nothing_and_makes_durable_what_stands_there(string mode)
    {
        using var folder = new Folder();
        var calls = Trace(folder, "update-marked", mode, folder["state.json"], "2");
        Assert.DoesNotContain(calls, call => call.StartsWith("renameat(", StringComparison.Ordinal));
        Assert.Contains(calls, call => call.StartsWith("fsync(", StringComparison.Ordinal));
    }

    // What the probe's thread calls between its two marks; the memory manager and the scheduler are the runtime's own
    // business.
    static string[] Trace(Folder folder, params string[] arguments)
    {
        Needs.Program("strace");
        var log = Path.GetTempFileName();
        var (exitCode, output) = Probe.RunUnder(
            [
                "strace",
                "-f",
                "-y",
                "-qq",
                "-s",
                "64",
                "-o",
                log,
                "-e",
                "trace=%file,%desc,geteuid,umask",
                "-e",
                "signal=none",
            ],
            arguments
        );
        Assert.True(exitCode == 0, output);
        var marked = File.ReadLines(log)
            .Where(line => line.Contains("\"MARK\"", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0])
            .First();
        var calls = Whole(File.ReadLines(log).Where(line => line.StartsWith(marked + " ", StringComparison.Ordinal)))
            .SkipWhile(line => !line.Contains("\"MARK\"", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => !line.Contains("\"MARK\"", StringComparison.Ordinal))
            .Where(line => !line.Contains("mmap", StringComparison.Ordinal))
            .Select(line => Plain(line, folder))
            .ToArray();
        File.Delete(log);
        return calls;
    }

    // "12 close(57 <unfinished ...>" and "12 <... close resumed>)   = 0" when another thread calls meanwhile.
    static IEnumerable<string> Whole(IEnumerable<string> lines)
    {
        const string Unfinished = " <unfinished ...>",
            Resumed = " resumed>";
        var begun = "";
        foreach (var line in lines)
        {
            var rest = line.IndexOf(Resumed, StringComparison.Ordinal) is >= 0 and var at
                ? begun + line[(at + Resumed.Length)..]
                : line;
            begun = rest.EndsWith(Unfinished, StringComparison.Ordinal) ? rest[..^Unfinished.Length] : "";
            if (begun.Length == 0)
                yield return rest;
        }
    }

    // "12 fsync(57</tmp/x/.state.json.0123456789abcdef.tmp>) = 0" -> "fsync(TEMP)"
    static string Plain(string line, Folder folder)
    {
        line = Call().Match(line).Groups[1].Value;
        line = ThroughProc().Replace(Descriptor().Replace(line, "$1"), "TARGET");
        line = line.Replace(folder.Path, "D", StringComparison.Ordinal);
        line = Temporary().Replace(line, "TEMP").Replace("D/TEMP", "TEMP", StringComparison.Ordinal);
        line = line.Replace("\"TEMP\"", "TEMP", StringComparison.Ordinal)
            .Replace("D/state.json.lock", "LOCK", StringComparison.Ordinal)
            .Replace("\"LOCK\"", "LOCK", StringComparison.Ordinal);
        line = line.Replace("D/state.json", "TARGET", StringComparison.Ordinal)
            .Replace("\"D\"", "DIR", StringComparison.Ordinal);
        line = Directory().Replace(line, "DIR");
        line = Content().Replace(line, "");
        return Status().Replace(Owner().Replace(line, "$1)"), ")");
    }

    [GeneratedRegex(@"^\d+ +(.*?) += .*$")]
    private static partial Regex Call();

    [GeneratedRegex(@"\d+<([^>]*)>|(?<=AT_FDCWD)<[^>]*>")]
    private static partial Regex Descriptor();

    [GeneratedRegex("\"/proc/self/fd/[0-9]+/state\\.json\"")]
    private static partial Regex ThroughProc();

    [GeneratedRegex(@"\.state\.json\.[0-9a-f]{16}\.tmp")]
    private static partial Regex Temporary();

    [GeneratedRegex(@"\bD\b(?!/)")]
    private static partial Regex Directory();

    [GeneratedRegex("\".*\"\\.\\.\\., ")]
    private static partial Regex Content();

    [GeneratedRegex(@"(fchown\(\w+).*\)")]
    private static partial Regex Owner();

    [GeneratedRegex(@"^(?:openat|write|fsync|linkat|renameat|unlinkat)\(|LOCK, LOCK_UN")]
    private static partial Regex StepOfUpdate();

    [GeneratedRegex(@", \{stx_.*\}\)")]
    private static partial Regex Status();
}
