using System.Text;

namespace AtomicWrites;

/// <summary>
/// The writer of <see cref="AtomicFile.CreateText"/>: the text appears at the path all at once with
/// <see cref="Commit"/>, and never if the writer is disposed without it, or a write has failed or was canceled.
/// </summary>
/// <example>
/// <code>
/// using var writer = AtomicFile.CreateText("list.txt");
/// writer.WriteLine("one");
/// writer.Commit();                                    // without it, list.txt stays as it was
/// </code>
/// </example>
public sealed class AtomicStreamWriter : StreamWriter
{
    readonly AtomicFileStream _stream;

    internal AtomicStreamWriter(AtomicFileStream stream, Encoding encoding)
        : base(stream, encoding)
    {
        _stream = stream;
        _stream.WriteOut = Flush; // also where the stream itself is committed
    }

    /// <summary>
    /// Writes out what is buffered, makes it durable and publishes it at the path, in one step. Nothing can be written
    /// afterwards.
    /// </summary>
    /// <inheritdoc cref="AtomicFileStream.Commit"/>
    public void Commit()
    {
        Flush();
        try
        {
            _stream.Commit();
        }
        finally
        {
            EndWithStream();
        }
    }

    /// <inheritdoc cref="Commit"/>
    /// <param name="cancellationToken">Heeded until the rename, never after it.</param>
    /// <returns>A task that ends when the text is durable.</returns>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
#if NET
        await FlushAsync(cancellationToken).ConfigureAwait(false);
#else
        await FlushAsync().ConfigureAwait(false);
#endif
        try
        {
            await _stream.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndWithStream();
        }
    }

    // What the members below do not override ends in one of them.

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            base.Flush();
        }
        catch (Exception failure) when (IsNoted(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Write(char value)
    {
        try
        {
            base.Write(value);
        }
        catch (Exception failure) when (IsNoted(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Write(char[]? buffer)
    {
        try
        {
            base.Write(buffer);
        }
        catch (Exception failure) when (IsNoted(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count)
    {
        try
        {
            base.Write(buffer, index, count);
        }
        catch (Exception failure) when (IsNoted(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        try
        {
            base.Write(value);
        }
        catch (Exception failure) when (IsNoted(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        try
        {
            base.WriteLine(value);
        }
        catch (Exception failure) when (IsNoted(failure))
        {
            throw;
        }
    }

    // An encoder that cannot go on has lost a piece of the text; a wrong argument has not.
    bool IsNoted(Exception failure)
    {
        _stream.IsIncomplete |= failure is not ArgumentException or EncoderFallbackException;
        return false;
    }

    /// <inheritdoc/>
    public override Task FlushAsync() => Put(0, 0, _ => Flush());

    /// <inheritdoc/>
    public override Task WriteAsync(char value) => Put(value, 1, Write);

    /// <inheritdoc/>
    public override Task WriteAsync(string? value) => Put(value, value?.Length ?? 0, Write);

    /// <inheritdoc/>
    public override Task WriteAsync(char[] buffer, int index, int count) =>
        Put(new ArraySegment<char>(buffer, index, count), count, piece =>
            Write(piece.Array!, piece.Offset, piece.Count)
        );

    /// <inheritdoc/>
    public override Task WriteLineAsync() => Put(0, 0, _ => WriteLine());

    /// <inheritdoc/>
    public override Task WriteLineAsync(char value) => Put(value, 1, WriteLine);

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value) => Put(value, value?.Length ?? 0, WriteLine);

    /// <inheritdoc/>
    public override Task WriteLineAsync(char[] buffer, int index, int count) =>
        Put(new ArraySegment<char>(buffer, index, count), count, piece =>
            WriteLine(piece.Array!, piece.Offset, piece.Count)
        );

#if NET
    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : FlushAsync();

    /// <inheritdoc/>
    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        Put(buffer, buffer.Length, piece => Write(piece.Span), cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(StringBuilder? value, CancellationToken cancellationToken = default) =>
        Put(value, value?.Length ?? 0, Write, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        Put(buffer, buffer.Length, piece => WriteLine(piece.Span), cancellationToken);

    /// <inheritdoc/>
    public override Task WriteLineAsync(StringBuilder? value, CancellationToken cancellationToken = default) =>
        Put(value, value?.Length ?? 0, WriteLine, cancellationToken);
#endif

    /// <summary>
    /// Writes a short piece at once, so that awaiting it does not wait, as with the buffers of a
    /// <see cref="StreamWriter"/> (which leaves each piece of a derived writer to another thread).
    /// </summary>
    Task Put<T>(T piece, int length, Action<T> write, CancellationToken cancellationToken = default)
    {
        if (!_stream.CanWrite)
            throw new ObjectDisposedException(nameof(AtomicStreamWriter), "The writer was committed or disposed.");
        if (_stream.IsWriting)
            throw new InvalidOperationException("A write is still running. Await every write before the next.");
        if (!_stream.IsAtOnce(length, cancellationToken))
            return _stream.Watch(Task.Run(() => write(piece), cancellationToken));
        try
        {
            write(piece);
            return Task.CompletedTask;
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    /// <summary>Discards the text, unless it was committed; the target stays as it is.</summary>
    /// <param name="disposing">Whether this is not the finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        _stream.Discard();
        try
        {
            base.Dispose(disposing); // writes out its buffer, to nowhere, and refuses from now on
        }
        catch (EncoderFallbackException)
        {
            // What cannot be encoded is discarded as well.
        }
    }

    void EndWithStream()
    {
        if (!_stream.CanWrite)
            Dispose();
    }
}
