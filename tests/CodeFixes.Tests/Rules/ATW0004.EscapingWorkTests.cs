using Microsoft.CodeAnalysis;
using EscapingFixes = AtomicWrites.CodeFixes.Tests.Fixes<
    AtomicWrites.Analyzers.Rules.EscapingWorkAnalyzer,
    AtomicWrites.CodeFixes.Rules.EscapingWorkCodeFix
>;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class EscapingWorkTests
{
    [Theory]
    [InlineData(
        "<<AtomicFile.WithLock>>(path, async () => await SaveAsync(path));",
        "await AtomicFile.WithLockAsync(path, async cancellationToken => await SaveAsync(path));"
    )]
    [InlineData(
        "<<AtomicFile.WithLock>>(path, async () => { await SaveAsync(path); });",
        "await AtomicFile.WithLockAsync(path, async cancellationToken => { await SaveAsync(path); });"
    )]
    [InlineData(
        "await <<AtomicFile.WithLock>>(path, async () => await SaveAsync(path)).ConfigureAwait(false);",
        "await AtomicFile.WithLockAsync(path, async cancellationToken => await SaveAsync(path)).ConfigureAwait(false);"
    )]
    [InlineData(
        "<<AtomicFile.WithLock>>(action: async () => await SaveAsync(path), path: path);",
        "await AtomicFile.WithLockAsync(action: async cancellationToken => await SaveAsync(path), path: path);"
    )]
    [InlineData(
        "<<AtomicFile.WithLock>>(path, async () => await SaveAsync(path)).Wait();",
        "AtomicFile.WithLockAsync(path, async cancellationToken => await SaveAsync(path)).Wait();"
    )]
    [InlineData(
        "var task = <<AtomicFile.WithLock>>(path, async () => await SaveAsync(path)); await task;",
        "var task = AtomicFile.WithLockAsync(path, async cancellationToken => await SaveAsync(path)); await task;"
    )]
    [InlineData(
        "var one = await <<AtomicFile.WithLock>>(path, async () => { await SaveAsync(path); return 1; });",
        "var one = await AtomicFile.WithLockAsync(path, async cancellationToken => { await SaveAsync(path); return 1; });"
    )]
    [InlineData(
        "await <<AtomicFile.WithLock>>(path, () => SaveAsync(path));",
        "await AtomicFile.WithLockAsync(path, cancellationToken => SaveAsync(path));"
    )]
    [InlineData(
        "await <<AtomicFile.WithLock>>(path, () => { return SaveAsync(path); });",
        "await AtomicFile.WithLockAsync(path, cancellationToken => { return SaveAsync(path); });"
    )]
    [InlineData(
        "Task Save() => SaveAsync(path); await <<AtomicFile.WithLock>>(path, Save);",
        "Task Save() => SaveAsync(path); await AtomicFile.WithLockAsync(path, cancellationToken => Save());"
    )]
    [InlineData(
        "Func<Task> save = () => SaveAsync(path); await <<AtomicFile.WithLock<Task>>>(path, save);",
        "Func<Task> save = () => SaveAsync(path); await AtomicFile.WithLockAsync(path, cancellationToken => save());"
    )]
    [InlineData(
        "<<AtomicFile.WithLock>>(path, async delegate { await SaveAsync(path); });",
        "await AtomicFile.WithLockAsync(path, async delegate { await SaveAsync(path); });"
    )]
    [InlineData(
        "<<AtomicFile.WithLock>>(path, async delegate () { await SaveAsync(path); });",
        "await AtomicFile.WithLockAsync(path, async delegate { await SaveAsync(path); });"
    )]
    [InlineData(
        "<<AtomicFile.WithLock>>(path, static async () => await SaveAsync(Last));",
        "await AtomicFile.WithLockAsync(path, static async cancellationToken => await SaveAsync(Last));"
    )]
    [InlineData(
        "var cancellationToken = 1; <<AtomicFile.WithLock>>(path, async () => await SaveAsync(path));",
        "var cancellationToken = 1; await AtomicFile.WithLockAsync(path, async lockToken => await SaveAsync(path));"
    )]
    [InlineData(
        "/* a */ <<AtomicFile /* b */ .WithLock>> /* c */ ( path , /* d */ async /* e */ () /* f */ => "
            + "await SaveAsync(path) /* g */ ) /* h */ ; // i",
        "/* a */ await AtomicFile /* b */ .WithLockAsync /* c */ ( path , "
            + "/* d */ async /* e */ cancellationToken /* f */ => await SaveAsync(path) /* g */ ) /* h */ ; // i"
    )]
    public async Task Asynchronous_work_is_awaited_under_the_lock(string before, string after)
    {
        await EscapingFixes.Become(InProgram(before), InProgram(after));
        Assert.Equal("saved", await CompiledProgram.Run(InProgram(after)));
    }

    [Theory]
    [InlineData(
        "<<AtomicFile.WithLockAsync>>(path, cancellation => SaveAsync(path));",
        "await AtomicFile.WithLockAsync(path, cancellation => SaveAsync(path));"
    )]
    [InlineData(
        "<<AtomicFile.WithLockAsync>>(path, cancellation => SaveAsync(path)).ConfigureAwait(false);",
        "await AtomicFile.WithLockAsync(path, cancellation => SaveAsync(path)).ConfigureAwait(false);"
    )]
    [InlineData(
        "<<AtomicFile.UpdateAsync>>(path, text => \"saved\");",
        "await AtomicFile.UpdateAsync(path, text => \"saved\");"
    )]
    [InlineData(
        "using (<<FileLock.AcquireAsync>>(path)) { await SaveAsync(path); }",
        "using (await FileLock.AcquireAsync(path)) { await SaveAsync(path); }"
    )]
    [InlineData(
        "using var held = <<FileLock.AcquireAsync>>(path); await SaveAsync(path);",
        "using var held = await FileLock.AcquireAsync(path); await SaveAsync(path);"
    )]
    public async Task What_nothing_awaited_is_awaited(string before, string after)
    {
        await EscapingFixes.Become(
            InProgram("#pragma warning disable CS4014\n" + before),
            InProgram("#pragma warning disable CS4014\n" + after)
        );
        Assert.Equal("saved", await CompiledProgram.Run(InProgram(after)));
    }

    [Fact]
    public Task Awaits_are_configured_as_the_others_are() =>
        EscapingFixes.Become(
            Sources(
                "class C { async Task M() { await Task.Delay(1).ConfigureAwait(false); "
                    + "<<AtomicFile.WithLock>>(\"x\", async () => await Task.Yield()); "
                    + "<<AtomicFile.WithLockAsync>>(\"x\", t => Task.Delay(1)); } }"
            ),
            Sources(
                "class C { async Task M() { await Task.Delay(1).ConfigureAwait(false); "
                    + "await AtomicFile.WithLockAsync(\"x\", async cancellationToken => "
                    + "await Task.Yield()).ConfigureAwait(false); "
                    + "await AtomicFile.WithLockAsync(\"x\", t => Task.Delay(1)).ConfigureAwait(false); } }"
            )
        );

    [Fact]
    public Task A_method_that_returns_the_task_needs_no_await() =>
        EscapingFixes.Become(
            Sources(
                "class C { Task M() => <<AtomicFile.WithLock>>(\"x\", async () => await Task.Yield()); "
                    + "Task<int> N() { return <<AtomicFile.WithLock>>(\"x\", async () => { "
                    + "await Task.Yield(); return 1; }); } }"
            ),
            Sources(
                "class C { Task M() => AtomicFile.WithLockAsync(\"x\", async cancellationToken => "
                    + "await Task.Yield()); Task<int> N() { "
                    + "return AtomicFile.WithLockAsync(\"x\", async cancellationToken => { "
                    + "await Task.Yield(); return 1; }); } }"
            )
        );

    [Fact]
    public Task Top_level_statements_may_await()
    {
        var test = EscapingFixes.Test(
            Sources(
                "await Task.Yield();\n<<AtomicFile.WithLock>>(\"x\", async () =>\n{\n    // reads, changes, writes\n"
                    + "    await Task.Yield();\n});\n"
            ),
            Sources(
                "await Task.Yield();\nawait AtomicFile.WithLockAsync(\"x\", async cancellationToken =>\n{\n"
                    + "    // reads, changes, writes\n    await Task.Yield();\n});\n"
            )
        );
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task A_static_using_stays() =>
        EscapingFixes.Become(
            Sources("class C { async Task M() => await <<WithLock>>(\"x\", async () => await Task.Yield()); }")
                .Replace(
                    "using AtomicWrites;",
                    "using AtomicWrites; using static AtomicWrites.AtomicFile;",
                    StringComparison.Ordinal
                ),
            Sources(
                    "class C { async Task M() => await WithLockAsync(\"x\", async cancellationToken => await Task.Yield()); }"
                )
                .Replace(
                    "using AtomicWrites;",
                    "using AtomicWrites; using static AtomicWrites.AtomicFile;",
                    StringComparison.Ordinal
                )
        );

    [Theory]
    [InlineData("void M() { <<AtomicFile.WithLock>>(\"x\", async () => await Task.Yield()); }")]
    [InlineData("void M() => <<AtomicFile.WithLockAsync>>(\"x\", t => Task.Delay(1));")]
    [InlineData(
        "Task M() { <<AtomicFile.WithLock>>(\"x\", async () => await Task.Yield()); return Task.CompletedTask; }"
    )]
    [InlineData(
        "async Task M() { await Task.Yield(); lock (this) { <<AtomicFile.WithLock>>(\"x\", async () => await Task.Yield()); } }"
    )]
    [InlineData(
        "async Task M() { await Task.Yield(); Action a = () => <<AtomicFile.WithLockAsync>>(\"x\", t => Task.Delay(1)); }"
    )]
    [InlineData(
        "async Task M() { await Task.Yield(); <<AtomicFile.WithLock>>(\"x\", (Action)(async () => await Task.Yield())); }"
    )]
    [InlineData(
        "async Task M() { await Task.Yield(); <<AtomicFile.WithLock>>(\"x\", Later); } async void Later() => await Task.Yield();"
    )]
    [InlineData("async Task M() { await <<AtomicFile.WithLock>>(\"x\", Value); } ValueTask Value() => default;")]
    [InlineData("async Task M() { await Task.Yield(); AtomicFile.WithLock(\"x\", () => { <<Task.Delay(1)>>; }); }")]
    [InlineData("Task M() { using (<<FileLock.Acquire>>(\"x\")) { return Task.Delay(1); } }")]
    public Task Nothing_is_offered_where_no_await_may_stand_or_more_has_to_change(string member) =>
        EscapingFixes.AreNotOffered(Sources($"class C {{ {member} }}"));

    static string InProgram(string code) =>
        Sources(
            $$"""
            public static class Program
            {
                static string Last = "";

                public static async Task Run(string path)
                {
                    Last = path;
                    await Task.Yield();
                    {
                    {{code}}
                    }
                    FileLock.Acquire(path).Dispose();
                }

                static async Task SaveAsync(string path)
                {
                    await Task.Delay(20);
                    await AtomicFile.WriteAllTextAsync(path, "saved");
                    await Task.Delay(20);
                }
            }
            """
        );

    static string Sources(string code) =>
        "using System;\nusing System.Threading.Tasks;\nusing AtomicWrites;\n\n"
        + code.Replace("<<", "{|ATW0004:", StringComparison.Ordinal)
            .Replace("Task>>>(", "Task>|}(", StringComparison.Ordinal)
            .Replace(">>", "|}", StringComparison.Ordinal);
}
