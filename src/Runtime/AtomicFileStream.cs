using AtomicWrites.Locking;
using AtomicWrites.Protocol;

namespace AtomicWrites;

/// <summary>
/// The stream of <see cref="AtomicFile.Create"/>: what is written appears at the path all at once with
/// <see cref="Commit"/>, and never if the stream is disposed without it.
/// </summary>
/// <remarks>A stream of which one write has failed or was canceled is not complete, and never committed.</remarks>
/// <example>
/// <code>
/// using var stream = AtomicFile.Create("state.bin");
/// stream.Write([1, 2, 3]);
/// stream.Commit();                                    // without it, state.bin stays as it was
/// </code>
/// </example>
public sealed partial class AtomicFileStream : Stream
{
    const int BufferSize = 4096;

    readonly PendingFile _pending;
    readonly BufferedStream _content; // never disposed: it would write out what is to be discarded
    readonly string _path;
    bool _closed;
    bool _isFinished; // disposed by a callback, which does not mean to discard
    bool _isDiscarding;

    internal AtomicFileStream(string path, AtomicWriteOptions? options)
    {
        StatePath.Validate(path);
        HeldLocks.RequireNoUpdate(path);
        _path = path;
        _pending = PendingFile.Open(path, options).Guarded();
        _content = new BufferedStream(_pending, BufferSize);
    }

    /// <summary>
    /// Makes what was written durable and publishes it at the path, in one step. Nothing can be written afterwards.
    /// </summary>
    /// <exception cref="ObjectDisposedException">Committed or disposed already.</exception>
    /// <exception cref="InvalidOperationException">An asynchronous write is still running; await it first. Nothing was
    /// published.</exception>
    /// <exception cref="LockRecursionException">Called inside an update of the same file, which would undo it. Nothing
    /// was published.</exception>
    /// <exception cref="AtomicWriteException">
    /// The commit failed, or a write before it had failed or was canceled; <see cref="AtomicWriteException.Committed"/>
    /// says whether the content was published.
    /// </exception>
    public void Commit() => Publish(CancellationToken.None);

    void Publish(CancellationToken cancellationToken)
    {
        RequireOpen();
        HeldLocks.RequireNoUpdate(_path);
        if (IsWriting)
            throw new InvalidOperationException(
                $"'{_path}' cannot be published: a write to it is still running. Await every write before the commit."
            );
        WriteOut?.Invoke();
        try
        {
            if (IsIncomplete)
                throw new AtomicWriteException(
                    $"Could not write '{_path}' atomically: a write to the stream failed or was canceled before, "
                        + "so that it is not complete. The target is unchanged."
                );
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
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : Task.Run(() => Publish(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override bool CanRead => IsOpen;

    /// <inheritdoc/>
    public override bool CanSeek => IsOpen;

    /// <inheritdoc/>
    public override bool CanWrite => IsOpen;

    /// <inheritdoc/>
    public override long Length => Open.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => Open.Position;
        set => Open.Position = value;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (!_isDiscarding)
            Open.Flush();
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Watch(Open.FlushAsync(cancellationToken), isPiece: false);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Open.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Open.ReadAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Open.Seek(offset, Known(origin));

    static SeekOrigin Known(SeekOrigin origin) =>
        origin is SeekOrigin.Begin or SeekOrigin.Current or SeekOrigin.End
            ? origin
            : throw new ArgumentException("Neither begin nor current nor end.", nameof(origin));

    /// <inheritdoc/>
    public override void SetLength(long value) => Open.SetLength(value);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!_isDiscarding)
            Open.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (!IsAtOnce(count, cancellationToken))
            return Watch(Open.WriteAsync(buffer, offset, count, cancellationToken));
        try
        {
            Open.Write(buffer, offset, count);
            return Task.CompletedTask;
        }
        catch (IOException failure)
        {
            return Task.FromException(failure);
        }
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Open.WriteByte(value);

#if NET
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Open.Read(buffer);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Open.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_isDiscarding)
            Open.Write(buffer);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsAtOnce(buffer.Length, cancellationToken))
            return new(Watch(Open.WriteAsync(buffer, cancellationToken).AsTask()));
        try
        {
            Open.Write(buffer.Span);
            return default;
        }
        catch (IOException failure)
        {
            return new(Task.FromException(failure));
        }
    }
#endif

    /// <summary>Whether a piece of what was to be written is missing.</summary>
    internal bool IsIncomplete { get; set; }

    /// <summary>Writes out what a writer in front still holds, before a commit.</summary>
    internal Action? WriteOut { get; set; }

    /// <summary>
    /// Set while a callback writes: what it wraps around the stream may dispose it, and that does not mean to discard.
    /// </summary>
    internal bool KeepOpen { get; set; }

    BufferedStream Open
    {
        get { return IsOpen ? _content : throw Disposed(); }
    }

    bool IsOpen => !_closed && !_isFinished;

    void RequireOpen()
    {
        if (_closed)
            throw Disposed();
    }

    static ObjectDisposedException Disposed() => new(nameof(AtomicFileStream), "The stream was committed or disposed.");

    /// <summary>
    /// Closes it for a writer that writes out its buffer whatever happens: nothing more is written, nor refused.
    /// </summary>
    internal void Discard()
    {
        _isDiscarding = true;
        if (!_closed)
            Close();
    }

    /// <summary>Discards what was written, unless it was committed; the target stays as it is.</summary>
    /// <param name="disposing">Whether this is not the finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed && !KeepOpen)
            Close();
        _isFinished |= disposing;
        base.Dispose(disposing);
    }

    new void Close()
    {
        _closed = true;
        _pending.Dispose();
    }
}
