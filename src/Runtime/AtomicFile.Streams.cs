using System.ComponentModel;
using System.Text;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// <see cref="File.Create(string)"/>, atomically: a stream to a new file that replaces the target when
    /// <see cref="AtomicFileStream.Commit"/> is called. Disposed without it, everything written is discarded.
    /// </summary>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <returns>An empty stream that can be written, read and sought.</returns>
    public static AtomicFileStream Create(string path, AtomicWriteOptions? options = null) => new(path, options);

    /// <summary>
    /// <see cref="File.CreateText"/>, atomically: the text replaces the target when
    /// <see cref="AtomicStreamWriter.Commit"/> is called.
    /// </summary>
    /// <inheritdoc cref="Create"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="encoding">The encoding; <see langword="null"/> for UTF-8 without byte order mark.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <returns>A writer at the start of an empty file.</returns>
    public static AtomicStreamWriter CreateText(
        string path,
        Encoding? encoding = null,
        AtomicWriteOptions? options = null
    ) => new(Create(path, options), encoding ?? DefaultEncoding);

    /// <summary>
    /// Lets <paramref name="write"/> write the whole new content of <paramref name="path"/> and publishes it; if it
    /// throws, the target is unchanged.
    /// </summary>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content, for example <c>document.Save</c>; may dispose the stream.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    public static void Write(string path, Action<Stream> write, AtomicWriteOptions? options = null)
    {
        RequireNotNull(write, nameof(write));
        using var stream = Create(path, options);
        stream.KeepOpen = true;
        try
        {
            write(stream);
        }
        finally
        {
            stream.KeepOpen = false;
        }

        stream.Commit();
    }

    /// <summary>Not for asynchronous work: it would still be writing when the file is published.</summary>
    /// <typeparam name="TTask">Type of the task.</typeparam>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Asynchronous work.</param>
    /// <param name="options">How to publish it.</param>
    [Obsolete("Asynchronous work would still be writing when the file is published: await WriteAsync.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Write<TTask>(string path, Func<Stream, TTask> write, AtomicWriteOptions? options = null)
        where TTask : Task => RequireSynchronous(typeof(TTask), nameof(write));

    /// <inheritdoc cref="Write(string, Action{Stream}, AtomicWriteOptions)"/>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content, beginning on the thread pool; may dispose the stream.</param>
    /// <param name="options">How to publish it; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <param name="cancellationToken">Handed to <paramref name="write"/>, and heeded until the rename, never after
    /// it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public static Task WriteAsync(
        string path,
        Func<Stream, CancellationToken, Task> write,
        AtomicWriteOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        StatePath.Validate(path);
        RequireNotNull(write, nameof(write));
        var absolute = StatePath.Absolute(path);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : Task.Run(() => PublishAsync(absolute, write, options, cancellationToken), cancellationToken);
    }

    static async Task PublishAsync(
        string path,
        Func<Stream, CancellationToken, Task> write,
        AtomicWriteOptions? options,
        CancellationToken cancellationToken
    )
    {
        using var stream = Create(path, options);
        stream.KeepOpen = true;
        try
        {
            await write(stream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            stream.KeepOpen = false;
        }

        await stream.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
