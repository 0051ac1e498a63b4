using System.Globalization;
using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests.Model;

/// <summary>
/// The calls that a writer really made in a folder, and what stood in it before, which is taken to be durable.
/// </summary>
sealed class Trace
{
    const int Versions = 3;
    const int Seed = 6; // versions of three blocks
    const int Limit = 12_000;

    readonly Arm _arm;
    readonly string _folder;
    readonly string _mark;
    readonly List<(string Path, byte[] Content, UnixFileMode Mode)> _before = [];

    Trace(Arm arm, string folder, string mark) => (_arm, _folder, _mark) = (arm, folder, mark);

    public IReadOnlyList<SystemCall> Calls { get; private init; } = [];

    /// <summary>Runs the writer for a few versions under strace.</summary>
    /// <param name="arm">What it writes with.</param>
    /// <param name="fault">A call that fails, as <c>strace -e inject</c> takes it.</param>
    public static Trace Of(Arm arm, string? fault = null)
    {
        Needs.Programs("strace", "sync");
        var root = Directory.CreateTempSubdirectory("atomic-writes-model-").FullName;
        try
        {
            var (folder, mark, log) = (
                Path.Combine(root, "files"),
                Path.Combine(root, "mark"),
                Path.Combine(root, "log")
            );
            Directory.CreateDirectory(folder);
            File.WriteAllText(mark, "");
            Command.RunOrThrow(WriterProgram.Line(arm, folder, mark, 0, 0, Limit, seed: 1));
            var trace = new Trace(arm, folder, mark);
            foreach (
                var file in new DirectoryInfo(folder)
                    .EnumerateFiles("*", SearchOption.AllDirectories)
                    .Where(file => file.LinkTarget is null)
            )
                trace._before.Add((file.FullName, File.ReadAllBytes(file.FullName), file.UnixFileMode));
            Command.RunOrThrow([
                "strace",
                "-f",
                "-y",
                "-qq",
                "-s",
                "1000000",
                "-o",
                log,
                "-e",
                "trace=%file,%desc,sync,syncfs",
                "-e",
                "signal=none",
                .. fault is null ? Array.Empty<string>() : ["-e", $"inject={fault}"],
                .. WriterProgram.Line(arm, folder, mark, 1, Versions, Limit, Seed),
            ]);
            return trace.With([.. SystemCall.Read(File.ReadLines(log)).Where(trace.Concerns)]);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>The same without one of its calls.</summary>
    public Trace Without(SystemCall call) => With([.. Calls.Where(other => !ReferenceEquals(other, call))]);

    Trace With(IReadOnlyList<SystemCall> calls)
    {
        var trace = new Trace(_arm, _folder, _mark) { Calls = calls };
        trace._before.AddRange(_before);
        return trace;
    }

    // Acknowledgements, and all that was done to the folder.
    bool Concerns(SystemCall call) =>
        IsAcknowledgement(call)
        || (
            call.Name != "execve"
            && !Replay.IsHarmless(call)
            && call.Arguments.Append(call.Result).Any(argument => argument.Contains(_folder, StringComparison.Ordinal))
        );

    bool IsAcknowledgement(SystemCall call) => call.Name == "pwrite64" && SystemCall.PathOf(call.Arguments[0]) == _mark;

    /// <summary>
    /// Takes the power away after each call, with every set of changes that <paramref name="ordering"/> lets survive.
    /// </summary>
    /// <returns>
    /// How many different crashes there were, how many of them differ in the files that the promise is about, and the
    /// first that breaks it.
    /// </returns>
    public (int Crashes, int Outcomes, string? Counterexample) Check(Ordering ordering)
    {
        var volume = new Volume(ordering);
        foreach (var (path, content, mode) in _before)
            volume.Add(path, content, mode);
        var replay = new Replay(volume);
        int crashes = 0,
            outcomes = 0,
            acknowledged = 0,
            acknowledgedBefore = -1;
        for (var i = 0; i < Calls.Count; i++)
        {
            var changes = volume.Pending.Count;
            if (IsAcknowledgement(Calls[i]))
                acknowledged = int.Parse(SystemCall.Text(Calls[i].Arguments[1]), CultureInfo.InvariantCulture);
            else
                replay.Call(Calls[i]);
            var visible = volume.Visible(PathsRead(volume, acknowledged));
            var judged = new HashSet<uint>();
            // What could be left behind before, under the same promise, has been judged.
            foreach (
                var survivors in volume.Survivors(
                    acknowledged == acknowledgedBefore ? Math.Min(changes, volume.Pending.Count) : null
                )
            )
            {
                crashes++;
                if (!judged.Add(survivors & visible))
                    continue;
                outcomes++;
                var verdict = _arm.Judge(name => volume.Read(Path.Combine(_folder, name), survivors), acknowledged);
                if (verdict != Verdict.Kept)
                    return (crashes, outcomes, Describe(i, volume, survivors, acknowledged, verdict));
            }

            acknowledgedBefore = acknowledged;
        }

        return (crashes, outcomes, null);
    }

    HashSet<string> PathsRead(Volume volume, int acknowledged)
    {
        var paths = new HashSet<string>();
        _arm.Judge(
            name =>
            {
                paths.Add(Path.Combine(_folder, name));
                return volume.Read(Path.Combine(_folder, name), ~0u);
            },
            acknowledged
        );
        return paths;
    }

    string Describe(int last, Volume volume, uint survivors, int acknowledged, Verdict verdict) =>
        string.Join(
            '\n',
            [
                $"{_arm}: version {acknowledged} was acknowledged, and the file is {verdict}, when the power fails after",
                .. Calls
                    .Take(last + 1)
                    .TakeLast(12)
                    .Select(call =>
                        "    "
                        + call.ToString()
                            .Replace(AppContext.BaseDirectory[..^1], "", StringComparison.Ordinal)
                            .Replace(_folder + "/", "", StringComparison.Ordinal)
                    ),
                "  and of what was not synced there is (+) or is not (-)",
                .. volume.Pending.Select(
                    (change, i) =>
                        $"    {((survivors >> i & 1) != 0 ? '+' : '-')} "
                        + $"{change.ToString()!.Replace(_folder + "/", "", StringComparison.Ordinal)}"
                ),
            ]
        );
}
