using System.Text;
using AtomicWrites.Locking;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary><see cref="File.WriteAllBytes(string, byte[])"/>, atomically and durably.</summary>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="bytes">The whole new content.</param>
    public static void WriteAllBytes(string path, byte[] bytes)
    {
        RequireNotNull(bytes, nameof(bytes));
        WriteFileAtomic(path, bytes);
    }

    /// <inheritdoc cref="WriteAllBytes(string, byte[])"/>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes) => WriteFileAtomic(path, bytes);

    /// <inheritdoc cref="WriteAllBytes(string, byte[])"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="bytes">The whole new content; not to be changed before the task has ended.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public static Task WriteAllBytesAsync(string path, byte[] bytes, CancellationToken cancellationToken = default)
    {
        RequireNotNull(bytes, nameof(bytes));
        return WriteFileAtomicAsync(path, bytes, null, cancellationToken);
    }

    /// <inheritdoc cref="WriteAllBytesAsync(string, byte[], CancellationToken)"/>
    public static Task WriteAllBytesAsync(
        string path,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken = default
    ) => WriteFileAtomicAsync(path, bytes, null, cancellationToken);

    /// <summary>
    /// <see cref="File.WriteAllText(string, string)"/>, atomically and durably: UTF-8 without byte order mark.
    /// </summary>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The whole new text; <see langword="null"/> for an empty file.</param>
    public static void WriteAllText(string path, string? contents) => WriteAllText(path, contents, DefaultEncoding);

    /// <summary><see cref="File.WriteAllText(string, string, Encoding)"/>, atomically and durably.</summary>
    /// <inheritdoc cref="WriteAllText(string, string)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The whole new text; <see langword="null"/> for an empty file.</param>
    /// <param name="encoding">The encoding; its byte order mark is written, if it has one.</param>
    public static void WriteAllText(string path, string? contents, Encoding encoding) =>
        WriteAllText(path, contents.AsSpan(), encoding);

    /// <inheritdoc cref="WriteAllText(string, string)"/>
    public static void WriteAllText(string path, ReadOnlySpan<char> contents) =>
        WriteAllText(path, contents, DefaultEncoding);

    /// <inheritdoc cref="WriteAllText(string, string, Encoding)"/>
    public static void WriteAllText(string path, ReadOnlySpan<char> contents, Encoding encoding)
    {
        Validate(path, encoding);
        HeldLocks.RequireNoUpdate(path);
        Replace(path, contents, encoding, AtomicWriteOptions.Default);
    }

    /// <inheritdoc cref="WriteAllText(string, string)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The whole new text; <see langword="null"/> for an empty file.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public static Task WriteAllTextAsync(
        string path,
        string? contents,
        CancellationToken cancellationToken = default
    ) => WriteAllTextAsync(path, contents, DefaultEncoding, cancellationToken);

    /// <inheritdoc cref="WriteAllTextAsync(string, string, CancellationToken)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The whole new text; <see langword="null"/> for an empty file.</param>
    /// <param name="encoding">The encoding; its byte order mark is written, if it has one.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    public static Task WriteAllTextAsync(
        string path,
        string? contents,
        Encoding encoding,
        CancellationToken cancellationToken = default
    ) => WriteAllTextAsync(path, contents.AsMemory(), encoding, cancellationToken);

    /// <inheritdoc cref="WriteAllTextAsync(string, string, CancellationToken)"/>
    public static Task WriteAllTextAsync(
        string path,
        ReadOnlyMemory<char> contents,
        CancellationToken cancellationToken = default
    ) => WriteAllTextAsync(path, contents, DefaultEncoding, cancellationToken);

    /// <inheritdoc cref="WriteAllTextAsync(string, string, Encoding, CancellationToken)"/>
    public static Task WriteAllTextAsync(
        string path,
        ReadOnlyMemory<char> contents,
        Encoding encoding,
        CancellationToken cancellationToken = default
    )
    {
        Validate(path, encoding);
        path = StatePath.Absolute(path);
        return RunAsync(
            () => Write(path, file => WriteText(file, contents.Span, encoding), null, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>
    /// <see cref="File.WriteAllLines(string, IEnumerable{string})"/>, atomically and durably: UTF-8 without byte order
    /// mark.
    /// </summary>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The lines; if enumerating them throws, the target is unchanged.</param>
    public static void WriteAllLines(string path, IEnumerable<string> contents) =>
        WriteAllLines(path, contents, DefaultEncoding);

    /// <inheritdoc cref="WriteAllLines(string, IEnumerable{string})"/>
    public static void WriteAllLines(string path, string[] contents) => WriteAllLines(path, contents, DefaultEncoding);

    /// <inheritdoc cref="WriteAllLines(string, IEnumerable{string}, Encoding)"/>
    public static void WriteAllLines(string path, string[] contents, Encoding encoding) =>
        WriteAllLines(path, (IEnumerable<string>)contents, encoding);

    /// <summary>
    /// <see cref="File.WriteAllLines(string, IEnumerable{string}, Encoding)"/>, atomically and durably.
    /// </summary>
    /// <inheritdoc cref="WriteAllLines(string, IEnumerable{string})"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The lines; if enumerating them throws, the target is unchanged.</param>
    /// <param name="encoding">The encoding; its byte order mark is written, if it has one.</param>
    public static void WriteAllLines(string path, IEnumerable<string> contents, Encoding encoding)
    {
        Validate(path, encoding);
        RequireNotNull(contents, nameof(contents));
        Write(path, file => WriteLines(file, contents, encoding, CancellationToken.None), null, CancellationToken.None);
    }

    /// <inheritdoc cref="WriteAllLines(string, IEnumerable{string})"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The lines; if enumerating them throws, the target is unchanged.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public static Task WriteAllLinesAsync(
        string path,
        IEnumerable<string> contents,
        CancellationToken cancellationToken = default
    ) => WriteAllLinesAsync(path, contents, DefaultEncoding, cancellationToken);

    /// <inheritdoc cref="WriteAllLinesAsync(string, IEnumerable{string}, CancellationToken)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The lines; if enumerating them throws, the target is unchanged.</param>
    /// <param name="encoding">The encoding; its byte order mark is written, if it has one.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    public static Task WriteAllLinesAsync(
        string path,
        IEnumerable<string> contents,
        Encoding encoding,
        CancellationToken cancellationToken = default
    )
    {
        Validate(path, encoding);
        RequireNotNull(contents, nameof(contents));
        path = StatePath.Absolute(path);
        return RunAsync(
            () => Write(path, file => WriteLines(file, contents, encoding, cancellationToken), null, cancellationToken),
            cancellationToken
        );
    }

    static void Validate(string path, Encoding encoding)
    {
        StatePath.Validate(path);
        RequireNotNull(encoding, nameof(encoding));
    }

    static void RequireNotNull(object? value, string name)
    {
        if (value is null)
            throw new ArgumentNullException(name);
    }
}
