using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Typed state: what is loaded, what is saved, and what happens to a file that is no state.</summary>
public sealed class StateFileTests : IDisposable
{
    readonly Folder _folder = new();
    readonly List<StateFileException> _recovered = [];

    string Path => _folder["settings.json"];

    public void Dispose() => _folder.Dispose();

    StateFile<Settings> Open(StateFileOptions<Settings>? options = null) =>
        new(Path, SettingsJson.Default.Settings, (options ?? new()) with { Recovered = _recovered.Add });

    static StateFileOptions<Settings> With(ConcurrencyMode mode) => new() { Concurrency = mode, Initial = () => new() };

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task Starts_with_the_initial_state_and_keeps_what_is_saved(ConcurrencyMode mode)
    {
        var file = Open(With(mode));
        Assert.Equal("light", file.Read().Theme);
        Assert.False(File.Exists(Path));
        Assert.Equal("dark", file.Edit(settings => settings.Theme = "dark").Theme);
        await file.UpdateAsync(settings => settings with { Count = 1 });
        await file.UpdateAsync(
            async (settings, token) =>
            {
                await Task.Delay(1, token);
                return settings with { Count = settings.Count + 1 };
            }
        );
        Assert.Equal(new Settings { Theme = "dark", Count = 2 }, Open(With(mode)).Read());
        Assert.Equal("""{"Theme":"dark","Count":2}""", File.ReadAllText(Path));
        Assert.Empty(_folder.Leftovers);
        Assert.Empty(_recovered);
    }

