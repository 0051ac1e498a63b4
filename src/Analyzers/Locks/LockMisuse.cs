using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>A use of a lock, or of its file, after which it excludes nobody, or that can only fail.</summary>
/// <param name="Node">What does it.</param>
/// <param name="What">Its name.</param>
/// <param name="Flaw">What is wrong with it.</param>
readonly record struct LockMisuse(SyntaxNode Node, string What, string Flaw);
