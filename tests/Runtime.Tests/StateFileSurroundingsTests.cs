using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Watching and recovering a state file where links, busy files, slow writers and vanishing directories are in the way.
/// </summary>
public class StateFileSurroundingsTests
{
    sealed class Settings
    {
        public string Theme { get; set; } = "default";
    }

    static StateFile<Settings> At(string path, Action<StateFileException>? recovered = null) =>
        new(path, new StateFileOptions<Settings> { Initial = () => new(), Recovered = recovered });

    static void Save(StateFile<Settings> file, string theme) => file.Update(_ => new Settings { Theme = theme });

    [Fact]
    public void A_state_behind_a_symbolic_link_is_recovered_from_the_backup_beside_the_file_itself()
    {
        Needs.Unix();
        using var folder = new Folder();
        Directory.CreateDirectory(folder["dotfiles"]);
        Directory.CreateDirectory(folder["config"]);
        var real = Path.Combine(folder["dotfiles"], "settings.json");
        var link = Path.Combine(folder["config"], "settings.json");
        File.WriteAllText(real, """{"Theme":"one"}""");
        File.CreateSymbolicLink(link, "../dotfiles/settings.json");
        var file = At(link);
        Save(file, "two");
        Save(file, "three");
        File.WriteAllBytes(real, new byte[100]);
        Assert.Equal("two", file.Read().Theme);

        // One from the time when the link was a file is none of this file.
        File.WriteAllText(link + ".bak", """{"Theme":"of last year"}""");
        Assert.Equal("two", file.Read().Theme);
        Save(file, "four");
        Assert.Single(Directory.GetFiles(folder["dotfiles"], "settings.json.corrupt-*"));
        Assert.Empty(Directory.GetFiles(folder["config"], "*.corrupt-*"));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.True(file.Delete());
        Assert.False(File.Exists(real));
    }

    [Fact]
    public async Task What_changes_behind_a_link_is_told_and_so_is_a_link_that_leads_elsewhere()
    {
        Needs.Unix();
        using var folder = new Folder();
        foreach (var name in new[] { "first", "second", "config" })
            Directory.CreateDirectory(folder[name]);
        var link = Path.Combine(folder["config"], "settings.json");
        File.CreateSymbolicLink(link, Path.Combine(folder["first"], "state"));
        File.WriteAllText(Path.Combine(folder["first"], "state"), """{"Theme":"one"}""");
        File.WriteAllText(Path.Combine(folder["second"], "state"), """{"Theme":"two"}""");
        var told = new Told();
        using var watch = At(link).OnChange(told.Changed, told.Failed);
        AtomicFile.WriteAllText(Path.Combine(folder["first"], "state"), """{"Theme":"changed"}""");
        await told.Is("changed");
        File.CreateSymbolicLink(link + ".new", Path.Combine(folder["second"], "state"));
        File.Move(link + ".new", link, overwrite: true);
        await told.Is("two");
        AtomicFile.WriteAllText(Path.Combine(folder["second"], "state"), """{"Theme":"three"}""");
        await told.Is("three");
        Assert.Empty(told.Failures);
    }

    /// <summary>As Kubernetes mounts a ConfigMap: the file is a link through a link that is replaced.</summary>
    [Theory]
    [InlineData("ln -s d1 data; ln -s data/settings.json settings.json")]
    [InlineData("ln -s d1 data; ln -s data between; ln -s $PWD/between/settings.json settings.json")]
    [InlineData("ln -s d1 data; ln -s data/settings.json second; ln -s second settings.json")]
    public async Task A_link_of_a_directory_on_the_way_that_leads_elsewhere_is_told(string links)
    {
        Needs.Unix();
        using var folder = new Folder();
        foreach (var name in new[] { "d1", "d2", "d3" })
        {
            Directory.CreateDirectory(folder[name]);
            File.WriteAllText(folder[name + "/settings.json"], $$"""{"Theme":"{{name}}"}""");
        }

        Needs.Shell($"cd {folder.Path}; {links}");
        var told = new Told();
        using var watch = At(folder["settings.json"]).OnChange(told.Changed, told.Failed);
        foreach (var name in new[] { "d2", "d3" })
        {
            Needs.Shell($"cd {folder.Path}; ln -s {name} new; mv -T new data");
            await told.Is(name);
            AtomicFile.WriteAllText(folder[name + "/settings.json"], $$"""{"Theme":"{{name}} again"}""");
            await told.Is(name + " again");
        }

        Assert.Empty(told.Failures);
    }

