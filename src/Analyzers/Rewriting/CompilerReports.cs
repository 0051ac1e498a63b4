using System.Globalization;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>What the compiler says of a file: each error and warning, and how often.</summary>
static class CompilerReports
{
    public static Dictionary<string, int> Of(SemanticModel model, CancellationToken cancellationToken) =>
        model
            .GetDiagnostics(cancellationToken: cancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .GroupBy(diagnostic => diagnostic.Id + diagnostic.GetMessage(CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Whether there is none that was not there before.</summary>
    public static bool AreNoWorse(Dictionary<string, int> after, Dictionary<string, int> before) =>
        after.All(one => before.TryGetValue(one.Key, out var count) && count >= one.Value);
}
