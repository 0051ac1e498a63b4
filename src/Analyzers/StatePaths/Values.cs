using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <param name="Alternatives">What it may be.</param>
/// <param name="Appended">What is put behind that later, in order.</param>
sealed record Values(IReadOnlyList<IOperation> Alternatives, IReadOnlyList<IOperation> Appended)
{
    public static Values None { get; } = new([], []);
}
