namespace AtomicWrites;

/// <content>Writes that run: no commit before all of them have ended, and none after one that failed.</content>
public sealed partial class AtomicFileStream
{
    const int MaxAtOnce = 64 * 1024; // more than a program's own buffer usually holds

    int _running;

    internal bool IsWriting => Volatile.Read(ref _running) > 0;

    /// <summary>
    /// Whether a piece is short, and nothing runs that it would overtake: writing it takes no longer than to leave it to
    /// another thread, and whoever awaits it goes on at once, as where it fits into the buffer of a stream.
    /// </summary>
    internal bool IsAtOnce(int length, CancellationToken cancellationToken) =>
        length <= MaxAtOnce && !cancellationToken.IsCancellationRequested && !IsWriting;

    /// <inheritdoc/>
    public override IAsyncResult BeginWrite(
        byte[] buffer,
        int offset,
        int count,
        AsyncCallback? callback,
        object? state
    )
    {
        var writing = WriteAsync(buffer, offset, count, CancellationToken.None);
        var written = new TaskCompletionSource<bool>(state);
        _ = writing.ContinueWith(Complete, TaskScheduler.Default);
        return written.Task;

        void Complete(Task ended)
        {
            if (ended.Exception is { } failure)
                written.SetException(failure.InnerExceptions);
            else
                written.SetResult(true);
            callback?.Invoke(written.Task);
        }
    }

    /// <inheritdoc/>
    public override void EndWrite(IAsyncResult asyncResult) =>
        ((asyncResult as Task) ?? throw new ArgumentNullException(nameof(asyncResult))).GetAwaiter().GetResult();

    /// <summary>
    /// Counts a write among those that run, and remembers it if a piece is missing afterwards. A failed system call is
    /// remembered by the file.
    /// </summary>
    internal async Task Watch(Task writing, bool isPiece = true)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch when (isPiece) // what is not flushed is still there
        {
            IsIncomplete = true;
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
