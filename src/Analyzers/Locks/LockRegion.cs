using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>Whom a lock keeps out.</summary>
enum LockScope
{
    /// <summary>The other threads of this process.</summary>
    Process,

    /// <summary>The other processes, too.</summary>
    System,
}

/// <summary>What a lock is, apart from where it is held.</summary>
/// <param name="Scope">Whom it keeps out.</param>
/// <param name="Name">How the program calls it: <c>lock</c>, <c>SemaphoreSlim</c>, <c>FileLock</c>.</param>
readonly record struct LockKind(LockScope Scope, string Name)
{
    /// <summary>Whether it is one of this library's, which must not be taken inside itself.</summary>
    public bool IsOfLibrary { get; init; }

    /// <summary>The state file whose lock it is, where it is one of this library's.</summary>
    public IOperation? Path { get; init; }

    /// <summary>Whether it is an open file, which nobody waits for: a second opening fails.</summary>
    public bool IsOpenFile { get; init; }

    /// <summary>Whether others may hold it at the same time.</summary>
    public bool IsShared { get; init; }
}

/// <summary>A stretch of code that runs while a lock is held.</summary>
/// <param name="Kind">Which lock.</param>
/// <param name="Taken">The statement, call or creation that takes it.</param>
/// <param name="Held">From where to where it is held.</param>
readonly record struct LockRegion(LockKind Kind, SyntaxNode Taken, TextSpan Held)
{
    public bool Covers(SyntaxNode node) => Held.Contains(node.Span);
}
