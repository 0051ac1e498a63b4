using AtomicWrites.StateFiles;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What the system reports of a directory, and who is told.</summary>
public sealed class DirectoryWatchTests : IDisposable
{
    readonly Folder _folder = new();

    // Not disposed of: a report that is under way when nobody subscribes any more would throw, on a thread of the pool.
    readonly SemaphoreSlim _told = new(0);
    readonly SemaphoreSlim _toldLast = new(0);

    public void Dispose() => _folder.Dispose();

    static void Await(SemaphoreSlim told) => Assert.True(told.Wait(Waiting.Patience));

    // What has happened while nobody watched is told as well, at any time from the subscription on.
    IDisposable Subscribe(string name)
    {
        var watch = DirectoryWatch.Subscribe(_folder[name], () => _told.Release());
        Await(_told);
        return watch;
    }

    // Reports come in the order of the changes: with that of the last one, those before it have come.
    int Reports(Action change)
    {
        change();
        Directory.CreateDirectory(_folder["last"]);
        Await(_toldLast);
        Directory.Delete(_folder["last"]);
        Await(_toldLast);
        var reports = 0;
        while (_told.Wait(0))
            reports++;
        return reports;
    }

    [Fact]
    public void Whatever_becomes_of_a_file_is_reported_and_nothing_of_others()
    {
        using var watch = Subscribe("state");
        using var last = DirectoryWatch.Subscribe(_folder["last"], () => _toldLast.Release());
        Assert.Equal(1, Reports(() => Directory.CreateDirectory(_folder["state"])));
        Assert.Equal(1, Reports(() => Directory.Move(_folder["state"], _folder["away"])));
        Assert.Equal(1, Reports(() => Directory.Move(_folder["away"], _folder["state"])));
        Assert.Equal(1, Reports(() => Directory.Delete(_folder["state"])));
        Assert.Equal(0, Reports(() => Directory.CreateDirectory(_folder["another"])));
        File.WriteAllText(_folder["state"], "");
        Assert.InRange(Reports(() => { }), 1, 2);
        Assert.InRange(Reports(() => File.WriteAllText(_folder["state"], "content")), 1, 2);
    }

    [Fact]
    public void Who_asks_for_all_is_told_of_all()
    {
        using var watch = DirectoryWatch.SubscribeToAll(_folder.Path, () => _told.Release());
        Await(_told);
        using var last = DirectoryWatch.Subscribe(_folder["last"], () => _toldLast.Release());
        Assert.Equal(2, Reports(() => { })); // the last one itself
        Assert.Equal(3, Reports(() => Directory.CreateDirectory(_folder["another"])));
    }

    [Fact]
    public void Of_two_who_ask_one_may_leave_and_when_both_have_left_another_may_come()
    {
        using (var second = Subscribe("state"))
        {
            using var last = DirectoryWatch.Subscribe(_folder["last"], () => _toldLast.Release());
            var first = DirectoryWatch.Subscribe(_folder["first"], () => _told.Release());
            Assert.Equal(1, Reports(() => Directory.CreateDirectory(_folder["first"])));
            first.Dispose();
            first.Dispose();
            Assert.Equal(0, Reports(() => Directory.Delete(_folder["first"])));
            Assert.Equal(1, Reports(() => Directory.CreateDirectory(_folder["state"])));
        }

        using var third = Subscribe("state");
        Directory.Delete(_folder["state"]);
        Await(_told);
    }

    [Fact]
    public void A_directory_that_comes_back_is_watched_and_what_it_brought_is_told()
    {
        Needs.NotWine("tells nobody that the directory that he watches is gone");
        var directory = _folder["directory"];
        using var watch = DirectoryWatch.Subscribe(Path.Combine(directory, "state"), () => _told.Release());
        for (var times = 0; times < 2; times++)
        {
            while (_told.Wait(0))
                continue;
            Directory.CreateDirectory(directory);
            Await(_told); // found within a second
            Directory.CreateDirectory(Path.Combine(directory, "state"));
            Await(_told);
            Directory.Delete(Path.Combine(directory, "state"));
            Await(_told);
            Directory.Delete(directory);
            Await(_told);
        }
    }

    [Fact]
    public void From_the_first_who_asks_to_the_last_who_leaves_the_system_watches()
    {
        Needs.Linux();
        Assert.False(Proc.Watches(_folder));
        var first = DirectoryWatch.Subscribe(_folder["first"], () => { });
        Assert.True(Proc.Watches(_folder));
        var second = DirectoryWatch.Subscribe(_folder["second"], () => { });
        first.Dispose();
        Assert.True(Proc.Watches(_folder));
        second.Dispose();
        Waiting.Until(() => !Proc.Watches(_folder));
    }

    [Fact]
    public void A_directory_that_was_moved_away_is_not_watched_any_more_and_the_one_in_its_place_is()
    {
        Needs.Unix();
        Directory.CreateDirectory(_folder["directory"]);
        using var watch = Subscribe("directory/state");
        Directory.Move(_folder["directory"], _folder["away"]);
        Directory.CreateDirectory(_folder["directory"]);
        Await(_told); // found within a second
        using var last = DirectoryWatch.Subscribe(_folder["directory/last"], () => _toldLast.Release());
        Directory.CreateDirectory(_folder["away/state"]);
        Directory.CreateDirectory(_folder["directory/last"]);
        Await(_toldLast);
        Assert.False(_told.Wait(100));
        Directory.CreateDirectory(_folder["directory/state"]);
        Await(_told);
    }

    [Fact]
    public void Where_there_is_no_directory_nothing_is_told()
    {
        File.WriteAllText(_folder["file"], "");
        using var ofNothing = DirectoryWatch.Subscribe(_folder["missing/state"], () => _told.Release());
        using var ofFile = DirectoryWatch.Subscribe(_folder["file/state"], () => _told.Release());
        Assert.False(_told.Wait(1500)); // looked at each second
    }
}