    [Fact]
    public void By_reflection_the_file_is_indented_for_people()
    {
        var file = new StateFile<Settings>(Path, new StateFileOptions<Settings> { Initial = () => new() });
        file.Edit(settings => settings.Count = 7);
        Assert.Equal(7, new StateFile<Settings>(Path).Read().Count);
        Assert.Contains("\n  \"Count\": 7", File.ReadAllText(Path).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void A_missing_file_is_a_failure_unless_an_initial_state_is_given(ConcurrencyMode mode)
    {
        var file = Open(new() { Concurrency = mode });
        Assert.Equal(StateFileFailure.Missing, Assert.Throws<StateFileException>(() => file.Read()).Failure);
        Assert.Equal(
            StateFileFailure.Missing,
            Assert.Throws<StateFileException>(() => file.Edit(settings => settings.Count++)).Failure
        );
        Assert.False(File.Exists(Path));
        file.Reset(new() { Count = 3 });
        Assert.Equal(3, file.Read().Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    [InlineData("""{"Theme":"dark","Cou""")]
    [InlineData("""{"Theme":5}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_corrupt_file_without_a_backup_is_a_failure_and_never_overwritten(string content)
    {
        File.WriteAllText(Path, content);
        var file = Open(With(ConcurrencyMode.Lock));
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => file.Read()).Failure);
        Assert.Equal(
            StateFileFailure.Corrupt,
            Assert.Throws<StateFileException>(() => file.Edit(settings => settings.Count++)).Failure
        );
        Assert.Equal(content, File.ReadAllText(Path));
        Assert.Empty(KeptAside());
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void A_corrupt_file_is_loaded_from_the_version_before_and_kept_aside_when_it_is_replaced(
        ConcurrencyMode mode
    )
    {
        var file = Open(With(mode));
        file.Edit(settings => settings.Count = 1);
        file.Edit(settings => settings.Count = 2);
        var torn = mode == ConcurrencyMode.Lock ? Path : HeadData();
        File.WriteAllText(torn, """{"Theme":"da""");

        Assert.Equal(1, file.Read().Count);
        Assert.Equal(StateFileFailure.Corrupt, Assert.Single(_recovered).Failure);
        Assert.Equal("""{"Theme":"da""", File.ReadAllText(torn));

        file.Edit(settings => settings.Count += 10);
        Assert.Equal(11, file.Read().Count);
        Assert.Equal(2, _recovered.Count);
        Assert.Equal("""{"Theme":"da""", File.ReadAllText(Assert.Single(KeptAside())));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeptAside()[0]));
        if (mode == ConcurrencyMode.Lock)
            Assert.Contains("\"Count\":1}", File.ReadAllText(Path + ".bak"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_that_is_corrupt_too_or_not_wanted_is_not_loaded()
    {
        var file = Open(With(ConcurrencyMode.Lock));
        file.Edit(settings => settings.Count = 1);
        file.Edit(settings => settings.Count = 2);
        File.WriteAllText(Path, "{");
        File.WriteAllText(Path + ".bak", "");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => file.Read()).Failure);
        var without = Open(With(ConcurrencyMode.Lock) with { KeepBackup = false });
        without.Reset(new() { Count = 5 });
        without.Edit(settings => settings.Count = 6);
        Assert.Equal("", File.ReadAllText(Path + ".bak"));
        Assert.Empty(_recovered);
    }

    [Fact]
    public void Without_backups_an_old_one_is_not_loaded()
    {
        var file = Open(With(ConcurrencyMode.Lock));
        file.Edit(settings => settings.Count = 1);
        file.Edit(settings => settings.Count = 2);
        var without = Open(With(ConcurrencyMode.Lock) with { KeepBackup = false });
        without.Edit(settings => settings.Count = 3);
        File.WriteAllText(Path, "{");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => without.Read()).Failure);
        Assert.Empty(_recovered);
    }

    [Fact]
    public void A_deleted_file_is_a_new_start_whatever_the_backup_says()
    {
        var file = Open(With(ConcurrencyMode.Lock));
        file.Edit(settings => settings.Count = 1);
        file.Edit(settings => settings.Count = 2);
        File.Delete(Path);
        Assert.Equal(0, file.Read().Count);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void Reset_starts_anew_and_keeps_what_could_not_be_loaded(ConcurrencyMode mode)
    {
        File.WriteAllText(Path, "no state");
        var file = Open(With(mode));
        Assert.Throws<StateFileException>(() => file.Reset(null!));
        file.Reset(new() { Count = 1 });
        Assert.Equal(1, file.Read().Count);
        Assert.Equal("no state", File.ReadAllText(Assert.Single(KeptAside())));
        file.Reset(new() { Count = 2 });
        Assert.Single(KeptAside());
    }

    [Fact]
    public void An_unreadable_file_is_a_failure_and_never_overwritten()
    {
        Directory.CreateDirectory(Path);
        var file = Open(With(ConcurrencyMode.Lock));
        Assert.Equal(StateFileFailure.Unreadable, Assert.Throws<StateFileException>(() => file.Read()).Failure);
        Assert.Equal(
            StateFileFailure.Unreadable,
            Assert.Throws<StateFileException>(() => file.Edit(settings => settings.Count++)).Failure
        );
        Assert.Equal(StateFileFailure.Unreadable, Assert.Throws<StateFileException>(() => file.Reset(new())).Failure);
        Assert.True(Directory.Exists(Path));
    }

    [Fact]
    public void What_a_later_version_has_written_is_a_failure_although_there_is_a_backup()
    {
        Action<JsonObject>[] upgrades = [_ => { }, _ => { }];
        var newer = Open(With(ConcurrencyMode.Lock) with { Upgrades = upgrades });
        var older = Open(With(ConcurrencyMode.Lock) with { Upgrades = upgrades[..1] });
        var oldest = Open(With(ConcurrencyMode.Lock));
        oldest.Edit(settings => settings.Count = 1);
        older.Edit(settings => settings.Count = 2);
        newer.Edit(settings => settings.Count = 3);
        var content = File.ReadAllText(Path);
        foreach (var outdated in new[] { older, oldest })
        {
            Assert.Equal(
                StateFileFailure.NewerVersion,
                Assert.Throws<StateFileException>(() => outdated.Read()).Failure
            );
            Assert.Equal(
                StateFileFailure.NewerVersion,
                Assert.Throws<StateFileException>(() => outdated.Edit(settings => settings.Count++)).Failure
            );
        }

        Assert.Equal(content, File.ReadAllText(Path));
        older.Reset(new() { Count = 9 });
        Assert.Equal(content, File.ReadAllText(Assert.Single(KeptAside())));
        Assert.Equal(9, newer.Read().Count);
    }

    [Theory]
    [InlineData("""{"$version":1}""")]
    [InlineData("""{"Theme":"dark", "$version" : 1}""")]
    [InlineData("""{"Theme":"dark","$\u0076ersion":1}""")]
    [InlineData("""{"Theme":"dark","\u0024version":1}""")]
    [InlineData("""{"Theme":"dark","\u0024\u0076\u0065\u0072\u0073\u0069\u006f\u006E":1}""")]
    public void A_version_is_found_however_its_name_is_written(string content)
    {
        File.WriteAllText(Path, content);
        Assert.Equal(StateFileFailure.NewerVersion, Assert.Throws<StateFileException>(() => Open().Read()).Failure);
    }

    [Theory]
    [InlineData("""{"Theme":"$version"}""")]
    [InlineData("""{"Theme":"dark","Other":{"$version":1}}""")]
    public void What_looks_like_a_version_elsewhere_is_none(string content)
    {
        File.WriteAllText(Path, content);
        Assert.NotEqual("light", Open().Read().Theme);
    }

    [Theory]
    [InlineData("""{"Colour":"dark","Times":"4"}""")]
    [InlineData("""{"$version":1,"Theme":"dark","Times":"4"}""")]
    [InlineData("""{"Theme":"dark","Count":4,"$version":2}""")]
    public void Upgrade_functions_bring_each_older_version_up_to_date(string old)
    {
        File.WriteAllText(Path, old);
        var file = Open(
            new()
            {
                Upgrades =
                [
                    state =>
                    {
                        state["Theme"] = state["Colour"]!.DeepClone();
                        state.Remove("Colour");
                    },
                    state =>
                    {
                        state["Count"] = int.Parse(state["Times"]!.GetValue<string>(), null);
                        state.Remove("Times");
                    },
                ],
            }
        );
        Assert.Equal(new Settings { Theme = "dark", Count = 4 }, file.Read());
        Assert.Equal(old, File.ReadAllText(Path));
        file.Edit(settings => settings.Count++);
        Assert.Equal("""{"$version":2,"Theme":"dark","Count":5}""", File.ReadAllText(Path));
        Assert.Equal(5, file.Read().Count);
    }

    [Fact]
    public void An_upgrade_that_throws_makes_a_corrupt_file_and_changes_nothing()
    {
        File.WriteAllText(Path, "{}");
        var file = Open(new() { Upgrades = [_ => throw new FormatException("no such colour")] });
        var failure = Assert.Throws<StateFileException>(() => file.Edit(settings => settings.Count++));
        Assert.Equal(StateFileFailure.Corrupt, failure.Failure);
        Assert.Contains("no such colour", failure.Message, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(Path));
    }

    [Fact]
    public void A_state_that_is_not_valid_is_neither_saved_nor_loaded()
    {
        var file = Open(
            With(ConcurrencyMode.Lock) with
            {
                Validate = settings => settings.Count < 0 ? "Count is negative." : null,
            }
        );
        file.Edit(settings => settings.Count = 1);
        Assert.Equal(
            StateFileFailure.Invalid,
            Assert.Throws<StateFileException>(() => file.Edit(settings => settings.Count = -1)).Failure
        );
        Assert.Equal(
            StateFileFailure.Invalid,
            Assert.Throws<StateFileException>(() => file.Update(_ => null!)).Failure
        );
        Assert.Equal(1, file.Read().Count);
        File.WriteAllText(Path, """{"Count":-1}""");
        Assert.Contains(
            "Count is negative.",
            Assert.Throws<StateFileException>(() => file.Read()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_state_that_could_not_be_loaded_again_is_not_saved()
    {
        var file = new StateFile<OneWay>(Path, new StateFileOptions<OneWay> { Initial = () => new("a") });
        Assert.Equal(
            StateFileFailure.Invalid,
            Assert.Throws<StateFileException>(() => file.Update(_ => new OneWay("b"))).Failure
        );
        Assert.False(File.Exists(Path));
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public void An_unchanged_state_is_not_written(ConcurrencyMode mode)
    {
        var file = Open(With(mode));
        file.Edit(settings => settings.Count = 1);
        file.Edit(settings => settings.Count = 2);
        var before = Snapshot();
        file.Edit(settings => settings.Count = 2);
        Assert.Equal(before, Snapshot());

        string Snapshot() =>
            string.Join(
                '\n',
                new DirectoryInfo(_folder.Path)
                    .EnumerateFiles("*", SearchOption.AllDirectories)
                    .Select(entry => $"{entry.FullName} {entry.LastWriteTimeUtc:O} {entry.Length}")
                    .Order()
            );
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task Instances_and_tasks_lose_no_update(ConcurrencyMode mode)
    {
        StateFile<Settings>[] files = [Open(With(mode)), Open(With(mode))];
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        for (var n = 0; n < 10; n++)
                        {
                            if (i % 2 == 0)
                                files[i / 4].Edit(settings => settings.Count++);
                            else
                                await files[i / 4]
                                    .UpdateAsync(settings => settings with { Count = settings.Count + 1 });
                        }
                    })
                )
        );
        Assert.Equal(80, files[0].Read().Count);
        Assert.Empty(_folder.Leftovers);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task An_update_inside_an_update_throws_and_one_that_throws_writes_nothing(ConcurrencyMode mode)
    {
        var file = Open(With(mode));
        file.Edit(settings => settings.Count = 1);
        Assert.Throws<LockRecursionException>(() =>
            file.Edit(outer => outer.Count = file.Edit(inner => inner.Count++).Count)
        );
        await Assert.ThrowsAsync<LockRecursionException>(() =>
            file.UpdateAsync((_, token) => file.UpdateAsync(inner => inner, token))
        );
        Assert.Throws<FormatException>(() => file.Edit(_ => throw new FormatException()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            file.UpdateAsync(settings => settings with { Count = 2 }, new CancellationToken(canceled: true))
        );
        Assert.Equal(1, file.Read().Count);
        file.Edit(settings => settings.Count++);
        Assert.Equal(2, file.Read().Count);
    }

    [Fact]
    public void A_byte_order_mark_and_what_the_serializer_allows_are_no_corruption()
    {
        File.WriteAllText(Path, "// by hand\n{\"Count\":1,}", System.Text.Encoding.UTF8);
        var json = new JsonSerializerOptions
        {
            ReadCommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            TypeInfoResolver = SettingsJson.Default,
        };
        var type = (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Settings>)json.GetTypeInfo(typeof(Settings));
        Assert.Equal(1, new StateFile<Settings>(Path, type).Read().Count);
        Assert.Equal(1, new StateFile<Settings>(Path, type, new() { Upgrades = [_ => { }] }).Read().Count);
    }

    [Fact]
    public void The_mode_of_the_file_is_that_of_all_its_versions()
    {
        Needs.Unix();
        var secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(Path, "{}");
        File.SetUnixFileMode(Path, secret);
        var file = Open(With(ConcurrencyMode.CompareAndSwap));
        file.Edit(settings => settings.Count = 1);
        file.Edit(settings => settings.Count = 2);
        Assert.Equal(secret | UnixFileMode.UserExecute, File.GetUnixFileMode(Path + ".cas"));
        Assert.All(
            [
                Path,
                .. Directory.GetFiles(Path + ".cas").Where(name => name.Contains("data.", StringComparison.Ordinal)),
            ],
            name => Assert.Equal(secret, File.GetUnixFileMode(name))
        );
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task What_is_cancelled_while_it_runs_is_not_written(ConcurrencyMode mode)
    {
        var file = Open(With(mode));
        file.Edit(settings => settings.Count = 1);
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            file.UpdateAsync(
                async (settings, token) =>
                {
                    Assert.False(token.IsCancellationRequested);
                    await source.CancelAsync();
                    Assert.True(token.IsCancellationRequested);
                    return settings with { Count = 2 };
                },
                source.Token
            )
        );
        Assert.Equal(1, file.Read().Count);
        Assert.Equal(2, file.Edit(settings => settings.Count++).Count);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task What_an_update_has_started_may_update_when_that_has_ended(ConcurrencyMode mode)
    {
        var file = Open(With(mode));
        var isOver = new TaskCompletionSource();
        var started = new List<Task>();
        file.Edit(_ => started.Add(LaterAsync()));
        await file.UpdateAsync(settings =>
        {
            started.Add(LaterAsync());
            return settings;
        });
        isOver.SetResult();
        await Task.WhenAll(started);
        Assert.Equal(2, file.Read().Count);

        async Task LaterAsync()
        {
            await isOver.Task;
            await file.UpdateAsync(settings => settings with { Count = settings.Count + 1 });
        }
    }

    [Theory]
    [InlineData(ConcurrencyMode.Lock)]
    [InlineData(ConcurrencyMode.CompareAndSwap)]
    public async Task A_thread_that_blocks_on_an_update_or_a_saver_is_never_waited_for(ConcurrencyMode mode)
    {
        var file = Open(With(mode));
        var (entered, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var before = file.UpdateAsync(
            async (settings, _) =>
            {
                entered.SetResult();
                await goOn.Task;
                return settings;
            }
        );
        await entered.Task;
        var userInterface = new UserInterface();
        var clicking = Task.Factory.StartNew(
            () =>
            {
                SynchronizationContext.SetSynchronizationContext(userInterface);
                var waiting = file.UpdateAsync(settings => settings with { Count = settings.Count + 1 }); // for the one before
                goOn.SetResult();
                waiting.Wait();
                file.UpdateAsync(settings => settings with { Count = settings.Count + 1 }).Wait();
                using (var saver = file.CreateSaver(TimeSpan.FromHours(1)))
                {
                    saver.Update(settings => settings with { Count = settings.Count + 1 });
                    saver.Flush();
                    saver.Update(settings => settings with { Count = settings.Count + 1 });
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        await Task.WhenAll(before, clicking);
        Assert.Equal(4, file.Read().Count);
        Assert.Equal(0, userInterface.Posts);
    }

    [Fact]
    public void Updates_of_one_object_wait_for_each_other_instead_of_running_again()
    {
        var file = Open(With(ConcurrencyMode.CompareAndSwap));
        var runs = 0;
        Parallel.For(0, 40, new() { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (i % 2 == 0)
            {
                file.Update(Increment);
                return;
            }

            file.UpdateAsync(Increment).GetAwaiter().GetResult();
        });
        Assert.Equal(40, file.Read().Count);
        Assert.Equal(40, runs);

        Settings Increment(Settings settings)
        {
            Interlocked.Increment(ref runs);
            return settings with { Count = settings.Count + 1 };
        }
    }

    [Fact]
    public void Bad_arguments_throw_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => new StateFile<Settings>(null!, SettingsJson.Default.Settings));
        Assert.Throws<ArgumentException>(() => new StateFile<Settings>("", SettingsJson.Default.Settings));
        Assert.Throws<ArgumentException>(() => new StateFile<Settings>("nul\0l", SettingsJson.Default.Settings));
        Assert.Throws<ArgumentNullException>(() => new StateFile<Settings>(Path, type: null!));
        var file = Open(With(ConcurrencyMode.Lock));
        Assert.Throws<ArgumentNullException>(() => file.Update((Func<Settings, Settings>)null!));
        Assert.Throws<ArgumentNullException>(() => file.Edit(null!));
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = file.UpdateAsync((Func<Settings, Settings>)null!);
        });
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = file.UpdateAsync((Func<Settings, CancellationToken, Task<Settings>>)null!);
        });
        Assert.Throws<ArgumentNullException>(() => file.OnChange(null!));
        Assert.Throws<ArgumentNullException>(() =>
        {
            _ = file.CreateSaver(TimeSpan.Zero).Update(null!);
        });
        foreach (
            var delay in new[]
            {
                TimeSpan.FromTicks(-1),
                TimeSpan.FromMilliseconds(int.MaxValue + 1L),
                TimeSpan.MaxValue,
            }
        )
        {
            Assert.Throws<ArgumentOutOfRangeException>("delay", () => file.CreateSaver(delay));
            Assert.Throws<ArgumentOutOfRangeException>("pollInterval", () =>
                file.OnChange(_ => { }, pollInterval: delay)
            );
        }

        foreach (var delay in new[] { TimeSpan.Zero, TimeSpan.FromMilliseconds(int.MaxValue) })
        {
            file.CreateSaver(delay).Dispose();
            file.OnChange(_ => { }, pollInterval: delay).Dispose();
        }
    }

    string[] KeptAside() => Directory.GetFiles(_folder.Path, "settings.json.corrupt-*");

    string HeadData()
    {
        // Without patterns, which Wine reads differently.
        var names = Directory.GetFiles(Path + ".cas").Select(name => System.IO.Path.GetFileName(name)).ToArray();
        var head = names.Single(name => name.StartsWith("head.", StringComparison.Ordinal))[5..];
        return System.IO.Path.Combine(
            Path + ".cas",
            names.Single(name =>
                name.StartsWith("data.", StringComparison.Ordinal)
                && name.EndsWith("." + head, StringComparison.Ordinal)
            )
        );
    }

    // Is written and cannot be read: the parameter is no property.
    sealed class OneWay(string secret)
    {
        [JsonIgnore]
        public string Secret { get; } = secret ?? throw new ArgumentNullException(nameof(secret));
    }
}
