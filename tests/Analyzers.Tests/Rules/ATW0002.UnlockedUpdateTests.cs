using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class UnlockedUpdateTests
{
    const string Path =
        "static readonly string P = System.IO.Path.Combine("
        + """Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "app", "state.json");""";

    const string State = """class State { public int Count; public List<string> Names { get; set; } = new(); }""";

    const string Typed =
        "static readonly StateFile<State> F = new(P); static readonly StateFile<State> G = new(P + \"2\"); "
        + "static IState<State> I = F; static State Load() => F.Read(); static void Save(State state) => F.Reset(state);"
        + "static State All() => Load(); static void Keep(State state) { Console.WriteLine(state.Count); Save(state); } "
        + "static State With(State s) => new() { Count = s.Count + 1 };";

    // Each has the lock, and they have it not together.
    [Theory]
    [InlineData("var s = F.Read(); s.Count++; {|ATW0002:F.Reset(s)|};")]
    [InlineData("var s = F.Read(); if (s.Count > 3) return; s.Names.Add(\"x\"); {|ATW0002:F.Reset(s)|};")]
    [InlineData("var s = Load(); s.Count++; if (s.Count > 3) {|ATW0002:Save(s)|};")]
    [InlineData("var s = Load(); s.Names.Add(\"x\"); {|ATW0002:F.Reset(s)|}; Console.WriteLine(s.Count);")]
    [InlineData("var s = I.Read(); s.Count++; {|ATW0002:I.Reset(s)|};")]
    [InlineData("var s = F.ReadAsync().Result; s.Count++; {|ATW0002:F.ResetAsync(s)|}.Wait();")]
    [InlineData("lock (F) { var s = Load(); s.Count++; {|ATW0002:Save(s)|}; }")]
    [InlineData("F.Edit(s => s.Count++);")]
    [InlineData("F.Reset(new State());")]
    [InlineData("var s = F.Read(); Console.WriteLine(s.Count); F.Reset(new State { Count = 1 });")]
    [InlineData("var s = F.Read(); s.Count++; G.Reset(s);")]
    [InlineData("{|ATW0002:Save(Load())|};")]
    [InlineData("{|ATW0002:Save(With(Load()))|};")]
    [InlineData("{|ATW0002:Keep(With(All()))|};")]
    [InlineData("var s = All(); s.Count++; {|ATW0002:Save(s)|};")]
    [InlineData("var s = Load(); s.Count++; {|ATW0002:Keep(s)|};")]
    [InlineData("var s = All(); s.Count++; {|ATW0002:Keep(s)|};")]
    [InlineData("var s = All(); s.Count++; {|ATW0002:F.Reset(s)|};")]
    [InlineData("var s = All(); s.Count++; G.Reset(s);")]
    [InlineData("var s = All(); Console.WriteLine(s.Count); Keep(new State { Count = 1 });")]
    [InlineData("using var held = FileLock.Acquire(P); var s = Load(); s.Count++; Save(s);")]
    public Task A_read_and_a_reset_of_typed_state_are_two_steps(string body) =>
        Verify.Update($$"""{{Path}} {{State}} {{Typed}} void Change() { {{body}} }""");

    [Theory]
    [InlineData("""{|ATW0002:File.WriteAllText(P, File.ReadAllText(P) + "x")|};""")]
    [InlineData("""var text = File.ReadAllText(P); {|ATW0002:File.WriteAllText(P, text + "x")|};""")]
    [InlineData(
        """var text = File.Exists(P) ? File.ReadAllText(P) : ""; var next = text + "x"; {|ATW0002:File.WriteAllText(P, next)|};"""
    )]
    [InlineData(
        """var state = new State(); if (File.Exists(P)) """
            + """state = JsonSerializer.Deserialize<State>(File.ReadAllText(P)); state.Count++; """
            + """{|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(state))|};"""
    )]
    [InlineData(
        """var lines = File.ReadAllLines(P).ToList(); lines.Add("x"); {|ATW0002:File.WriteAllLines(P, lines)|};"""
    )]
    [InlineData(
        """var lines = new List<string>(); foreach (var line in File.ReadLines(P)) lines.Add(line); """
            + """{|ATW0002:File.WriteAllLines(P, lines)|};"""
    )]
    [InlineData(
        """State state; using (var stream = File.OpenRead(P)) """
            + """state = JsonSerializer.Deserialize<State>(stream); state.Count++; """
            + """{|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(state))|};"""
    )]
    [InlineData(
        """string text; using (var reader = new StreamReader(P)) text = reader.ReadToEnd(); """
            + """using var writer = {|ATW0002:new StreamWriter(P)|}; writer.Write(text + "x");"""
    )]
    [InlineData(
        """var state = JsonSerializer.Deserialize<State>(File.ReadAllText(P)); """
            + """using var stream = {|ATW0002:File.Create(P)|}; JsonSerializer.Serialize(stream, state);"""
    )]
    [InlineData(
        """var document = System.Xml.Linq.XDocument.Load(P); document.Root.Add("x"); {|ATW0002:document.Save(P)|};"""
    )]
    [InlineData("""var document = new System.Xml.XmlDocument(); document.Load(P); {|ATW0002:document.Save(P)|};""")]
    [InlineData(
        """var text = File.ReadAllText(P); File.WriteAllText(P + ".tmp", text + "x"); {|ATW0002:File.Move(P + ".tmp", P, true)|};"""
    )]
    [InlineData("""var text = AtomicFile.ReadAllText(P); {|ATW0002:AtomicFile.WriteAllText(P, text + "x")|};""")]
    [InlineData(
        """var text = File.ReadAllText(P); AtomicFile.WithLock(P, () => {|ATW0002:File.WriteAllText(P, text + "x")|});"""
    )]
    [InlineData("""var text = new FileInfo(P).OpenText().ReadToEnd(); {|ATW0002:File.WriteAllText(P, text + "x")|};""")]
    [InlineData(
        """Dictionary<string, int> counts; try { """
            + """counts = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(P)); } """
            + """catch { counts = new(); } counts["x"] = 1; """
            + """{|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(counts))|};"""
    )]
    [InlineData(
        """if (JsonSerializer.Deserialize<State>(File.ReadAllText(P)) is { } state) { state.Count++; """
            + """{|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(state))|}; }"""
    )]
    [InlineData(
        """int.TryParse(File.ReadAllText(P), out var count); {|ATW0002:File.WriteAllText(P, $"{count + 1}")|};"""
    )]
    [InlineData("""var (count, name) = (File.ReadAllText(P), "x"); {|ATW0002:File.WriteAllText(P, count + name)|};""")]
    [InlineData(
        """_state = JsonSerializer.Deserialize<State>(File.ReadAllText(P)); _state.Count++; """
            + """{|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(_state))|};"""
    )]
    [InlineData(
        """var text = ""; try { text = File.ReadAllText(P); } finally { {|ATW0002:File.WriteAllText(P, text + "x")|}; }"""
    )]
    [InlineData(
        """var text = File.ReadAllText(P); foreach (var one in new[] { "a", "b" }) { text += one; """
            + """{|ATW0002:File.WriteAllText(P, text)|}; }"""
    )]
    [InlineData(
        """switch (File.ReadAllText(P)) { case var text: {|ATW0002:File.WriteAllText(P, text + "x")|}; break; }"""
    )]
    public Task A_read_and_a_write_of_one_state_file_are_reported(string body) =>
        Verify.Update($$"""{{Path}} {{State}} State _state; void Change() { {{body}} }""");

    [Theory]
    [InlineData(
        """var text = await File.ReadAllTextAsync(P); await {|ATW0002:File.WriteAllTextAsync(P, text + "x")|};"""
    )]
    [InlineData(
        """State state; await using (var stream = File.OpenRead(P)) """
            + """state = await JsonSerializer.DeserializeAsync<State>(stream); state.Count++; """
            + """await {|ATW0002:File.WriteAllTextAsync(P, """
            + """JsonSerializer.Serialize(state))|}.ConfigureAwait(false);"""
    )]
    public Task Asynchronous_code_too(string body) =>
        Verify.Update($$"""{{Path}} {{State}} async Task Change() { {{body}} }""");

    [Theory]
    [InlineData(
        """AtomicFile.WithLock(P, () => { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); });"""
    )]
    [InlineData(
        """AtomicFile.WithLockAsync(P, async cancellation => { var text = await File.ReadAllTextAsync(P); """
            + """await File.WriteAllTextAsync(P, text + "x"); });"""
    )]
    [InlineData("""AtomicFile.Update(P, text => text + "x");""")]
    [InlineData(
        """using var held = FileLock.Acquire(P); var text = File.ReadAllText(P); File.WriteAllText(P, text + "x");"""
    )]
    [InlineData(
        """using (FileLock.Acquire(P)) { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); }"""
    )]
    [InlineData(
        """using (FileLock.AcquireAsync(P).GetAwaiter().GetResult()) { var text = File.ReadAllText(P); """
            + """File.WriteAllText(P, text + "x"); }"""
    )]
    [InlineData(
        """var held = FileLock.Acquire(P); try { var text = File.ReadAllText(P); """
            + """File.WriteAllText(P, text + "x"); } finally { held.Dispose(); }"""
    )]
    [InlineData(
        """using (var held = FileLock.TryAcquire(P)) if (held is not null) { var text = File.ReadAllText(P); """
            + """File.WriteAllText(P, text + "x"); }"""
    )]
    [InlineData(
        """using var guard = new FileStream(P + ".lck", FileMode.OpenOrCreate, FileAccess.ReadWrite, """
            + """FileShare.None); var text = File.ReadAllText(P); File.WriteAllText(P, text + "x");"""
    )]
    [InlineData(
        """using (File.Open(P + ".lck", FileMode.OpenOrCreate)) { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); }"""
    )]
    [InlineData(
        """using var stream = new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite, """
            + """FileShare.None); var text = new StreamReader(stream).ReadToEnd(); stream.SetLength(0); """
            + """new StreamWriter(stream).Write(text + "x");"""
    )]
    [InlineData(
        """using var mutex = new Mutex(false, "Global\\app"); mutex.WaitOne(); """
            + """try { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); } """
            + """finally { mutex.ReleaseMutex(); }"""
    )]
    [InlineData(
        """using var semaphore = new Semaphore(1, 1, "app"); semaphore.WaitOne(); """
            + """var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); semaphore.Release();"""
    )]
    [InlineData(
        """using (new InterProcessLock("app")) { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); }"""
    )]
    [InlineData(
        """using (new DistributedLock("app").Acquire()) { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); }"""
    )]
    [InlineData(
        """Disk.ExecuteWithFileLocked(P, () => { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); });"""
    )]
    public Task A_lock_that_keeps_other_processes_out_is_enough(string body) =>
        Verify.Update(
            $$"""
            {{Path}} {{State}} void Change() { {{body}} }
            class DistributedLock(string name) { public IDisposable Acquire() => new InterProcessLock(name); }
            class InterProcessLock(string name) : IDisposable { public void Dispose() { } public string Name = name; }
            static class Disk { public static void ExecuteWithFileLocked(string path, Action action) {
                using (new FileStream(path + ".l", FileMode.Create, FileAccess.Write, FileShare.None)) action(); } }
            """
        );

    [Theory]
    [InlineData("using (new Gate()) BODY")]
    [InlineData("using var gate = Enter(); BODY")]
    [InlineData("using (Opened()) BODY")]
    [InlineData("var gate = new Gate(); try BODY finally { gate.Dispose(); }")]
    [InlineData("FileStream held = null; try { held = Opened(); BODY } finally { held?.Dispose(); }")]
    [InlineData("TakeLock(); try BODY finally { ReleaseLock(); }")]
    public Task A_lock_of_the_programs_own_is_enough(string body) => Verify.Update(OfItsOwn(body, "FileShare.None"));

    [Theory]
    [InlineData("using (new Gate()) BODY")]
    [InlineData("using (Opened()) BODY")]
    public Task What_shares_its_file_keeps_nobody_out(string body) =>
        Verify.Update(
            OfItsOwn(body, "FileShare.ReadWrite")
                .Replace("File.WriteAllText(P, text + 1)", "{|ATW0002:File.WriteAllText(P, text + 1)|}")
        );

    static string OfItsOwn(string body, string share) =>
        $$"""
            {{Path}}
            void Change() { {{body.Replace(
                "BODY",
                "{ var text = File.ReadAllText(P); File.WriteAllText(P, text + 1); }"
            )}} }
            static FileStream Opened() => new(P + ".guard", FileMode.OpenOrCreate, FileAccess.ReadWrite, {{share}});
            static Gate Enter() { while (true) try { return new Gate(); } catch (IOException) { } }
            FileStream _held;
            void TakeLock() => _held = new(P + ".guard", FileMode.OpenOrCreate, FileAccess.ReadWrite, {{share}});
            void ReleaseLock() => _held.Dispose();
            class Gate : IDisposable { readonly FileStream _s = new(P + ".guard", FileMode.OpenOrCreate, FileAccess.ReadWrite, {{share}});
                public void Dispose() => _s.Dispose(); }
            """;

    [Theory]
    [InlineData("lock (_gate) { var text = File.ReadAllText(P); {|#0:File.WriteAllText(P, text + \"x\")|}; }", "lock")]
    [InlineData(
        "_semaphore.Wait(); try { var text = File.ReadAllText(P); "
            + "{|#0:File.WriteAllText(P, text + \"x\")|}; } finally { _semaphore.Release(); }",
        "SemaphoreSlim"
    )]
    [InlineData(
        "Monitor.Enter(_gate); try { var text = File.ReadAllText(P); "
            + "{|#0:File.WriteAllText(P, text + \"x\")|}; } finally { Monitor.Exit(_gate); }",
        "Monitor"
    )]
    [InlineData(
        "using (await_.LockAsync().Result) { var text = File.ReadAllText(P); {|#0:File.WriteAllText(P, text + \"x\")|}; }",
        "AsyncLock"
    )]
    [InlineData(
        "_rw.EnterWriteLock(); try { var text = File.ReadAllText(P); "
            + "{|#0:File.WriteAllText(P, text + \"x\")|}; } finally { _rw.ExitWriteLock(); }",
        "ReaderWriterLockSlim"
    )]
    [InlineData(
        "_mutex.WaitOne(); try { var text = File.ReadAllText(P); "
            + "{|#0:File.WriteAllText(P, text + \"x\")|}; } finally { _mutex.ReleaseMutex(); }",
        "Mutex"
    )]
    public Task A_lock_of_this_process_is_named_in_the_message(string body, string name) =>
        Verify.Updates(
            $$"""{{Path}} readonly object _gate = new(); readonly SemaphoreSlim _semaphore = new(1); """
                + """readonly ReaderWriterLockSlim _rw = new(); readonly Mutex _mutex = new(); """
                + """readonly AsyncLock await_ = new(); class AsyncLock { """
                + $$"""public Task<IDisposable> LockAsync() => null; } void Change() { {{body}} }""",
            Reported(
                "File.WriteAllText",
                3,
                $"'{name}' keeps out this process only",
                "under SpecialFolder.ApplicationData"
            )
        );

    [Fact]
    public Task A_shared_lock_keeps_nobody_out() =>
        Verify.Update(
            $$"""
            {{Path}}
            void Change() { using var held = FileLock.Acquire(P, mode: FileLockMode.Shared);
                var text = File.ReadAllText(P); {|ATW0002:File.WriteAllText(P, text + "x")|}; }
            """
        );

    [Fact]
    public Task A_lock_of_each_half_is_none_of_both() =>
        Verify.Update(
            $$"""
            {{Path}}
            void Change()
            {
                string text;
                using (FileLock.Acquire(P)) text = File.ReadAllText(P);
                using (FileLock.Acquire(P)) {|ATW0002:File.WriteAllText(P, text + "x")|};
            }
            """
        );

    [Fact]
    public Task Through_an_interface_of_the_programs_own() =>
        Verify.UpdateSource(
            """
            interface IDisk { string Get(string path); void Put(string path, string text); }
            class Disk : IDisk { public string Get(string path) => File.ReadAllText(path);
                public void Put(string path, string text) => File.WriteAllText(path, text); }
            class Program
            {
                const string P = "settings.json";
                void Change(IDisk disk) { var text = disk.Get(P); {|ATW0002:disk.Put(P, text + "x")|}; }
            }
            """
        );

    [Fact]
    public Task What_a_read_is_given_runs_within_it() =>
        Verify.Update(
            $$"""
            {{Path}}
            string ReadWith(Func<string> more) => more() + File.ReadAllText(P);
            void Change() { var text = ReadWith(() => { File.WriteAllText(P, "x"); return ""; }); }
            """
        );

    [Fact]
    public Task The_message_names_the_line_of_the_read_and_why() =>
        Verify.Updates(
            $$"""
            {{Path}}
            void Change()
            {
                var text = {|#1:File.ReadAllText(P)|};
                {|#0:File.WriteAllText(P, text + "x")|};
            }
            """,
            Reported(
                    "File.WriteAllText",
                    6,
                    "nothing keeps others out in between",
                    "under SpecialFolder.ApplicationData"
                )
                .WithLocation(1)
        );

    [Theory]
    [InlineData("""if (!File.Exists(P)) File.WriteAllText(P, "{}"); var text = File.ReadAllText(P);""")]
    [InlineData("""if (File.Exists(P)) Console.Write(File.ReadAllText(P)); else File.WriteAllText(P, "{}");""")]
    [InlineData("""if (File.ReadAllText(P) != "x") File.WriteAllText(P, "x");""")]
    [InlineData(
        """string text; try { text = File.ReadAllText(P); } catch { text = "{}"; File.WriteAllText(P, "{}"); }"""
    )]
    [InlineData("""var text = File.ReadAllText(P + ".v1"); File.WriteAllText(P, text);""")]
    [InlineData("""var text = File.ReadAllText(P); File.AppendAllText(P, text);""")]
    [InlineData("""var text = File.ReadAllText(P); Action later = () => File.WriteAllText(P, text + "x");""")]
    [InlineData("""File.WriteAllText(P, "x"); var text = File.ReadAllText(P);""")]
    [InlineData(
        """var id = File.Exists(P) ? File.ReadAllText(P) : ""; """
            + """if (id == "") { id = Guid.NewGuid().ToString(); File.WriteAllText(P, id); }"""
    )]
    [InlineData("""var p = P; var text = File.ReadAllText(p); p = "other.json"; File.WriteAllText(p, text);""")]
    [InlineData(
        """var text = File.ReadAllText(P); if (text == "") { text = Fetch(); text = text.Trim() + "x"; File.WriteAllText(P, text); }"""
    )]
    [InlineData(
        """var text = File.ReadAllText(P); if (text == "") { text = Fetch(); """
            + """var bytes = Convert.FromBase64String(text); File.WriteAllBytes(P, bytes); }"""
    )]
    [InlineData(
        """var text = File.ReadAllText(P); Console.Write(text); try { text = Fetch(); } catch { return; } File.WriteAllText(P, text);"""
    )]
    [InlineData(
        """var list = new List<string>(File.ReadAllLines(P)); Console.Write(list.Count); """
            + """list = new List<string>(); list.Add(Fetch()); File.WriteAllLines(P, list);"""
    )]
    public Task What_is_no_update_is_silent(string body) =>
        Verify.Update($$"""{{Path}} static string Fetch() => Console.ReadLine(); void Change() { {{body}} }""");

    [Fact]
    public Task A_pair_of_methods_is_reported_where_it_is_used() =>
        Verify.Update(
            $$"""
            {{Path}} {{State}}
            State Load() => JsonSerializer.Deserialize<State>(File.ReadAllText(P));
            void Save(State state) => File.WriteAllText(P, JsonSerializer.Serialize(state));
            void Count() { var state = Load(); state.Count++; {|ATW0002:Save(state)|}; }
            void Touch() { var state = Load(); Save(state); }
            State Other(State state) { Save(state); return Load(); }
            """
        );

    [Fact]
    public Task A_pair_that_keeps_the_state_in_the_object() =>
        Verify.Update(
            $$"""
            {{Path}} {{State}} State _state = new();
            void Load() { if (File.Exists(P)) _state = JsonSerializer.Deserialize<State>(File.ReadAllText(P)); }
            void Save() { File.WriteAllText(P, JsonSerializer.Serialize(_state)); }
            void Count() { Load(); _state.Count++; {|ATW0002:Save()|}; }
            void Add(string name) { Load(); _state.Names.Add(name); {|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(_state))|}; }
            void Start() { Load(); }
            void Stop() { Save(); }
            """
        );

    [Fact]
    public Task A_pair_whose_object_is_made_anew_between_is_silent() =>
        Verify.UpdateSource(
            """
            class Config
            {
                public int Count;
                public void Read(string path) => Count = int.Parse(File.ReadAllText(path));
                public void Write(string path) => File.WriteAllText(path, $"{Count}");
            }
            class Program
            {
                static Config Current { get; set; } = new();
                void Reset() { Program.Current.Read("settings.json"); Program.Current = new Config { Count = 1 };
                    Program.Current.Write("settings.json"); }
                void Next() { Program.Current.Read("settings.json");
                    Program.Current.Count++; {|ATW0002:Program.Current.Write("settings.json")|}; }
            }
            """
        );

    [Fact]
    public Task A_pair_of_another_type() =>
        Verify.UpdateSource(
            """
            class Store
            {
                public string Path { get; } = "settings.json";
                public Dictionary<string, string> Load() => JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path));
                public void Save(Dictionary<string, string> values) => File.WriteAllText(Path, JsonSerializer.Serialize(values));
            }
            class Program
            {
                readonly Store _store = new();
                void Set(string key, string value) { var values = _store.Load(); values[key] = value; {|ATW0002:_store.Save(values)|}; }
                void Copy(Store other) { var values = other.Load(); values["x"] = "y"; _store.Save(values); }
            }
            """
        );

    [Fact]
    public Task What_a_method_reads_and_is_written_as_it_is() =>
        Verify.Update(
            $$"""
            {{Path}} static string Read() => File.ReadAllText(P); static void Put(string text) => File.WriteAllText(P, text);
            void Again() { var text = Read(); {|ATW0002:File.WriteAllText(P, text)|}; }
            void Back() { var text = File.ReadAllText(P); {|ATW0002:Put(text)|}; }
            void Both() { var text = Read(); Put(text); }
            """
        );

    [Fact]
    public Task A_write_before_the_read_is_no_part_of_it() =>
        Verify.Update(
            $$"""
            {{Path}}
            void Change()
            {
                var text = "";
                File.WriteAllText(P, text);
                text = File.ReadAllText(P);
                {|ATW0002:File.WriteAllText(P, text + "x")|};
            }
            """
        );

    [Fact]
    public Task A_body_that_is_too_long_is_not_looked_at() =>
        Verify.Update(
            $"{Path} void Change() {{ var text = File.ReadAllText(P); /*{new string('x', 50_000)}*/ "
                + "File.WriteAllText(P, text + \"x\"); }"
        );

    [Fact]
    public Task Methods_that_are_given_the_path() =>
        Verify.Update(
            $$"""
            {{Path}} {{State}}
            static State Load(string path) => JsonSerializer.Deserialize<State>(File.ReadAllText(path));
            static void Save(string path, State state) => File.WriteAllText(path, JsonSerializer.Serialize(state));
            void Count() { var state = Load(P); state.Count++; {|ATW0002:Save(P, state)|}; }
            void Clear() { var state = Load(P); if (state.Names.Remove("x")) {|ATW0002:Save(P, state)|}; }
            void Elsewhere() { var state = Load("settings.json"); state.Count++; Save(P, state); }
            """
        );

    [Fact]
    public Task A_local_function_reads() =>
        Verify.Update(
            $$"""
            {{Path}} {{State}}
            void Count()
            {
                var state = Load();
                state.Count++;
                {|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(state))|};
                static State Load() => JsonSerializer.Deserialize<State>(File.ReadAllText(P));
            }
            """
        );

    [Fact]
    public Task A_setter_that_loads_changes_and_saves() =>
        Verify.Update(
            $$"""
            {{Path}} {{State}}
            int Count
            {
                get => JsonSerializer.Deserialize<State>(File.ReadAllText(P)).Count;
                set
                {
                    var state = JsonSerializer.Deserialize<State>(File.ReadAllText(P));
                    state.Count = value;
                    {|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(state))|};
                }
            }
            string Last { get => File.ReadAllText(P); set => File.WriteAllText(P, value); }
            """
        );

    [Fact]
    public Task Branches_that_write_are_one_report() =>
        Verify.Update(
            $$"""
            {{Path}}
            void Change(bool loud)
            {
                var text = File.ReadAllText(P);
                if (loud)
                    {|ATW0002:File.WriteAllText(P, text + "!")|};
                else
                    File.WriteAllText(P, text + ".");
            }
            """
        );

    [Fact]
    public Task A_lock_of_the_callers_is_enough() =>
        Verify.Update(
            $$"""
            {{Path}}
            void Change() { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); }
            void One() => AtomicFile.WithLock(P, () => Change());
            void Two() { using var held = FileLock.Acquire(P); Change(); }
            """
        );

    [Fact]
    public Task A_lock_of_one_caller_is_not() =>
        Verify.Update(
            $$"""
            {{Path}}
            void Change() { var text = File.ReadAllText(P); {|ATW0002:File.WriteAllText(P, text + "x")|}; }
            void One() => AtomicFile.WithLock(P, () => Change());
            void Two() => Change();
            """
        );

    [Fact]
    public Task What_is_not_state_is_silent() =>
        Verify.Update(
            """
            void Change(string path) { var text = File.ReadAllText(path); File.WriteAllText(path, text + "x"); }
            void Temporary() { var path = Path.GetTempFileName(); var text = File.ReadAllText(path); File.WriteAllText(path, text + "x"); }
            """
        );

    [Fact]
    public Task Options_and_annotations_are_obeyed() =>
        Verify.Update(
            """
            [NotStatePath] const string Mine = "settings.json";
            void Change() { var text = File.ReadAllText(Mine); File.WriteAllText(Mine, text + "x"); }
            void Other() { var text = File.ReadAllText("data.bin"); {|ATW0002:File.WriteAllText("data.bin", text + "x")|}; }
            """,
            "atomic_writes.state_paths = *.bin"
        );

    [Fact]
    public Task Top_level_statements() =>
        Verify.UpdateProgram(
            """
            var text = File.ReadAllText("settings.json");
            {|ATW0002:File.WriteAllText("settings.json", text + "x")|};
            """
        );

    [Fact]
    public Task A_file_of_the_users_own_type_is_silent() =>
        Verify.Update(
            $$"""
            {{Path}}
            static class File { public static string ReadAllText(string path) => path;
                public static void WriteAllText(string path, string text) { } }
            void Change() { var text = File.ReadAllText(P); File.WriteAllText(P, text + "x"); }
            """
        );

    static DiagnosticResult Reported(string write, int line, string guard, string reason) =>
        new DiagnosticResult(UnlockedUpdate.Id, Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)
            .WithLocation(0)
            .WithArguments(write, line, guard, reason)
            .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations);

    static readonly Microsoft.CodeAnalysis.DiagnosticDescriptor UnlockedUpdate =
        new UnlockedUpdateAnalyzer().SupportedDiagnostics[0];

    [Theory]
    [InlineData("""text = Fetch(); if (text == "") text = old + "x"; {|ATW0002:File.WriteAllText(P, text)|};""")]
    [InlineData("""if (text == "") text = Fetch(); text += "x"; {|ATW0002:File.WriteAllText(P, text)|};""")]
    [InlineData("""text = Fetch(); text = text + old; {|ATW0002:File.WriteAllText(P, text)|};""")]
    [InlineData("""text = ""; for (;;) { {|ATW0002:File.WriteAllText(P, text)|}; text = old + "x"; }""")]
    [InlineData("""try { text = Fetch(); } catch { } {|ATW0002:File.WriteAllText(P, text + "x")|};""")]
    public Task What_was_read_is_not_gone(string body) =>
        Verify.Update(
            $$"""{{Path}} static string Fetch() => Console.ReadLine(); """
                + $$"""void Change() { var old = File.ReadAllText(P); var text = old; {{body}} }"""
        );

    const string Store = """
        class Store
        {
            const string P = "settings.json"; string text = ""; readonly List<int> counts = [];
            public void Load() => text = File.ReadAllText(P);
            public void Show() => Console.WriteLine(File.ReadAllText(P));
            public void Put(string value) => File.WriteAllText(P, value);
            public void Clear() => File.WriteAllText(P, "{}");
            public void Defaults() => Put(JsonSerializer.Serialize(new Version(1, 0)));
            public void Save() => File.WriteAllText(P, text);
            public void SaveAll() => Put(ToJson());
            public void SaveThis() => Put(this.ToJson());
            public void SaveName() => Put(GetType().Name);
            static readonly string Same = "settings.json";
            public void Reset() { if (File.Exists(Same)) File.WriteAllText(Same, "{}"); }
            public void Change() => text += "x";
            string ToJson() => JsonSerializer.Serialize(counts);

        """;

    [Theory]
    [InlineData("Load(); Console.WriteLine(text); Clear();")]
    [InlineData("Load(); text += \"x\"; Defaults();")]
    [InlineData("Load(); Change(); Put(\"{}\");")]
    [InlineData("Load(); Change(); SaveName();")]
    [InlineData("Load(); Change(); Reset();")]
    [InlineData("var r = new Store(); r.Show(); r.Put(\"{a}\"); r.Show(); r.Clear();")]
    public Task A_write_that_has_nothing_of_the_object_is_no_update(string body) =>
        Verify.Update($"{Store} void Run() {{ {body} }} }}");

    [Theory]
    [InlineData("Load(); text += \"x\"; {|ATW0002:Save()|};")]
    [InlineData("Load(); Change(); {|ATW0002:SaveAll()|};")]
    [InlineData("Load(); Change(); {|ATW0002:SaveThis()|};")]
    [InlineData("Load(); Change(); {|ATW0002:Put(text)|};")]
    [InlineData("var r = new Store(); r.Load(); r.Change(); {|ATW0002:r.Save()|};")]
    public Task A_write_of_the_object_is_one(string body) => Verify.Update($"{Store} void Run() {{ {body} }} }}");

    [Theory]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); """
            + """void Save() => {|ATW0002:File.WriteAllLines(P, _words)|}; """
            + """public void Add(string word) { _words.Add(word); Save(); }"""
    )]
    [InlineData(
        """Kept() { foreach (var line in File.ReadAllLines(P)) _words.Add(line); } """
            + """public void Add(string word) { _words.Add(word); {|ATW0002:File.WriteAllLines(P, _words)|}; }"""
    )]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); public List<string> Words => _words; """
            + """public void Save() => {|ATW0002:File.WriteAllLines(P, Words)|};"""
    )]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); """
            + """void Save() { lock (_words) {|ATW0002:File.WriteAllLines(P, _words)|}; } """
            + """public void Add(string word) { _words.Add(word); Save(); }"""
    )]
    public Task What_a_type_keeps_of_a_file_and_changes_and_writes_back(string members) =>
        Verify.Update($"{Path} class Kept {{ List<string> _words = new(); {members} }}");

    [Theory]
    [InlineData("""void Load() => _words = new(File.ReadAllLines(P)); void Save() => File.WriteAllLines(P, _words);""")]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); """
            + """void Save(string word) { File.WriteAllLines(P, _words); _words.Add(word); }"""
    )]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); void Save() => File.WriteAllLines(P, _words); """
            + """public void Add(string word) { Save(); _words.Add(word); }"""
    )]
    [InlineData(
        """int Count { get; set; } void Load() => Count = int.Parse(File.ReadAllText(P)); """
            + """public void Save() => File.WriteAllText(P, Count.ToString());"""
    )]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); List<string> Words => _words; """
            + """public void Save() => File.WriteAllLines(P, Words);"""
    )]
    [InlineData(
        """void Load(string p) => _words = new(File.ReadAllLines(p)); """
            + """void Save(string p) => File.WriteAllLines(p, _words); """
            + """public void Add(string word) { _words.Add(word); Save(P); }"""
    )]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); """
            + """void Save() => File.WriteAllLines(P, new[] { "x" }); """
            + """public void Add(string word) { _words.Add(word); Save(); }"""
    )]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P)); """
            + """void Save() { using (FileLock.Acquire(P)) File.WriteAllLines(P, _words); } """
            + """public void Add(string word) { _words.Add(word); Save(); }"""
    )]
    [InlineData(
        """void Load() => _words = new(File.ReadAllLines(P + ".other")); """
            + """void Save() => File.WriteAllLines(P, _words); public void Add(string word) { """
            + """_words.Add(word); Save(); }"""
    )]
    [InlineData(
        "public int Count { get; set; } void Load() => Count = int.Parse(File.ReadAllText(P)); "
            + "void Save() => File.WriteAllText(P, Count.ToString());"
    )]
    public Task What_is_kept_and_not_changed_or_not_written_back_or_locked_is_silent(string members) =>
        Verify.Update($"{Path} class Kept {{ List<string> _words = new(); {members} }}");

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public Task Of_a_type_that_reads_very_often_the_first_reads_are_looked_at(int others, bool isReported)
    {
        var write = "File.WriteAllLines(P, _words)";
        var reads = string.Concat(Enumerable.Repeat("Console.WriteLine(File.ReadAllText(\"x\")); ", others));
        return Verify.Update(
            $$"""
            {{Path}}
            class Kept
            {
                List<string> _words = new();
                void Show() { {{reads}} }
                void Load() => _words = new(File.ReadAllLines(P));
                void Save() => {{(isReported ? "{|ATW0002:" + write + "|}" : write)}};
                public void Add(string word) { _words.Add(word); Save(); }
            }
            """
        );
    }

    const string Pair = """
        class Options { public string Theme { get; set; } = ""; }
        static class OptionsFile
        {
            static string Of(string profile) =>
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Acme", profile + ".json");
            public static Options? Load(string profile) => JsonSerializer.Deserialize<Options>(File.ReadAllText(Of(profile)));

        """;

    [Theory]
    [InlineData(
        """public static void Save(Options options, string profile) => """
            + """{|ATW0002:File.WriteAllText(Of(profile), JsonSerializer.Serialize(options))|}; }"""
    )]
    [InlineData(
        """public static async Task Save(Options options, string profile) { """
            + """var text = JsonSerializer.Serialize(options); """
            + """await {|ATW0002:File.WriteAllTextAsync(Of(profile), text)|}; } }"""
    )]
    [InlineData(
        """static readonly object Gate = new(); public static void Save(Options options, string profile) { """
            + """lock (Gate) {|ATW0002:File.WriteAllText(Of(profile), JsonSerializer.Serialize(options))|}; } }"""
    )]
    public Task What_a_type_hands_out_and_is_handed_back(string save) =>
        Verify.Update(
            $$"""
            {{Path}} {{Pair}} {{save}}
            class Window
            {
                Options _options = new();
                void Show() => _options = OptionsFile.Load("a") ?? new();
                void Close() => OptionsFile.Save(_options, "a");
            }
            """
        );

    [Theory]
    [InlineData(
        """public static void Save(Options options, string profile) => File.WriteAllText(Of(profile), """
            + """JsonSerializer.Serialize(options)); }""",
        "class Window { void Close() => OptionsFile.Save(new(), \"a\"); }"
    )]
    [InlineData(
        """public static void Save(string text, string profile) => File.WriteAllText(Of(profile), text); }""",
        "class Window { void Show() => OptionsFile.Load(\"a\"); void Close() => OptionsFile.Save(\"\", \"a\"); }"
    )]
    [InlineData(
        """public static void Save(Options options, string profile) => """
            + """File.WriteAllText(Of(profile) + ".old", JsonSerializer.Serialize(options)); }""",
        "class Window { void Show() => OptionsFile.Load(\"a\"); void Close() => OptionsFile.Save(new(), \"a\"); }"
    )]
    [InlineData(
        """public static void Save(Options options, string profile) { """
            + """using (FileLock.Acquire(Of(profile))) File.WriteAllText(Of(profile), """
            + """JsonSerializer.Serialize(options)); } }""",
        "class Window { void Show() => OptionsFile.Load(\"a\"); void Close() => OptionsFile.Save(new(), \"a\"); }"
    )]
    public Task A_pair_that_nobody_uses_both_of_or_of_another_file_or_locked_is_silent(string save, string user) =>
        Verify.Update($"{Path} {Pair} {save} {user}");

    const string Read = "File.ReadAllText(Of(id))";

    [Theory]
    [InlineData("Item[] Load(int id)", $"JsonSerializer.Deserialize<Item[]>({Read})", "Item[] all, int id", true)]
    [InlineData(
        "List<int> Load(int id)",
        $"JsonSerializer.Deserialize<List<int>>({Read})",
        "List<int> all, int id",
        true
    )]
    [InlineData("async Task<Item> Load(int id)", $"JsonSerializer.Deserialize<Item>({Read})", "Item all, int id", true)]
    [InlineData(
        "async ValueTask<Item> Load(int id)",
        $"JsonSerializer.Deserialize<Item>({Read})",
        "Item all, int id",
        true
    )]
    [InlineData("Item Load(int id)", $"JsonSerializer.Deserialize<Item>({Read})", "int id, Item all", true)]
    [InlineData("string[] Load(int id)", "File.ReadAllLines(Of(id))", "string[] all, int id", false)]
    [InlineData("string Load(int id)", Read, "string all, int id", false)]
    [InlineData("Lazy<string> Load(int id)", $"new({Read})", "Item all, int id", false)]
    [InlineData("Item Load(int id)", $"JsonSerializer.Deserialize<Item>({Read})", "Item[] all, int id", false)]
    [InlineData("Item Load(int id)", $"JsonSerializer.Deserialize<Item>({Read})", "Item all, long id", false)]
    public Task A_pair_is_of_one_type_of_content_and_one_file(string load, string read, string saved, bool isReported)
    {
        var write = "File.WriteAllText(Of(id), JsonSerializer.Serialize(all))";
        return Verify.Update(
            $$"""
            {{Path}}
            class Item { public string Name { get; set; } = ""; }
            static class Items
            {
                static string Of(long id) =>
                    Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "acme", id + ".json");
                public static {{load}} => {{read}};
                public static void Save({{saved}}) => {{(isReported ? "{|ATW0002:" + write + "|}" : write)}};
            }
            class Window
            {
                dynamic _all;
                void Show() => _all = Items.Load(1);
                void Close() => Items.Save({{(saved.StartsWith('i') ? "1, default" : "default, 1")}});
            }
            """
        );
    }

    [Theory]
    [InlineData(
        "class A { void Show() { var all = Items.Load(); Items.Save(all); } void Close() => Items.Save(new()); }"
    )]
    [InlineData("class A { void Show() => Items.Load(); } class B { void Close() => Items.Save(new()); }")]
    [InlineData("class A { void Show() => Items.Load(); }")]
    [InlineData("class A { void Close() { Items.Save(new()); Items.Load(); } }", true)]
    public Task A_pair_is_used_by_one_type_at_two_times(string users, bool isReported = false)
    {
        var write = "File.WriteAllText(P, JsonSerializer.Serialize(item))";
        return Verify.Update(
            $$"""
            {{Path}}
            class Item { public string Name { get; set; } = ""; }
            static class Items
            {
                const string P = "items.json";
                public static Item Load() => JsonSerializer.Deserialize<Item>(File.ReadAllText(P));
                public static void Save(Item item) => {{(isReported ? "{|ATW0002:" + write + "|}" : write)}};
            }
            {{users}}
            """
        );
    }

    [Fact]
    public Task What_a_pair_fills_and_is_handed_back() =>
        Verify.Update(
            $$"""
            {{Path}}
            class Mod { public string Name { get; set; } = ""; public List<string> Words { get; } = new(); }
            static class Mods
            {
                static string Of(Mod mod) =>
                    Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), mod.Name + "_settings.json");
                static void Load(Mod mod) => mod.Words.AddRange(File.ReadAllLines(Of(mod)));
                static void Save(Mod mod) => {|ATW0002:File.WriteAllLines(Of(mod), mod.Words)|};
                static void Open(Mod mod) => Load(mod);
                static void Close(Mod mod) => Save(mod);
            }
            """
        );

    [Fact]
    public Task What_a_pair_fills_and_nobody_hands_back_is_silent() =>
        Verify.Update(
            $$"""
            {{Path}}
            class Mod { public string Name { get; set; } = ""; public List<string> Words { get; } = new(); }
            static class Mods
            {
                static string Of(Mod mod) =>
                    Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), mod.Name + "_settings.json");
                static void Load(Mod mod) => mod.Words.AddRange(File.ReadAllLines(Of(mod)));
                public static void Save(Mod mod) => File.WriteAllLines(Of(mod), mod.Words);
                static void Open(Mod mod) => Load(mod);
            }
            """
        );

    [Fact]
    public Task What_a_pair_fills_for_one_type_and_another_hands_back() =>
        Verify.Update(
            $$"""
            {{Path}}
            class Mod { public string Name { get; set; } = ""; public List<string> Words { get; } = new(); }
            static class Mods
            {
                static string Of(Mod mod) =>
                    Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), mod.Name + "_settings.json");
                static void Load(Mod mod) => mod.Words.AddRange(File.ReadAllLines(Of(mod)));
                public static void Save(Mod mod) => {|ATW0002:File.WriteAllLines(Of(mod), mod.Words)|};
                static void Open(Mod mod) => Load(mod);
            }
            class Window
            {
                void Close(Mod mod) => Mods.Save(mod);
            }
            """
        );

    [Fact]
    public Task What_a_member_of_another_type_keeps_of_a_load() =>
        Verify.Update(
            $$"""
            {{Path}}
            static class Mods
            {
                static HashSet<string>? _enabled;
                public static HashSet<string> Enabled => _enabled ??= ModFile.Load();
                public static void Disable() { Enabled.Clear(); ModFile.Save(); }
            }
            static class ModFile
            {
                static string Of() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "enabled.json");
                public static HashSet<string> Load() => JsonSerializer.Deserialize<HashSet<string>>(File.ReadAllText(Of())) ?? new();
                public static void Save() => {|ATW0002:File.WriteAllText(Of(), JsonSerializer.Serialize(Mods.Enabled))|};
            }
            """
        );

    [Fact]
    public Task What_a_member_of_another_type_keeps_and_nobody_changes_is_silent() =>
        Verify.Update(
            $$"""
            {{Path}}
            static class Mods
            {
                static HashSet<string>? _enabled;
                public static HashSet<string> Enabled => _enabled ??= ModFile.Load();
                public static void Touch() => ModFile.Save();
            }
            static class ModFile
            {
                static string Of() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "enabled.json");
                public static HashSet<string> Load() => JsonSerializer.Deserialize<HashSet<string>>(File.ReadAllText(Of())) ?? new();
                public static void Save() => File.WriteAllText(Of(), JsonSerializer.Serialize(Mods.Enabled));
            }
            """
        );

    [Fact]
    public Task What_a_property_without_a_setter_takes_in() =>
        Verify.Update(
            $$"""
            {{Path}}
            class Kept
            {
                public Dictionary<string, string> Words { get; } = new();
                void Load()
                {
                    Words.Clear();
                    FileStream? stream = null;
                    try
                    {
                        stream = new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite);
                        using StreamReader reader = new(stream);
                        stream = null;
                        while (reader.Peek() >= 0)
                        {
                            string line = reader.ReadLine()!.Trim();
                            if (line.Length > 0) Words.Add(line, line);
                        }
                    }
                    finally { stream?.Dispose(); }
                }
                void Save() => {|ATW0002:File.WriteAllLines(P, Words.Keys)|};
                public void Add(string word) { Words.Add(word, word); Save(); }
            }
            """
        );

    [Fact]
    public Task What_puts_a_copy_back_some_other_time_is_not_the_write() =>
        Verify.Update(
            $$"""
            {{Path}} readonly List<Action> _restore = new();
            void Change()
            {
                var before = File.ReadAllText(P);
                File.Copy(P, P + ".bak", true);
                _restore.Add(() => { if (File.Exists(P)) File.Delete(P); File.Move(P + ".bak", P); });
                var after = before + "x";
                if (before != after) {|ATW0002:File.WriteAllText(P, after)|};
            }
            """
        );

    [Fact]
    public Task A_stream_that_is_opened_for_both_and_only_read() =>
        Verify.Update(
            $$"""
            {{Path}}
            class Kept
            {
                readonly List<string> _words = new();
                void Load() {
                    using var reader = new StreamReader(new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite));
                    while (reader.ReadLine() is { } line) _words.Add(line); }
                void Save() => {|ATW0002:File.WriteAllLines(P, _words)|};
                public void Add(string word) { _words.Add(word); Save(); }
            }
            """
        );

    [Fact]
    public Task Variables_that_are_made_anew_of_each_other_in_a_loop_come_to_an_end() =>
        Verify.Update(
            $$"""
            {{Path}}
            void Run()
            {
                var one = new List<object> { File.ReadAllText(P) };
                var other = new List<object> { one };
                while (other.Count > 0)
                {
                    one = new();
                    other = new();
                    for (var i = 0; i < 2; i++)
                    {
                        other.Add(one);
                        one.Add(other);
                    }
                    File.WriteAllText(P, one.ToString());
                }
            }
            """
        );

    [Theory]
    [InlineData(
        """using var reader = new StreamReader(GetStream(P, FileAccess.Read, FileMode.Open)); """
            + """var text = reader.ReadToEnd(); {|ATW0002:File.WriteAllText(P, text + "x")|};"""
    )]
    [InlineData("""var text = Read(P); {|ATW0002:File.WriteAllText(P, text + "x")|};""")]
    public Task A_stream_that_a_method_opens_as_it_is_told_to(string body) =>
        Verify.Update(
            $$"""
            {{Path}}
            static Stream GetStream(string name, FileAccess access, FileMode mode) => new FileStream(name, mode, access);
            static string Read(string name) {
                using var reader = new StreamReader(GetStream(name, FileAccess.Read, FileMode.Open)); return reader.ReadToEnd(); }
            void Run() { {{body}} }
            """
        );
}
