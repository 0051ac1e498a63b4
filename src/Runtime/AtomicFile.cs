namespace AtomicWrites;

/// <summary>Atomic twins of <see cref="File"/>.</summary>
public static partial class AtomicFile
{
}
