using System.Text;
using AtomicWrites.Locking;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    // Strict: what cannot be decoded is an error, because writing it back would destroy it. UTF-32 first, its mark
    // begins with that of UTF-16.
    static readonly Encoding[] MarkedEncodings =
    [
        new UTF8Encoding(true, throwOnInvalidBytes: true),
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>
    /// Reads, changes and writes a text file as one step that no other <c>Update</c> or <c>WithLock</c> gets into.
    /// </summary>
    /// <remarks>
    /// The encoding that a byte order mark tells is kept; without one the text is UTF-8. Inside, the file is changed by
    /// what <paramref name="update"/> returns alone: other writes of it, which the update would undo, throw
    /// <see cref="LockRecursionException"/>.
    /// </remarks>
    /// <inheritdoc cref="WithLock(string, Action, AtomicWriteOptions)"/>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="update">Gets the text, or <see langword="null"/> where there is no file yet, and returns the new
    /// text. If it throws, nothing is written.</param>
    /// <param name="options">How to publish it, and how long to wait for the lock; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <returns>The new text.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="update"/> returned <see langword="null"/>; nothing
    /// was written.</exception>
    /// <exception cref="DecoderFallbackException">The file is no text in its encoding; it is not touched.</exception>
    /// <exception cref="AtomicWriteException">The write failed; <see cref="AtomicWriteException.Committed"/> says
    /// whether before or after it was published.</exception>
    public static string Update(string path, Func<string?, string> update, AtomicWriteOptions? options = null)
    {
        RequireNotNull(update, nameof(update));
        path = StatePath.Absolute(path);
        return LockedUpdate.Run(path, options, () =>
        {
            var (text, encoding) = Present(path);
            var updated = update(text) ?? throw NothingReturned(path);
            Replace(path, updated.AsSpan(), encoding, options);
            return updated;
        });
    }

    /// <inheritdoc cref="Update"/>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="update">Gets the text, or <see langword="null"/> where there is no file yet, and returns the new
    /// text; runs on the thread pool. If it throws, nothing is written.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the new text is durable.</returns>
    public static Task<string> UpdateAsync(
        string path,
        Func<string?, string> update,
        CancellationToken cancellationToken = default
    ) => UpdateAsync(path, update, null, cancellationToken);

    /// <inheritdoc cref="UpdateAsync(string, Func{string, string}, CancellationToken)"/>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="update">Gets the text, or <see langword="null"/> where there is no file yet, and returns the new
    /// text; runs on the thread pool. If it throws, nothing is written.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    public static Task<string> UpdateAsync(
        string path,
        Func<string?, string> update,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(update, nameof(update));
        return UpdateAsync(path, (text, _) => Task.FromResult(update(text)), options, cancellationToken);
    }

    /// <inheritdoc cref="UpdateAsync(string, Func{string, string}, CancellationToken)"/>
    public static Task<string> UpdateAsync(
        string path,
        Func<string?, CancellationToken, Task<string>> update,
        CancellationToken cancellationToken = default
    ) => UpdateAsync(path, update, null, cancellationToken);

    /// <inheritdoc cref="UpdateAsync(string, Func{string, string}, AtomicWriteOptions, CancellationToken)"/>
    public static Task<string> UpdateAsync(
        string path,
        Func<string?, CancellationToken, Task<string>> update,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(update, nameof(update));
        path = StatePath.Absolute(path);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<string>(cancellationToken);
        HeldLocks.RequireNotHeld(LockPath.Of(path));
        return LockedUpdate.RunAsync(
            path,
            options,
            () => Present(path),
            async (present, token) =>
                await update(present.Text, token).ConfigureAwait(false) ?? throw NothingReturned(path),
            (present, updated) =>
                Replace(path, file => WriteText(file, updated.AsSpan(), present.Encoding), options, cancellationToken),
            cancellationToken
        );
    }

    // An empty file would be the end of what it held.
    static InvalidOperationException NothingReturned(string path) =>
        new($"The update of '{path}' returned null instead of a text; the file is left as it is.");

    static (string? Text, Encoding Encoding) Present(string path)
    {
        byte[] bytes;
        try
        {
            bytes = ReadContent(path);
        }
        catch (FileNotFoundException)
        {
            return (null, DefaultEncoding);
        }

        foreach (var encoding in MarkedEncodings)
        {
            var mark = encoding.GetPreamble();
            if (bytes.AsSpan().StartsWith(mark))
                return (encoding.GetString(bytes, mark.Length, bytes.Length - mark.Length), encoding);
        }

        return (DefaultEncoding.GetString(bytes), DefaultEncoding);
    }
}
