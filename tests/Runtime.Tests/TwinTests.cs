using System.Globalization;
using System.Reflection;
using System.Text;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What File does, AtomicFile does: each case runs both and compares bytes and exceptions.</summary>
[Collection(nameof(ChangesWorkingDirectory))]
public class TwinTests
{
    static readonly string?[] Texts =
    [
        null,
        "",
        "hello",
        "zażółć 🙂 gęślą",
        string.Concat(Enumerable.Repeat("🙂", 40_000)),
        "lone \ud800 surrogate",
        new string('x', 32 * 1024 - 1) + "🙂 across a chunk",
    ];
    static readonly Encoding[] Encodings =
    [
        new UTF8Encoding(false),
        Encoding.UTF8,
        Encoding.Unicode,
        Encoding.BigEndianUnicode,
        Encoding.UTF32,
        Encoding.Latin1,
        Encoding.ASCII,
    ];

    public static TheoryData<string?> PathCases =>
        new(
            null,
            "",
            "nul\0l",
            "\0",
            "missing/state.json",
            "folder",
            "folder/",
            ".",
            "..",
            "file/state.json",
            new string('n', 300),
            "folder/../back.json",
            "./here.json",
            "read-only.json"
        );

    [Fact]
    public void Text_is_encoded_as_File_does()
    {
        foreach (var text in Texts)
        {
            Same(path => File.WriteAllText(path, text), path => AtomicFile.WriteAllText(path, text));
            Same(
                path => File.WriteAllTextAsync(path, text).GetAwaiter().GetResult(),
                path => AtomicFile.WriteAllTextAsync(path, text).GetAwaiter().GetResult()
            );
            Same(path => File.WriteAllText(path, text.AsSpan()), path => AtomicFile.WriteAllText(path, text.AsSpan()));
            foreach (var encoding in Encodings)
            {
                Same(
                    path => File.WriteAllText(path, text, encoding),
                    path => AtomicFile.WriteAllText(path, text, encoding)
                );
                Same(
                    path => File.WriteAllTextAsync(path, text, encoding).GetAwaiter().GetResult(),
                    path => AtomicFile.WriteAllTextAsync(path, text, encoding).GetAwaiter().GetResult()
                );
            }
        }
    }

    [Fact]
    public void Lines_are_encoded_as_File_does()
    {
        string[][] cases =
        [
            [],
            [""],
            ["a", "b"],
            ["żółć", null!, "🙂"],
            [.. Enumerable.Repeat("a line of text", 10_000)],
        ];
        foreach (var lines in cases)
        {
            Same(path => File.WriteAllLines(path, lines), path => AtomicFile.WriteAllLines(path, lines));
            Same(
                path => File.WriteAllLines(path, lines.Skip(0)),
                path => AtomicFile.WriteAllLines(path, lines.Skip(0))
            );
            Same(
                path => File.WriteAllLinesAsync(path, lines).GetAwaiter().GetResult(),
                path => AtomicFile.WriteAllLinesAsync(path, lines).GetAwaiter().GetResult()
            );
            foreach (var encoding in Encodings)
            {
                Same(
                    path => File.WriteAllLines(path, lines, encoding),
                    path => AtomicFile.WriteAllLines(path, lines, encoding)
                );
                Same(
                    path => File.WriteAllLinesAsync(path, lines, encoding).GetAwaiter().GetResult(),
                    path => AtomicFile.WriteAllLinesAsync(path, lines, encoding).GetAwaiter().GetResult()
                );
            }
        }
    }

