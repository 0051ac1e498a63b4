using System.Runtime.CompilerServices;
using System.Text;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    // A null there is that of the encoding, as for File.
    const int LastChoice = -1;

    /// <summary>Writes a text as the whole content of a file, atomically, published as the options say.</summary>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The whole new text; <see langword="null"/> for an empty file.</param>
    /// <param name="options">How to publish it.</param>
    /// <param name="encoding">The encoding, whose byte order mark is written, if it has one; <see langword="null"/> for
    /// UTF-8 without.</param>
    [OverloadResolutionPriority(LastChoice)]
    public static void WriteAllText(
        string path,
        string? contents,
        AtomicWriteOptions options,
        Encoding? encoding = null
    )
    {
        encoding ??= DefaultEncoding;
        Validate(path, encoding);
        RequireNotNull(options, nameof(options));
        Write(path, file => WriteText(file, contents.AsSpan(), encoding), options, CancellationToken.None);
    }

    /// <inheritdoc cref="WriteAllText(string, string, AtomicWriteOptions, Encoding)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The whole new text; <see langword="null"/> for an empty file.</param>
    /// <param name="options">How to publish it.</param>
    /// <param name="encoding">The encoding, whose byte order mark is written, if it has one; <see langword="null"/> for
    /// UTF-8 without.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    /// <exception cref="OperationCanceledException">Canceled; the target is unchanged.</exception>
    [OverloadResolutionPriority(LastChoice)]
    public static Task WriteAllTextAsync(
        string path,
        string? contents,
        AtomicWriteOptions options,
        Encoding? encoding = null,
        CancellationToken cancellationToken = default
    )
    {
        encoding ??= DefaultEncoding;
        Validate(path, encoding);
        RequireNotNull(options, nameof(options));
        path = StatePath.Absolute(path);
        return RunAsync(
            () => Write(path, file => WriteText(file, contents.AsSpan(), encoding), options, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Writes lines as the whole content of a file, atomically, published as the options say.</summary>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The lines; if enumerating them throws, the target is unchanged.</param>
    /// <param name="options">How to publish them.</param>
    /// <param name="encoding">The encoding, whose byte order mark is written, if it has one; <see langword="null"/> for
    /// UTF-8 without.</param>
    [OverloadResolutionPriority(LastChoice)]
    public static void WriteAllLines(
        string path,
        IEnumerable<string> contents,
        AtomicWriteOptions options,
        Encoding? encoding = null
    )
    {
        encoding ??= DefaultEncoding;
        Validate(path, encoding);
        RequireNotNull(contents, nameof(contents));
        RequireNotNull(options, nameof(options));
        Write(
            path,
            file => WriteLines(file, contents, encoding, CancellationToken.None),
            options,
            CancellationToken.None
        );
    }

    /// <inheritdoc cref="WriteAllLines(string, IEnumerable{string}, AtomicWriteOptions, Encoding)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="contents">The lines; if enumerating them throws, the target is unchanged.</param>
    /// <param name="options">How to publish them.</param>
    /// <param name="encoding">The encoding, whose byte order mark is written, if it has one; <see langword="null"/> for
    /// UTF-8 without.</param>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    /// <exception cref="OperationCanceledException">Canceled; the target is unchanged.</exception>
    [OverloadResolutionPriority(LastChoice)]
    public static Task WriteAllLinesAsync(
        string path,
        IEnumerable<string> contents,
        AtomicWriteOptions options,
        Encoding? encoding = null,
        CancellationToken cancellationToken = default
    )
    {
        encoding ??= DefaultEncoding;
        Validate(path, encoding);
        RequireNotNull(contents, nameof(contents));
        RequireNotNull(options, nameof(options));
        path = StatePath.Absolute(path);
        return RunAsync(
            () =>
                Write(
                    path,
                    file => WriteLines(file, contents, encoding, cancellationToken),
                    options,
                    cancellationToken
                ),
            cancellationToken
        );
    }
}
