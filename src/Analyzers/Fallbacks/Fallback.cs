using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// A state file that cannot be read is taken for a new start, and what the program starts with is saved over it.
/// </summary>
/// <param name="Place">The <c>catch</c> or <c>finally</c> clause, the <c>??</c> or the condition that takes it so.</param>
/// <param name="Start">What runs then.</param>
/// <param name="Location">Where it is reported.</param>
/// <param name="Read">The call that reads.</param>
/// <param name="Path">The file, as <see cref="PathKey"/> tells it.</param>
/// <param name="Save">What writes over it.</param>
/// <param name="IsTried">Whether it has content, which a Try-method or a cast did not understand.</param>
sealed record Fallback(
    SyntaxNode Place,
    SyntaxNode Start,
    Location Location,
    SyntaxNode Read,
    string Path,
    OverwritingSave Save,
    bool IsTried = false
);

/// <summary>The write that follows.</summary>
/// <param name="Node">The write, or the call of a method that writes.</param>
/// <param name="Name">How the program calls what saves.</param>
/// <param name="Judgement">Why the path is state.</param>
/// <param name="IsDeletion">Whether the file is deleted there, and no write is known.</param>
sealed record OverwritingSave(SyntaxNode Node, string Name, Judgement Judgement, bool IsDeletion = false);
