namespace AtomicWrites.Benchmarks;

/// <summary>One table of the output: what all the peers do in it.</summary>
/// <param name="Operation">An operation of <see cref="Peer"/>.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Place">Where the file is.</param>
/// <param name="Processes">How many do it at once.</param>
sealed record Scenario(string Operation, int Size, Place Place, int Processes)
{
    public const int Many = 8;
    static readonly int[] Sizes = [100, 1024, 64 * 1024, 1024 * 1024];
    static readonly int[] StateSizes = [1024, 64 * 1024];

    public static IEnumerable<Scenario> All(Place[] places) =>
        from place in places
        from scenario in Sizes
            .Select(size => new Scenario(Peer.Write, size, place, 1))
            .Concat(Sizes.Select(size => new Scenario(Peer.Write, size, place, Many)))
            .Concat(Sizes.Select(size => new Scenario(Peer.LockedWrite, size, place, Many)))
            .Append(new Scenario(Peer.Lock, 0, place, 1))
            .Append(new Scenario(Peer.Lock, 0, place, Many))
            .Concat(StateSizes.Select(size => new Scenario(Peer.Update, size, place, 1)))
            .Concat(StateSizes.Select(size => new Scenario(Peer.SharedUpdate, size, place, Many)))
            .Concat(StateSizes.Select(size => new Scenario(Peer.Load, size, place, 1)))
            .Concat(StateSizes.Select(size => new Scenario(Peer.Burst, size, place, 1)))
        select scenario;

    /// <summary>Small enough to be among the quick ones.</summary>
    public bool IsQuick => Size is 0 or 1024;

    /// <summary>Whom all are compared with.</summary>
    public Peer Yardstick => Peer.C.Operations.Contains(Operation) ? Peer.C : Peer.ByHand;

    /// <summary>The yardstick in the head of a column.</summary>
    public string Mark => Yardstick == Peer.C ? "C" : "hand";

    public string Title =>
        $"{What}{(Size == 0 ? "" : " " + SizeText)}, {Place.Name}, {(Processes == 1 ? "1 process" : $"{Processes} processes{Files}")}";

    string What =>
        Operation switch
        {
            Peer.Write => "write",
            Peer.Lock => "lock and unlock",
            Peer.LockedWrite => "lock, write, unlock",
            Peer.Load => "state: load",
            Peer.Burst => $"state: {StateWorker.Changes} changes of",
            _ => "state: load, change, save",
        };

    string Files => Operation == Peer.Write ? ", a file each" : ", one file";

    string SizeText =>
        Size switch
        {
            < 1024 => $"{Size} B",
            < 1024 * 1024 => $"{Size / 1024} KiB",
            _ => $"{Size / (1024 * 1024)} MiB",
        };

    /// <summary>
    /// The file of the process number <paramref name="process"/> of <paramref name="peer"/>; no two peers share a lock
    /// file, and no two scenarios a state.
    /// </summary>
    public string PathFor(int peer, int process) =>
        Path.Combine(Place.Folder, $"state-{peer}-{(Operation == Peer.Write ? process : 0)}-{Operation}-{Size}.json");
}

/// <summary>A folder on some file system.</summary>
sealed record Place(string Name, string Folder);
