using System.Text;
using AtomicWrites.Locking;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// <see cref="File.AppendAllText(string, string)"/>, atomically and durably: the file is replaced by itself plus
    /// the text, under the lock of <see cref="WithLock(string, Action, AtomicWriteOptions)"/>, so that no other
    /// appending process is overwritten.
    /// </summary>
    /// <remarks>
    /// Costs a copy of the file. A log that may lose its last line is better appended to with <see cref="File"/>.
    /// </remarks>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The text to add; <see langword="null"/> for none.</param>
    public static void AppendAllText(string path, string? contents) => AppendAllText(path, contents, DefaultEncoding);

    /// <summary>
    /// <see cref="File.AppendAllText(string, string, Encoding)"/>, atomically, durably and under the lock.
    /// </summary>
    /// <inheritdoc cref="AppendAllText(string, string)"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The text to add; <see langword="null"/> for none.</param>
    /// <param name="encoding">The encoding; its byte order mark is written to a file that is empty.</param>
    public static void AppendAllText(string path, string? contents, Encoding encoding) =>
        AppendAllText(path, contents.AsSpan(), encoding);

    /// <inheritdoc cref="AppendAllText(string, string)"/>
    public static void AppendAllText(string path, ReadOnlySpan<char> contents) =>
        AppendAllText(path, contents, DefaultEncoding);

    /// <inheritdoc cref="AppendAllText(string, string, Encoding)"/>
    public static void AppendAllText(string path, ReadOnlySpan<char> contents, Encoding encoding)
    {
        Validate(path, encoding);
        var text = contents.ToString();
        Append(path, (file, isEmpty) => WriteText(file, text.AsSpan(), encoding, preamble: isEmpty));
    }

    /// <inheritdoc cref="AppendAllText(string, string)"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The text to add; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public static Task AppendAllTextAsync(
        string path,
        string? contents,
        CancellationToken cancellationToken = default
    ) => AppendAllTextAsync(path, contents, DefaultEncoding, cancellationToken);

    /// <inheritdoc cref="AppendAllTextAsync(string, string, CancellationToken)"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The text to add; <see langword="null"/> for none.</param>
    /// <param name="encoding">The encoding; its byte order mark is written to a file that is empty.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    public static Task AppendAllTextAsync(
        string path,
        string? contents,
        Encoding encoding,
        CancellationToken cancellationToken = default
    ) => AppendAllTextAsync(path, contents.AsMemory(), encoding, cancellationToken);

    /// <inheritdoc cref="AppendAllTextAsync(string, string, CancellationToken)"/>
    public static Task AppendAllTextAsync(
        string path,
        ReadOnlyMemory<char> contents,
        CancellationToken cancellationToken = default
    ) => AppendAllTextAsync(path, contents, DefaultEncoding, cancellationToken);

    /// <inheritdoc cref="AppendAllTextAsync(string, string, Encoding, CancellationToken)"/>
    public static Task AppendAllTextAsync(
        string path,
        ReadOnlyMemory<char> contents,
        Encoding encoding,
        CancellationToken cancellationToken = default
    )
    {
        Validate(path, encoding);
        return AppendAsync(
            path,
            (file, isEmpty) => WriteText(file, contents.Span, encoding, preamble: isEmpty),
            cancellationToken
        );
    }

    /// <summary>
    /// <see cref="File.AppendAllLines(string, IEnumerable{string})"/>, atomically, durably and under the lock.
    /// </summary>
    /// <inheritdoc cref="AppendAllText(string, string)"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The lines to add; if enumerating them throws, the target is unchanged.</param>
    public static void AppendAllLines(string path, IEnumerable<string> contents) =>
        AppendAllLines(path, contents, DefaultEncoding);

    /// <summary>
    /// <see cref="File.AppendAllLines(string, IEnumerable{string}, Encoding)"/>, atomically, durably and under the
    /// lock.
    /// </summary>
    /// <inheritdoc cref="AppendAllLines(string, IEnumerable{string})"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The lines to add; if enumerating them throws, the target is unchanged.</param>
    /// <param name="encoding">The encoding; its byte order mark is written to a file that is empty.</param>
    public static void AppendAllLines(string path, IEnumerable<string> contents, Encoding encoding)
    {
        Validate(path, encoding);
        RequireNotNull(contents, nameof(contents));
        Append(path, (file, isEmpty) =>
            WriteLines(file, contents, encoding, CancellationToken.None, preamble: isEmpty)
        );
    }

    /// <inheritdoc cref="AppendAllLines(string, IEnumerable{string})"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The lines to add; if enumerating them throws, the target is unchanged.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public static Task AppendAllLinesAsync(
        string path,
        IEnumerable<string> contents,
        CancellationToken cancellationToken = default
    ) => AppendAllLinesAsync(path, contents, DefaultEncoding, cancellationToken);

    /// <inheritdoc cref="AppendAllLinesAsync(string, IEnumerable{string}, CancellationToken)"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="contents">The lines to add; if enumerating them throws, the target is unchanged.</param>
    /// <param name="encoding">The encoding; its byte order mark is written to a file that is empty.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    public static Task AppendAllLinesAsync(
        string path,
        IEnumerable<string> contents,
        Encoding encoding,
        CancellationToken cancellationToken = default
    )
    {
        Validate(path, encoding);
        RequireNotNull(contents, nameof(contents));
        return AppendAsync(
            path,
            (file, isEmpty) => WriteLines(file, contents, encoding, cancellationToken, preamble: isEmpty),
            cancellationToken
        );
    }

    /// <summary>Adds bytes to the end of a file, atomically, durably and under the lock.</summary>
    /// <inheritdoc cref="AppendAllText(string, string)"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="bytes">What to add.</param>
    public static void AppendAllBytes(string path, byte[] bytes)
    {
        RequireNotNull(bytes, nameof(bytes));
        Append(path, (file, _) => file.Write(bytes));
    }

    /// <inheritdoc cref="AppendAllBytes(string, byte[])"/>
    public static void AppendAllBytes(string path, ReadOnlySpan<byte> bytes) => AppendAllBytes(path, bytes.ToArray());

    /// <inheritdoc cref="AppendAllBytes(string, byte[])"/>
    /// <param name="path">The file to create or extend.</param>
    /// <param name="bytes">What to add; not to be changed before the task has ended.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public static Task AppendAllBytesAsync(string path, byte[] bytes, CancellationToken cancellationToken = default)
    {
        RequireNotNull(bytes, nameof(bytes));
        return AppendAllBytesAsync(path, bytes.AsMemory(), cancellationToken);
    }

    /// <inheritdoc cref="AppendAllBytesAsync(string, byte[], CancellationToken)"/>
    public static Task AppendAllBytesAsync(
        string path,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken = default
    )
    {
        StatePath.Validate(path);
        return AppendAsync(path, (file, _) => file.Write(bytes.Span), cancellationToken);
    }

    static Task AppendAsync(string path, Action<PendingFile, bool> append, CancellationToken cancellationToken)
    {
        path = StatePath.Absolute(path);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : LockedUpdate.JoinAsync(path, null, () => Extend(path, append, cancellationToken), cancellationToken);
    }

    static void Append(string path, Action<PendingFile, bool> append)
    {
        path = StatePath.Absolute(path);
        LockedUpdate.Join(path, null, () => Extend(path, append, CancellationToken.None));
    }

    // How many bytes there were before.
    static long Extend(string path, Action<PendingFile, bool> append, CancellationToken cancellationToken)
    {
        long present = 0;
        Replace(path, file => append(file, (present = CopyOf(path, file)) == 0), null, cancellationToken);
        return present;
    }

    // How many bytes of the present content were copied.
    static long CopyOf(string path, PendingFile file)
    {
        using var content = OpenIfExists(path);
        if (content is null)
            return 0;
        var buffer = new byte[CharsAtOnce];
        long copied = 0;
        for (int count; (count = content.Read(buffer, 0, buffer.Length)) > 0; copied += count)
            file.Write(buffer.AsSpan(0, count));
        return copied;
    }

    // File.Exists says no to errors as well, and the content would be lost.
    static Stream? OpenIfExists(string path)
    {
        try
        {
            return TargetFile.OpenRead(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
