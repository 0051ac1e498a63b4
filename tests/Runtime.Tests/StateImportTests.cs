namespace AtomicWrites.Runtime.Tests;

/// <summary>A state file that a store takes over.</summary>
public sealed class StateImportTests : IDisposable
{
    readonly Folder _folder = new();
    readonly InMemoryStateStore _store = new();

    public void Dispose() => _folder.Dispose();

    string Of(string content)
    {
        File.WriteAllText(_folder["state.json"], content);
        return _folder["state.json"];
    }

    [Fact]
    public void It_is_taken_over_once_and_left_renamed()
    {
        var file = Of("""{ "N": 1 } // by hand""");
        Assert.True(_store.Import(file));
        Assert.Equal("""{ "N": 1 } // by hand"""u8.ToArray(), _store.Content);
        Assert.Equal("""{ "N": 1 } // by hand""", File.ReadAllText(file + ".imported"));
        Assert.False(File.Exists(file));
        Assert.False(_store.Import(file));
        Assert.Equal(1, _store.Versions);
    }

    [Fact]
    public void What_the_store_has_or_had_is_never_replaced()
    {
        _store.Content = "{}"u8.ToArray();
        Assert.False(_store.Import(Of("""{"N":1}""")));
        Assert.Equal("{}"u8.ToArray(), _store.Content);
        _store.Content = null; // deleted, which is a decision, too
        Assert.False(_store.Import(Of("""{"N":1}""")));
        Assert.Null(_store.Content);
        _store.Content = "{}"u8.ToArray(); // the same, but not from the file
        Assert.False(_store.Import(Of("{}")));
        Assert.True(File.Exists(_folder["state.json"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_the_answer_is_lost_the_next_call_goes_on(bool isCommitted)
    {
        _store.LoseNextAnswer(isCommitted);
        var file = Of("""{"N":1}""");
        Assert.Equal(isCommitted, _store.Import(file));
        Assert.Equal(!isCommitted, _store.Import(file));
        Assert.Equal("""{"N":1}"""u8.ToArray(), _store.Content);
        Assert.Equal(1, _store.Versions);
    }

    [Fact]
    public void After_a_crash_before_the_renaming_the_next_call_goes_on()
    {
        var file = Of("""{"N":1}""");
        Assert.True(_store.Import(file));
        File.Move(file + ".imported", file);
        Assert.True(_store.Import(file));
        File.Move(file + ".imported", file);
        Assert.False(_store.Import(Of("""{"N":2}"""))); // somebody has written to it since
        Assert.Equal("""{"N":1}"""u8.ToArray(), _store.Content);
    }

    [Theory]
    [InlineData("{\"N")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{} {}")]
    public void What_is_damaged_stays_where_it_is(string content)
    {
        var file = Of(content);
        var refusal = Assert.Throws<StateFileException>(() => _store.Import(file));
        Assert.Equal(StateFileFailure.Corrupt, refusal.Failure);
        Assert.Contains(file + ".bak", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(file));
        Assert.Equal(0, _store.Versions);
    }

    [Fact]
    public void Where_there_is_no_file_nothing_is_made_beside_it()
    {
        Assert.False(_store.Import(_folder["state.json"]));
        Assert.False(_store.Import(_folder["missing/state.json"]));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(0, _store.Versions);
    }

    [Fact]
    public void A_file_that_came_back_takes_no_name_of_those_before()
    {
        for (var times = 0; times < 3; times++)
            Assert.True(_store.Import(Of("{}")));
        var names = Directory.GetFiles(_folder.Path, "*.imported*").Select(file => Path.GetFileName(file)).Order();
        Assert.Equal(["state.json.imported", "state.json.imported-2", "state.json.imported-3"], names);
    }

    [Fact]
    public void What_has_no_name_is_refused() => Assert.Throws<ArgumentException>("path", () => _store.Import(""));

    [Fact]
    public async Task Who_has_the_lock_of_the_file_is_waited_for()
    {
        var file = Of("""{"N":1}""");
        Task<bool> taken;
        using (FileLock.Acquire(file))
        {
            using (ExecutionContext.SuppressFlow())
                taken = Task.Run(() => _store.Import(file));
            await Task.Delay(100);
            Assert.False(taken.IsCompleted);
            File.WriteAllText(file, """{"N":2}""");
        }

        Assert.True(await taken);
        Assert.Equal("""{"N":2}"""u8.ToArray(), _store.Content);
    }

    [Fact]
    public async Task A_file_that_was_deleted_under_the_lock_is_none()
    {
        var file = Of("{}");
        Task<bool> taken;
        using (FileLock.Acquire(file))
        {
            using (ExecutionContext.SuppressFlow())
                taken = Task.Run(() => _store.Import(file));
            await Task.Delay(100);
            File.Delete(file);
        }

        Assert.False(await taken);
        Assert.Equal(0, _store.Versions);
    }
}
