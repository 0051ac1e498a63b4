using AtomicWrites.Locking;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// Replaces a file only if its content is still <paramref name="expected"/>: for an editor, or whoever else has
    /// read it some time ago and would rather be told than overwrite what others have written since.
    /// </summary>
    /// <remarks>
    /// Compares and writes under the lock of <see cref="WithLock(string, Action, AtomicWriteOptions)"/>, taken unless
    /// the calling flow holds it. A program that writes without the lock can still get between the comparison and the
    /// rename. With <see langword="null"/> for <paramref name="expected"/> not even that one: the file is created in
    /// one step.
    /// </remarks>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="expected">The whole content that was read; <see langword="null"/> if there was no file, not even a
    /// link that leads nowhere.</param>
    /// <param name="data">The whole new content.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <returns>Whether it was replaced; if not, the file is as it was.</returns>
    public static bool TryReplace(
        string path,
        byte[]? expected,
        ReadOnlySpan<byte> data,
        AtomicWriteOptions? options = null
    )
    {
        path = StatePath.Absolute(path);
        var content = data.ToArray();
        return LockedUpdate.Join(path, options, () =>
            ReplaceExpected(path, expected, content, options, CancellationToken.None)
        );
    }

    /// <inheritdoc cref="TryReplace(string, byte[], ReadOnlySpan{byte}, AtomicWriteOptions)"/>
    /// <remarks>
    /// The encoding that a byte order mark tells is kept; without one, and in a new file, the text is UTF-8.
    /// </remarks>
    /// <exception cref="System.Text.DecoderFallbackException">The file is no text in its encoding; it is not
    /// touched.</exception>
    public static bool TryReplace(string path, string? expected, string data, AtomicWriteOptions? options = null)
    {
        RequireNotNull(data, nameof(data));
        if (expected is null)
            return TryReplace(path, null, DefaultEncoding.GetBytes(data), options);
        path = StatePath.Absolute(path);
        return LockedUpdate.Join(path, options, () =>
        {
            var (text, encoding) = Present(path);
            if (text != expected)
                return false;
            Replace(path, data.AsSpan(), encoding, options);
            return true;
        });
    }

    /// <inheritdoc cref="TryReplace(string, byte[], ReadOnlySpan{byte}, AtomicWriteOptions)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="expected">The whole content that was read; <see langword="null"/> if there was no file.</param>
    /// <param name="data">The whole new content; not to be changed before the task has ended.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the new content is durable, or has been found to be unwanted.</returns>
    public static Task<bool> TryReplaceAsync(
        string path,
        byte[]? expected,
        ReadOnlyMemory<byte> data,
        AtomicWriteOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        path = StatePath.Absolute(path);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<bool>(cancellationToken)
            : LockedUpdate.JoinAsync(
                path,
                options,
                () => ReplaceExpected(path, expected, data, options, cancellationToken),
                cancellationToken
            );
    }

    static bool ReplaceExpected(
        string path,
        byte[]? expected,
        ReadOnlyMemory<byte> data,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken
    )
    {
        if (!HasContent(path, expected))
            return false;
        try
        {
            Replace(
                path,
                file => file.Write(data.Span),
                expected is null ? (options ?? AtomicWriteOptions.Default) with { CreateNew = true } : options,
                cancellationToken
            );
            return true;
        }
        catch (IOException failure)
            when (expected is null && failure is not AtomicWriteException { Committed: true } && File.Exists(path))
        {
            return false; // created meanwhile by somebody without the lock
        }
    }

    static bool HasContent(string path, byte[]? expected)
    {
        try
        {
            return expected is null ? !File.Exists(path) : expected.AsSpan().SequenceEqual(ReadContent(path));
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
