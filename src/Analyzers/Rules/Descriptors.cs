using System.Resources;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Every rule of the package, in one place.</summary>
static class Descriptors
{
    static readonly ResourceManager Texts = new(typeof(Descriptors).FullName!, typeof(Descriptors).Assembly);

    public static readonly DiagnosticDescriptor NonAtomicWrite = Rule("ATW0001", DiagnosticSeverity.Warning);
    public static readonly DiagnosticDescriptor UnlockedUpdate = Rule("ATW0002", DiagnosticSeverity.Warning);
    public static readonly DiagnosticDescriptor HandWrittenReplace = Rule("ATW0003", DiagnosticSeverity.Warning);
    public static readonly DiagnosticDescriptor EscapingWork = Rule("ATW0004", DiagnosticSeverity.Warning);
    public static readonly DiagnosticDescriptor UncommittedWrite = Rule("ATW0005", DiagnosticSeverity.Warning);
    public static readonly DiagnosticDescriptor LockDiscipline = Rule("ATW0006", DiagnosticSeverity.Warning);
    public static readonly DiagnosticDescriptor ProbablyNonAtomicWrite = Rule("ATW0007", DiagnosticSeverity.Info);
    public static readonly DiagnosticDescriptor UnclassifiedWrite = Rule(
        "ATW0008",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: false
    );
    public static readonly DiagnosticDescriptor MalformedOption = Rule("ATW0009", DiagnosticSeverity.Warning);
    public static readonly DiagnosticDescriptor Explanation = Rule("ATW0010", DiagnosticSeverity.Info);
    public static readonly DiagnosticDescriptor DefaultsOverState = Rule("ATW0011", DiagnosticSeverity.Warning);

    // The texts are in Descriptors.resx, so that they can be translated.
    static DiagnosticDescriptor Rule(string id, DiagnosticSeverity severity, bool isEnabledByDefault = true) =>
        new(
            id,
            Text(id + ".Title"),
            Text(id + ".Message"),
            "Reliability",
            severity,
            isEnabledByDefault,
            Text(id + ".Description"),
            helpLinkUri: $"https://github.com/AtomicWrites/AtomicWrites/blob/main/docs/rules/{id}.md"
        );

    static LocalizableResourceString Text(string name) => new(name, Texts, typeof(Descriptors));
}
