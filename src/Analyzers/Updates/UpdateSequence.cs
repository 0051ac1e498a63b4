using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>A file is read, changed and written by one body, and nothing keeps other processes out meanwhile.</summary>
/// <param name="Body">The code that does it.</param>
/// <param name="Read">The call that reads.</param>
/// <param name="Writes">The calls that write what became of it; more than one where the code branches.</param>
/// <param name="Site">The write itself, which may be in what the first of them calls.</param>
/// <param name="Path">The file, as <see cref="PathKey"/> tells it.</param>
/// <param name="Judgement">Why the path is state.</param>
/// <param name="Guard">A lock that is held, but keeps out this process only.</param>
sealed record UpdateSequence(
    SyntaxNode Body,
    SyntaxNode Read,
    ImmutableArray<SyntaxNode> Writes,
    WriteSite Site,
    string Path,
    Judgement Judgement,
    LockKind? Guard
)
{
    /// <summary>Where it is reported.</summary>
    public SyntaxNode Write => Writes[0];

    /// <summary>How the program names what writes.</summary>
    public string DisplayName => Write == Site.Node ? Site.DisplayName : Names.Called(Write);
}
