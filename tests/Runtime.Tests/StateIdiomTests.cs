using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What people write does what it says, over any store.</summary>
public sealed class StateIdiomTests : IDisposable
{
    readonly Folder _folder = new();
    readonly InMemoryStateStore _store = new();

    public void Dispose() => _folder.Dispose();

    string Saved => Encoding.UTF8.GetString(_store.Content!);

    [Fact]
    public async Task An_object_is_edited_and_a_value_is_updated()
    {
        _store.Content = """{"Theme":"light","Token":"secret"}"""u8.ToArray();
        var node = new State<JsonNode>(_store, new JsonSerializerOptions());
        Assert.Equal("dark", (string?)node.Edit(state => state["Theme"] = "dark")["Theme"]);
        await node.EditAsync(state => state["a"] = 1);
        await node.EditAsync(async state =>
        {
            await Task.Yield();
            state["b"] = 2;
        });
        await node.EditAsync(
            async (state, token) =>
            {
                await Task.Delay(1, token);
                state["c"] = 3;
            }
        );
        Assert.Equal("""{"Theme":"dark","Token":"secret","a":1,"b":2,"c":3}""", Saved);

        _store.Content = null;
        var window = new State<Window>(_store, new() { Initial = () => new(1, 2) });
        window.Update(state => state with { Left = 7 });
        await window.UpdateAsync(async state =>
        {
            await Task.Yield();
            return state with { Top = 8 };
        });
        Assert.Equal(new Window(7, 8), window.Read());

        _store.Content = null;
        var numbers = new State<List<int>>(_store, new() { Initial = () => [] });
        numbers.Edit(list => list.Add(1));
        numbers.Update(list => [.. list, 2]);
        Assert.Equal([1, 2], await numbers.ReadAsync());
    }

    [Fact]
    public async Task What_throws_or_returns_null_saves_nothing()
    {
#pragma warning disable CA1859 // the contract is tested, not the class
        IState<Settings> state = new State<Settings>(_store, new() { Initial = () => new() });
#pragma warning restore CA1859
        Assert.Throws<FormatException>(() => state.Edit(_ => throw new FormatException()));
        Assert.Throws<FormatException>(() => state.Update(_ => throw new FormatException()));
        await Assert.ThrowsAsync<FormatException>(() => state.EditAsync(_ => throw new FormatException()));
        await Assert.ThrowsAsync<FormatException>(() => state.UpdateAsync(_ => throw new FormatException()));
        Assert.Equal(
            StateFileFailure.Invalid,
            Assert.Throws<StateFileException>(() => state.Update(_ => null!)).Failure
        );
        Assert.False(state.Exists());
    }

