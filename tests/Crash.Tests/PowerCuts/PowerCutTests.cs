using System.Globalization;
using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>
/// The power fails in the midst of writing, on a real file system. Set ATOMICWRITES_CUTS for more cuts of each arm than
/// a build has time for.
/// </summary>
public abstract class PowerCutTests(PowerCutTests.Fixture fixture)
{
    const int CutsOfOneRecording = 200;
    const int MostRunsOfControl = 20;

    static readonly int Cuts = int.Parse(
        Environment.GetEnvironmentVariable("ATOMICWRITES_CUTS") ?? "8",
        CultureInfo.InvariantCulture
    );

    [Theory]
    [MemberData(nameof(ArmData.Promises), MemberType = typeof(ArmData))]
    public void The_promise_is_kept(string arm) =>
        Assert.DoesNotContain(CutPower(arm, Cuts), cut => cut.Verdict != Verdict.Kept);

    // Without this, a run that cuts at the wrong moments, or not at all, would look like a proof. Where random cuts lose
    // nothing, the cuts are placed.
    [Theory]
    [MemberData(nameof(ArmData.Controls), MemberType = typeof(ArmData))]
    public void Data_is_seen_to_be_lost(string arm)
    {
        var losses = Arms.Named(arm).Losses;
        var verdicts = CutPower(arm, Cuts).ConvertAll(cut => cut.Verdict);
        for (var runs = 0; runs < MostRunsOfControl && !verdicts.Exists(losses.Contains); runs++)
            verdicts.AddRange(Record(Arms.Named(arm), Cuts).CutsBeforeFlushes(Cuts).Select(cut => cut.Verdict));
        Assert.Contains(verdicts, verdict => losses.Contains(verdict));
        Assert.DoesNotContain(verdicts, verdict =>
            verdict is not (Verdict.Kept or Verdict.Lost) && !losses.Contains(verdict)
        );
    }

    List<Cut> CutPower(string name, int times)
    {
        var arm = Arms.Named(name);
        var cuts = new List<Cut>();
        for (int left = times, count; left > 0; left -= count)
        {
            count = Math.Min(left, CutsOfOneRecording);
            cuts.AddRange(Record(arm, count).Cuts(count));
        }

        Report.Add(fixture.FileSystem.Name, name, cuts.Select(cut => cut.Verdict));
        return cuts;
    }

    Recording Record(Arm arm, int cuts) =>
        new(fixture.Bench, fixture.FileSystem, arm, versions: Math.Min(100, 20 + cuts), seed: Random.Shared.Next());

    /// <summary>Made by the first test that needs it, because a fixture cannot skip.</summary>
    public abstract class Fixture : IDisposable
    {
        readonly Lazy<Bench> _bench;

        internal Fixture(FileSystem fileSystem)
        {
            FileSystem = fileSystem;
            _bench = new(() => new Bench(fileSystem));
        }

        internal FileSystem FileSystem { get; }

        internal Bench Bench => _bench.Value;

        public void Dispose()
        {
            if (_bench.IsValueCreated)
                Bench.Dispose();
            GC.SuppressFinalize(this);
        }
    }
}

public sealed class Ext4Tests(Ext4Tests.OnExt4 fixture) : PowerCutTests(fixture), IClassFixture<Ext4Tests.OnExt4>
{
    public sealed class OnExt4() : Fixture(FileSystem.Ext4);
}

public sealed class XfsTests(XfsTests.OnXfs fixture) : PowerCutTests(fixture), IClassFixture<XfsTests.OnXfs>
{
    public sealed class OnXfs() : Fixture(FileSystem.Xfs);
}

public sealed class BtrfsTests(BtrfsTests.OnBtrfs fixture) : PowerCutTests(fixture), IClassFixture<BtrfsTests.OnBtrfs>
{
    public sealed class OnBtrfs() : Fixture(FileSystem.Btrfs);
}
