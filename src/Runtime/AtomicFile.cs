using AtomicWrites.Locking;
using AtomicWrites.Protocol;

namespace AtomicWrites;

/// <summary>
/// Twins of the members of <see cref="File"/> that never leave a torn file, and the lock that prevents lost updates.
/// A write goes to a temporary file in the target's directory, is synced to disk, renamed over the target, and the
/// rename is synced too: readers, and the next start after a crash or a power cut, see the whole old content or the
/// whole new content.
/// </summary>
/// <remarks>
/// A symbolic link at the path stays a link; mode, owner, access list and attributes of an existing target are kept;
/// other hard links to it keep the old content. All members throw what <see cref="File"/> throws for the same path, and
/// <see cref="AtomicWriteException"/>, an <see cref="IOException"/>, for failures while writing.
/// </remarks>
/// <example>
/// <code>
/// AtomicFile.WriteAllText("settings.json", "{}");                                   // whole, or not at all
/// AtomicFile.Update("count.txt", text =&gt; $"{int.Parse(text ?? "0") + 1}");           // read, change, write: one step for all programs
/// </code>
/// </example>
public static partial class AtomicFile
{
    /// <summary>
    /// Writes <paramref name="data"/> as the whole content of <paramref name="path"/>, atomically and durably.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="data">The whole new content.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a null character.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission, a directory, or a read-only file; the target is
    /// unchanged.</exception>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <exception cref="AtomicWriteException">The write failed; <see cref="AtomicWriteException.Committed"/> says
    /// whether before or after it was published.</exception>
    /// <exception cref="LockRecursionException">Called inside an update of the same file, which would undo
    /// it.</exception>
    public static void WriteFileAtomic(string path, ReadOnlySpan<byte> data, AtomicWriteOptions? options = null)
    {
        HeldLocks.RequireNoUpdate(path);
        Replace(path, data, options);
    }

    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="data">The whole new content; not to be changed before the task has ended.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    /// <exception cref="OperationCanceledException">Canceled; the target is unchanged.</exception>
    public static Task WriteFileAtomicAsync(
        string path,
        ReadOnlyMemory<byte> data,
        AtomicWriteOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        path = StatePath.Absolute(path);
        return RunAsync(
            () => Write(path, file => file.Write(data.Span), options, cancellationToken),
            cancellationToken
        );
    }

    // Canceled at once where the token is canceled already, as the tasks of File are.
    static Task RunAsync(Action write, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : Task.Run(write, cancellationToken);

    static void Write(
        string path,
        Action<PendingFile> write,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken
    )
    {
        HeldLocks.RequireNoUpdate(path);
        Replace(path, write, options, cancellationToken);
    }

    /// <summary>The write that an update ends with.</summary>
    internal static void Replace(string path, ReadOnlySpan<byte> data, AtomicWriteOptions? options)
    {
        using var file = PendingFile.Open(path, options);
        file.Write(data);
        file.Commit();
    }

    static void Replace(
        string path,
        Action<PendingFile> write,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken
    )
    {
        using var file = PendingFile.Open(path, options);
        file.Cancellation = cancellationToken;
        write(file);
        file.Commit();
    }
}
