namespace AtomicWrites.Crash.Tests.Model;

/// <summary>Something that a call did and that a crash may undo, whole.</summary>
abstract record Change
{
    /// <summary>Whether a journal keeps it in order with others of its kind.</summary>
    public virtual bool IsMetadata => true;
}

/// <summary>
/// Names of one directory were created, removed or changed in one step; a name without file is removed.
/// </summary>
sealed record NamesChanged(string Directory, (string Name, int? File)[] Names) : Change
{
    public override string ToString() =>
        $"in {Directory}: "
        + string.Join(
            ", ",
            Names.Select(name => $"{name.Name} = {(name.File is { } file ? $"file {file}" : "nothing")}")
        );
}

/// <summary>One file was changed, under whatever names.</summary>
abstract record FileChanged(int File) : Change;

/// <summary>Bytes within one block.</summary>
sealed record BytesChanged(int File, long Offset, byte[] Content) : FileChanged(File)
{
    public override bool IsMetadata => false;

    public override string ToString() => $"file {File}: {Content.Length} bytes at {Offset}";
}

sealed record LengthChanged(int File, long Length) : FileChanged(File)
{
    public override string ToString() => $"file {File}: length {Length}";
}

sealed record ModeChanged(int File, UnixFileMode Mode) : FileChanged(File)
{
    public override string ToString() => $"file {File}: mode {Mode}";
}
