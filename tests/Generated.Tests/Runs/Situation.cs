namespace AtomicWrites.Generated.Tests.Runs;

/// <summary>What a program finds where its state file should be.</summary>
enum Situation
{
    Longer,
    Fresh,
    Shorter,
    ReadOnly,
    Folder,
}
