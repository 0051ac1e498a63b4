namespace AtomicWrites;

/// <summary>One version of a state as a <see cref="StateStore"/> keeps it.</summary>
/// <param name="content">The content, which nobody changes from now on; <see langword="null"/> where nothing is kept:
/// never was, or deleted.</param>
/// <param name="version">Whatever the store needs to recognise this version in
/// <see cref="StateStore.TryReplace"/>.</param>
/// <param name="stamp">The stamp that was handed in with this version; <see langword="null"/> where there was
/// none.</param>
/// <example>
/// <code>
/// StoredState stored = new InMemoryStateStore().Read();
/// Console.WriteLine(stored.Content is null ? "nothing is stored" : $"{stored.Content.Length} bytes");
/// </code>
/// </example>
public sealed class StoredState(byte[]? content, object? version = null, string? stamp = null)
{
    /// <summary>The content; <see langword="null"/> where nothing is kept.</summary>
    public byte[]? Content => content;

    /// <summary>What the store recognises this version by; nobody else looks into it.</summary>
    public object? Version => version;

    /// <summary>
    /// The stamp that was handed in with this version, of a deletion too; <see langword="null"/> where there was none.
    /// </summary>
    public string? Stamp => stamp;

    /// <summary>Reads the version before, to load where this one is corrupt.</summary>
    internal Func<byte[]?>? ReadBackup { get; init; }

    /// <summary>Whether it could not be loaded, so that it must not become the backup.</summary>
    internal bool IsBad { get; set; }
}
