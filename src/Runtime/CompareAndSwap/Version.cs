namespace AtomicWrites.CompareAndSwap;

/// <summary>A committed version of the state as a process has read it.</summary>
/// <param name="Id">Random and never used again: who has read a version knows that no other will ever have its
/// name.</param>
/// <param name="DataName">Name of the file with the content.</param>
/// <param name="Content">The content.</param>
/// <param name="Listed">Every name that was in the directory when the version was read.</param>
sealed record Version(string Id, string DataName, byte[] Content, string[] Listed)
{
    const string HeadPrefix = "head.";
    const string DataPrefix = "data.";
    const string ShownPrefix = "shown.";
    const string RemovedPrefix = "removed.";

    /// <summary>The predecessor of the first version.</summary>
    public const string None = "0";

    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>The name that says which version is the last one.</summary>
    public static string HeadOf(string id) => HeadPrefix + id;

    /// <summary>
    /// Name of the content of version <paramref name="id"/>, which replaces version <paramref name="predecessor"/>.
    /// </summary>
    public static string DataOf(string predecessor, string id) => DataPrefix + predecessor + "." + id;

    /// <summary>
    /// The name that says that the copy at the path was of version <paramref name="id"/>, and that its name there is
    /// durable.
    /// </summary>
    public static string ShownOf(string id) => ShownPrefix + id;

    /// <summary>A fresh name for a copy that is taken away because its state was deleted.</summary>
    public static string NewTraceOfRemoval() => RemovedPrefix + NewId();

    public static bool IsTraceOfRemoval(string name) => name.StartsWith(RemovedPrefix, StringComparison.Ordinal);

    public static bool IsHead(string name) => name.StartsWith(HeadPrefix, StringComparison.Ordinal);

    public static string IdOf(string head) => head.Substring(HeadPrefix.Length);

    /// <summary>Whether the file of that name has the content of version <paramref name="id"/>.</summary>
    public static bool IsDataOf(string name, string id) =>
        name.StartsWith(DataPrefix, StringComparison.Ordinal) && name.EndsWith("." + id, StringComparison.Ordinal);

    /// <summary>
    /// Whether the file of that name was written by somebody who had seen version <paramref name="id"/> committed.
    /// </summary>
    public static bool IsSuccessorOf(string name, string id) =>
        name.StartsWith(DataPrefix + id + ".", StringComparison.Ordinal);

    /// <summary>Whether it was to be seen at the path.</summary>
    public bool IsShown => Array.IndexOf(Listed, ShownOf(Id)) >= 0;

    /// <summary>
    /// Name of the file with the content of the version before, which is kept until the next commit; null for none.
    /// </summary>
    public string? PredecessorDataName
    {
        get
        {
            var predecessor = DataName.Substring(
                DataPrefix.Length,
                DataName.Length - DataPrefix.Length - 1 - Id.Length
            );
            return Array.Find(Listed, name => IsDataOf(name, predecessor));
        }
    }
}
