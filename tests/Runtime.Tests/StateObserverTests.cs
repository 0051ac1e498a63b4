namespace AtomicWrites.Runtime.Tests;

/// <summary>What an observer is told of each way that a change of a state can end.</summary>
public sealed class StateObserverTests : IDisposable
{
    readonly Folder _folder = new();
    readonly InMemoryStateStore _store = new("memory");
    readonly Notes _notes = new();

    public void Dispose() => _folder.Dispose();

    sealed class Tally
    {
        public int Count { get; set; }
    }

    State<Tally> Open() => new(_store, new() { Initial = () => new(), Observer = _notes });

    StateFile<Tally> OpenFile(ConcurrencyMode mode) =>
        new(
            _folder["s.json"],
            new()
            {
                Initial = () => new(),
                Observer = _notes,
                Concurrency = mode,
            }
        );

    [Fact]
    public void A_save_is_told_after_the_wait_for_it()
    {
        Open().Edit(tally => tally.Count++);
        Open().Reset(new());
        _notes.Are("Waited memory", "Saved memory", "Waited memory", "Saved memory");
        Assert.True(Open().Delete());
        _notes.Are("Waited memory", "Saved memory");
    }

    [Fact]
    public void To_read_is_not_told()
    {
        Open().Read();
        Open().Exists();
        _notes.Are();
    }

    [Fact]
    public void Where_nothing_was_there_to_delete_nothing_was_saved()
    {
        Assert.False(Open().Delete());
        _notes.Are("Waited memory");
        Assert.Equal(0, _store.Versions);
    }

    [Fact]
    public void Where_there_is_not_even_a_directory_nothing_was_saved()
    {
        Assert.False(new StateFile<Tally>(_folder["missing/s.json"], new() { Observer = _notes }).Delete());
        _notes.Are();
    }

    [Fact]
    public void Who_was_second_is_told_so_each_time()
    {
        var left = 2;
        Open()
            .Edit(tally =>
            {
                if (left-- > 0)
                    _store.Content = """{"Count":5}"""u8.ToArray();
                tally.Count++;
            });
        _notes.Are("Waited memory", "Conflicted memory", "Conflicted memory", "Saved memory");
        Assert.Equal(6, Open().Read().Count);
    }

    [Fact]
    public void A_failure_is_told_and_thrown()
    {
        var failure = new FormatException();
        Assert.Same(failure, Assert.Throws<FormatException>(() => Open().Edit(_ => throw failure)));
        _notes.Are("Waited memory", "Failed memory FormatException");
        Assert.Throws<StateFileException>(() => Open().Update(_ => null!));
        _notes.Are("Waited memory", "Failed memory StateFileException");
        Assert.Equal(0, _store.Versions);
    }

    [Fact]
    public async Task What_was_canceled_in_the_function_is_not_saved()
    {
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Open()
                .UpdateAsync(
                    tally =>
                    {
                        source.Cancel();
                        return tally;
                    },
                    source.Token
                )
        );
        _notes.Are("Waited memory", "Failed memory OperationCanceledException");
        Assert.Equal(0, _store.Versions);
    }

    [Fact]
    public void What_could_not_be_loaded_is_kept_aside_before_it_is_replaced()
    {
        _store.Content = "{"u8.ToArray();
        Open().Reset(new());
        _notes.Are("Waited memory", "KeptAside memory*", "Saved memory");
        Assert.Equal("{"u8.ToArray(), Assert.Single(_store.Siblings).Value.Content);
        Open().Reset(new());
        _notes.Are("Waited memory", "Saved memory"); // what was good
        Assert.Single(_store.Siblings);
    }

    [Fact]
    public void What_was_deleted_with_its_key_is_not_kept_aside()
    {
        _store.Content = "{"u8.ToArray();
        Assert.True(Open().Delete());
        _notes.Are("Waited memory", "Saved memory");
        Assert.Empty(_store.Siblings);
        Assert.False(Open().Exists());
    }

    [Theory, InlineData(ConcurrencyMode.Lock), InlineData(ConcurrencyMode.CompareAndSwap)]
    public void What_is_loaded_from_its_backup_is_told_and_kept_aside_when_it_is_replaced(ConcurrencyMode mode)
    {
        var file = OpenFile(mode);
        file.Edit(tally => tally.Count = 1);
        file.Edit(tally => tally.Count = 2);
        _notes.Forget();
        Damage(mode);
        Assert.Equal(1, file.Read().Count);
        _notes.Are($"Recovered '{_folder["s.json"]}' Corrupt");
        Assert.Equal(2, file.Edit(tally => tally.Count++).Count);
        var name = $"'{_folder["s.json"]}'";
        _notes.Are($"Waited {name}", $"Recovered {name} Corrupt", $"KeptAside {name}*", $"Saved {name}");
        file.Edit(tally => tally.Count++);
        _notes.Are($"Waited {name}", $"Saved {name}");
    }

    [Theory, InlineData(ConcurrencyMode.Lock), InlineData(ConcurrencyMode.CompareAndSwap)]
    public void A_file_that_could_not_be_loaded_is_kept_aside_before_it_is_deleted_too(ConcurrencyMode mode)
    {
        var file = OpenFile(mode);
        file.Edit(tally => tally.Count = 1);
        _notes.Forget();
        Damage(mode);
        Assert.True(file.Delete());
        var name = $"'{_folder["s.json"]}'";
        _notes.Are($"Waited {name}", $"KeptAside {name}*", $"Saved {name}");
        Assert.Single(Directory.GetFiles(_folder.Path, "s.json.corrupt-*"));
        Assert.Equal(0, file.Read().Count);
    }

    // Of compare-and-swap the version that no other has replaced.
    void Damage(ConcurrencyMode mode)
    {
        var names = mode == ConcurrencyMode.Lock ? [] : Directory.GetFiles(_folder["s.json.cas"]);
        var head = names.SingleOrDefault(name => Path.GetFileName(name).StartsWith("head.", StringComparison.Ordinal));
        var damaged = head is null
            ? _folder["s.json"]
            : names.Single(name =>
                name.EndsWith(Path.GetExtension(head), StringComparison.Ordinal)
                && Path.GetFileName(name).StartsWith("data.", StringComparison.Ordinal)
            );
        File.WriteAllText(damaged, "{");
    }

    sealed class Notes : StateObserver
    {
        readonly List<string> _all = [];

        public void Forget() => _all.Clear();

        /// <summary>Since the last time; a star stands for what begins alike.</summary>
        public void Are(params string[] expected)
        {
            Assert.Equal(expected.Length, _all.Count);
            Assert.All(expected.Zip(_all), pair =>
                Assert.True(
                    pair.First.EndsWith('*')
                        ? pair.Second.StartsWith(pair.First[..^1], StringComparison.Ordinal)
                        : pair.First == pair.Second,
                    $"{pair.First}: {pair.Second}"
                )
            );
            Forget();
        }

        public override void Saved(string name, TimeSpan elapsed) => _all.Add($"Saved {name}");

        public override void Failed(string name, Exception failure) =>
            _all.Add($"Failed {name} {failure.GetType().Name}");

        public override void Waited(string name, TimeSpan waited) => _all.Add($"Waited {name}");

        public override void Conflicted(string name) => _all.Add($"Conflicted {name}");

        public override void Recovered(string name, StateFileException failure) =>
            _all.Add($"Recovered {name} {failure.Failure}");

        public override void KeptAside(string name, string aside)
        {
            Assert.Contains(".corrupt-", aside, StringComparison.Ordinal);
            _all.Add($"KeptAside {name} {aside}");
        }
    }
}
