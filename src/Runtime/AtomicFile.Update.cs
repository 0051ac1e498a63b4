using System.Text;

namespace AtomicWrites;

public static partial class AtomicFile
{
    // Strict: what cannot be decoded is an error, because writing it back would destroy it. UTF-32 first, its mark begins with that of UTF-16.
    static readonly Encoding[] MarkedEncodings =
    [
        new UTF8Encoding(true, throwOnInvalidBytes: true),
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>Reads, changes and writes a text file as one step that no other <c>Update</c> or <c>WithLock</c> gets into.</summary>
    /// <remarks>The encoding that a byte order mark tells is kept; without one the text is UTF-8.</remarks>
    /// <inheritdoc cref="WithLock(string, Action)"/>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="update">Gets the text, or <see langword="null"/> where there is no file yet, and returns the new text. If it throws, nothing is written.</param>
    /// <returns>The new text.</returns>
    /// <exception cref="DecoderFallbackException">The file is no text in its encoding; it is not touched.</exception>
    /// <exception cref="AtomicWriteException">The write failed; <see cref="AtomicWriteException.Committed"/> says whether before or after it was published.</exception>
    public static string Update(string path, Func<string?, string> update)
    {
        RequireNotNull(update, nameof(update));
        return WithLock(path, () =>
        {
            var (text, encoding) = Present(path);
            var updated = update(text);
            WriteAllText(path, updated, encoding);
            return updated;
        });
    }

    /// <inheritdoc cref="Update(string, Func{string, string})"/>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="update">Gets the text, or <see langword="null"/> where there is no file yet, and returns the new text. If it throws, nothing is written.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the new text is durable.</returns>
    public static Task<string> UpdateAsync(
        string path,
        Func<string?, string> update,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(update, nameof(update));
        return UpdateAsync(path, (text, _) => Task.FromResult(update(text)), cancellationToken);
    }

    /// <inheritdoc cref="UpdateAsync(string, Func{string, string}, CancellationToken)"/>
    public static Task<string> UpdateAsync(
        string path,
        Func<string?, CancellationToken, Task<string>> update,
        CancellationToken cancellationToken = default
    )
    {
        RequireNotNull(update, nameof(update));
        return WithLockAsync(
            path,
            async token =>
            {
                var (text, encoding) = Present(path);
                var updated = await update(text, token).ConfigureAwait(false);
                await WriteAllTextAsync(path, updated, encoding, token).ConfigureAwait(false);
                return updated;
            },
            cancellationToken
        );
    }

    static (string? Text, Encoding Encoding) Present(string path)
    {
        byte[] bytes;
        try
        {
            bytes = ReadAllBytes(path);
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
