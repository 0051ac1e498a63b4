using AtomicWrites.Protocol;

namespace AtomicWrites;

/// <summary>
/// The stream of <see cref="AtomicFile.Create"/>: what is written appears at the path all at once with <see cref="Commit"/>,
/// and never if the stream is disposed without it.
/// </summary>
public sealed class AtomicFileStream : Stream
{
    const int BufferSize = 4096;

    readonly PendingFile _pending;
    readonly BufferedStream _content; // never disposed: it would write out what is to be discarded
    bool _closed;

    internal AtomicFileStream(string path, AtomicWriteOptions? options)
    {
        _pending = PendingFile.Open(path, options).Guarded();
        _content = new BufferedStream(_pending, BufferSize);
    }

    /// <summary>
    /// Makes what was written durable and publishes it at the path, in one step. Nothing can be written afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">Committed or disposed already.</exception>
    /// <exception cref="AtomicWriteException">The commit failed; <see cref="AtomicWriteException.Committed"/> says whether the content was published.</exception>
    public void Commit() => Publish(CancellationToken.None);

    void Publish(CancellationToken cancellationToken)
    {
        RequireOpen();
        try
        {
            _pending.Cancellation = cancellationToken;
            _content.Flush();
            _pending.Commit();
        }
        finally
        {
            Close();
        }
    }

    /// <inheritdoc cref="Commit"/>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the content is durable.</returns>
    public Task CommitAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => Publish(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override bool CanRead => !_closed;

    /// <inheritdoc/>
    public override bool CanSeek => !_closed;

    /// <inheritdoc/>
    public override bool CanWrite => !_closed;

    /// <inheritdoc/>
    public override long Length => Open.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => Open.Position;
        set => Open.Position = value;
    }

    /// <inheritdoc/>
    public override void Flush() => Open.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Open.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Open.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Open.ReadAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Open.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => Open.SetLength(value);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Open.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Open.WriteAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Open.WriteByte(value);

#if NET
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Open.Read(buffer);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Open.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Open.Write(buffer);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Open.WriteAsync(buffer, cancellationToken);
#endif

    /// <summary>Set while a callback writes: what it wraps around the stream may dispose it, and that does not mean to discard.</summary>
    internal bool KeepOpen { get; set; }

    BufferedStream Open
    {
        get
        {
            RequireOpen();
            return _content;
        }
    }

    void RequireOpen()
    {
        if (_closed)
            throw new ObjectDisposedException(nameof(AtomicFileStream), "The stream was committed or disposed.");
    }

    /// <summary>Discards what was written, unless it was committed; the target stays as it is.</summary>
    /// <param name="disposing">Whether this is not the finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed && !KeepOpen)
            Close();
        base.Dispose(disposing);
    }

    new void Close()
    {
        _closed = true;
        _pending.Dispose();
    }
}
