namespace AtomicWrites.Runtime.Tests;

/// <summary>What becomes of an update whose answer was lost, and what its caller is told.</summary>
public class LostAnswerTests : ScriptedCalls
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_lost_answer_is_looked_for_and_sent_again_ten_times_in_all(bool isAsync)
    {
        _store.OnRead = (_, _) => null;
        _store.OnReplace = (_, _) => ReplaceOutcome.Unknown;
        Failure(await Count(Open(), isAsync), isInDoubt: true);
        Assert.Equal(10, _store.Stamps.Count);
        Assert.Single(_store.Stamps.Distinct());
        Assert.Equal(1 + 9, _store.Reads);
        AreLongerAndLonger(_clock.Pauses, 9, unit: 1);
    }

    /// <summary>A thread that waits for a task of the other form may wait for itself.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Each_form_of_a_call_uses_that_form_of_the_store_alone(bool isAsync)
    {
        _store.OnRead = (read, _) => read == 2 ? throw Unavailable() : null;
        _store.OnReplace = (attempt, _) =>
            attempt switch
            {
                1 => ReplaceOutcome.NotCommitted,
                2 => ReplaceOutcome.Unknown,
                _ => null,
            };
        Assert.Null(await Count(Open(), isAsync));
        Assert.Equal((3, 4), (_store.Stamps.Count, _store.Reads));
        Assert.Equal([isAsync], _store.Forms);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_is_sent_again_and_committed_is_done(bool isAsync)
    {
        _store.OnRead = (_, _) => null;
        _store.OnReplace = (attempt, _) => attempt < 3 ? ReplaceOutcome.Unknown : null;
        Assert.Null(await Count(Open(), isAsync));
        Assert.Equal((3, 3), (_store.Stamps.Count, _store.Reads));
        Assert.Equal(1, (int?)_store.Inner.Versions);
    }

    [Fact]
    public async Task What_was_replaced_by_something_without_a_stamp_is_in_doubt()
    {
        _store.OnRead = (_, _) => null;
        _store.OnReplace = (attempt, _) => attempt == 1 ? ReplaceOutcome.Unknown : ReplaceOutcome.NotCommitted;
        Failure(await Count(Open(), isAsync: false), isInDoubt: true);
        Assert.Equal((2, 3), (_store.Stamps.Count, _store.Reads));
    }

    [Fact]
    public async Task Whoever_fails_to_find_out_says_why()
    {
        _store.OnReplace = (_, _) => ReplaceOutcome.Unknown;
        _store.OnRead = (read, _) => read == 1 ? null : throw new IOException("the cable is cut");
        var failure = await Count(Open(), isAsync: false);
        Failure(failure, isInDoubt: true, typeof(IOException));
        Assert.EndsWith("the cable is cut", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(2, _store.Reads);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_store_that_is_down_when_an_answer_is_looked_for_is_asked_for_ten_seconds(bool isAsync)
    {
        _store.OnReplace = (_, _) => ReplaceOutcome.Unknown;
        _store.OnRead = (read, _) =>
        {
            if (read == 1)
                return null;
            _clock.Pass(3 * Second);
            throw Unavailable();
        };
        Failure(await Count(Open(), isAsync), isInDoubt: true, typeof(StateFileException));
        Assert.Equal(1 + 4, _store.Reads);
        AreLongerAndLonger(_clock.Pauses, 3, unit: 8);
        Assert.Equal(0, _clock.Limits);
    }

    [Fact]
    public async Task Only_a_store_that_is_down_is_asked_again_for_an_answer()
    {
        _store.OnReplace = (_, _) => ReplaceOutcome.Unknown;
        _store.OnRead = (read, _) =>
            read == 1 ? null : throw new StateFileException(StateFileFailure.Unreadable, "no permission");
        Failure(await Count(Open(), isAsync: false), isInDoubt: true, typeof(StateFileException));
        Assert.Equal(2, _store.Reads);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_cancels_in_doubt_is_told_what_became_of_it_where_that_can_be_found(bool isFound)
    {
        using var source = new CancellationTokenSource();
        _store.OnReplace = (_, _) =>
        {
            source.Cancel();
            return ReplaceOutcome.Unknown;
        };
        _store.OnRead = (read, token) =>
        {
            Assert.False(token.IsCancellationRequested);
            return read == 1 ? null
                : isFound ? new(_store.Inner.Content, 1L, _store.Stamps[0])
                : throw Unavailable();
        };
        var failure = await Count(Open(), isAsync: true, source.Token);
        Assert.Equal(2, _store.Reads);
        if (isFound)
            Assert.Null(failure);
        else
            Failure(failure, isInDoubt: true, typeof(StateFileException));
        Assert.Empty(_clock.Pauses);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_has_no_time_left_in_doubt_is_told_that_it_is_in_doubt(bool isAsync)
    {
        _store.OnRead = (_, _) => null;
        _store.OnReplace = (_, _) =>
        {
            _clock.Pass(2 * Second);
            return ReplaceOutcome.Unknown;
        };
        Failure(await Count(Open(2 * Second), isAsync), isInDoubt: true, typeof(TimeoutException));
        Assert.Single(_store.Stamps);
    }
}
