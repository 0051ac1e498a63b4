namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>No fix begins to lock where somebody would meet the file of the lock.</summary>
public class LockFileTests
{
    [Theory]
    [InlineData("", "return Directory.GetFiles(Path.GetDirectoryName(path)).Length;")]
    [InlineData("", "return Directory.EnumerateFiles(Path.GetDirectoryName(path), \"settings*\").Count();")]
    [InlineData("", "return Directory.EnumerateFiles(Path.GetDirectoryName(path), \"*.j*\").Count();")]
    [InlineData("", "return Directory.EnumerateFiles(Path.GetDirectoryName(path), \"*ck\").Count();")]
    [InlineData("", "return Directory.EnumerateFiles(Path.GetDirectoryName(path), \"*.loc\").Count();")]
    [InlineData("", "return Directory.EnumerateFiles(\"*.json\").Count();")]
    [InlineData("", "return new[] { Path.GetDirectoryName(path) }.SelectMany(Directory.GetFiles).Count();")]
    [InlineData("", "return new FileInfo(path).Directory.GetFiles().Length;")]
    [InlineData("", "ZipFile.CreateFromDirectory(Path.GetDirectoryName(path), path + \".zip\"); return null;")]
    [InlineData("", "return Count(path);")]
    [InlineData("", "return Folder.Count(path);")]
    [InlineData("", "Folder.Clear(path); return null;")]
    [InlineData("", "Directory.Delete(Path.GetDirectoryName(path)); return null;")]
    [InlineData("if (File.Exists(path + \".lock\")) return null; ", "return null;")]
    [InlineData("if (File.Exists(Path.ChangeExtension(path, \".json.lock\"))) return null; ", "return null;")]
    public async Task No_fix_appends(string first, string then)
    {
        foreach (var append in Appending)
            Assert.False(await FixedProgram.IsOfferedAsync(Member(first + append + then)), append);
    }

    [Theory]
    [InlineData("return Directory.GetFiles(Path.GetDirectoryName(path), \"*.json\").Length;")]
    [InlineData("return Directory.GetFiles(Path.GetDirectoryName(path), \"settings-?.bin\").Length;")]
    [InlineData("return Directory.GetFiles(searchPattern: \"settings\", path: Path.GetDirectoryName(path)).Length;")]
    [InlineData("return new FileInfo(path).Directory?.GetFiles(\"a*.bak\").Length;")]
    [InlineData("Directory.Delete(Path.GetDirectoryName(path), true); return null;")]
    [InlineData("return File.Exists(\"app.lock\");")]
    public async Task What_does_not_meet_it_is_no_reason(string then)
    {
        foreach (var append in Appending)
            Assert.True(await FixedProgram.IsOfferedAsync(Member(append + then)), append);
    }

    [Fact]
    public async Task What_is_only_written_has_no_lock() =>
        Assert.True(
            await FixedProgram.IsOfferedAsync(
                Member("File.WriteAllText(path, \"a\"); return Directory.GetFiles(Path.GetDirectoryName(path)).Length;")
            )
        );

    [Theory]
    [InlineData("var held = AtomicWrites.FileLock.Acquire(path); ")]
    [InlineData("var held = Task.Run(() => AtomicWrites.FileLock.Acquire(path)).Result; ")]
    [InlineData("using var held = AtomicWrites.FileLock.Acquire(path, mode: AtomicWrites.FileLockMode.Shared); ")]
    public async Task No_fix_appends_where_the_lock_is_kept_or_shared_already(string taken)
    {
        foreach (var append in Appending)
            Assert.False(await FixedProgram.IsOfferedAsync(Member(taken + append + "return null;")), append);
    }

    [Theory]
    [InlineData("using (AtomicWrites.FileLock.Acquire(path)) ")]
    [InlineData("using (var held = AtomicWrites.FileLock.AcquireAsync(path).Result) ")]
    public async Task A_lock_that_the_flow_has_is_taken_once(string taken) =>
        Assert.True(await FixedProgram.IsOfferedAsync(Member(taken + Appending[0] + "return null;")));

    [Theory]
    [InlineData("AtomicWrites.AtomicFile.Update(path, text => { File.WriteAllText(path, text); return text; });", "")]
    [InlineData("AtomicWrites.AtomicFile.Update(path, text => { File.AppendAllText(path, text); return text; });", "")]
    [InlineData(
        "AtomicWrites.AtomicFile.Update(path, text => { Note(path); return text; });",
        "static void Note([AtomicWrites.StatePath] string path) { using (var w = File.CreateText(path)) w.Write(1); }"
    )]
    public async Task No_fix_writes_within_an_update(string update, string member) =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                $"public static object Run([AtomicWrites.StatePath] string path) {{ {update} return null; }}\n{member}"
            )
        );

    static readonly string[] Appending =
    [
        "File.AppendAllText(path, \"a\"); ",
        "File.AppendAllLines(path, new[] { \"a\" }); ",
        "using (var w = File.AppendText(path)) w.WriteLine(\"a\"); ",
        "using (var w = new StreamWriter(path, true)) for (var i = 0; i < 2; i++) w.WriteLine(i); ",
    ];

    // Another type, which nothing calls, may have folders of its own.
    static string Member(string body) =>
        $"    public static object Run([AtomicWrites.StatePath] string path)\n    {{\n        {body}\n    }}\n"
        + (
            body.Contains("return Count", StringComparison.Ordinal)
                ? "    static int Count(string path) => Folder.Count(path);\n"
                : ""
        )
        + """
            public static IDisposable Fault; static void point() => Fault.Dispose();
            }
            static class Folder
            {
                public static int Count(string path) => Directory.GetFiles(Path.GetDirectoryName(path)).Length;
                public static void Clear(string path) => Remove(Path.GetDirectoryName(path));
                static void Remove(string folder) => Directory.Delete(folder);
            }
            static class Rest
            {
            """;
}
