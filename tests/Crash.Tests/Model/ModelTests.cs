using System.Collections.Concurrent;
using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests.Model;

/// <summary>Every crash that the ordering of syncs permits, of the calls that the writer really makes.</summary>
public class ModelTests(ITestOutputHelper output)
{
    static readonly ConcurrentDictionary<string, Lazy<Trace>> Traces = new();

    [Theory]
    [MemberData(nameof(ArmData.ModelledPromises), MemberType = typeof(ArmData))]
    public void No_crash_breaks_the_promise(string arm)
    {
        foreach (var ordering in Enum.GetValues<Ordering>())
        {
            var (crashes, outcomes, counterexample) = TraceOf(arm).Check(ordering);
            Assert.Null(counterexample);
            ModelReport.Add(arm, ordering, $"{crashes} ({outcomes})");
        }
    }

    [Theory]
    [InlineData("CreateNew", "renameat2", "EINVAL")] // a file system that cannot rename without replacing
    [InlineData("KeepBackup", "linkat", "EPERM")] // one without hard links
    public void Nor_where_the_file_system_lacks_a_call(string arm, string call, string error)
    {
        var trace = Trace.Of(Arms.Named(arm), $"{call}:error={error}");
        Assert.DoesNotContain(trace.Calls, made => made.Name == call);
        foreach (var ordering in Enum.GetValues<Ordering>())
        {
            var (crashes, outcomes, counterexample) = trace.Check(ordering);
            Assert.Null(counterexample);
            ModelReport.Add($"{arm} without {call}", ordering, $"{crashes} ({outcomes})");
        }
    }

    [Theory]
    [MemberData(nameof(ArmData.ModelledControls), MemberType = typeof(ArmData))]
    public void A_crash_that_loses_data_is_found(string arm)
    {
        var trace = TraceOf(arm);
        foreach (var ordering in Enum.GetValues<Ordering>())
        {
            var (crashes, outcomes, counterexample) = trace.Check(ordering);
            Assert.NotNull(counterexample);
            output.WriteLine($"{ordering}: {counterexample}");
            ModelReport.Add(arm, ordering, $"broken by crash {crashes}");
        }
    }

    // A backup syncs the file that it keeps as well, for the case that others wrote it; here we did, and had synced it.
    [Theory]
    [MemberData(nameof(ArmData.ModelledPromises), MemberType = typeof(ArmData))]
    public void No_sync_is_superfluous(string arm)
    {
        var trace = TraceOf(arm);
        var syncs = trace.Calls.Where(call => call.Name == "fsync").ToArray();
        Assert.NotEmpty(syncs);
        foreach (
            var sync in syncs.Where(sync =>
                !(
                    arm is "KeepBackup" or "StateFile.Update"
                    && SystemCall.PathOf(sync.Arguments[0]).EndsWith("/state", StringComparison.Ordinal)
                )
            )
        )
            Assert.True(
                trace.Without(sync).Check(Ordering.Unordered).Counterexample is not null,
                $"{arm} keeps its promise without {sync}"
            );
    }

    static Trace TraceOf(string arm) => Traces.GetOrAdd(arm, name => new(() => Trace.Of(Arms.Named(name)))).Value;
}
