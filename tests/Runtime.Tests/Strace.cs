using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Runs the probe's attempt under strace, which lets chosen calls of the write fail, stall or kill.</summary>
static partial class Strace
{
    // How many calls of each name the attempt's thread makes before the write begins, by what the attempt is.
    static readonly ConcurrentDictionary<string, Dictionary<string, int>> BeforeTheWrite = new();

    /// <summary>
    /// The whole output of an attempt, whose calls fail as told: "fsync#2:error=EIO" is its second fsync.
    /// </summary>
    public static Outcome Attempt(string faults, params string[] arguments)
    {
        var (outcome, unmet) = Run(faults, arguments);
        Assert.True(unmet is null, unmet);
        return outcome;
    }

    /// <summary>
    /// The same of a folder that is prepared anew where a fault has not met its call: on a busy machine the runtime itself
    /// opens a file more or less before.
    /// </summary>
    public static (Folder Folder, Outcome Outcome) Attempt(
        Func<Folder> prepare,
        string faults,
        Func<Folder, string[]> arguments
    )
    {
        const int Tries = 3;
        for (var tries = 1; ; tries++)
        {
            var folder = prepare();
            var (outcome, unmet) = Run(faults, arguments(folder));
            if (unmet is null)
                return (folder, outcome);
            BeforeTheWrite.TryRemove(Kind(arguments(folder)), out _);
            folder.Dispose();
            Assert.True(tries < Tries, unmet);
        }
    }

    static (Outcome Outcome, string? Unmet) Run(string faults, string[] arguments)
    {
        using var folder = new Folder();
        var (exitCode, output) = Probe.RunUnder(Command(faults, folder["log"], arguments), ["attempt", .. arguments]);
        var unmet = Fault().Matches(faults).FirstOrDefault(fault => !HasMet(fault, folder["log"]));
        return (new(exitCode, output), unmet is null ? null : $"{unmet} has not met its call: {output}");
    }

    /// <summary>The command under which each call of a name fails, stalls or kills: "fsync:error=EIO:when=2".</summary>
    /// <param name="fault">The call, and what becomes of it.</param>
    /// <param name="path">Only calls that name this file.</param>
    public static string[] Inject(string fault, string? path = null)
    {
        Needs.Program("strace");
        string[] only = path is null ? [] : ["-P", path];
        var call = fault.Split(':', 2)[0];
        return
        [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=" + call,
            .. only,
            "-e",
            "inject=" + fault,
        ];
    }

    static bool HasMet(Match fault, string log)
    {
        if (fault.Groups["what"].Value.StartsWith("signal", StringComparison.Ordinal))
            return true; // the process has died of it, or has not: the exit code tells
        var nth = int.Parse(Number().Match(fault.Groups["nth"].Value).Value, CultureInfo.InvariantCulture);
        var met = File.ReadLines(log)
            .GroupBy(line => line.Split(' ')[0])
            .Single(thread => thread.Any(IsMark))
            .SkipWhile(line => !IsMark(line))
            .Where(line =>
                line.Contains($" {fault.Groups["call"].Value}(", StringComparison.Ordinal)
                || line.Contains($" {fault.Groups["call"].Value} resumed>", StringComparison.Ordinal)
            )
            .Where(line => !line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            .ElementAtOrDefault(nth - 1);
        return met is not null
            && (
                met.Contains("(INJECTED", StringComparison.Ordinal)
                || met.Contains("(DELAYED", StringComparison.Ordinal)
            );
    }

    static bool IsMark(string line) => line.Contains("\"/attempt\"", StringComparison.Ordinal);

    public static string[] Command(string faults, string log, string[] attempt)
    {
        Needs.Program("strace");
        List<string> line = ["strace", "-f", "-qq", "-o", log];
        if (!faults.Contains(":signal", StringComparison.Ordinal))
            line.Add("--seccomp-bpf"); // faster, but strace 6.1 loses the signals
        var all = Fault().Matches(faults);
        line.AddRange([
            "-e",
            "trace="
                + string.Join(',', all.Select(fault => fault.Groups["call"].Value).Distinct().Append("%lstat,%stat")),
        ]);
        var before = BeforeTheWrite.GetOrAdd(Kind(attempt), _ => Calibrate(attempt));
        foreach (Match fault in all)
        {
            var call = fault.Groups["call"].Value;
            var when = Number()
                .Replace(fault.Groups["nth"].Value, number =>
                    $"{before.GetValueOrDefault(call) + int.Parse(number.Value, CultureInfo.InvariantCulture)}"
                );
            line.AddRange(["-e", $"inject={call}:{fault.Groups["what"].Value}:when={when}"]);
        }

        return [.. line];
    }

    static string Kind(string[] attempt) =>
        string.Join(
            ' ',
            attempt.Select(argument => argument.Contains('/', StringComparison.Ordinal) ? "PATH" : argument)
        );

    static Dictionary<string, int> Calibrate(string[] attempt)
    {
        using var folder = new Folder();
        string[] elsewhere = [.. attempt.Select(argument => argument == attempt[1] ? folder["state.json"] : argument)];
        Probe.RunUnder(
            ["strace", "-f", "-qq", "-o", folder["log"], "-e", "trace=%file,%desc"],
            ["attempt", .. elsewhere]
        );
        return File.ReadLines(folder["log"])
            .GroupBy(line => line.Split(' ')[0])
            .Single(thread => thread.Any(IsMark))
            .TakeWhile(line => !IsMark(line))
            .Select(line => Name().Match(line))
            .Where(name => name.Success)
            .GroupBy(name => name.Groups[1].Value)
            .ToDictionary(calls => calls.Key, calls => calls.Count());
    }

    // statx#2:error=EIO, fsync#1:signal=KILL, write#1+:error=EINTR, openat#1..2:error=EACCES
    [GeneratedRegex("(?<call>[a-z0-9_]+)#(?<nth>[0-9.+]+):(?<what>[^ ]+)")]
    private static partial Regex Fault();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d+ +([a-z0-9_]+)\(")]
    private static partial Regex Name();
}

/// <summary>How an attempt ended.</summary>
sealed partial record Outcome(int ExitCode, string Output)
{
    public bool IsWritten => Output.StartsWith("written", StringComparison.Ordinal);

    /// <summary>"AtomicWriteException committed=False errno=28"</summary>
    public string Failure => FailureLine().Match(Output).Value;

    public bool LeaksDescriptors => !Output.Contains("descriptors 0\n", StringComparison.Ordinal);

    [System.Text.RegularExpressions.GeneratedRegex(@"\w+Exception committed=\w+ errno=-?\d+")]
    private static partial Regex FailureLine();
}
