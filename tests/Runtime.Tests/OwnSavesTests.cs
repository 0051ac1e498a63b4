using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What is no news to a watcher, because it was saved by the object it watches with.</summary>
public class OwnSavesTests
{
    static readonly byte[] Ours = [1],
        Theirs = [2];

    readonly OwnSaves _own = new();

    [Fact]
    public void Our_content_is_own_until_somebody_else_has_written()
    {
        Assert.False(Look(Ours));
        Assert.True(Save(Ours, () => true));
        Assert.True(Look(Ours));
        Assert.True(Look(Ours));
        Assert.False(Look(Theirs));
        Assert.False(Look(Ours));
        Assert.False(Look(null));
    }

    [Fact]
    public void A_save_that_did_not_come_to_pass_makes_nothing_own()
    {
        Assert.False(Save(Ours, () => false));
        Assert.False(Look(Ours));
        Assert.Throws<IOException>(() => Save(Ours, () => throw new IOException()));
        Assert.False(Look(Ours));
    }

    [Fact]
    public void A_look_that_a_save_gets_into_cannot_tell()
    {
        Assert.Null(Look(Ours, meanwhile: () => Save(Theirs, () => true)));
        Assert.True(Look(Theirs));
    }

    [Fact]
    public void A_look_within_a_save_cannot_tell()
    {
        Save(Ours, () =>
        {
            Assert.Null(Look(Ours));
            return true;
        });
        Assert.True(Look(Ours));
    }

    bool Save(byte[]? content, Func<bool> save) =>
        _own.Save(content, () => new(save())).AsTask().GetAwaiter().GetResult();

    // Null: it cannot tell.
    bool? Look(byte[]? present, Action? meanwhile = null)
    {
        var canTell = _own.TryLook(
            () =>
            {
                meanwhile?.Invoke();
                return new StoredState(present);
            },
            out var seen,
            out var isOwn
        );
        Assert.Equal(present, seen.Content);
        return canTell ? isOwn : null;
    }
}