    [Fact]
    public void Where_the_name_behind_a_link_is_no_text_nothing_is_looked_for_under_another()
    {
        Needs.Linux();
        using var folder = new Folder();
        Needs.Shell(
            $$"""cd {{folder.Path}}; name=$(printf 'caf\351'); echo '{"Theme":"one"}' > "$name"; ln -s "$name" link"""
        );
        var file = At(folder["link"]);
        Save(file, "two");
        Assert.Equal("two", file.Read().Theme);
        foreach (var call in new Action[] { () => file.Delete(), () => AtomicFile.KeepAside(folder["link"]) })
            Assert.Contains("no UTF-8", Assert.ThrowsAny<IOException>(call).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["link.bak"], """{"Theme":"of another"}""");
        File.WriteAllText(folder["link"], "");
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(file.Read).Failure);
        Assert.Equal("5", Needs.Shell($"cd {folder.Path}; ls | wc -l; rm caf*").Output.Trim()); // with its backup, of the same bytes
    }

    [Fact]
    public void A_backup_that_is_busy_for_a_moment_is_waited_for_and_one_that_stays_so_is_no_corrupt_state()
    {
        using var folder = new Folder();
        var path = folder["settings.json"];
        var file = At(path);
        Save(file, "one");
        Save(file, "two");
        File.WriteAllText(path, "");
        var busy = new FileStream(path + ".bak", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var failure = Assert.Throws<StateFileException>(() => file.Read());
        Assert.Equal(StateFileFailure.Unreadable, failure.Failure);
        var release = new Thread(() =>
        {
            Thread.Sleep(100);
            busy.Dispose();
        });
        release.Start();
        Assert.Equal("one", file.Read().Theme);
        release.Join();
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    [InlineData("utf-8")]
    public void Settings_that_an_editor_has_saved_with_its_mark_are_read(string encoding)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["settings.json"], """{"Theme":"größer"}""", Encoding.GetEncoding(encoding));
        var file = At(folder["settings.json"]);
        Assert.Equal("größer", file.Read().Theme);
        Save(file, "new");
        Assert.Equal("new", file.Read().Theme);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.corrupt-*"));
    }

    [Fact]
    public async Task A_program_that_writes_in_place_and_slowly_raises_no_alarm()
    {
        using var folder = new Folder();
        var path = folder["settings.json"];
        var file = At(path);
        Save(file, "one");
        Save(file, "two"); // the backup is good: it is not to be told either
        var told = new Told();
        using var watch = file.OnChange(told.Changed, told.Failed);
        using (var slow = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 1))
            foreach (var piece in new[] { "{\"The", "me\":", "\"three\"}" })
            {
                slow.Write(Encoding.UTF8.GetBytes(piece));
                await Task.Delay(200);
            }

        await told.Is("three");
        Assert.Equal(["three"], told.Themes);
        Assert.Empty(told.Failures);
    }

    [Fact]
    public async Task A_directory_that_is_removed_and_made_again_is_watched_again()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder["config"], "settings.json");
        Directory.CreateDirectory(folder["config"]);
        File.WriteAllText(path, """{"Theme":"one"}""");
        var told = new Told();
        using var watch = At(path).OnChange(told.Changed, told.Failed);
        foreach (var theme in new[] { "two", "three" })
        {
            Directory.Delete(folder["config"], recursive: true);
            Directory.CreateDirectory(folder["config"]);
            File.WriteAllText(path, $$"""{"Theme":"{{theme}}"}""");
            await told.Is(theme);
            AtomicFile.WriteAllText(path, $$"""{"Theme":"{{theme}} again"}""");
            await told.Is(theme + " again");
        }
    }

    [Fact]
    public async Task Any_number_of_states_in_a_directory_is_watched_by_one_watcher()
    {
        Needs.Linux();
        using var folder = new Folder();
        var watchers = Watchers();
        var told = new Told();
        var watches = new List<IDisposable>();
        for (var i = 0; i < 300; i++)
            watches.Add(At(folder[$"settings{i}.json"]).OnChange(told.Changed, told.Failed));
        Assert.InRange(Watchers() - watchers, 0, 20); // those of other tests come and go
        AtomicFile.WriteAllText(folder["settings299.json"], """{"Theme":"last"}""");
        await told.Is("last");
        watches.ForEach(watch => watch.Dispose());

        static int Watchers() =>
            Directory.GetFiles("/proc/self/fd").Count(fd => new FileInfo(fd).LinkTarget == "anon_inode:inotify");
    }

    [Fact]
    public void Other_writes_of_the_file_inside_its_update_throw()
    {
        using var folder = new Folder();
        var path = folder["settings.json"];
        At(path)
            .Update(state =>
            {
                Assert.Throws<LockRecursionException>(() => AtomicFile.WriteAllText(path, "{}"));
                Assert.Throws<LockRecursionException>(() => AtomicFile.AppendAllText(path, "{}"));
                return new Settings { Theme = "new" };
            });
        Assert.Equal("new", At(path).Read().Theme);
    }

    sealed class Told
    {
        readonly object _gate = new();
        readonly List<string> _themes = [];
        readonly List<Exception> _failures = [];

        public string[] Themes
        {
            get
            {
                lock (_gate)
                    return [.. _themes];
            }
        }

        public Exception[] Failures
        {
            get
            {
                lock (_gate)
                    return [.. _failures];
            }
        }

        public void Changed(Settings state)
        {
            lock (_gate)
                _themes.Add(state.Theme);
        }

        public void Failed(Exception failure)
        {
            lock (_gate)
                _failures.Add(failure);
        }

        public Task Is(string theme) => Task.Run(() => Waiting.Until(() => Themes.LastOrDefault() == theme));
    }
}
