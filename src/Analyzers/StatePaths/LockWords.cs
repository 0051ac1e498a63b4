using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Names that say that what they name takes a lock.</summary>
static class LockWords
{
    static readonly ImmutableHashSet<string> All = ImmutableHashSet.Create(
        "lock",
        "locked",
        "locker",
        "locking",
        "locks",
        "mutex",
        "semaphore",
        "monitor",
        "exclusive",
        "exclusively",
        "synchronized"
    );

    /// <summary>Whether a word of <paramref name="name"/> says so.</summary>
    public static bool Name(string name) => NameVocabulary.Of(name).Any(All.Contains);
}
