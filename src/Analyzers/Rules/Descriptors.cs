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

    public static readonly DiagnosticDescriptor UnlockedUpdate = Rule(
        "ATW0002",
        "Hold the lock from the read of a state file to its write",
        "'{0}' can lose an update: the file was read at line {1}, and {2}; the path is state ({3}); use 'AtomicFile.Update' or 'WithLock'",
        "Two processes that read the same version, change it and write it each lose one of the changes, also if each write is atomic. A lock from the read to the write keeps the others out.",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor HandWrittenReplace = Rule(
        "ATW0003",
        "Replace state files without losing data",
        "'{0}' replaces state by hand ({1}), but {2}; use 'AtomicFile.{3}'",
        "A temporary file and a rename lose data where the content is not flushed, writers share a name, or the old file goes before the new one comes.",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor EscapingWork = Rule(
        "ATW0004",
        "Keep the work inside the lock",
        "'{0}' lets work escape the lock: {1}",
        "The lock holds until the callback or the block has ended. A task that is still running then, or an iterator that nobody has enumerated, does its work without the lock.",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UncommittedWrite = Rule(
        "ATW0005",
        "Commit what was written",
        "'{0}' is disposed without 'Commit' {1}, so what was written is discarded",
        "Only Commit publishes what was written to an AtomicFileStream or an AtomicStreamWriter; disposing without it leaves the file as it was.",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor LockDiscipline = Rule(
        "ATW0006",
        "Keep the discipline of the lock",
        "'{0}' breaks the lock: {1}",
        "A lock excludes others only while its file stays what it is, everybody locks the same file, and somebody holds and releases it.",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ProbablyNonAtomicWrite = Rule(
        "ATW0007",
        "Write what is probably state atomically",
        "'{0}' can leave a torn file: the path is probably state ({1}); use 'AtomicFile.{2}'",
        "A crash, a full disk or a power cut in the middle of this write leaves half a document. Less speaks for state than where ATW0001 warns.",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor UnclassifiedWrite = Rule(
        "ATW0008",
        "Write atomically, or say that the path is not state",
        "'{0}' can leave a torn file: nothing tells whether the path is state ({1}); use 'AtomicFile.{2}', or say what it is",
        "For teams that want every write looked at. [StatePath], [NotStatePath] and the options of .editorconfig say what a path is.",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: false);

    public static readonly DiagnosticDescriptor Explanation = Rule(
        "ATW0010",
        "What the analyzer decided of a write, and why",
        "'{0}' writes to '{1}': {2} ({3})",
        "Reported for every write where atomic_writes.explain = true.",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor MalformedOption = Rule(
        "ATW0009",
        "Correct the malformed option",
        "In {0}, '{1} = {2}' is ignored: {3}",
        "An option that is not understood is ignored, so the analyzer does not do what was asked for.",
        DiagnosticSeverity.Warning);

    static DiagnosticDescriptor Rule(string id, string title, string message, string description, DiagnosticSeverity severity, bool isEnabledByDefault = true) =>
        new(id, title, message, "Reliability", severity, isEnabledByDefault, description,
            helpLinkUri: $"https://github.com/AtomicWrites/AtomicWrites/blob/main/docs/rules/{id}.md");
}