    [Fact]
    public void Bytes_are_written_as_File_does()
    {
        foreach (var size in new[] { 0, 1, 4096, 1_000_003 })
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            Same(path => File.WriteAllBytes(path, bytes), path => AtomicFile.WriteAllBytes(path, bytes));
            Same(
                path => File.WriteAllBytesAsync(path, bytes).GetAwaiter().GetResult(),
                path => AtomicFile.WriteAllBytesAsync(path, bytes).GetAwaiter().GetResult()
            );
        }
    }

    [Fact]
    public void Appended_text_lines_and_bytes_are_those_of_File()
    {
        foreach (var encoding in Encodings)
        {
            foreach (var text in Texts)
                Same(
                    path => File.AppendAllText(path, text, encoding),
                    path => AtomicFile.AppendAllText(path, text, encoding),
                    twice: true
                );
            Same(
                path => File.AppendAllLines(path, ["a", "🙂"], encoding),
                path => AtomicFile.AppendAllLines(path, ["a", "🙂"], encoding),
                twice: true
            );
            Same(
                path => File.AppendAllLines(path, [], encoding),
                path => AtomicFile.AppendAllLines(path, [], encoding),
                twice: true
            );
        }

        Same(
            path => File.AppendAllTextAsync(path, "x").GetAwaiter().GetResult(),
            path => AtomicFile.AppendAllTextAsync(path, "x").GetAwaiter().GetResult(),
            twice: true
        );
        Same(
            path => File.AppendAllLinesAsync(path, ["x"]).GetAwaiter().GetResult(),
            path => AtomicFile.AppendAllLinesAsync(path, ["x"]).GetAwaiter().GetResult(),
            twice: true
        );
        Same(path => File.AppendAllBytes(path, [1, 2]), path => AtomicFile.AppendAllBytes(path, [1, 2]), twice: true);
        Same(
            path => File.AppendAllBytesAsync(path, new byte[100_000]).GetAwaiter().GetResult(),
            path => AtomicFile.AppendAllBytesAsync(path, new byte[100_000]).GetAwaiter().GetResult(),
            twice: true
        );
    }

    [Theory]
    [InlineData("file", "state.json", false)]
    [InlineData("file", "folder/state.json", true)]
    [InlineData("file", "other", false)]
    [InlineData("file", "other", true)]
    [InlineData("missing", "state.json", true)]
    [InlineData("file", "folder", true)]
    [InlineData("file", "folder", false)]
    [InlineData("file", "missing/state.json", true)]
    [InlineData("missing", "", true)]
    [InlineData("missing", null, true)]
    [InlineData("missing", "nul\0l", true)]
    [InlineData("", "", true)]
    [InlineData("nul\0l", "other", true)]
    [InlineData("folder", "new", false)]
    [InlineData("file", "file", true)]
    [InlineData("file", "file", false)]
    [InlineData("file", "folder/../file", true)]
    [InlineData("missing", "missing", true)]
    public void Copies_are_those_of_File(string from, string? to, bool overwrite) =>
        Same(_ => File.Copy(from, to!, overwrite), _ => AtomicFile.Copy(from, to!, overwrite));

    [Theory]
    [InlineData("2001-02-03T04:05:06.7890123Z")]
    [InlineData("1969-12-31T23:59:59.5000000Z")]
    public void A_copy_was_last_written_when_its_source_was(string time)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["source"], "new");
        File.WriteAllText(folder["old"], "old");
        File.SetLastWriteTimeUtc(
            folder["source"],
            DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)
        );
        AtomicFile.Copy(folder["source"], folder["new"]);
        AtomicFile.Copy(folder["source"], folder["old"], overwrite: true);
        File.Copy(folder["source"], folder["file"]);
        var expected = File.GetLastWriteTimeUtc(folder["file"]);
        Assert.Equal(expected, File.GetLastWriteTimeUtc(folder["new"]));
        Assert.Equal(expected, File.GetLastWriteTimeUtc(folder["old"]));
    }

    [Fact]
    public void A_file_is_not_copied_onto_itself_by_another_name_either()
    {
        Needs.Unix();
        using var folder = new Folder();
        File.WriteAllText(folder["state"], "state");
        File.CreateSymbolicLink(folder["link"], folder["state"]);
        Assert.Equal(0, Needs.Shell($"ln {folder["state"]} {folder["name"]}").ExitCode);
        foreach (var name in new[] { "link", "name" })
        {
            Assert.Throws<IOException>(() => File.Copy(folder["state"], folder[name], overwrite: true));
            Assert.Throws<IOException>(() => AtomicFile.Copy(folder["state"], folder[name], overwrite: true));
            Assert.Throws<IOException>(() => AtomicFile.Copy(folder[name], folder["state"], overwrite: true));
        }

        Assert.Equal("state", File.ReadAllText(folder["state"]));
    }

    [Theory]
    [MemberData(nameof(PathCases))]
    public void Bad_paths_throw_what_File_throws(string? path)
    {
        if (path == "read-only.json")
            Needs.NotWine("lets everybody write read-only files");
        Same(_ => File.WriteAllText(path!, "new"), _ => AtomicFile.WriteAllText(path!, "new"));
        Same(_ => File.WriteAllBytes(path!, [1]), _ => AtomicFile.WriteAllBytes(path!, [1]));
        Same(_ => File.WriteAllLines(path!, ["new"]), _ => AtomicFile.WriteAllLines(path!, ["new"]));
        Same(
            _ => File.WriteAllTextAsync(path!, "new").GetAwaiter().GetResult(),
            _ => AtomicFile.WriteAllTextAsync(path!, "new").GetAwaiter().GetResult()
        );
    }

    [Fact]
    public void A_long_path_of_a_short_name_is_read_as_File_reads_it()
    {
        using var folder = new Folder();
        var path = folder.Path + "/" + string.Concat(Enumerable.Repeat("./", 2100)) + "state";
        AtomicFile.WriteAllText(path, "a");
        AtomicFile.AppendAllText(path, "b");
        AtomicFile.Update(path, text => text + "c");
        Assert.True(AtomicFile.TryReplace(path, "abc", "abcd"));
        Assert.Equal("abcd", AtomicFile.ReadAllText(path));
        Assert.Equal("abcd", File.ReadAllText(folder["state"]));
        Assert.Equal(
            ["state", "state.lock"],
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void All_bytes_are_read_whatever_the_length_says()
    {
        using var folder = new Folder();
        foreach (var length in new[] { 0, 1, 4095, 4096, 4097, 300_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            File.WriteAllBytes(folder["bytes"], bytes);
            Assert.Equal(bytes, AtomicFile.ReadAllBytes(folder["bytes"]));
        }

        if (OperatingSystem.IsLinux())
            Assert.Equal(File.ReadAllBytes("/proc/version"), AtomicFile.ReadAllBytes("/proc/version")); // says 0
    }

    [Fact]
    public void What_no_array_can_hold_is_refused_before_anything_is_read()
    {
        Needs.Unix(); // sparse files
        using var folder = new Folder();
        using (var file = File.Create(folder["big"]))
            file.SetLength(int.MaxValue + 1L);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<IOException>(Record.Exception(() => AtomicFile.ReadAllBytes(folder["big"])));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Fact]
    public void Reading_all_bytes_allocates_them_once()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["bytes"], new byte[1_000_000]);
        _ = AtomicFile.ReadAllBytes(folder["bytes"]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = AtomicFile.ReadAllBytes(folder["bytes"]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1_000_000, 1_010_000);
    }

    [Fact]
    public void Missing_arguments_throw_what_File_throws()
    {
        Same(path => File.WriteAllText(path, "x", null!), path => AtomicFile.WriteAllText(path, "x", null!));
        Same(path => File.WriteAllBytes(path, null!), path => AtomicFile.WriteAllBytes(path, (byte[])null!));
        Same(
            path => File.WriteAllLines(path, (IEnumerable<string>)null!),
            path => AtomicFile.WriteAllLines(path, (IEnumerable<string>)null!)
        );
        Same(
            path => File.WriteAllLines(path, null!, null!),
            path => AtomicFile.WriteAllLines(path, (IEnumerable<string>)null!, null!)
        );
        Same(path => File.AppendAllText(path, "x", null!), path => AtomicFile.AppendAllText(path, "x", null!));
        Same(path => File.AppendAllBytes(path, null!), path => AtomicFile.AppendAllBytes(path, (byte[])null!));
        Same(path => File.AppendAllLines(path, null!), path => AtomicFile.AppendAllLines(path, null!));
        Same(path => File.Copy(null!, path), path => AtomicFile.Copy(null!, path));
        Same(path => File.Copy("file", null!), path => AtomicFile.Copy("file", null!));
        Same(path => File.Copy("file", "other"), path => AtomicFile.Copy("file", "other"));
        Same(_ => File.AppendAllLines(null!, null!), _ => AtomicFile.AppendAllLines(null!, null!));
        Same(path => File.ReadAllText("file", null!), path => AtomicFile.ReadAllText("file", null!));
        // Where the twin is asynchronous, its argument checks are not: they throw at the call.
        Same(
            path => Unawaited(File.WriteAllTextAsync(path, "x", null!)),
            path => Unawaited(AtomicFile.WriteAllTextAsync(path, "x", null!))
        );
        Same(
            path => Unawaited(File.WriteAllBytesAsync(path, null!)),
            path => Unawaited(AtomicFile.WriteAllBytesAsync(path, (byte[])null!))
        );
        Same(
            path => Unawaited(File.WriteAllLinesAsync(path, null!)),
            path => Unawaited(AtomicFile.WriteAllLinesAsync(path, null!))
        );
        Same(
            path => Unawaited(File.AppendAllTextAsync(path, "x", null!)),
            path => Unawaited(AtomicFile.AppendAllTextAsync(path, "x", null!))
        );
        Same(
            path => Unawaited(File.AppendAllBytesAsync(path, null!)),
            path => Unawaited(AtomicFile.AppendAllBytesAsync(path, (byte[])null!))
        );
        Same(
            path => Unawaited(File.AppendAllLinesAsync(path, null!)),
            path => Unawaited(AtomicFile.AppendAllLinesAsync(path, null!))
        );

        static void Unawaited(Task task) =>
            throw new InvalidOperationException("no argument was checked: " + task.Status);
    }

    [Fact]
    public void Reads_what_File_reads()
    {
        foreach (var encoding in Encodings)
        {
            using var folder = new Folder();
            File.WriteAllText(folder["state"], "zażółć 🙂", encoding);
            Assert.Equal(File.ReadAllText(folder["state"]), AtomicFile.ReadAllText(folder["state"]));
            Assert.Equal(
                File.ReadAllText(folder["state"], encoding),
                AtomicFile.ReadAllText(folder["state"], encoding)
            );
            Assert.Equal(
                File.ReadAllText(folder["state"], Encoding.Latin1),
                AtomicFile.ReadAllText(folder["state"], Encoding.Latin1)
            );
            Assert.Equal(File.ReadAllBytes(folder["state"]), AtomicFile.ReadAllBytes(folder["state"]));
        }

        Same(_ => File.ReadAllText("missing"), _ => AtomicFile.ReadAllText("missing"));
        Same(_ => File.ReadAllBytes("missing/state"), _ => AtomicFile.ReadAllBytes("missing/state"));
        Same(_ => File.OpenRead("folder"), _ => AtomicFile.OpenRead("folder"));
    }

    [Fact]
    public void The_path_is_asked_first()
    {
        Same(_ => File.WriteAllBytes(null!, null!), _ => AtomicFile.WriteAllBytes(null!, null!));
        Same(_ => File.WriteAllBytesAsync("", null!), _ => AtomicFile.WriteAllBytesAsync("", null!));
        Same(_ => File.AppendAllBytes(null!, null!), _ => AtomicFile.AppendAllBytes(null!, null!));
        Same(_ => File.AppendAllBytesAsync("", null!), _ => AtomicFile.AppendAllBytesAsync("", null!));
        Same(_ => File.WriteAllText(null!, "", null!), _ => AtomicFile.WriteAllText(null!, "", null!));
        Same(_ => File.WriteAllLines(null!, null!, null!), _ => AtomicFile.WriteAllLines(null!, null!, null!));
        Same(_ => File.AppendAllLines(null!, null!), _ => AtomicFile.AppendAllLines(null!, null!));
    }

    [Fact]
    public void An_enumerator_that_throws_leaves_the_target_unchanged()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["state.json"], "old");
        Assert.Throws<FormatException>(() => AtomicFile.WriteAllLines(folder["state.json"], Broken()));
        Assert.Equal("old", File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);

        static IEnumerable<string> Broken()
        {
            yield return new string('x', 100_000);
            throw new FormatException();
        }
    }

    [Fact]
    public void Every_WriteAll_and_AppendAll_overload_of_File_has_a_twin_with_the_same_parameters_and_defaults()
    {
        var expected = Signatures(typeof(File));
        Assert.NotEmpty(expected);
        Assert.Empty(expected.Except(Signatures(typeof(AtomicFile))));

        static HashSet<string> Signatures(Type type) =>
            [
                .. type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                    .Where(method =>
                        method.Name.StartsWith("WriteAll", StringComparison.Ordinal)
                        || method.Name.StartsWith("AppendAll", StringComparison.Ordinal)
                        || method.Name == "Copy"
                    )
                    .Select(method =>
                        $"{method.ReturnType} {method.Name}("
                        + string.Join(
                            ", ",
                            method.GetParameters().Select(p => $"{p.ParameterType} {p.Name}{(p.IsOptional ? "?" : "")}")
                        )
                        + ")"
                    ),
            ];
    }

    const string Done = "done";

    // Runs each in a folder of its own, as working directory of relative paths, and compares the trees that result.
    static void Same(Action<string> file, Action<string> twin, bool twice = false)
    {
        using var expected = Prepared();
        using var actual = Prepared();
        var before = Tree(actual);
        var outcome = Run(expected, file);
        Assert.Equal(outcome, Run(actual, twin));
        if (twice)
            Assert.Equal(Run(expected, file), Run(actual, twin));
        // After a failure File may have truncated or created the target; a twin changes nothing.
        Assert.Equal(outcome == Done ? Tree(expected) : before, Tree(actual));

        static Folder Prepared()
        {
            var folder = new Folder();
            Directory.CreateDirectory(folder["folder"]);
            File.WriteAllText(folder["file"], "a file");
            File.WriteAllText(folder["other"], "another file");
            File.WriteAllText(folder["read-only.json"], "old");
            File.SetAttributes(folder["read-only.json"], FileAttributes.ReadOnly);
            return folder;
        }

        static string Run(Folder folder, Action<string> action)
        {
            var before = Directory.GetCurrentDirectory();
            Directory.SetCurrentDirectory(folder.Path);
            try
            {
                action(folder["state.json"]);
                return Done;
            }
            catch (Exception failure)
            {
                var root =
                    typeof(IOException).IsInstanceOfType(failure) && failure.GetType() == typeof(AtomicWriteException)
                        ? typeof(IOException)
                        : failure.GetType();
                return $"{root.Name} {(failure as ArgumentException)?.ParamName}";
            }
            finally
            {
                Directory.SetCurrentDirectory(before);
            }
        }

        static string[] Tree(Folder folder) =>
            [
                .. Directory
                    .EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
                    .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(path =>
                        $"{Path.GetRelativePath(folder.Path, path)} "
                        + $"{(OperatingSystem.IsWindows() ? "" : File.GetUnixFileMode(path))} "
                        + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))
                    ),
            ];
    }
}

/// <summary>
/// A process has one working directory, and a program started in a deleted one may fail: these tests run alone.
/// </summary>
[CollectionDefinition(nameof(ChangesWorkingDirectory), DisableParallelization = true)]
public class ChangesWorkingDirectory;
