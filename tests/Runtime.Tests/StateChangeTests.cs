using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What whoever watches a state is told, looked at when the test says so.</summary>
public sealed class StateChangeTests : IDisposable
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Later = TimeSpan.FromSeconds(1);
    static readonly TimeSpan WhenReported = Timeout.InfiniteTimeSpan;

    readonly TimerByHand _timer = new();
    readonly InMemoryStateStore _store = new();
    readonly List<int> _told = [];
    readonly List<Exception> _failures = [];
    readonly State<Settings> _state;
    readonly IDisposable _watch;
    Action<Settings> _whenTold = _ => { };

    public StateChangeTests()
    {
        _state = Open();
        _watch = _state.OnChange(
            settings =>
            {
                _told.Add(settings.Count);
                _whenTold(settings);
            },
            _failures.Add
        );
    }

    public void Dispose()
    {
        _watch.Dispose();
        _timer.Dispose();
    }

    sealed class Settings
    {
        public int Count { get; set; }
    }

    State<Settings> Open() =>
        new(
            _store,
            new()
            {
                Initial = () => new(),
                TimeProvider = _timer,
                LockTimeout = Timeout.InfiniteTimeSpan, // which needs no timer
            }
        );

    void Save(int count) => Open().Edit(settings => settings.Count = count);

    // Looks, and says when it will look again.
    TimeSpan Look()
    {
        _timer.GoOff();
        return _timer.Set[^1];
    }

    void Told(params int[] counts)
    {
        Assert.Equal(counts, _told);
        _told.Clear();
    }

    void Failed(params StateFileFailure[] failures)
    {
        Assert.Equal(failures, _failures.Select(failure => Assert.IsType<StateFileException>(failure).Failure));
        _failures.Clear();
    }

    [Fact]
    public void What_another_has_saved_is_told_once_and_what_is_ones_own_is_not()
    {
        Assert.Equal(WhenReported, Look());
        Told();
        Save(1);
        Assert.Equal(WhenReported, Look());
        Told(1);
        Look();
        Told();
        _state.Edit(settings => settings.Count = 2);
        Look();
        Told();
        Failed();
    }

    [Fact]
    public void What_may_pass_is_told_once_and_looked_at_until_it_has_passed()
    {
        for (var times = 0; times < 2; times++)
        {
            Save(5 + times);
            _store.FailNext(new StateFileException(StateFileFailure.Unreadable, "kept by another"));
            _store.FailNext(new StateFileException(StateFileFailure.Unreadable, "kept by another"));
            Assert.Equal(Later, Look());
            Failed(StateFileFailure.Unreadable);
            Assert.Equal(Later, Look());
            Failed();
            Assert.Equal(WhenReported, Look());
            Told(5 + times);
        }
    }

    [Fact]
    public void What_fails_before_anything_was_read_hides_no_news()
    {
        Save(4);
        var failure = new InvalidOperationException("of the store's");
        _store.FailNext(failure);
        Assert.Equal(WhenReported, Look());
        Assert.Equal([failure], _failures);
        Look();
        Told(4);
        Assert.Equal([failure], _failures);
    }

    [Fact]
    public void What_the_one_who_is_told_throws_is_told_to_him_and_the_news_are_old()
    {
        var failure = new TimeoutException("of something else");
        _whenTold = _ => throw failure;
        Save(6);
        Assert.Equal(WhenReported, Look());
        Assert.Equal([failure], _failures);
        Assert.Equal(WhenReported, Look());
        Told(6);
        Assert.Equal([failure], _failures);
    }

    [Fact]
    public void What_is_looked_at_in_the_middle_of_an_own_save_is_looked_at_again()
    {
        var next = TimeSpan.Zero;
        using (_store.Watch(() => next = Look()))
            _state.Edit(settings => settings.Count = 7);
        Assert.Equal(Soon, next);
        Assert.Equal(WhenReported, Look());
        Told();
        Failed();
    }

    [Fact]
    public void What_is_half_written_is_looked_at_for_a_second()
    {
        _store.Content = "{"u8.ToArray();
        Assert.Equal(Soon, Look());
        _timer.Now += TimeSpan.FromMilliseconds(999);
        Assert.Equal(Soon, Look());
        Failed();
        _timer.Now += TimeSpan.FromMilliseconds(1);
        Assert.Equal(WhenReported, Look());
        Failed(StateFileFailure.Corrupt);
        Assert.Equal(WhenReported, Look());
        Failed();
        _store.Content = """{"Count":8"""u8.ToArray();
        Assert.Equal(Soon, Look());
        _store.Content = """{"Count":8}"""u8.ToArray();
        Assert.Equal(WhenReported, Look());
        Told(8);
        Failed();
    }

    [Fact]
    public void The_second_begins_again_with_each_other_half()
    {
        var torn = new TornContent(_timer);
        byte[] one = [1];
        byte[] other = [2];
        Assert.False(torn.MayBecomeWhole(null, _ => true));
        Assert.False(torn.MayBecomeWhole(one, _ => false));
        Assert.True(torn.MayBecomeWhole(one, _ => true));
        _timer.Now += Later;
        Assert.False(torn.MayBecomeWhole([1], _ => true));
        Assert.True(torn.MayBecomeWhole(other, _ => true));
        _timer.Now += Later;
        Assert.False(torn.MayBecomeWhole(other, _ => true));
        Assert.False(torn.MayBecomeWhole(other, _ => false)); // was whole once
        Assert.True(torn.MayBecomeWhole(other, _ => true));
    }
}
