using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What is no news to a watcher, because it was saved by the object it watches with.</summary>
public class OwnSavesTests
{
    static readonly byte[] Ours = [1],
        Theirs = [2];

    readonly OwnSaves _own = new();
    OwnSaves.Seen _seen = new(null, 0);

    [Fact]
    public void Our_content_is_no_news_until_somebody_else_has_written()
    {
        Assert.True(IsNews(Ours));
        Assert.True(IsNews(Theirs));
        Assert.True(Save(Ours, () => true));
        Assert.False(IsNews(Ours));
        Assert.False(IsNews(Ours));
        Assert.True(IsNews(Theirs));
        Assert.False(IsNews(Theirs));
        Assert.True(IsNews(Ours));
        Assert.True(IsNews(null));
    }

    [Fact]
    public void What_was_seen_before_our_save_is_news_after_it()
    {
        Assert.True(IsNews(Theirs));
        Assert.True(Save(Ours, () => true));
        Assert.True(IsNews(Theirs));
    }

    [Fact]
    public void A_watch_begins_with_what_is_there()
    {
        Save(Ours, () => true);
        _seen = _own.Begin(() => new StoredState(Theirs));
        Assert.False(IsNews(Theirs));
        Assert.True(IsNews(Ours));
    }

    [Fact]
    public void A_save_that_did_not_come_to_pass_makes_nothing_ours()
    {
        Assert.False(Save(Ours, () => false));
        Assert.True(IsNews(Ours));
        Assert.Throws<IOException>(() => Save(Theirs, () => throw new IOException()));
        Assert.True(IsNews(Theirs));
    }

    [Fact]
    public void A_look_that_a_save_gets_into_cannot_tell()
    {
        Assert.Null(IsNews(Ours, meanwhile: () => Save(Theirs, () => true)));
        Assert.False(IsNews(Theirs));
    }

    [Fact]
    public void A_look_within_a_save_cannot_tell()
    {
        Save(Ours, () =>
        {
            Assert.Null(IsNews(Ours));
            return true;
        });
        Assert.False(IsNews(Ours));
    }

    bool Save(byte[]? content, Func<bool> save) =>
        _own.Save(content, () => new(save())).AsTask().GetAwaiter().GetResult();

    // Null: it cannot tell.
    bool? IsNews(byte[]? present, Action? meanwhile = null)
    {
        var canTell = _own.TryLook(
            () =>
            {
                meanwhile?.Invoke();
                return new StoredState(present);
            },
            _seen,
            out var read,
            out var now,
            out var isNews
        );
        Assert.Equal(present, read.Content);
        if (!canTell)
            return null;
        _seen = now;
        return isNews;
    }
}
