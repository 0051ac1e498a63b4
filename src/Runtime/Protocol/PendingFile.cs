using AtomicWrites.Platform;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Platform.Windows;

namespace AtomicWrites.Protocol;

/// <summary>
/// A file that is being written beside its target and that nobody reads yet: <see cref="Commit"/> publishes it whole,
/// <see cref="IDisposable.Dispose"/> without it discards it and leaves the target as it was.
/// </summary>
/// <remarks>An unbuffered stream: each read and write is a system call.</remarks>
abstract class PendingFile(string path, AtomicWriteOptions options) : Stream
{
    // Between two of these the caller may cancel a long write.
    const int BytesAtOnce = 4 * 1024 * 1024;

    const int Writing = 0;
    const int Committing = 1;
    const int Closed = 2;

    Guard? _guard;
    long _position;
    int _stage = Writing; // of Writing, Committing, Closed: threads may write, commit and dispose at once
    volatile bool _isBroken; // a write failed, or is not done yet: what is there now must never be published

    /// <summary>
    /// Opens a temporary file in the directory of <paramref name="path"/>, or of what a symbolic link there leads to.
    /// </summary>
    public static PendingFile Open(string path, AtomicWriteOptions? options)
    {
        StatePath.Validate(path);
        options ??= AtomicWriteOptions.Default;
        if (Host.IsWindows)
            return new WindowsPendingFile(path, options);
        Host.RequireKnown();
        return new UnixPendingFile(path, options);
    }

    /// <summary>
    /// Leaves it to the garbage collector to discard the file where its owner forgets to: for owners that are handed
    /// out.
    /// </summary>
    public PendingFile Guarded()
    {
        _guard = new Guard(this);
        return this;
    }

    // Apart, because an object that has a finalizer costs more to create: a hundredth of a whole write.
    sealed class Guard(PendingFile file) : IDisposable
    {
        public void Dispose() => GC.SuppressFinalize(this);

        ~Guard() => file.Dispose(disposing: false);
    }

    // A commit that has begun goes on to its end, and then closes the file itself.
    protected sealed override void Dispose(bool disposing)
    {
        if (Interlocked.CompareExchange(ref _stage, Closed, Writing) == Writing)
            Close();
        _guard?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Discards what is not published, and lets go of the file; called once.</summary>
    protected new abstract void Close();

    /// <summary>The path as the user named it.</summary>
    protected string TargetPath => path;

    protected AtomicWriteOptions Options => options;

    /// <summary>Heeded while writing and up to the rename, never after it.</summary>
    public CancellationToken Cancellation { protected get; set; }

    /// <summary>Makes the file durable, renames it over the target and makes that durable.</summary>
    public void Commit()
    {
        if (Interlocked.CompareExchange(ref _stage, Committing, Writing) != Writing)
            throw Ended();
        try
        {
            if (_isBroken)
                throw new AtomicWriteException(
                    $"Could not write '{path}' atomically: a write to the new file failed before, "
                        + "so that it is not complete. The target is unchanged."
                );
            if (!(options.SkipIfUnchanged && IsUnchanged()))
                Publish();
        }
        finally
        {
            _stage = Closed;
            Close(); // whatever came of it: a failed sync is never repeated on the same file
        }
    }

    static ObjectDisposedException Ended() => new(nameof(PendingFile), "The file was committed or disposed.");

    /// <summary>The steps from the sync of the file to the sync of its directory.</summary>
    protected abstract void Publish();

    /// <summary>Whether the target is already what would be published, and as durable.</summary>
    protected abstract bool IsUnchanged();

    /// <summary>
    /// Whether this file has the content that <paramref name="read"/> (buffer, offset, count) reads, from start to end;
    /// an error there is a difference.
    /// </summary>
    protected bool HasContentOf(Func<byte[], int, int, int> read)
    {
        const int chunk = 16 * 1024;
        byte[] ours = new byte[chunk],
            theirs = new byte[chunk];
        Position = 0;
        while (true)
        {
            var count = Read(ours, 0, chunk);
            if (count == 0)
                return read(theirs, 0, 1) == 0;
            for (int done = 0, more; done < count; done += more)
                if ((more = read(theirs, done, count - done)) <= 0)
                    return false;
            if (!ours.AsSpan(0, count).SequenceEqual(theirs.AsSpan(0, count)))
                return false;
        }
    }

    /// <summary>Reads at the current position; 0 at the end.</summary>
    protected abstract int ReadSome(Span<byte> buffer);

    /// <summary>Writes at the current position, perhaps less than all.</summary>
    protected abstract int WriteSome(ReadOnlySpan<byte> data);

    protected abstract void MoveTo(long position);

    protected abstract long Size { get; set; }

#if NET
    public sealed override void Write(ReadOnlySpan<byte> data)
#else
    public void Write(ReadOnlySpan<byte> data)
#endif
    {
        var wasBroken = Begin();
        while (!data.IsEmpty)
        {
            Cancellation.ThrowIfCancellationRequested();
            var count = WriteSome(data.Slice(0, Math.Min(data.Length, BytesAtOnce)));
            if (count == 0)
                throw new AtomicWriteException(
                    $"Could not write '{path}' atomically: the file system accepted no more data. "
                        + "The target is unchanged and no temporary file is left."
                );
            _position += count;
            data = data.Slice(count);
        }

        _isBroken = wasBroken;
    }

    // Either this sees the commit of another thread, or that commit sees this write and refuses.
    bool Begin()
    {
        var wasBroken = _isBroken;
        _isBroken = true;
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _stage) == Writing ? wasBroken : throw Ended();
    }

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

#if NET
    public sealed override int Read(Span<byte> buffer)
#else
    public int Read(Span<byte> buffer)
#endif
    {
        var count = ReadSome(buffer);
        _position += count;
        return count;
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public sealed override long Seek(long offset, SeekOrigin origin)
    {
        var position =
            offset
            + (
                origin == SeekOrigin.Begin ? 0
                : origin == SeekOrigin.Current ? _position
                : Size
            );
        if (position < 0)
            throw new IOException("An attempt was made to move the position before the beginning of the stream.");
        if (position != _position)
            MoveTo(position);
        return _position = position;
    }

    public sealed override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public sealed override void SetLength(long value)
    {
        var wasBroken = Begin();
        Size = value;
        _isBroken = wasBroken;
        if (_position > value)
            Position = value;
    }

    public sealed override long Length => Size;

    public sealed override void Flush() { }

    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => true;

    public sealed override bool CanWrite => true;
}
