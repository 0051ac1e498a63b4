using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>Which lock something takes, by what it is called.</summary>
static class LockNames
{
    static readonly ImmutableHashSet<string> SystemWords = ImmutableHashSet.Create(
        "file",
        "distributed",
        "process",
        "processes",
        "global",
        "interprocess",
        "machine",
        "mutex",
        "named",
        "system"
    );

    /// <summary>Types that guard one process only, whatever their members are called.</summary>
    public static readonly ImmutableHashSet<string> OfOneProcess = ImmutableHashSet.Create(
        "AsyncDuplicateLock",
        "AsyncKeyedLock",
        "AsyncKeyedLocker",
        "AsyncLock",
        "AsyncManualResetEvent",
        "AsyncMonitor",
        "AsyncNonKeyedLocker",
        "AsyncReaderWriterLock",
        "AsyncSemaphore",
        "AutoResetEvent",
        "KeyedLock",
        "KeyedSemaphore",
        "Lock",
        "ManualResetEvent",
        "ManualResetEventSlim",
        "Monitor",
        "ReaderWriterLock",
        "ReaderWriterLockSlim",
        "SemaphoreSlim",
        "SpinLock",
        "StripedAsyncKeyedLocker"
    );

    /// <summary>The lock that names tell of; null where they tell of none.</summary>
    /// <param name="call">The call that takes it, where it is bound.</param>
    /// <param name="types">The types that it is taken on, or is.</param>
    /// <param name="names">What is called, and what it is called on.</param>
    public static LockKind? Of(BoundCall? call, IReadOnlyList<string> types, IReadOnlyList<string> names)
    {
        if (types.FirstOrDefault(OfOneProcess.Contains) is { } known)
            return new(LockScope.Process, known);
        if (names.Concat(types).FirstOrDefault(LockWords.Name) is not { } lockName)
            return null;
        var isSystem =
            types.Concat(names).Any(name => NameVocabulary.Of(name).Any(SystemWords.Contains))
            || (call is not null && LooksBeyondTheProcess(call.Method));
        return new(isSystem ? LockScope.System : LockScope.Process, lockName);
    }

    // A method of the program's own that takes a lock names what it takes.
    static bool LooksBeyondTheProcess(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Any(static reference =>
            reference
                .GetSyntax()
                .DescendantTokens()
                .Any(static token =>
                    token.ValueText
                        is "Mutex"
                            or "FileShare"
                            or "FileLock"
                            or "FileStream"
                            or "EventWaitHandle"
                            or "flock"
                            or "LockFile"
                            or "LockFileEx"
                            or "WithLock"
                            or "WithLockAsync"
                )
        );
}
