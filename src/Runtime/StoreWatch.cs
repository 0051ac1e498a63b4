using AtomicWrites.States;

namespace AtomicWrites;

/// <summary>
/// A watch of a store that has to be asked, or that reports over a connection which may break: what
/// <see cref="StateStore.Watch"/> returns for most engines. It is followed until disposed, again after a pause wherever
/// that ends, and each time it begins all is reported that may have been missed.
/// </summary>
/// <example>
/// <code>
/// // Of a store whose ReadVersionAsync asks the engine: IDisposable Watch(Action changed) => new StoreWatch(changed, Follow);
/// var versions = 0;
/// using var watch = new StoreWatch(() => Console.WriteLine("it has changed"), Follow);
///
/// async Task Follow(StoreWatch watch, CancellationToken end)
/// {
///     for (; ; await Task.Delay(TimeSpan.FromSeconds(1), end))
///         watch.Saw(await ReadVersionAsync(end));
/// }
///
/// async Task&lt;int&gt; ReadVersionAsync(CancellationToken end) => ++versions;
/// </code>
/// </example>
public sealed class StoreWatch : IDisposable
{
    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource _end = new();
    readonly CancellationToken _ended;
    readonly Action _changed;
    bool _hasSeen;
    object? _seen;

    /// <summary>Begins to follow, on the thread pool.</summary>
    /// <param name="changed">What to call: that of <see cref="StateStore.Watch"/>.</param>
    /// <param name="follow">
    /// Connects and follows, until it is canceled or fails. It calls <see cref="Saw"/> as soon as it would notice a
    /// commit, and again at intervals or <see cref="Report"/> whenever it is told of one. Each time that it ends, by
    /// whatever exception, it is begun again, at first after a tenth of a second and then less and less often.
    /// </param>
    public StoreWatch(Action changed, Func<StoreWatch, CancellationToken, Task> follow)
    {
        _changed = changed ?? throw new ArgumentNullException(nameof(changed));
        if (follow is null)
            throw new ArgumentNullException(nameof(follow));
        _ended = _end.Token;
        NeutralFlow.Run(() => Task.Run(() => Persist(follow), CancellationToken.None));
    }

    /// <summary>How long it rests before it is followed again.</summary>
    internal TimeSpan Pause { get; private set; } = ShortestPause;

    /// <summary>Reports that there may be another version; from any thread.</summary>
    public void Report()
    {
        if (!_ended.IsCancellationRequested)
            _changed();
    }

    /// <summary>
    /// Reports if this is another version than the one before, or the first one since it is followed anew: nobody knows
    /// what was missed. Of the following function alone.
    /// </summary>
    /// <param name="version">What has an <see cref="object.Equals(object)"/>; <see langword="null"/> is a version,
    /// too.</param>
    public void Saw(object? version)
    {
        Pause = ShortestPause;
        if (_hasSeen && Equals(version, _seen))
            return;
        (_hasSeen, _seen) = (true, version);
        Report();
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _end.Cancel();

    async Task Persist(Func<StoreWatch, CancellationToken, Task> follow)
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await follow(this, _ended).ConfigureAwait(false);
            }
            catch (Exception) when (!_ended.IsCancellationRequested)
            {
                Report(); // the state itself says what is wrong when it is read
            }
            catch
            {
                return; // canceled, in whatever words
            }

            _hasSeen = false;
            await Rest().ConfigureAwait(false);
            Pause = Longer(Pause);
        }
    }

    internal static TimeSpan Longer(TimeSpan pause) => pause + pause < LongestPause ? pause + pause : LongestPause;

    async Task Rest()
    {
        try
        {
            await Task.Delay(Pause, _ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ended.
        }
    }
}
