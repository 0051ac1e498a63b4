using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>
/// A power cut: what was acknowledged, how many writes the disk had not been told to flush and how likely each of their
/// sectors was to survive, and the verdict.
/// </summary>
readonly record struct Cut(int Acknowledged, int Cached, double Survival, Verdict Verdict);

/// <summary>
/// A run of the writer on a log disk, and what would have been left of it had the power failed in the midst of it.
/// </summary>
sealed class Recording
{
    const int Limit = 120_000;

    // Of what the disk had not been told to flush all may be gone, or some, or nothing.
    static readonly double[] Survival = [0, 0, 0.25, 0.5, 0.75, 1];

    readonly FileSystem _fileSystem;
    readonly Arm _arm;
    readonly string _folder;
    readonly Disk _durable;
    readonly List<Entry> _log;
    readonly Random _random;

    public Recording(Bench bench, FileSystem fileSystem, Arm arm, int versions, int seed)
    {
        (_fileSystem, _arm, _folder, _random) = (fileSystem, arm, bench.NewFolder(), new Random(seed));
        File.CreateSymbolicLink(Path.Combine(_folder, "image"), bench.Image);
        Command.RunOrThrow([
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            Bench.Native("record.sh"),
            _folder,
            fileSystem.Name,
            fileSystem.Options,
            .. WriterProgram.Line(arm, "files", "disk/mark", 0, versions, Limit, seed),
        ]);
        _log = DiskLog.Read(Path.Combine(_folder, "log"));
        File.Delete(Path.Combine(_folder, "log"));
        _durable = new Disk(bench.Image);
    }

    int FirstAcknowledgement => _log.FindIndex(entry => entry.Kind == EntryKind.Acknowledgement);

    int LastAcknowledgement => _log.FindLastIndex(entry => entry.Kind == EntryKind.Acknowledgement);

    /// <summary>The power fails at random moments between the first acknowledgement and the last.</summary>
    public IEnumerable<Cut> Cuts(int times)
    {
        var (first, last) = (FirstAcknowledgement, LastAcknowledgement);
        return At(Enumerable.Range(0, times).Select(_ => _random.Next(first + 1, last + 2)).Order(), () =>
            Survival[_random.Next(Survival.Length)]
        );
    }

    /// <summary>
    /// The power fails right before the disk is told to flush, and nothing survives but what was flushed before: most has
    /// been acknowledged then that the disk does not have.
    /// </summary>
    public IEnumerable<Cut> CutsBeforeFlushes(int times)
    {
        var moments = Enumerable
            .Range(FirstAcknowledgement + 1, LastAcknowledgement - FirstAcknowledgement)
            .Where(moment => _log[moment].Kind == EntryKind.Flush)
            .Append(LastAcknowledgement + 1)
            .ToArray();
        return At(Enumerable.Range(0, times).Select(at => moments[at * moments.Length / times]).Distinct(), static () =>
            0
        );
    }

    IEnumerable<Cut> At(IEnumerable<int> moments, Func<double> survives)
    {
        int flushed = 0,
            acknowledged = -1,
            seen = 0;
        foreach (var moment in moments)
        {
            for (; seen < moment; seen++)
            {
                if (_log[seen].Kind == EntryKind.Acknowledgement)
                    acknowledged = _log[seen].Acknowledged;
                else if (_log[seen].Kind == EntryKind.Flush)
                    for (; flushed < seen; flushed++)
                        if (_log[flushed].Kind == EntryKind.Write)
                            _durable.Write(_log[flushed].Offset, _log[flushed].Content.Span);
            }

            var survival = survives();
            var cached = _log.GetRange(flushed, moment - flushed).FindAll(entry => entry.Kind == EntryKind.Write);
            using var look = new Look(_fileSystem, _folder, image =>
                _durable.Save(image, cached, () => _random.NextDouble() < survival)
            );
            yield return new(acknowledged, cached.Count, survival, look.Judge(_arm, acknowledged));
        }
    }
}
