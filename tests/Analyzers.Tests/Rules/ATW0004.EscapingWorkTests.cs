using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class EscapingWorkTests
{
    const string AtFirstAwait =
        "the lambda returns at its first 'await', and the lock is released; use 'WithLockAsync'";
    const string GoesOn = "the task of 'SaveAsync' goes on after the release; use 'WithLockAsync'";
    const string Returned = "the task of 'SaveAsync' is returned and goes on after the release; await it";
    const string Dropped = "nothing awaits 'SaveAsync', which goes on after the release";
    const string NotAwaited = "nothing awaits it, so what follows does not wait for the work, nor for its exceptions";
    const string Unlocked = "nothing awaits it, so the block runs without the lock";

    [Theory]
    [InlineData("<<AtomicFile.WithLock>>(p, async () => await SaveAsync());", AtFirstAwait)]
    [InlineData("<<AtomicFile.WithLock>>(p, async () => { await SaveAsync(); });", AtFirstAwait)]
    [InlineData("await <<AtomicFile.WithLock>>(p, async () => { await SaveAsync(); });", AtFirstAwait)]
    [InlineData(
        "await <<AtomicFile.WithLock>>(p, async () => { await SaveAsync(); return 1; }).ConfigureAwait(false);",
        AtFirstAwait
    )]
    [InlineData("<<AtomicFile.WithLock>>(action: async () => await SaveAsync(), path: p).Wait();", AtFirstAwait)]
    [InlineData("<<AtomicFile.WithLock>>(p, (Action)(async () => await SaveAsync()));", AtFirstAwait)]
    [InlineData("<<AtomicFile.WithLock>>(p, async delegate { await SaveAsync(); });", AtFirstAwait)]
    [InlineData("await <<AtomicFile.WithLock>>(p, () => SaveAsync());", GoesOn)]
    [InlineData("await <<AtomicFile.WithLock>>(p, () => { Console.Write(1); return SaveAsync(); });", GoesOn)]
    [InlineData("await <<AtomicFile.WithLock>>(p, SaveAsync);", GoesOn)]
    [InlineData("await <<AtomicFile.WithLock<Task>>>(p, SaveAsync);", GoesOn)]
    [InlineData("await <<AtomicFile.WithLock>>(p, () => c ? Task.CompletedTask : SaveAsync());", GoesOn)]
    [InlineData(
        "await <<AtomicFile.WithLock>>(p, () => { var t = SaveAsync(); Console.Write(1); return t; });",
        GoesOn
    )]
    [InlineData(
        "await <<AtomicFile.WithLock>>(p, () => Task.Run(() => Console.Write(1)));",
        "the task of 'Run' goes on after the release; use 'WithLockAsync'"
    )]
    [InlineData(
        "await <<AtomicFile.WithLock>>(p, () => File.WriteAllTextAsync(p, \"\"));",
        "the task of 'WriteAllTextAsync' goes on after the release; use 'WithLockAsync'"
    )]
    [InlineData(
        "await <<AtomicFile.WithLock>>(p, SaveValueAsync);",
        "the task of 'SaveValueAsync' goes on after the release; use 'WithLockAsync'"
    )]
    [InlineData(
        "Func<Task> work = SaveAsync; await <<AtomicFile.WithLock>>(p, work);",
        "the task of 'work' goes on after the release; use 'WithLockAsync'"
    )]
    [InlineData(
        "<<AtomicFile.WithLock>>(p, SaveLater);",
        "'SaveLater' is 'async void' and goes on after the release; let it return a task and use 'WithLockAsync'"
    )]
    [InlineData(
        "await <<AtomicFile.WithLockAsync>>(p, async t => { await Task.Yield(); return SaveAsync(); });",
        Returned
    )]
    [InlineData("AtomicFile.WithLock(p, () => { <<SaveAsync()>>; });", Dropped)]
    [InlineData("AtomicFile.WithLock(p, () => { <<SaveAsync().ConfigureAwait(false)>>; return 1; });", Dropped)]
    [InlineData("await AtomicFile.WithLockAsync(p, t => { <<SaveAsync()>>; return Task.CompletedTask; });", Dropped)]
    [InlineData(
        "_ = <<AtomicFile.WithLock>>(p, () => Lines()).Count();",
        "'Lines' is an iterator and runs when it is enumerated, after the release; return a list"
    )]
    [InlineData(
        "var lines = <<AtomicFile.WithLock>>(p, () => Lines());",
        "'Lines' is an iterator and runs when it is enumerated, after the release; return a list"
    )]
    [InlineData(
        "var lines = <<AtomicFile.WithLock>>(p, () => { return LinesAsync(); });",
        "'LinesAsync' is an iterator and runs when it is enumerated, after the release; return a list"
    )]
    public Task What_runs_after_the_release_is_reported(string code, string reason) =>
        InMethod(
            code,
            "AtomicFile.WithLock" + (code.Contains("WithLockAsync", StringComparison.Ordinal) ? "Async" : ""),
            reason
        );

    [Fact]
    public Task A_task_that_an_update_drops_is_reported() =>
        InMethod("AtomicFile.Update(p, text => { <<SaveAsync()>>; return text; });", "AtomicFile.Update", Dropped);

    [Theory]
    [InlineData(
        "#pragma warning disable CS4014\n<<AtomicFile.WithLockAsync>>(p, t => SaveAsync());",
        "AtomicFile.WithLockAsync",
        NotAwaited
    )]
    [InlineData(
        "#pragma warning disable CS4014\n<<AtomicFile.WithLockAsync>>(p, t => SaveAsync()).ConfigureAwait(false);",
        "AtomicFile.WithLockAsync",
        NotAwaited
    )]
    [InlineData(
        "Action later = () => <<AtomicFile.WithLockAsync>>(p, t => SaveAsync());",
        "AtomicFile.WithLockAsync",
        NotAwaited
    )]
    [InlineData(
        "Action later = () => <<AtomicFile.UpdateAsync>>(p, text => text + 1);",
        "AtomicFile.UpdateAsync",
        NotAwaited
    )]
    [InlineData(
        "Action later = () => <<new StateFile<int[]>(p).UpdateAsync>>(state => state);",
        "StateFile.UpdateAsync",
        NotAwaited
    )]
    [InlineData(
        "var unused = <<AtomicFile.WithLockAsync>>(p, t => SaveAsync());",
        "AtomicFile.WithLockAsync",
        NotAwaited
    )]
    [InlineData("Action later = () => <<FileLock.AcquireAsync>>(p);", "FileLock.AcquireAsync", NotAwaited)]
    [InlineData("using (<<FileLock.AcquireAsync>>(p)) { }", "FileLock.AcquireAsync", Unlocked)]
    [InlineData("using (var held = <<FileLock.AcquireAsync>>(p)) { }", "FileLock.AcquireAsync", Unlocked)]
    [InlineData("using var held = <<FileLock.TryAcquireAsync>>(p);", "FileLock.TryAcquireAsync", Unlocked)]
    public Task A_lock_that_nothing_awaits_is_reported(string code, string taker, string reason) =>
        InMethod(code, taker, reason);

    [Theory]
    [InlineData("Task Save(string p) { using (<<FileLock.Acquire>>(p)) { return SaveAsync(); } }")]
    [InlineData("Task Save(string p) { using var held = <<FileLock.Acquire>>(p); return SaveAsync(); }")]
    [InlineData(
        "ValueTask Save(string p) { using var held = <<FileLock.Acquire>>(p); return new ValueTask(SaveAsync()); }"
    )]
    [InlineData("ValueTask Save(string p) { using var held = <<FileLock.Acquire>>(p); return new(SaveAsync()); }")]
    [InlineData(
        "ValueTask Save(string p) { using var held = <<FileLock.Acquire>>(p); ValueTask t = new(SaveAsync()); return t; }"
    )]
    [InlineData(
        "ValueTask Save(string p) { using var held = <<FileLock.Acquire>>(p); var t = SaveAsync(); return new ValueTask(t); }"
    )]
    [InlineData(
        "Task Save(string p) { using var held = <<FileLock.Acquire>>(p); "
            + "return p switch { \"\" => Task.CompletedTask, _ => SaveAsync() }; }"
    )]
    [InlineData(
        "Task Save(string p) { using var held = <<FileLock.TryAcquire>>(p); "
            + "if (held is null) return Task.CompletedTask; return SaveAsync(); }"
    )]
    [InlineData(
        "Func<string, Task> Save = p => { using var held = <<FileLock.Acquire>>(p); return SaveAsync(); }; "
            + "static Task SaveAsync() => Task.CompletedTask;",
        false
    )]
    public Task A_task_that_leaves_a_block_is_reported(string member, bool withSave = true) =>
        Verify.Run<EscapingWorkAnalyzer>(
            Sources($"class C {{ {member} {(withSave ? "Task SaveAsync() => Task.CompletedTask;" : "")} }}"),
            expected: Expected(
                "FileLock." + (member.Contains("TryAcquire", StringComparison.Ordinal) ? "TryAcquire" : "Acquire"),
                Returned
            )
        );

    [Theory]
    [InlineData(
        "<<AtomicFile.Write>>(p, (Action<Stream>)(async s => await SaveAsync()));",
        "the lambda returns at its first 'await', and the file is published; use 'WriteAsync'"
    )]
    [InlineData(
        "<<AtomicFile.Write>>(p, SaveToLater);",
        "'SaveToLater' is 'async void' and goes on after the file is published; let it return a task and use 'WriteAsync'"
    )]
    [InlineData(
        "AtomicFile.Write(p, s => <<s.WriteAsync(new byte[3].AsMemory())>>);",
        "nothing awaits 'WriteAsync', which goes on after the file is published"
    )]
    [InlineData(
        "AtomicFile.Write(p, s => { <<s.WriteAsync(new byte[3], 0, 3)>>; });",
        "nothing awaits 'WriteAsync', which goes on after the file is published"
    )]
    public Task What_still_writes_when_the_file_is_published_is_reported(string code, string reason) =>
        InMethod(code, "AtomicFile.Write", reason);

    [Theory]
    [InlineData("AtomicFile.Write(p, s => s.WriteByte(1));")]
    [InlineData("AtomicFile.Write(p, s => { SaveAsync().Wait(); });")]
    [InlineData("await AtomicFile.WriteAsync(p, async (s, t) => await s.WriteAsync(new byte[3], t));")]
    public Task A_write_that_ends_in_its_callback_is_silent(string code) => InMethod(code);

    /// <summary>
    /// What the compiler itself refuses, and what it has to let pass: a callback that ends with an exception, or with a
    /// value.
    /// </summary>
    [Theory]
    [InlineData("AtomicFile.Write(p, async s => await SaveAsync());", true)]
    [InlineData("AtomicFile.Write(p, s => SaveAsync());", true)]
    [InlineData("AtomicFile.Write(p, s => Task.FromResult(1), new AtomicWriteOptions());", true)]
    [InlineData("AtomicFile.Write(p, s => throw new IOException());", false)]
    [InlineData("AtomicFile.Write(p, s => { s.WriteByte(1); throw new IOException(); });", false)]
    [InlineData("AtomicFile.Write(p, s => s.ReadByte());", false)]
    [InlineData("AtomicFile.Write(p, s => { while (true) s.WriteByte(1); });", false)]
    public void An_asynchronous_callback_of_a_write_does_not_compile(string code, bool isRefused)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Append(typeof(AtomicFile).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
        var program = $"class C {{ void M(string p) {{ {code} }} System.Threading.Tasks.Task SaveAsync() => null; }}";
        var errors = CSharpCompilation
            .Create(
                "App",
                [CSharpSyntaxTree.ParseText(Sources(program))],
                references,
                new(OutputKind.DynamicallyLinkedLibrary)
            )
            .GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal(isRefused ? ["CS0619"] : [], errors.Select(error => error.Id));
    }

    [Theory]
    [InlineData("await AtomicFile.WithLockAsync(p, async t => await SaveAsync());")]
    [InlineData("await AtomicFile.WithLockAsync(p, t => SaveAsync());")]
    [InlineData("AtomicFile.WithLockAsync(p, t => SaveAsync()).Wait();")]
    [InlineData("var task = AtomicFile.WithLockAsync(p, t => SaveAsync()); await task;")]
    [InlineData("await Task.WhenAll(AtomicFile.WithLockAsync(p, t => SaveAsync()), SaveAsync());")]
    [InlineData("_ = AtomicFile.WithLockAsync(p, t => SaveAsync());")]
    [InlineData("Forget(AtomicFile.WithLockAsync(p, t => SaveAsync())); void Forget(Task t) { }")]
    [InlineData("Func<Task> later = () => AtomicFile.WithLockAsync(p, t => SaveAsync());")]
    [InlineData("using (await FileLock.AcquireAsync(p)) { await SaveAsync(); }")]
    [InlineData("await using var held = await FileLock.AcquireAsync(p).ConfigureAwait(false);")]
    [InlineData("AtomicFile.WithLock(p, () => { SaveAsync().Wait(); });")]
    [InlineData("AtomicFile.WithLock(p, () => SaveAsync().GetAwaiter().GetResult());")]
    [InlineData("AtomicFile.WithLock(p, () => { _ = SaveAsync(); });")]
    [InlineData("await AtomicFile.WithLock(p, () => { Console.Write(1); return Task.CompletedTask; });")]
    [InlineData("await AtomicFile.WithLock(p, () => Task.FromResult(1));")]
    [InlineData("await AtomicFile.WithLock(p, () => new ValueTask<int>(1));")]
    [InlineData("await AtomicFile.WithLock(p, () => new ValueTask(Task.CompletedTask));")]
    [InlineData("await AtomicFile.WithLock(p, () => { var t = SaveAsync(); t.Wait(); return t; });")]
    [InlineData("var text = AtomicFile.WithLock(p, () => File.ReadAllText(p));")]
    [InlineData("var lines = AtomicFile.WithLock(p, () => Lines().ToList());")]
    [InlineData("var numbers = AtomicFile.WithLock(p, () => Numbers());")]
    [InlineData("AtomicFile.WithLock(p, () => { Action later = () => SaveAsync(); });")]
    [InlineData("AtomicFile.WithLock(p, () => Console.Write(1));")]
    [InlineData("AtomicFile.WithLock(p, Console.WriteLine);")]
    public Task What_is_waited_for_or_meant_is_silent(string code) => InMethod(code);

    [Theory]
    [InlineData("Task Save(string p) { using (FileLock.Acquire(p)) { return Task.CompletedTask; } }")]
    [InlineData("Task Save(string p) { using (FileLock.Acquire(p)) { } return SaveAsync(); }")]
    [InlineData(
        "async Task<int> Save(string p) { using (await FileLock.AcquireAsync(p)) { await SaveAsync(); return 1; } }"
    )]
    [InlineData("Func<Task> Save(string p) { using (FileLock.Acquire(p)) { return () => SaveAsync(); } }")]
    public Task A_block_that_ends_after_its_work_is_silent(string member) =>
        Verify.Source<EscapingWorkAnalyzer>(Sources($"class C {{ {member} Task SaveAsync() => Task.CompletedTask; }}"));

    [Fact]
    public Task A_type_of_the_users_own_with_the_same_name_is_silent() =>
        Verify.Source<EscapingWorkAnalyzer>(
            """
            using System; using System.Threading.Tasks;
            static class AtomicFile { public static T WithLock<T>(string path, Func<T> work) => work(); }
            class C { Task M() => AtomicFile.WithLock("x", async () => await Task.Yield()); }
            """
        );

    static Task InMethod(string code, string taker = "", string reason = "") =>
        Verify.Run<EscapingWorkAnalyzer>(
            Sources(
                $$"""
                class C
                {
                    async Task M(string p, bool c)
                    {
                        await Task.Yield();
                        {{code}}
                    }

                    static Task SaveAsync() => Task.CompletedTask;
                    static ValueTask SaveValueAsync() => default;
                    static async void SaveLater() => await Task.Yield();
                    static async void SaveToLater(Stream stream) => await Task.Yield();
                    static IEnumerable<string> Lines() { foreach (var line in File.ReadLines("x")) yield return line; }
                    static async IAsyncEnumerable<string> LinesAsync() { yield return await File.ReadAllTextAsync("x"); }
                    static IEnumerable<int> Numbers() { yield return 1; }
                }
                """
            ),
            expected: taker.Length == 0 ? [] : Expected(taker, reason)
        );

    static DiagnosticResult[] Expected(string taker, string reason) =>
        [
            new DiagnosticResult("ATW0004", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(
                    taker,
                    taker switch
                    {
                        "AtomicFile.Write" => "lets work escape the write",
                        "StateFile.UpdateAsync" => "lets work escape the update",
                        _ => "lets work escape the lock",
                    },
                    reason
                ),
        ];

    static string Sources(string code) =>
        "using System; using System.Collections.Generic; using System.IO; using System.Linq; "
        + "using System.Threading.Tasks; using AtomicWrites;\n"
        + code.Replace("<<", "{|#0:", StringComparison.Ordinal)
            .Replace("Task>>>(", "Task>|}(", StringComparison.Ordinal)
            .Replace(">>", "|}", StringComparison.Ordinal);
}
