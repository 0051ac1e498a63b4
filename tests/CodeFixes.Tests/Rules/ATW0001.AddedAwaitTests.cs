namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// A commit waits where a small write did not. It is awaited only where nobody would notice, and else written without.
/// </summary>
public class AddedAwaitTests
{
    const string Put = "using (var w = File.Create(path)) await w.WriteAsync(new byte[] { 65, 66 });";
    const string PutText = "using (var w = new StreamWriter(path)) await w.WriteAsync(\"new\");";
    const string Save = "async Task Save() { " + Put + " }";

    const string Twice = "async void Twice() { await Save(); } ";

    const string Others = """
            static readonly Mutex Own = new();
            static readonly object Gate = new();
            static readonly ReaderWriterLockSlim Slim = new();
            static SpinLock Spin = new();
            static readonly SemaphoreSlim Turn = new(1);
            static void Start(Action work) => work();
            static void Run(Func<Task> work) => work();
            static Task RunAsync(Func<Task> work) => work();
            static event Action Changed;
            static string Seen(string path) => File.Exists(path) ? File.ReadAllText(path) : "none";
        """;

    [Theory]
    [InlineData("Save(); return Seen(path); async void Save() { " + Put + " }")]
    [InlineData("Start(async () => { " + Put + " }); return Seen(path);")]
    [InlineData("Start(async delegate { " + Put + " }); return Seen(path);")]
    [InlineData("_ = Save(); return Seen(path); " + Save)]
    [InlineData("Save(); return Seen(path); " + Save)]
    [InlineData("var t = Save(); return t.IsCompleted; " + Save)]
    [InlineData("Start(() => Save()); return Seen(path); " + Save)]
    [InlineData(
        "_ = Twice(); return Seen(path); async Task Twice() { await Save(); await (Save()).ConfigureAwait(false); } "
            + Save
    )]
    [InlineData("_ = Twice(); return Seen(path); Task Twice() => path is null ? Task.CompletedTask : Save(); " + Save)]
    [InlineData("Twice(); return Seen(path); async void Twice() { await Save(); } " + Save)]
    [InlineData(
        "_ = Save(); return Seen(path); async Task Save() { using var w = File.AppendText(path); await w.WriteLineAsync(\"a\"); }"
    )]
    [InlineData(
        "_ = Save(); return Seen(path); async Task Save() "
            + "{ using var w = File.AppendText(path); for (var i = 0; i < 2; i++) await w.WriteLineAsync(\"a\"); }"
    )]
    [InlineData(
        "_ = Save(); return Seen(path); async Task Save() "
            + "{ await Turn.WaitAsync(); try { "
            + Put
            + " } finally { Turn.Release(); } }"
    )]
    // By a delegate
    [InlineData("Start(Twice); return Seen(path); " + Twice + Save)]
    [InlineData("Start(new Action(Twice)); return Seen(path); " + Twice + Save)]
    [InlineData("Start(async () => await Save()); return Seen(path); " + Save)]
    [InlineData("Run(Save); return Seen(path); " + Save)]
    [InlineData("Run(async () => { " + Put + " }); return Seen(path);")]
    [InlineData("_ = RunAsync(Save); return Seen(path); " + Save)]
    [InlineData("Action save = Twice; save(); return Seen(path); " + Twice + Save)]
    [InlineData("Action save; save = Twice; save?.Invoke(); return Seen(path); " + Twice + Save)]
    [InlineData("Func<Task> save = Save; save.Invoke(); return Seen(path); " + Save)]
    [InlineData("Changed += Twice; Changed(); Changed -= Twice; return Seen(path); " + Twice + Save)]
    [InlineData("new List<int> { 1 }.ForEach(async _ => await Save()); return Seen(path); " + Save)]
    [InlineData("var t = new Thread(Twice); t.Start(); t.Join(); return Seen(path); " + Twice + Save)]
    [InlineData("Task.Run(Twice).Wait(); return Seen(path); " + Twice + Save)]
    // What is set on a writer, where a callback that awaits is none.
    [InlineData(
        "Save().Wait(); return Seen(path); async Task Save() "
            + "{ var w = new StreamWriter(path) { AutoFlush = true, NewLine = \"|\" }; await w.WriteLineAsync(\"a\"); w.Close(); }"
    )]
    [InlineData(
        "Save().Wait(); return Seen(path); async Task Save() "
            + "{ using var w = new StreamWriter(File.Create(path)) { NewLine = \"|\" }; await w.WriteLineAsync(\"a\"); }"
    )]
    public async Task Nobody_goes_on_before_the_commit(string body)
    {
        var program = await FixedProgram.OfAsync(Member(body));
        Assert.DoesNotContain("await w.Commit", program.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("await AtomicFile", program.Text, StringComparison.Ordinal);
        var (before, after) = await program.RunAsync(null);
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData("private", "Save")]
    [InlineData("public", "(Func<string, Task>)Program.Save")]
    public async Task Nor_where_a_method_is_given_to_who_goes_on(string access, string given)
    {
        var program = await FixedProgram.OfAsync(
            Member($"Give({given}, path); return Seen(path);")
                + "\nstatic void Give(Func<string, Task> work, string path) => work(path);\n"
                + $"{access} static async Task Save([AtomicWrites.StatePath] string path) {{ {Put} }}"
        );
        Assert.Contains("w.Commit();", program.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Own.WaitOne(); " + Put + " Own.ReleaseMutex();")]
    [InlineData("using var own = new Mutex(true); " + Put + " own.ReleaseMutex();")]
    [InlineData("Monitor.Enter(Gate); try { " + Put + " } finally { Monitor.Exit(Gate); }")]
    [InlineData("if (Monitor.TryEnter(Gate)) { " + Put + " Monitor.Exit(Gate); }")]
    [InlineData("Slim.EnterWriteLock(); " + Put + " Slim.ExitWriteLock();")]
    [InlineData("Slim.TryEnterUpgradeableReadLock(9); " + Put + " Slim.ExitUpgradeableReadLock();")]
    [InlineData("Enter(); " + Put + " Spin.Exit(); void Enter() { }  bool b = false; Spin.TryEnter(ref b);")]
    [InlineData("Monitor.Enter(Gate); await Save(); Monitor.Exit(Gate); " + Save)]
    public async Task The_thread_that_has_a_lock_goes_on(string body)
    {
        var program = await FixedProgram.OfAsync(
            Member("return All(); async Task<object> All() { " + body + " return null; }")
        );
        Assert.DoesNotContain("CommitAsync", program.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("return All(); async Task<object> All() { await Save(); return null; } " + Save)]
    [InlineData("return All(); async Task<object> All() { await Save().ConfigureAwait(false); return null; } " + Save)]
    [InlineData(
        "return All(); async Task<object> All() { await Turn.WaitAsync(); " + Put + " Turn.Release(); return null; }"
    )]
    [InlineData("EventHandler clicked = async (_, _) => await Save(); return clicked; " + Save)]
    [InlineData(
        "EventHandler clicked = Do; return clicked; async void Do(object o, EventArgs e) => await Save(); " + Save
    )]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += async (_, _) => await Save(); return null; " + Save)]
    [InlineData("return new Timer(async _ => await Save()); " + Save)]
    [InlineData("return Task.Run(Save); " + Save)]
    [InlineData("return All(); async Task<object> All() { await RunAsync(Save); return null; } " + Save)]
    [InlineData("return All(); async Task<object> All() { Start(() => Own.WaitOne()); " + Put + " return null; }")]
    public async Task Elsewhere_it_is_awaited(string body) =>
        Assert.Contains(
            "await w.CommitAsync()",
            (await FixedProgram.OfAsync(Member(body))).Text,
            StringComparison.Ordinal
        );

    // A short text is written at once by the library's writer, too.
    [Theory]
    [InlineData("_ = Save(); return Seen(path); async Task Save() { " + PutText + " }")]
    [InlineData("Save(); return Seen(path); async void Save() { " + PutText + " }")]
    [InlineData("return All().IsCompleted; async Task All() { Own.WaitOne(); " + PutText + " Own.ReleaseMutex(); }")]
    [InlineData(
        "_ = Save(); return Seen(path); async Task Save() { using var w = new StreamWriter(path, false, Encoding.UTF8, 60000); "
            + "for (var i = 0; i < 3; i++) await w.WriteLineAsync(new string('x', 5000)); }"
    )]
    [InlineData(
        "_ = Save(); return Seen(path); async Task Save() { using var s = new FileStream(path, FileMode.Create, "
            + "FileAccess.Write, FileShare.None, 60000); for (var i = 0; i < 3; i++) await s.WriteAsync(new byte[5000]); }"
    )]
    [InlineData(
        "_ = Save(); return Seen(path); async Task Save() { using var s = File.Create(path); "
            + "using (var w = new StreamWriter(s, leaveOpen: true)) "
            + "for (var i = 0; i < 4; i++) await w.WriteAsync(new string('x', 1024)); }"
    )]
    public async Task A_text_that_is_awaited_there_does_not_wait(string body)
    {
        var program = await FixedProgram.OfAsync(Member(body));
        Assert.DoesNotContain("CommitAsync", program.Text, StringComparison.Ordinal);
        var (before, after) = await program.RunAsync(null);
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    // Its work is awaited within, and so is the commit.
    [Theory]
    [InlineData("_ = Save(); return Seen(path);", "")]
    [InlineData("return Save();", "Own.WaitOne();")]
    public async Task No_asynchronous_callback_there(string call, string first) =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                Member(
                    call
                        + " async Task<object> Save() { "
                        + first
                        + " using (var z = new GZipStream(File.Create(path), CompressionMode.Compress)) "
                        + "await JsonSerializer.SerializeAsync(z, 1); return null; }"
                )
            )
        );

    static string Member(string body) =>
        $"    public static object Run([AtomicWrites.StatePath] string path)\n    {{\n        {body}\n    }}\n{Others}";
}
