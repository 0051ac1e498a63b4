using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Every rule of the package, in one place.</summary>
static class Descriptors
{
    public static readonly DiagnosticDescriptor NonAtomicWrite = Rule(
        "ATW0001",
        "Write state files atomically",
        "'{0}' can leave a torn file: the path is state ({1}); use 'AtomicFile.{2}'",
        DiagnosticSeverity.Warning);

    static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Reliability", severity, isEnabledByDefault: true,
            helpLinkUri: $"https://github.com/AtomicWrites/AtomicWrites/blob/main/docs/rules/{id}.md");
}
