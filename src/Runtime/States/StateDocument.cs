namespace AtomicWrites.States;

/// <summary>What a state was loaded from, so that what its type does not know can be kept.</summary>
/// <param name="Content">The content as it is kept.</param>
/// <param name="Json">The same without its schema version, which has been brought up to date.</param>
/// <param name="Known">What the state was when it was loaded: all that its type knows of it.</param>
/// <param name="IsCurrent">Whether <paramref name="Content"/> has the schema version of this program.</param>
sealed record StateDocument(byte[] Content, ReadOnlyMemory<byte> Json, byte[] Known, bool IsCurrent);