    [Fact]
    public async Task A_change_that_returns_no_task_says_so()
    {
        var state = new State<Settings>(_store, new() { Initial = () => new() });
        foreach (
            var change in new Func<Task>[]
            {
                () => state.EditAsync(_ => (Task)null!),
                () => state.EditAsync((_, _) => (Task)null!),
                () => state.UpdateAsync(_ => (Task<Settings>)null!),
                () => state.UpdateAsync((_, _) => null!),
            }
        )
            Assert.Contains(
                "null instead of a task",
                (await Assert.ThrowsAsync<InvalidOperationException>(change)).Message,
                StringComparison.Ordinal
            );
        Assert.False(state.Exists());
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"b":[0,{"a":1,"a":{}}]}""")]
    [InlineData("""[{"a":null,"a":null}]""")]
    public void A_node_with_a_member_twice_is_corrupt(string content)
    {
        _store.Content = Encoding.UTF8.GetBytes(content);
        var state = new State<JsonNode>(_store, new JsonSerializerOptions());
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => state.Read()).Failure);
        Assert.Equal(
            StateFileFailure.Corrupt,
            Assert.Throws<StateFileException>(() => state.Edit(node => node.ToString())).Failure
        );
        Assert.Equal(content, Saved);
    }

    [Fact]
    public async Task A_state_begins_ends_and_begins_again()
    {
        foreach (
            var state in new IState<Settings>[]
            {
                new State<Settings>(_store, new() { Initial = () => new() }),
                new StateFile<Settings>(_folder["a.json"], new() { Initial = () => new() }),
                new StateFile<Settings>(
                    _folder["b.json"],
                    new() { Initial = () => new(), Concurrency = ConcurrencyMode.CompareAndSwap }
                ),
            }
        )
        {
            Assert.False(state.Exists());
            Assert.False(state.Delete());
            state.Edit(settings => settings.Count = 1);
            await state.EditAsync(settings => settings.Count++);
            Assert.True(await state.ExistsAsync());
            Assert.True(await state.DeleteAsync());
            Assert.False(state.Exists());
            Assert.Equal(0, state.Read().Count);
            await state.ResetAsync(new() { Count = 5 });
            Assert.Equal(6, state.Edit(settings => settings.Count++).Count);
            Assert.True(state.Delete());
            Assert.False(await state.DeleteAsync());
        }

        Assert.False(File.Exists(_folder["a.json"]));
        Assert.False(File.Exists(_folder["b.json"]));
        Assert.Contains("6", File.ReadAllText(_folder["a.json.bak"]), StringComparison.Ordinal);
    }

    [Fact]
    public void By_default_people_can_read_it()
    {
        var state = new State<Person>(_store);
        state.Reset(new("Zoë <zoë@müller.example>", DayOfWeek.Friday));
        Assert.Equal(
            """
            {
              "Name": "Zoë <zoë@müller.example>",
              "Day": "Friday"
            }
            """.ReplaceLineEndings(),
            Saved.ReplaceLineEndings()
        );
        _store.Content = """{"Name":"","Day":1}"""u8.ToArray(); // as it was written before
        Assert.Equal(DayOfWeek.Monday, state.Read().Day);
    }

    [Fact]
    public void Own_options_need_no_resolver_and_stay_as_they_are()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        new StateFile<Settings>(_folder["own.json"], options).Reset(new());
        Assert.Equal("""{"theme":"light","count":0}""", File.ReadAllText(_folder["own.json"]));
        options.WriteIndented = true;
    }

    [Fact]
    public void What_could_not_be_loaded_is_kept_aside_in_any_store_that_has_a_place()
    {
        _store.Content = "{"u8.ToArray();
        var state = new State<Settings>(_store);
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => state.Read()).Failure);
        state.Reset(new() { Count = 1 });
        var (suffix, aside) = Assert.Single(_store.Siblings);
        Assert.StartsWith(".corrupt-", suffix, StringComparison.Ordinal);
        Assert.Equal("{"u8.ToArray(), aside.Content);
        Assert.Equal(1, state.Read().Count);
    }

    [Fact]
    public void A_store_that_cannot_be_reached_is_tried_again_and_then_unavailable()
    {
        var state = new State<Settings>(_store, new() { Initial = () => new() });
        Fail(4);
        Assert.Equal(1, state.Edit(settings => settings.Count++).Count);
        Fail(5);
        Assert.Equal(StateFileFailure.Unavailable, Assert.Throws<StateFileException>(() => state.Read()).Failure);
        _store.FailNext(new IOException("once"));
        Assert.Equal("once", Assert.Throws<IOException>(() => state.Read()).Message);

        void Fail(int times)
        {
            for (var i = 0; i < times; i++)
                _store.FailNext(new StateFileException(StateFileFailure.Unavailable, "down"));
        }
    }

    [Fact]
    public void Nothing_of_the_callers_flow_is_in_what_a_saver_runs()
    {
        var request = new AsyncLocal<string?>();
        var state = new State<Settings>(_store, new() { Initial = () => new() });
        var saver = state.CreateSaver(TimeSpan.Zero);
        var saved = Task.CompletedTask;
        string? seen = "not run";
        state.Edit(outer =>
        {
            request.Value = "request 1";
            outer.Theme = "outer";
            saved = saver.Edit(inner =>
            {
                seen = request.Value;
                inner.Count++;
            });
            Thread.Sleep(100);
        });
        saved.GetAwaiter().GetResult();
        saver.Dispose();
        Assert.Null(seen);
        Assert.Equal(new Settings { Theme = "outer", Count = 1 }, state.Read());
    }

#if !NETSTANDARD_ASSET // which cannot restore a flow
    [Fact]
    public void What_a_function_sets_in_its_flow_stays_set_after_a_synchronous_call_alone()
    {
        var request = new AsyncLocal<string?>();
        var state = new State<Settings>(_store, new() { Initial = () => new() });
        state.Edit(_ => request.Value = "edited");
        Assert.Equal("edited", request.Value);
        Assert.Throws<FormatException>(() =>
            state.Update(_ =>
            {
                request.Value = "thrown";
                throw new FormatException();
            })
        );
        Assert.Equal("thrown", request.Value);
        state.Edit(_ => Assert.Throws<LockRecursionException>(() => state.Edit(_ => { })));
        state.Edit(settings => settings.Count++); // and the turn was given back
        state
            .EditAsync(_ => request.Value = "elsewhere", TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();
        Assert.Equal("thrown", request.Value);
    }
#endif

    [Fact]
    public void A_saver_ends_although_another_program_keeps_the_lock()
    {
        var file = new StateFile<Settings>(
            _folder["s.json"],
            new() { Initial = () => new(), LockTimeout = TimeSpan.FromMilliseconds(50) }
        );
        var saver = file.CreateSaver(TimeSpan.FromHours(1));
        FileLock? held = null;
        var holder = new Thread(() => held = FileLock.Acquire(_folder["s.json"]));
        holder.Start();
        holder.Join();
        using (held)
        {
            var saved = saver.Edit(settings => settings.Count++);
            Assert.Throws<TimeoutException>(saver.Dispose);
            Assert.True(saved.IsFaulted);
        }

        Assert.False(file.Exists());
    }

    [Fact]
    public void The_first_save_makes_the_directory_for_its_owner_alone_below_the_home()
    {
        Needs.Unix();
        Directory.CreateDirectory(_folder["home"]);
        Assert.Equal(
            0,
            Probe
                .RunUnder(["env", $"HOME={_folder["home"]}"], "count", "Lock", _folder["home/app/sub/s.json"], "a", "1")
                .ExitCode
        );
        Assert.Equal(
            0,
            Probe
                .RunUnder(
                    ["env", $"HOME={_folder["home"]}"],
                    "count",
                    "CompareAndSwap",
                    _folder["home/cas/s.json"],
                    "a",
                    "1"
                )
                .ExitCode
        );
        Assert.Equal(
            0,
            Probe
                .RunUnder(["env", $"HOME={_folder["home"]}"], "count", "Lock", _folder["elsewhere/s.json"], "a", "1")
                .ExitCode
        );
        Directory.CreateDirectory(_folder["usual"]);
        var ofOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(ofOwner, File.GetUnixFileMode(_folder["home/app"]));
        Assert.Equal(ofOwner, File.GetUnixFileMode(_folder["home/app/sub"]));
        Assert.Equal(ofOwner, File.GetUnixFileMode(_folder["home/cas"]));
        Assert.Equal(File.GetUnixFileMode(_folder["usual"]), File.GetUnixFileMode(_folder["elsewhere"]));

        var strict = new StateFile<Settings>(
            _folder["never/s.json"],
            new() { Initial = () => new(), CreateDirectory = false }
        );
        Assert.Equal(0, strict.Read().Count);
        Assert.Throws<DirectoryNotFoundException>(() => strict.Edit(settings => settings.Count++));
        Assert.False(Directory.Exists(_folder["never"]));
    }

    sealed record Person(string Name, DayOfWeek Day);

    record struct Window(double Left, double Top);
}
