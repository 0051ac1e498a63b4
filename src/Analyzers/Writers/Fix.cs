namespace AtomicWrites.Analyzers.Writers;

/// <summary>How the fix replaces a writer.</summary>
enum Fix
{
    /// <summary>Not at all: nothing is known that would do the same.</summary>
    None,

    /// <summary>By its twin, which takes the same arguments.</summary>
    Twin,

    /// <summary>
    /// What it opens is opened by <c>AtomicFile</c> and committed where the write is complete, if that can be proven.
    /// </summary>
    Open,

    /// <summary>What is written with it goes to the twin that appends, if it is one text or whole lines.</summary>
    Append,

    /// <summary>
    /// What it makes is made over the stream of <c>AtomicFile.Write</c>, together with all that is done with it.
    /// </summary>
    Wrap,

    /// <summary>It saves to the stream of <c>AtomicFile.Write</c> instead.</summary>
    Save,

    /// <summary>
    /// It writes to an XML writer, over the stream of <c>AtomicFile.Write</c>, that does what its own would have done.
    /// </summary>
    WriteXml,

    /// <summary>By <c>AtomicFile.Copy</c>, where its value is not used.</summary>
    Copy,
}
