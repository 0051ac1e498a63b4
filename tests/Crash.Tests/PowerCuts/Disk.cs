namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>The content of a disk, as far as it is not zero.</summary>
sealed class Disk
{
    /// <summary>What a disk writes whole or not at all.</summary>
    public const int Sector = 4096;

    readonly Dictionary<long, byte[]> _sectors = [];
    readonly long _length;

    public Disk(string image)
    {
        using var file = File.OpenHandle(image);
        _length = RandomAccess.GetLength(file);
        var content = new byte[256 * Sector];
        for (long offset = 0; offset < _length; offset += content.Length)
            Write(offset, content.AsSpan(0, RandomAccess.Read(file, content, offset)), sparse: true);
    }

    public void Write(long offset, ReadOnlySpan<byte> content, bool sparse = false)
    {
        foreach (var (at, range) in Split(offset, content.Length))
        {
            var part = content[range];
            var number = at / Sector;
            if (sparse && !part.ContainsAnyExcept((byte)0))
                continue;
            if (!_sectors.TryGetValue(number, out var sector))
                _sectors[number] = sector = new byte[Sector];
            part.CopyTo(sector.AsSpan((int)(at % Sector)));
        }
    }

    /// <summary>
    /// Makes an image of it, on which of <paramref name="cached"/> only those sectors arrived that
    /// <paramref name="survives"/> lets.
    /// </summary>
    public void Save(string image, IEnumerable<Entry> cached, Func<bool> survives)
    {
        using var file = File.OpenHandle(image, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(file, _length);
        foreach (var (number, sector) in _sectors)
            RandomAccess.Write(file, sector, number * Sector);
        foreach (var entry in cached)
        foreach (var (at, range) in Split(entry.Offset, entry.Content.Length))
            if (survives())
                RandomAccess.Write(file, entry.Content.Span[range], at);
    }

    static IEnumerable<(long Offset, Range Range)> Split(long offset, int length)
    {
        for (int start = 0, count; start < length; start += count)
        {
            count = (int)Math.Min(length - start, Sector - ((offset + start) % Sector));
            yield return (offset + start, start..(start + count));
        }
    }
}
