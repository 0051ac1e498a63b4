using System.Collections.Concurrent;

namespace AtomicWrites.Runtime.Tests;

/// <summary>News of what others have written, and changes that are saved in the background.</summary>
public sealed class StateFileChangeTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Never = TimeSpan.FromHours(1);

    readonly Folder _folder = new();

    string Path => _folder["state.json"];

    public void Dispose() => _folder.Dispose();

    StateFile<Dictionary<string, int>> Open(ConcurrencyMode mode = ConcurrencyMode.Lock) =>
        new(Path, new StateFileOptions<Dictionary<string, int>> { Concurrency = mode, Initial = () => [] });

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void A_change_by_another_process_is_reported(ConcurrencyMode mode)
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        var file = Open(mode);
        using var watch = file.OnChange(news.Add);
        Assert.Equal(0, Probe.Run("count", mode.ToString(), Path, "other", "1").ExitCode);
        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(1, state["other"]);
    }

    [Fact]
    public void An_update_of_ones_own_is_no_news_and_what_cannot_be_loaded_is_told()
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        using var failures = new BlockingCollection<StateFileException>();
        var file = Open();
        using (file.OnChange(news.Add, failures.Add))
        {
            file.Update(counts => counts["own"] = 1);
            Open().Update(counts => counts["other"] = 1);
            Assert.True(news.TryTake(out var state, Patience));
            Assert.Equal(new() { ["own"] = 1, ["other"] = 1 }, state);
            File.Delete(Path + ".bak");
            File.WriteAllText(Path, "{");
            Assert.True(failures.TryTake(out var failure, Patience));
            Assert.Equal(StateFileFailure.Corrupt, failure.Failure);
        }

        File.WriteAllText(Path, "{}");
        Thread.Sleep(200);
        Assert.Empty(news);
    }

    [Fact]
    public void What_nobody_reports_is_seen_by_looking()
    {
        using var news = new BlockingCollection<Dictionary<string, int>>();
        Directory.CreateDirectory(_folder["real"]);
        File.WriteAllText(_folder["real/state.json"], "{}");
        Needs.Unix();
        File.CreateSymbolicLink(Path, _folder["real/state.json"]); // the directory of the link does not change
        using var watch = Open().OnChange(news.Add, pollInterval: TimeSpan.FromMilliseconds(20));
        Thread.Sleep(200);
        AtomicFile.WriteAllText(_folder["real/state.json"], """{"a":1}""");
        Assert.True(news.TryTake(out var state, Patience));
        Assert.Equal(1, state["a"]);
    }

    [Fact]
    public async Task Changes_within_the_delay_are_one_write_that_keeps_what_others_have_saved()
    {
        var saver = Open().CreateSaver(Never);
        Open().Update(counts => counts["before"] = 1);
        var written = File.GetLastWriteTimeUtc(Path);
        var tasks = Enumerable.Range(0, 100).Select(i => saver.Update(counts => new(counts) { ["own"] = counts.GetValueOrDefault("own") + 1 })).ToArray();
        Open().Update(counts => counts["other"] = 1);
        Assert.DoesNotContain(tasks, task => task.IsCompleted);
        Assert.Equal(["before", "other"], Open().Read().Keys);
        await saver.FlushAsync();
        await Task.WhenAll(tasks);
        Assert.Equal(new() { ["before"] = 1, ["other"] = 1, ["own"] = 100 }, Open().Read());
        Assert.DoesNotContain("own", File.ReadAllText(Path + ".bak"), StringComparison.Ordinal); // one write: the version before has none of them
        await saver.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => saver.Update(counts => counts));
    }

    [Fact]
    public async Task Of_whole_states_the_last_one_is_saved_as_it_was_handed_in_and_all_are_acknowledged()
    {
        var file = Open();
        var saver = file.CreateSaver(Never);
        var state = new Dictionary<string, int>();
        var tasks = new List<Task>();
        for (var i = 0; i < 10; i++)
        {
            state["count"] = i;
            tasks.Add(saver.Save(state));
        }

        state["count"] = -1; // too late
        saver.Dispose();
        await Task.WhenAll(tasks);
        Assert.Equal(9, file.Read()["count"]);
        Assert.False(File.Exists(Path + ".bak"));
    }

    [Fact]
    public async Task After_the_delay_changes_are_saved_by_themselves()
    {
        using var saver = Open().CreateSaver(TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 3; i++)
            await saver.Update(counts => new(counts) { ["count"] = counts.GetValueOrDefault("count") + 1 }).WaitAsync(Patience);
        Assert.Equal(3, Open().Read()["count"]);
    }

    [Fact]
    public async Task What_fails_is_told_and_takes_nothing_else_with_it()
    {
        using var failures = new BlockingCollection<Exception>();
        var saver = Open().CreateSaver(Never, failures.Add);
        var first = saver.Update(counts => new(counts) { ["first"] = 1 });
        var bad = saver.Update(_ => throw new FormatException());
        var last = saver.Update(counts => new(counts) { ["last"] = 1 });
        Assert.Throws<FormatException>(saver.Flush);
        await Assert.ThrowsAsync<FormatException>(() => bad);
        await Task.WhenAll(first, last);
        Assert.IsType<FormatException>(failures.Take());
        Assert.Equal(["first", "last"], Open().Read().Keys);

        File.Delete(Path + ".bak");
        File.WriteAllText(Path, "{");
        var lost = saver.Update(counts => counts);
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(saver.Dispose).Failure);
        await Assert.ThrowsAsync<StateFileException>(() => lost);
        saver.Dispose();
    }
}
