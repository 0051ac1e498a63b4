using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>The one list of APIs that write to a path, and of what replaces each. Analyzer, fixes and docs read it.</summary>
static class WriterTable
{
    const string File = "System.IO.File";

    public static readonly ImmutableArray<Writer> Rows = ImmutableArray.Create<Writer>([
        new(File, "WriteAllText", "path", "WriteAllText"),
        new(File, "WriteAllTextAsync", "path", "WriteAllTextAsync"),
        new(File, "WriteAllLines", "path", "WriteAllLines"),
        new(File, "WriteAllLinesAsync", "path", "WriteAllLinesAsync"),
        new(File, "WriteAllBytes", "path", "WriteAllBytes"),
        new(File, "WriteAllBytesAsync", "path", "WriteAllBytesAsync"),
    ]);

    /// <summary>The row of <paramref name="method"/>, or null when it is no known writer.</summary>
    public static Writer? Find(IMethodSymbol method) =>
        Rows.FirstOrDefault(row => row.Member == method.Name && method.ContainingType?.ToDisplayString() == row.Type);
}
