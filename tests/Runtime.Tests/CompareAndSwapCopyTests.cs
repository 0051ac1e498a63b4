namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Without locks: the copy at the path, whoever removes it, and where it stands when a link leads to it.
/// </summary>
public sealed class CompareAndSwapCopyTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Path => _folder["state.json"];

    StateFile<Dictionary<string, int>> Open(string? path = null) =>
        new(path ?? Path, new() { Concurrency = ConcurrencyMode.CompareAndSwap, Initial = () => [] });

    void Count(int times)
    {
        for (var i = 0; i < times; i++)
            Open().Edit(counts => counts["n"] = counts.GetValueOrDefault("n") + 1);
    }

    // Not by a pattern, of which Wine makes something else.
    string Only(string prefix) =>
        Assert.Single(Directory.GetFiles(Path + ".cas"), file =>
            System.IO.Path.GetFileName(file).StartsWith(prefix + ".", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whoever_removes_the_file_resets_the_program_and_nothing_of_it_comes_back(int updates)
    {
        Count(updates);
        File.Delete(Path);
        Assert.False(Open().Exists());
        Assert.Empty(Open().Read());
        Count(1);
        Assert.Equal(1, Open().Read()["n"]);
        Assert.Equal("""{"n":1}""", string.Concat(File.ReadAllText(Path).Where(c => !char.IsWhiteSpace(c))));

        // Not even as the backup.
        File.WriteAllText(Only("data"), "");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => Open().Read()).Failure);
    }

    [Fact]
    public void The_same_content_is_saved_again_after_a_removal()
    {
        Count(1);
        File.Delete(Path);
        Count(1);
        Assert.True(File.Exists(Path));
        Assert.Equal(1, Open().Read()["n"]);
    }

    [Fact]
    public void After_a_deletion_and_a_new_start_a_removal_is_a_new_start_again()
    {
        Count(2);
        Assert.True(Open().Delete());
        Assert.False(File.Exists(Path));
        Assert.False(Open().Exists());
        Assert.False(Open().Delete());
        Count(2);
        Assert.Equal(2, Open().Read()["n"]);
        File.Delete(Path);
        Assert.False(Open().Exists());
        Assert.False(Open().Delete());
    }

    // Whoever was killed before that leaves a version that nobody has seen as a file.
    [Fact]
    public void A_file_that_was_not_there_yet_has_not_been_removed()
    {
        Count(2);
        File.Delete(Only("shown"));
        File.Delete(Path);
        Assert.Equal(2, Open().Read()["n"]);
        Count(1);
        Assert.Equal(3, Open().Read()["n"]);
        Assert.True(File.Exists(Path));
    }

    // Whoever was stopped in the deletion of an earlier state removes the file of a later one, and is killed.
    [Fact]
    public void Who_removes_it_late_and_by_mistake_leaves_a_trace_by_which_the_state_stays()
    {
        Count(2);
        File.Move(Path, System.IO.Path.Combine(Path + ".cas", "removed.0123456789abcdef"));
        Assert.Equal(2, Open().Read()["n"]);
        Count(1);
        Assert.Empty(Directory.GetFiles(Path + ".cas", "removed.*"));
        Assert.Equal(3, Open().Read()["n"]);
        File.Delete(Path);
        Assert.False(Open().Exists());
    }

    [Fact]
    public async Task A_removal_is_told_to_those_who_watch()
    {
        Count(2);
        var told = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = Open().OnChange(counts => told.TrySetResult(counts.Count));
        File.Delete(Path);
        Assert.Equal(0, await told.Task.WaitAsync(Waiting.Patience));
    }

    // Whoever commits and dies before the copy is refreshed.
    [Fact]
    public async Task A_commit_is_told_although_nobody_has_refreshed_the_copy()
    {
        Count(2);
        var told = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = Open().OnChange(counts => told.TrySetResult(counts["n"]));
        var head = Only("head");
        var id = head.Split('.')[^1];
        File.WriteAllText(System.IO.Path.Combine(Path + ".cas", $"data.{id}.0123"), """{"n":7}""");
        File.Move(head, System.IO.Path.Combine(Path + ".cas", "head.0123"));
        Assert.Equal(7, await told.Task.WaitAsync(Waiting.Patience));
    }

    [Fact]
    public void The_first_update_of_a_process_removes_what_a_late_comer_has_left()
    {
        Count(1);
        var left = _folder[".state.json.cas.0123456789abcdef.tmp"];
        Directory.CreateDirectory(left);
        File.WriteAllText(System.IO.Path.Combine(left, "head.1"), "");
        Assert.Equal(0, Probe.Run("count", nameof(ConcurrencyMode.CompareAndSwap), Path, "n", "1").ExitCode);
        Assert.False(Directory.Exists(left));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_versions_stand_beside_the_file_that_a_link_leads_to(bool isThere)
    {
        Needs.Unix();
        Directory.CreateDirectory(_folder["dotfiles"]);
        Directory.CreateDirectory(_folder["real"]);
        File.CreateSymbolicLink(_folder["config"], _folder["real"]); // so that ".." leads from the real one
        var file = _folder["dotfiles/state.json"];
        var link = _folder["config/state.json"];
        if (isThere)
            File.WriteAllText(file, """{"n":1}""");
        File.CreateSymbolicLink(link, "../dotfiles/state.json");
        for (var i = 0; i < 2; i++)
            Open(link).Edit(counts => counts["n"] = counts.GetValueOrDefault("n") + 1);
        Assert.Equal(isThere ? 3 : 2, Open(link).Read()["n"]);
        Assert.Equal(Open(link).Read(), Open(file).Read());
        Assert.True(Directory.Exists(file + ".cas"));
        Assert.False(Directory.Exists(link + ".cas"));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Throws<InvalidOperationException>(() => new StateFile<Dictionary<string, int>>(link).Read());
    }

    [Fact]
    public void A_link_that_leads_elsewhere_leads_to_other_versions()
    {
        Needs.Unix();
        foreach (var name in new[] { "a", "b" })
            Open(_folder[name]).Edit(counts => counts[name] = 1);
        File.CreateSymbolicLink(_folder["link"], "a");
        var state = Open(_folder["link"]);
        Assert.Contains("a", state.Read().Keys);
        File.Delete(_folder["link"]);
        File.CreateSymbolicLink(_folder["link"], "b");
        Assert.Contains("b", state.Edit(counts => counts["c"] = 1).Keys);
        Assert.Contains("c", Open(_folder["b"]).Read().Keys);
        Assert.DoesNotContain("c", Open(_folder["a"]).Read().Keys);
    }
}
