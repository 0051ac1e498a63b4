using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class LockDisciplineTests
{
    const string Deleted =
        "a waiter then gets the lock of the deleted file, "
        + "while the next one makes a new file and has its lock, too; leave lock files alone";
    const string Written =
        "it writes to the lock file of a state file, which may replace the file that others have locked; leave lock files alone";
    const string DoubleSuffix =
        "it is given the lock file, and locks '….lock.lock', which excludes nobody who locks the state; pass the path of the state";
    const string Dropped =
        "nothing holds the lock that it returns, so that nothing releases it before the process ends; use 'using'";
    const string Untested =
        "it returns null if somebody else has the lock, "
        + "and nothing tests for that: the block runs without the lock; test the result, or use 'Acquire'";

    [Theory]
    [InlineData("AtomicFile.WithLock(p, () => { }); <<File.Delete>>(p + \".lock\");", "File.Delete", Deleted)]
    [InlineData("AtomicFile.Update(p, text => \"\"); <<File.Delete>>($\"{p}.lock\");", "File.Delete", Deleted)]
    [InlineData(
        "using (FileLock.Acquire(p)) { } var lockFile = p + \".lock\"; <<File.Delete>>(lockFile);",
        "File.Delete",
        Deleted
    )]
    [InlineData(
        "using (FileLock.Acquire(p)) { } <<new FileInfo(p + \".lock\").Delete>>();",
        "FileInfo.Delete",
        Deleted
    )]
    [InlineData("using (FileLock.Acquire(p)) { } <<File.Move>>(p + \".lock\", \"old\");", "File.Move", Deleted)]
    [InlineData(
        "AtomicFile.WithLock(\"state.json\", () => { }); <<File.Delete>>(\"state.json.lock\");",
        "File.Delete",
        Deleted
    )]
    [InlineData(
        "AtomicFile.WithLock(Path.Combine(p, \"state.json\"), () => { }); <<File.Delete>>(Path.Combine(p, \"state.json.lock\"));",
        "File.Delete",
        Deleted
    )]
    [InlineData("AtomicFile.AppendAllText(p, \"x\"); <<File.Delete>>(p + \".lock\");", "File.Delete", Deleted)]
    [InlineData(
        "AtomicFile.WithLock(p, () => { }); <<File.WriteAllText>>(p + \".lock\", \"1\");",
        "File.WriteAllText",
        Written
    )]
    [InlineData(
        "AtomicFile.WithLock(p, () => { }); <<AtomicFile.WriteAllText>>(p + \".lock\", \"1\");",
        "AtomicFile.WriteAllText",
        Written
    )]
    [InlineData(
        "AtomicFile.WithLock(p, () => { }); using var s = <<new FileStream(p + \".lock\", FileMode.Create)>>;",
        "new FileStream",
        Written
    )]
    [InlineData("AtomicFile.WithLock(p, () => { }); <<File.Move>>(\"new\", p + \".lock\");", "File.Move", Written)]
    public Task A_lock_file_that_is_touched_is_reported(string code, string what, string flaw) =>
        InMethod(code, what, flaw);

    [Theory]
    [InlineData("<<AtomicFile.WithLock>>(p + \".lock\", () => { });", "AtomicFile.WithLock", DoubleSuffix)]
    [InlineData(
        "await <<AtomicFile.WithLockAsync>>($\"{p}.lock\", t => Task.CompletedTask);",
        "AtomicFile.WithLockAsync",
        DoubleSuffix
    )]
    [InlineData("using (<<FileLock.Acquire>>(\"state.json.lock\")) { }", "FileLock.Acquire", DoubleSuffix)]
    [InlineData("<<FileLock.Acquire>>(p);", "FileLock.Acquire", Dropped)]
    [InlineData("await <<FileLock.AcquireAsync>>(p);", "FileLock.AcquireAsync", Dropped)]
    [InlineData("using (<<FileLock.TryAcquire>>(p)) { File.ReadAllText(p); }", "FileLock.TryAcquire", Untested)]
    [InlineData("using var held = <<FileLock.TryAcquire>>(p); File.ReadAllText(p);", "FileLock.TryAcquire", Untested)]
    [InlineData(
        "using (var held = await <<FileLock.TryAcquireAsync>>(p)) { File.ReadAllText(p); }",
        "FileLock.TryAcquireAsync",
        Untested
    )]
    [InlineData(
        "using (<<new FileStream(p, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)>>) { AtomicFile.WriteAllText(p, \"\"); }",
        "new FileStream",
        "it locks the state file itself, which 'AtomicFile.WriteAllText' at line 7 replaces, "
            + "so that the next one locks another file; use 'FileLock.Acquire'"
    )]
    [InlineData(
        "using (<<File.Open>>(p, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)) { AtomicFile.WriteAllText(p, \"\"); }",
        "File.Open",
        "it locks the state file itself, which 'AtomicFile.WriteAllText' at line 7 replaces, "
            + "so that the next one locks another file; use 'FileLock.Acquire'"
    )]
    public Task A_lock_that_excludes_nobody_is_reported(string code, string what, string flaw) =>
        InMethod(code, what, flaw);

    [Theory]
    [InlineData(
        "AtomicFile.WithLock(p, () => { <<AtomicFile.WithLock>>(p, () => { }); });",
        "AtomicFile.WithLock",
        "AtomicFile.WithLock"
    )]
    [InlineData(
        "AtomicFile.WithLock(p, () => <<AtomicFile.Update>>(p, text => \"\"));",
        "AtomicFile.Update",
        "AtomicFile.WithLock"
    )]
    [InlineData(
        "AtomicFile.WithLock(p, () => { using (<<FileLock.Acquire>>(p)) { } });",
        "FileLock.Acquire",
        "AtomicFile.WithLock"
    )]
    [InlineData(
        "await AtomicFile.WithLockAsync(p, async t => { await <<AtomicFile.UpdateAsync>>(p, text => \"\"); });",
        "AtomicFile.UpdateAsync",
        "AtomicFile.WithLockAsync"
    )]
    [InlineData(
        "using (FileLock.Acquire(p)) { <<AtomicFile.WithLock>>(p, () => { }); }",
        "AtomicFile.WithLock",
        "FileLock.Acquire"
    )]
    [InlineData(
        "using var held = await FileLock.AcquireAsync(p); <<AtomicFile.WithLock>>(p, () => { });",
        "AtomicFile.WithLock",
        "FileLock.AcquireAsync"
    )]
    [InlineData(
        "AtomicFile.Update(p, text => <<AtomicFile.Update>>(p, other => \"\"));",
        "AtomicFile.Update",
        "AtomicFile.Update"
    )]
    [InlineData(
        "_states.Update(s => { <<_states.Update>>(t => t); return s; });",
        "StateFile.Update",
        "StateFile.Update"
    )]
    [InlineData(
        "AtomicFile.WithLock(p, () => { AtomicFile.WithLock(\"other\", () => { <<AtomicFile.WithLock>>(p, () => { }); }); });",
        "AtomicFile.WithLock",
        "AtomicFile.WithLock"
    )]
    public Task A_lock_inside_itself_is_reported(string code, string what, string outer) =>
        InMethod(
            code,
            what,
            $"'{outer}' at line 7 holds this lock already, and taking it again throws 'LockRecursionException'"
        );

    [Theory]
    [InlineData("AtomicFile.WithLock(_path, () => <<Save>>());")]
    [InlineData("AtomicFile.WithLock(_path, () => { <<this.Save>>(); });")]
    [InlineData("using (FileLock.Acquire(_path)) { <<Save>>(); }")]
    [InlineData("using (FileLock.Acquire(_path)) <<Save>>();")]
    public Task A_method_that_takes_the_lock_again_is_reported(string code) =>
        InMethod(
            code,
            "Save",
            "it takes the lock again at line 10 that "
                + (code.Contains("With", StringComparison.Ordinal) ? "'AtomicFile.WithLock'" : "'FileLock.Acquire'")
                + " at line 7 holds, which throws 'LockRecursionException'"
        );

    [Theory]
    [InlineData("File.Delete(p + \".lock\");")]
    [InlineData("AtomicFile.WithLock(\"other\", () => { }); File.Delete(p + \".lock\");")]
    [InlineData("AtomicFile.WithLock(p, () => { }); File.Delete(p);")]
    [InlineData(
        "AtomicFile.WithLock(p, () => { }); "
            + "using var s = new FileStream(p + \".lock\", FileMode.OpenOrCreate, "
            + "FileAccess.ReadWrite, FileShare.None);"
    )]
    [InlineData("AtomicFile.WithLock(p, () => { }); _ = File.Exists(p + \".lock\");")]
    [InlineData("AtomicFile.WithLock(\"packages.lock\", () => { });")]
    [InlineData("using (FileLock.Acquire(\"app.lock\")) { }")]
    [InlineData("_ = FileLock.Acquire(p);")]
    [InlineData("var held = FileLock.Acquire(p); held.Dispose();")]
    [InlineData("using var held = FileLock.TryAcquire(p); if (held is null) return;")]
    [InlineData("if (FileLock.TryAcquire(p) is { } held) using (held) { }")]
    [InlineData("AtomicFile.WithLock(p, () => AtomicFile.WithLock(\"other\", () => { }));")]
    [InlineData("AtomicFile.WithLock(p, () => { }); AtomicFile.WithLock(p, () => { });")]
    [InlineData("using (FileLock.Acquire(p)) { } using (FileLock.Acquire(p)) { }")]
    [InlineData("var held = FileLock.Acquire(p); held.Dispose(); AtomicFile.WithLock(p, () => { });")]
    [InlineData("using var held = FileLock.Acquire(p); held.Dispose(); AtomicFile.WithLock(p, () => { });")]
    [InlineData("AtomicFile.WithLock(p, () => { Action later = () => AtomicFile.WithLock(p, () => { }); });")]
    [InlineData("AtomicFile.WithLock(p, () => AtomicFile.AppendAllText(p, \"\"));")]
    [InlineData("AtomicFile.WithLock(p, () => Save());")]
    [InlineData("AtomicFile.WithLock(_path, () => { Action later = () => Save(); });")]
    [InlineData(
        "using (new FileStream(p, FileMode.Open, FileAccess.Read, FileShare.None)) { AtomicFile.WriteAllText(p + 1, \"\"); }"
    )]
    [InlineData("_states.Update(s => { new StateFile<int[]>(p).Update(t => t); return s; });")]
    public Task What_keeps_the_discipline_is_silent(string code) => InMethod(code);

    [Fact]
    public Task A_type_of_the_users_own_with_the_same_name_is_silent() =>
        Verify.Source<LockDisciplineAnalyzer>(
            """
            using System; using System.IO;
            static class AtomicFile { public static void WithLock(string path, Action work) => work(); }
            class C { void M(string p) { AtomicFile.WithLock(p + ".lock", () => { });
                AtomicFile.WithLock(p, () => AtomicFile.WithLock(p, () => { })); File.Delete(p + ".lock"); } }
            """
        );

    [Fact]
    public Task Members_of_the_same_name_of_other_types_are_other_files() =>
        Verify.Source<LockDisciplineAnalyzer>(
            """
            using System.IO; using AtomicWrites;
            class A { readonly string _path = Path.GetFullPath("a"); void M() => AtomicFile.WithLock(_path, () => { }); }
            class B { readonly string _path; B(string path) => _path = path; void M() => File.Delete(_path + ".lock"); }
            """
        );

    static Task InMethod(string code, string? what = null, string flaw = "") =>
        Verify.Run<LockDisciplineAnalyzer>(
            "using System; using System.IO; using System.Threading.Tasks; using AtomicWrites;\n"
                + $$"""
                class C
                {
                    async Task M(string p)
                    {
                        await Task.Yield();
                        {{code.Replace("<<", "{|#0:", StringComparison.Ordinal).Replace(
                    ">>",
                    "|}",
                    StringComparison.Ordinal
                )}}
                    }

                    void Save() => AtomicFile.WithLock(_path, () => { });

                    readonly string _path;
                    readonly StateFile<int[]> _states;

                    C(string path) => (_path, _states) = (path, new(path));
                }
                """,
            expected: what is null
                ? []
                :
                [
                    new DiagnosticResult("ATW0006", DiagnosticSeverity.Warning)
                        .WithLocation(0)
                        .WithArguments(what, flaw),
                ]
        );
}
