using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>When a state is looked at, by a timer that goes off when the test says so.</summary>
public sealed class StateWatcherTests : IDisposable
{
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    readonly TimerByHand _timer = new();
    readonly Reporting _store = new();
    int _looks;
    Func<StateLook> _answer = () => StateLook.Done;

    public void Dispose()
    {
        _timer.Dispose();
        _store.Dispose();
    }

    StateWatcher Watch(StateStore? store = null, TimeSpan? interval = null) =>
        new(store ?? _store, _timer, interval, () =>
        {
            _looks++;
            return _answer();
        });

    [Fact]
    public void The_first_report_sets_a_look_off_and_no_further_one_puts_it_off()
    {
        using var watch = Watch();
        Assert.Equal([Rest], _timer.Set); // the first look is asked for by nobody
        _store.Report();
        Assert.Equal([Rest], _timer.Set);
        _timer.GoOff();
        Assert.Equal([Rest, Timeout.InfiniteTimeSpan], _timer.Set);
        _store.Report();
        _store.Report();
        _timer.GoOff();
        Assert.Equal([Rest, Timeout.InfiniteTimeSpan, Rest, Timeout.InfiniteTimeSpan], _timer.Set);
        Assert.Equal(2, _looks);
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(50, 50)]
    [InlineData(51, 51)]
    [InlineData(3_600_000, 3_600_000)]
    public void The_interval_is_the_one_asked_for_and_no_shorter_than_a_rest(int asked, int milliseconds)
    {
        using var watch = Watch(interval: TimeSpan.FromMilliseconds(asked));
        _timer.GoOff();
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _timer.Set[^1]);
    }

    [Fact]
    public void What_reports_nothing_is_looked_at_each_second()
    {
        using var watch = Watch(new ScriptedStore());
        _timer.GoOff();
        Assert.Equal([Rest, Second], _timer.Set);
    }

    [Fact]
    public void What_is_not_whole_yet_is_looked_at_soon_and_what_may_pass_later()
    {
        using var watch = Watch();
        _answer = () => StateLook.Soon;
        _timer.GoOff();
        Assert.Equal([Rest, Rest], _timer.Set);
        _answer = () => StateLook.Later;
        _timer.GoOff();
        Assert.Equal([Rest, Rest, Second], _timer.Set);
    }

    [Theory]
    [InlineData(200, 200)]
    [InlineData(3_600_000, 1000)]
    public void What_may_pass_is_looked_at_within_a_second(int interval, int milliseconds)
    {
        using var watch = Watch(interval: TimeSpan.FromMilliseconds(interval));
        _answer = () => StateLook.Later;
        _timer.GoOff();
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _timer.Set[^1]);
    }

    [Fact]
    public void What_is_reported_during_a_look_is_looked_at_after_it()
    {
        using var watch = Watch(interval: Hour);
        _answer = () =>
        {
            _store.Report();
            return StateLook.Done;
        };
        _timer.GoOff();
        Assert.Equal([Rest, Rest], _timer.Set);
    }

    [Fact]
    public void After_the_end_nothing_is_looked_at_and_nothing_left()
    {
        var watch = Watch();
        watch.Dispose();
        Assert.True(_timer.IsDisposed);
        Assert.True(_store.IsEnded);
        _timer.GoOff(); // was on its way
        Assert.Equal(0, _looks);
        _store.Report(); // this one, too
        Assert.Equal([Rest], _timer.Set);
    }

    [Fact]
    public void An_end_during_a_look_sets_off_no_other()
    {
        StateWatcher? watch = null;
        watch = Watch(interval: Hour);
        _answer = () =>
        {
            watch.Dispose();
            return StateLook.Done;
        };
        _timer.GoOff();
        Assert.Equal([Rest], _timer.Set);
    }

    sealed class Reporting() : StateStore("reporting"), IDisposable
    {
        public Action Report { get; private set; } = () => { };

        public bool IsEnded { get; private set; }

        public void Dispose() => IsEnded = true;

        public override IDisposable Watch(Action changed)
        {
            Report = changed;
            return this;
        }

        public override StoredState Read(CancellationToken cancellationToken = default) => new(null);

        public override ReplaceOutcome TryReplace(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        ) => ReplaceOutcome.NotCommitted;
    }
}
