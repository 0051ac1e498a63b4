using AtomicWrites.StateFiles;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What is watched of a file that is a link, and until when.</summary>
public sealed class FileWatchTests : IDisposable
{
    readonly Folder _folder = new();
    readonly Folder _first = new();
    readonly Folder _second = new();
    int _reports; // nothing that could have been disposed of when a late one comes

    string Link => _folder["state.json"];

    public void Dispose()
    {
        _folder.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    FileWatch Watch(IDisposable? other = null) => new(Link, Report, other);

    void Report() => Interlocked.Increment(ref _reports);

    void Await() => Waiting.Until(() => Interlocked.Exchange(ref _reports, 0) > 0);

    // What was on its way has come; reports that follow from reports would come without end.
    int Reports()
    {
        for (var reports = 0; ; )
        {
            Thread.Sleep(300);
            var more = Interlocked.Exchange(ref _reports, 0);
            if (more == 0)
                return reports;
            Assert.InRange(reports += more, 0, 100);
        }
    }

    // However late the first one is: only that no more come can be told by a pause.
    int ReportsOfChange()
    {
        Waiting.Until(() => Volatile.Read(ref _reports) > 0);
        return Reports();
    }

    void LeadTo(Folder folder)
    {
        File.CreateSymbolicLink(_folder["new"], folder["state.json"]);
        File.Move(_folder["new"], Link, overwrite: true);
    }

    [Fact]
    public void Each_change_is_told_once_and_without_a_change_nothing()
    {
        using var watch = Watch();
        Await();
        Assert.Equal(0, Reports());
        Directory.CreateDirectory(Link);
        Assert.Equal(1, ReportsOfChange());
    }

    [Fact]
    public void A_file_behind_a_link_is_watched_at_once_and_no_longer_when_the_link_leads_elsewhere()
    {
        Needs.Unix();
        LeadTo(_first);
        using var neighbor = DirectoryWatch.Subscribe(_folder["neighbor"], Report);
        Await(); // so that who watches next is told nothing of that directory
        using var watch = Watch();
        Reports();
        Directory.CreateDirectory(_first["state.json"]);
        Assert.Equal(1, ReportsOfChange());
        LeadTo(_second);
        Assert.InRange(ReportsOfChange(), 1, 3); // the new one may have been there before
        Directory.Delete(_first["state.json"]);
        Assert.Equal(0, Reports());
        Directory.CreateDirectory(_second["state.json"]);
        Assert.Equal(1, ReportsOfChange());
    }

    [Fact]
    public void With_its_end_the_system_watches_no_more()
    {
        Needs.Linux();
        LeadTo(_first);
        using var other = new CancellationTokenSource();
        var watch = Watch(other);
        Reports();
        LeadTo(_second);
        Waiting.Until(() => Proc.Watches(_folder) && Proc.Watches(_second));
        Waiting.Until(() => !Proc.Watches(_first));
        watch.Dispose();
        Waiting.Until(() => !Proc.Watches(_folder) && !Proc.Watches(_second));
        Assert.Throws<ObjectDisposedException>(() => other.Token); // it has ended, too
    }

    [Fact]
    public void A_link_that_leads_elsewhere_while_the_watch_ends_is_not_followed()
    {
        Needs.Linux();
        LeadTo(_first);
        FileWatch? watch = null;
        using var before = DirectoryWatch.Subscribe(Link, () =>
        {
            watch?.Dispose(); // the report of the same change is on its way to it
            Report();
        });
        Await();
        watch = Watch();
        Await(); // it has looked where the link leads
        LeadTo(_second);
        Await();
        Reports();
        Assert.False(Proc.Watches(_second));
    }
}
