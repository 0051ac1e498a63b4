using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Every rule of the package, in one place.</summary>
static class Descriptors
{
    public static readonly DiagnosticDescriptor NonAtomicWrite = Rule(
        "ATW0001",
        "Write state files atomically",
        "'{0}' can leave a torn file: the path is state ({1}); use 'AtomicFile.{2}'",
        "A crash, a full disk or a power cut in the middle of this write leaves half a document, and other processes can read it meanwhile.",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor MalformedOption = Rule(
        "ATW0009",
        "Correct the malformed option",
        "In {0}, '{1} = {2}' is ignored: {3}",
        "An option that is not understood is ignored, so the analyzer does not do what was asked for.",
        DiagnosticSeverity.Warning);

    static DiagnosticDescriptor Rule(string id, string title, string message, string description, DiagnosticSeverity severity) =>
        new(id, title, message, "Reliability", severity, isEnabledByDefault: true, description,
            helpLinkUri: $"https://github.com/AtomicWrites/AtomicWrites/blob/main/docs/rules/{id}.md");
}
