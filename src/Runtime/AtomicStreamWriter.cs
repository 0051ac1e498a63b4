using System.Text;

namespace AtomicWrites;

/// <summary>
/// The writer of <see cref="AtomicFile.CreateText"/>: the text appears at the path all at once with <see cref="Commit"/>,
/// and never if the writer is disposed without it.
/// </summary>
public sealed class AtomicStreamWriter : StreamWriter
{
    internal AtomicStreamWriter(AtomicFileStream stream, Encoding encoding)
        : base(stream, encoding) { }

    /// <summary>Writes out what is buffered, makes it durable and publishes it at the path, in one step. Nothing can be written afterwards.</summary>
    /// <inheritdoc cref="AtomicFileStream.Commit"/>
    public void Commit()
    {
        Flush();
        Stream.Commit();
    }

    /// <inheritdoc cref="Commit"/>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the text is durable.</returns>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
#if NET
        await FlushAsync(cancellationToken).ConfigureAwait(false);
#else
        await FlushAsync().ConfigureAwait(false);
#endif
        await Stream.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

#pragma warning disable CA2215 // The base writes out its buffer when disposed; here that is to be discarded.
    AtomicFileStream Stream => (AtomicFileStream)BaseStream;

    /// <summary>Discards the text, unless it was committed; the target stays as it is.</summary>
    /// <param name="disposing">Whether this is not the finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Stream.Dispose();
    }

#if NET
    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
#endif
}
