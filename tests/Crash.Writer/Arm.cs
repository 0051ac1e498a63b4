namespace AtomicWrites.Crash.Writer;

/// <summary>What is found in a file after the power came back.</summary>
public readonly record struct Found(byte[] Content, UnixFileMode Mode);

/// <summary>Whether a promise was kept, or what became of the file instead.</summary>
public enum Verdict
{
    Kept,

    /// <summary>Whole, but older than the last acknowledged version.</summary>
    Lost,

    /// <summary>There was a version, and now there is no file.</summary>
    Missing,
    Empty,
    Zeros,

    /// <summary>Neither one version nor another.</summary>
    Torn,

    /// <summary>Whole, but not with the mode it had.</summary>
    WrongMode,

    /// <summary>The file system reports an error for the file, or cannot be mounted at all.</summary>
    Unreadable,

    /// <summary>A version that was never written: the experiment itself is broken.</summary>
    Impossible,
}

/// <summary>One way to write, and what it promises.</summary>
/// <param name="Name">Its name on the command line and in reports.</param>
/// <param name="Write">Writes the version of a number into a folder, and returns when it would be acknowledged.</param>
/// <param name="Judge">Judges what is found in the folder when a number is the last that was acknowledged; null is a
/// file that is not there.</param>
public sealed record Arm(string Name, Action<string, int, byte[]> Write, Func<Func<string, Found?>, int, Verdict> Judge)
{
    /// <summary>
    /// For an arm without our protocol: what at least one power cut must be seen to do to the file, so that a test that
    /// sees no loss is known to be blind.
    /// </summary>
    public IReadOnlyCollection<Verdict> Losses { get; init; } = [];

    /// <summary>
    /// Whether the model of crashes knows all calls that it makes; a database maps memory, which no trace shows.
    /// </summary>
    public bool IsModelled { get; init; } = true;

    /// <summary>Whether the arm is known to lose data.</summary>
    public bool IsControl => Losses.Count > 0;

    public override string ToString() => Name;
}
