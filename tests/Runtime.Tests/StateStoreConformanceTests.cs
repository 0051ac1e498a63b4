using System.Diagnostics;
using AtomicWrites.Conformance;
using AtomicWrites.StateFiles;

namespace AtomicWrites.Runtime.Tests;

/// <summary>The stores of the library do what every store has to do.</summary>
public abstract class FileStoreConformanceTests(ConcurrencyMode mode) : StateStoreConformance, IDisposable
{
    readonly Folder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override StateStore Open() =>
        FileStateStore.At(_folder["state.json"], new StateFileOptions<object> { Concurrency = mode });

    protected override bool KeepsStamps => false;

    protected override ProcessStartInfo? Writer(string name) =>
        Probe.Of("count", mode.ToString(), _folder["state.json"], name, "1000000");
}

public sealed class LockedStoreConformanceTests() : FileStoreConformanceTests(ConcurrencyMode.Lock)
{
    protected override bool HasVersions => false;
}

public sealed class SwappedStoreConformanceTests() : FileStoreConformanceTests(ConcurrencyMode.CompareAndSwap);

public sealed class InMemoryStoreConformanceTests : StateStoreConformance
{
    readonly InMemoryStateStore _store = new();

    protected override StateStore Open() => _store;

    protected override StateStore? OpenWithLostAnswer(bool isCommitted)
    {
        _store.LoseNextAnswer(isCommitted);
        return _store;
    }
}
