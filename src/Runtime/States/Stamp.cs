namespace AtomicWrites.States;

/// <summary>
/// Who has written a version and those before it, the newest first: by this a writer finds out what became of a version
/// of his whose answer was lost.
/// </summary>
static class Stamp
{
    const char Separator = '.';
    const int Digits = 16;
    const int Remembered = 32;
    const int MaxLength = Remembered * (Digits + 1) - 1;

    /// <summary>A random id of a writer for one version.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N").Substring(0, Digits);

    /// <summary>The stamp of a version that replaces another.</summary>
    public static string Next(string? replaced, string id)
    {
        var stamp = string.IsNullOrEmpty(replaced) ? id : id + Separator + replaced;
        return stamp.Length <= MaxLength ? stamp : stamp.Substring(0, MaxLength);
    }

    /// <summary>
    /// What became of the version with <paramref name="id"/>, which was to replace <paramref name="replaced"/>, as
    /// <paramref name="now"/> shows it.
    /// </summary>
    public static Fate FateOf(string id, string? replaced, string? now)
    {
        if (Has(now, id))
            return Fate.Committed;
        if (now == replaced)
            return Fate.Pending;
        // All that came after a version that is remembered, or after the very first, is remembered as well.
        var isWhole = string.IsNullOrEmpty(replaced) ? !IsFull(now) : Has(now, replaced!.Split(Separator)[0]);
        return isWhole ? Fate.Overtaken : Fate.Lost;
    }

    // A store may have got stamps of another form from elsewhere.
    static bool Has(string? stamp, string id) => stamp?.Split(Separator).Contains(id) == true;

    static bool IsFull(string? stamp) => stamp?.Length >= MaxLength;
}

/// <summary>What became of a version whose answer was lost.</summary>
enum Fate
{
    /// <summary>The version that it was to replace is still kept, and may still be replaced by it.</summary>
    Pending,

    /// <summary>It was committed.</summary>
    Committed,

    /// <summary>Another was committed in its place, so that it never will be.</summary>
    Overtaken,

    /// <summary>Too many have come after it: nobody can tell.</summary>
    Lost,
}
