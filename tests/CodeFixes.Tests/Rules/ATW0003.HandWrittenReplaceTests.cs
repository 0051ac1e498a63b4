using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class HandWrittenReplaceTests
{
    static string Program(string body, string signature = "void Save(string text)") =>
        $$"""
            using System;
            using System.IO;
            using System.Text;
            using System.Threading;
            using System.Threading.Tasks;
            using AtomicWrites;

            class Program
            {
                const string Settings = "settings.json";

                {{signature}}
                {
            {{string.Join(
                '\n',
                body.ReplaceLineEndings("\n").Split('\n').Select(line => line.Length == 0 ? line : "        " + line)
            )}}
                }
            }
            """;

    static Task Become(string before, string after, string signature = "void Save(string text)") =>
        Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.Become(
            Program(
                before
                    .Replace("<<", "{|ATW0003:", StringComparison.Ordinal)
                    .Replace(">>", "|}", StringComparison.Ordinal),
                signature
            ),
            Program(after, signature)
        );

    static Task Stays(string body, string signature = "void Save(string text)")
    {
        var marked = Program(
            body.Replace("<<", "{|ATW0003:", StringComparison.Ordinal).Replace(">>", "|}", StringComparison.Ordinal),
            signature
        );
        return Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.AreNotOffered(marked);
    }

    const string Temp = "var temp = Settings + \".tmp\";\n";
    const string Write = "File.WriteAllText(temp, text);\n";

    [Theory]
    [InlineData("<<File.Move(temp, Settings, true)>>;")]
    [InlineData("<<File.Move(temp, Settings, overwrite: true)>>;")]
    [InlineData("<<File.Replace(temp, Settings, null)>>;")]
    [InlineData("<<new FileInfo(temp).MoveTo(Settings, true)>>;")]
    [InlineData("File.Delete(Settings);\n<<File.Move(temp, Settings)>>;")]
    [InlineData("if (File.Exists(Settings))\n    File.Delete(Settings);\n<<File.Move(temp, Settings)>>;")]
    [InlineData("if (File.Exists(Settings))\n{\n    File.Delete(Settings);\n}\n\n<<File.Move(temp, Settings)>>;")]
    [InlineData(
        "if (File.Exists(Settings))\n    <<File.Replace(temp, Settings, null)>>;\nelse\n    File.Move(temp, Settings);"
    )]
    [InlineData(
        "if (!File.Exists(Settings))\n{\n    <<File.Move(temp, Settings)>>;\n}\nelse\n{\n    File.Replace(temp, Settings, null);\n}"
    )]
    [InlineData("<<File.Copy(temp, Settings, true)>>;\nFile.Delete(temp);")]
    [InlineData("try\n{\n    <<File.Move(temp, Settings, true)>>;\n}\ncatch\n{\n    File.Delete(temp);\n    throw;\n}")]
    public Task Every_way_to_rename_becomes_the_twin(string rename) =>
        Become(Temp + Write + rename, "AtomicFile.WriteAllText(Settings, text);");

    [Theory]
    [InlineData(
        "File.WriteAllText(temp, text, Encoding.UTF8);",
        "AtomicFile.WriteAllText(Settings, text, Encoding.UTF8);"
    )]
    [InlineData(
        "File.WriteAllText(contents: text, path: temp);",
        "AtomicFile.WriteAllText(contents: text, path: Settings);"
    )]
    [InlineData("File.WriteAllLines(temp, new[] { text });", "AtomicFile.WriteAllLines(Settings, new[] { text });")]
    [InlineData("File.WriteAllBytes(temp, new byte[1]);", "AtomicFile.WriteAllBytes(Settings, new byte[1]);")]
    [InlineData("File.WriteAllTextAsync(temp, text).Wait();", "AtomicFile.WriteAllTextAsync(Settings, text).Wait();")]
    [InlineData(
        "using (var s = File.OpenWrite(temp))\n{\n    s.SetLength(0);\n    s.WriteByte(1);\n}",
        "using (var s = AtomicFile.Create(Settings))\n{\n    s.SetLength(0);\n    s.WriteByte(1);\n    s.Commit();\n}"
    )]
    [InlineData(
        "using (var s = File.Open(temp, FileMode.OpenOrCreate))\n{\n    s.SetLength(0);\n    s.WriteByte(1);\n}",
        "using (var s = AtomicFile.Create(Settings))\n{\n    s.SetLength(0);\n    s.WriteByte(1);\n    s.Commit();\n}"
    )]
    [InlineData(
        "new System.Xml.Linq.XDocument().Save(temp);",
        "AtomicFile.Write(Settings, new System.Xml.Linq.XDocument().Save);"
    )]
    public Task Every_writer_becomes_its_twin(string write, string twin) =>
        Become(Temp + write + "\n<<File.Move(temp, Settings, true)>>;", twin);

    [Fact]
    public Task Who_looks_at_the_target_after_what_fails_was_caught_sees_the_old_file() =>
        Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.AreNotOffered(
            """
            using System;
            using System.IO;

            class Settings
            {
                const string P = "settings.json";

                void Save(string text)
                {
                    var aside = P + ".tmp";
                    using (var writer = new StreamWriter(aside))
                    {
                        try { writer.Write(text); }
                        catch (FormatException) { Console.Write("failed"); }
                        Console.Write(new FileInfo(P).Length);
                    }

                    {|ATW0003:File.Move(aside, P, true)|};
                }
            }
            """
        );

    // It is the mode of the old file, which may not be there, and not that of the one written aside.
    [Fact]
    public async Task A_mode_that_the_target_gets_meanwhile_is_set_as_before()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permission bits");
        var program = await FixedProgram.OfAsync<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>(
            "public static object Run([AtomicWrites.StatePath] string path) { var aside = path + \".tmp\"; "
                + "using (var w = new StreamWriter(aside)) { File.SetUnixFileMode(path, UnixFileMode.UserRead); w.Write(1); } "
                + "File.Move(aside, path, true); return null; }"
        );
        Assert.Equal("FileNotFoundException", (await program.RunAsync(old: null)).After.Exception);
    }

    [Fact]
    public Task A_document_is_saved_to_the_stream() =>
        Become(
            Temp + "document.Save(temp);\n<<File.Move(temp, Settings, true)>>;",
            "AtomicFile.Write(Settings, stream => document.Save(stream));",
            "void Save(System.Xml.Linq.XDocument document)"
        );

    [Fact]
    public Task Clean_up_goes_with_the_rest() =>
        Become(
            """
            Directory.CreateDirectory("d");
            var temp = Settings + "." + Guid.NewGuid().ToString("N") + ".tmp";
            try
            {
                File.WriteAllText(temp, text);
                <<File.Move(temp, Settings, overwrite: true)>>;
            }
            finally
            {
                if (File.Exists(temp))
                {
                    try
                    {
                        File.Delete(temp);
                    }
                    catch
                    {
                    }
                }
            }

            Console.WriteLine("saved");
            """,
            """
            Directory.CreateDirectory("d");
            AtomicFile.WriteAllText(Settings, text);

            Console.WriteLine("saved");
            """
        );

    [Fact]
    public Task So_does_the_call_of_a_method_that_cleans_up() =>
        Become(
            """
            var temp = Settings + ".tmp";
            try
            {
                File.WriteAllText(temp, text);
                <<File.Move(temp, Settings, true)>>;
            }
            catch
            {
                TryDelete(temp);
                throw;
            }
            """,
            "AtomicFile.WriteAllText(Settings, text);",
            "static void TryDelete(string file) { try { File.Delete(file); } catch (IOException) { } }\n\n    void Save(string text)"
        );

    [Fact]
    public Task A_method_that_does_more_than_clean_up_is_not_taken_away() =>
        Stays(
            "var temp = Settings + \".tmp\"; try { File.WriteAllText(temp, text); "
                + "<<File.Move(temp, Settings, true)>>; } catch { Fail(temp); throw; } "
                + "void Fail(string file) { Console.WriteLine(file); File.Delete(file); }"
        );

    [Fact]
    public Task A_handler_of_the_users_own_stays() =>
        Become(
            """
            try
            {
                var temp = Settings + ".tmp";
                await File.WriteAllTextAsync(temp, text, CancellationToken.None).ConfigureAwait(false);
                <<File.Move(temp, Settings, true)>>;
                Console.WriteLine("saved");
            }
            catch (IOException exception)
            {
                Console.WriteLine(exception.Message);
            }
            """,
            """
            try
            {
                await AtomicFile.WriteAllTextAsync(Settings, text, CancellationToken.None).ConfigureAwait(false);
                Console.WriteLine("saved");
            }
            catch (IOException exception)
            {
                Console.WriteLine(exception.Message);
            }
            """,
            "async Task Save(string text)"
        );

    [Fact]
    public Task A_clean_up_that_swallows_still_swallows() =>
        Become(
            """
            var temp = Settings + ".tmp";
            try
            {
                File.WriteAllText(temp, text);
                <<File.Move(temp, Settings, true)>>;
            }
            catch
            {
                File.Delete(temp);
            }
            """,
            """
            try
            {
                AtomicFile.WriteAllText(Settings, text);
            }
            catch
            {
            }
            """
        );

    [Fact]
    public Task Comments_are_kept() =>
        Become(
            """
            // Beside the target, so that the rename stays on the volume.
            var temp = Settings + ".tmp";
            File.WriteAllText(temp, text); // all of it
            // Now publish.
            <<File.Move(temp, Settings, true)>>;
            """,
            """
            // Beside the target, so that the rename stays on the volume.
            // Now publish.
            AtomicFile.WriteAllText(Settings, text); // all of it
            """
        );

    [Fact]
    public Task Variables_that_only_named_the_files_go() =>
        Become(
            """
            var directory = Path.GetDirectoryName(Settings)!;
            var name = $"{Path.GetFileName(Settings)}.{Guid.NewGuid():N}";
            var temp = Path.Combine(directory, name);
            Directory.CreateDirectory(directory);
            File.WriteAllText(temp, text);
            <<File.Move(temp, Settings, true)>>;
            """,
            """
            var directory = Path.GetDirectoryName(Settings)!;
            Directory.CreateDirectory(directory);
            AtomicFile.WriteAllText(Settings, text);
            """
        );

    [Theory]
    [InlineData(
        "void Save(string text)",
        "File.WriteAllText(temp, text);",
        "AtomicFile.Write(Settings, stream => { "
            + "using (var writer = new StreamWriter(stream)) writer.Write(text); "
            + "}, new AtomicWriteOptions { KeepBackup = true });"
    )]
    [InlineData(
        "void Save(string text)",
        "File.WriteAllText(temp, text, Encoding.UTF8);",
        "AtomicFile.Write(Settings, stream => { "
            + "using (var writer = new StreamWriter(stream, Encoding.UTF8)) writer.Write(text); "
            + "}, new AtomicWriteOptions { KeepBackup = true });"
    )]
    [InlineData(
        "void Save(byte[] bytes)",
        "File.WriteAllBytes(temp, bytes);",
        "AtomicFile.Write(Settings, stream => stream.Write(bytes, 0, bytes.Length), new AtomicWriteOptions { KeepBackup = true });"
    )]
    [InlineData(
        "async Task Save(byte[] bytes)",
        "await File.WriteAllBytesAsync(temp, bytes);",
        "await AtomicFile.WriteAsync(Settings, (stream, cancellation) => stream.WriteAsync(bytes, 0, "
            + "bytes.Length, cancellation), new AtomicWriteOptions { KeepBackup = true });"
    )]
    [InlineData(
        "async Task Save(string text, CancellationToken stop)",
        "await File.WriteAllTextAsync(temp, text, stop);",
        "await AtomicFile.WriteAsync(Settings, async (stream, cancellation) => { "
            + "using (var writer = new StreamWriter(stream)) "
            + "await writer.WriteAsync(text).ConfigureAwait(false); "
            + "}, new AtomicWriteOptions { KeepBackup = true }, stop);"
    )]
    public Task A_backup_of_the_same_meaning_is_kept(string signature, string write, string twin) =>
        Become(
            $$"""
            var temp = Settings + ".tmp";
            var backup = Settings + ".bak";
            {{write}}
            if (File.Exists(Settings))
                <<File.Replace(temp, Settings, backup)>>;
            else
                File.Move(temp, Settings);
            """,
            twin,
            signature
        );

    [Fact]
    public Task A_stream_commits_where_its_block_ends() =>
        Become(
            """
            var temp = Settings + ".tmp";
            using (FileStream stream = new FileStream(temp, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush();
            }

            <<File.Move(temp, Settings, true)>>;
            """,
            """
            using (AtomicFileStream stream = AtomicFile.Create(Settings))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush();
                stream.Commit();
            }
            """
        );

    [Fact]
    public Task A_writer_commits_where_its_block_ends() =>
        Become(
            """
            var temp = Settings + ".tmp";
            await using (var writer = new StreamWriter(temp, false, Encoding.UTF8))
            {
                await writer.WriteAsync(text);
            }

            <<File.Move(temp, Settings, true)>>;
            """,
            """
            await using (var writer = AtomicFile.CreateText(Settings, Encoding.UTF8))
            {
                await writer.WriteAsync(text);
                await writer.CommitAsync();
            }
            """,
            "async Task Save(string text)"
        );

    [Fact]
    public Task That_the_temporary_file_is_new_says_nothing_of_the_target() =>
        Become(
            """
            var temp = Settings + Guid.NewGuid();
            using (var stream = new FileStream(temp, FileMode.CreateNew))
            {
                stream.WriteByte(1);
            }

            <<File.Move(temp, Settings, true)>>;
            """,
            """
            using (var stream = AtomicFile.Create(Settings))
            {
                stream.WriteByte(1);
                stream.Commit();
            }
            """
        );

    [Theory]
    [InlineData(
        "var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); Console.WriteLine(temp); <<File.Move(temp, Settings, true)>>;"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); Console.WriteLine(); <<File.Move(temp, Settings, true)>>;"
    )]
    [InlineData("var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); <<File.Move(temp, Settings)>>;")]
    [InlineData(
        "var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); <<File.Replace(temp, Settings, Settings + \".old\")>>;"
    )]
    [InlineData(
        "try { var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); <<File.Replace(temp, Settings, null)>>; } "
            + "catch (FileNotFoundException) { Console.WriteLine(); }"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); "
            + "if (File.Exists(Settings)) File.Move(Settings, Settings + \".bak\"); "
            + "<<File.Move(temp, Settings)>>;"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); for (var i = 0; i < 3; "
            + "i++) { try { <<File.Move(temp, Settings, true)>>; break; } catch (IOException) { } }"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); "
            + "try { <<File.Move(temp, Settings, true)>>; } catch (IOException e) { Console.WriteLine(e); }"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; File.WriteAllText(temp, text); if (text.Length > 0) <<File.Move(temp, Settings, true)>>;"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; using (var stream = File.OpenWrite(temp)) { stream.WriteByte(1); "
            + "} <<File.Move(temp, Settings, true)>>;"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; using (var stream = File.Create(temp)) { "
            + "Console.WriteLine(stream.SafeFileHandle); } <<File.Move(temp, Settings, true)>>;"
    )]
    // What replaced would be appended.
    [InlineData("var temp = Settings + \".tmp\"; File.AppendAllText(temp, text); <<File.Move(temp, Settings, true)>>;")]
    [InlineData(
        "var temp = Settings + \".tmp\"; using (var writer = File.AppendText(temp)) { "
            + "writer.WriteLine(text); } <<File.Move(temp, Settings, true)>>;"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; using (var writer = new StreamWriter(temp, true)) { "
            + "writer.WriteLine(text); } <<File.Move(temp, Settings, true)>>;"
    )]
    [InlineData(
        "var temp = Name(); File.WriteAllText(temp, text); <<File.Move(temp, Settings, true)>>; "
            + "string Name() { Directory.CreateDirectory(\"d\"); return Settings + \".tmp\"; }"
    )]
    [InlineData(
        "var temp = Settings + \".tmp\"; using (var writer = new StreamWriter(temp)) { writer.Write(1); "
            + "if (text.Length == 0) return; writer.Write(text); } <<File.Move(temp, Settings, true)>>;"
    )] // who returned has replaced nothing
    public Task What_is_not_recognised_whole_stays(string body) => Stays(body);

    [Theory]
    [InlineData("Made", "static string Made { get { Directory.CreateDirectory(\"d\"); return Settings + \".tmp\"; } }")]
    [InlineData("Path.Combine(\"\", Set)", "string? set; string Set => set ??= \"settings.tmp\";")]
    [InlineData("$\"{Settings}.{Count}\"", "static int n; static int Count => n++;")]
    [InlineData("$\"{Settings}.{++n}\"", "static int n;")]
    [InlineData("$\"{Settings}.{n += 2}\"", "static int n;")]
    [InlineData("this[Settings]", "int n; string this[string name] => name + ++n;")]
    [InlineData(
        "Settings + Own",
        "static string Own => Path.GetFileName(Next); static string Next { get { Console.Write(1); return \"a\"; } }"
    )]
    [InlineData("Settings + Its", "protected virtual string Its => \".tmp\";")]
    [InlineData("Settings + made.Value", "Lazy<string> made = new(() => Console.ReadLine()!);")]
    [InlineData(
        "Settings + own",
        "Own own = new(); class Own { public override string ToString() { Console.Write(1); return \"a\"; } }"
    )]
    [InlineData("Settings + names[2]", "string[] names = [];")]
    [InlineData("Settings + int.Parse(text)", "")]
    [InlineData("Settings + text.Substring(3)", "")]
    [InlineData("Settings + (string)held", "object held = 1;")]
    [InlineData("Settings + 7 / text.Length", "")]
    [InlineData("Settings + number.Value", "int? number;")]
    [InlineData("Path.Combine(Path.GetDirectoryName(Settings)!, \"tmp\", \"x.tmp\")", "")]
    [InlineData("Path.Combine(Path.GetTempPath(), \"App\", text)", "")]
    [InlineData("Path.Combine(Path.GetTempPath(), \"App/\" + text)", "")]
    [InlineData("\"tmp/\" + Settings", "")]
    [InlineData("Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) + \"/x.tmp\"", "")]
    public Task A_name_that_does_something_or_may_fail_stays(string name, string members) =>
        Stays(
            $"var temp = {name};\n{Write}<<File.Move(temp, Settings, true)>>;",
            members + "\n\n    void Save(string text)"
        );

    [Theory]
    [InlineData("Settings + Own", "static string Own { get { var end = \".tmp\"; return end.ToLower(); } }")]
    [InlineData("$\"{Settings}.{Guid.NewGuid():N}.{DateTime.UtcNow.Ticks}\"", "")]
    [InlineData("Settings + Environment.ProcessId + Named", "string Named { get; } = \"a\";")]
    [InlineData("Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())", "")]
    [InlineData("Path.ChangeExtension(Settings, \".tmp\")", "")]
    [InlineData("Path.Combine(Path.GetDirectoryName(Settings) ?? \".\", Guid.NewGuid() + \".tmp\")", "")]
    public Task A_name_that_only_reads_goes(string name, string members) =>
        Become(
            $"var temp = {name};\n{Write}<<File.Move(temp, Settings, true)>>;",
            "AtomicFile.WriteAllText(Settings, text);",
            members + "\n\n    void Save(string text)"
        );

    [Theory]
    [InlineData("string Folder { get { Directory.CreateDirectory(\"d\"); return \"d\"; } }")]
    [InlineData("string? folder; string Folder => folder ??= Directory.CreateDirectory(\"d\").FullName;")]
    [InlineData("interface IPlace { string Folder { get; } } IPlace place = null!; string Folder => place.Folder;")]
    public Task What_finding_out_the_target_does_as_well_may_go(string members) =>
        Become(
            "var target = Path.Combine(Folder, Settings);\nvar temp = Path.Combine(Folder, \"settings.tmp\");\n"
                + Write
                + "<<File.Move(temp, target, true)>>;",
            "var target = Path.Combine(Folder, Settings);\nAtomicFile.WriteAllText(target, text);",
            members + "\n\n    void Save(string text)"
        );

    [Fact]
    public Task A_count_is_missed_also_where_the_target_counts() =>
        Stays(
            "var target = Settings + Count;\nvar temp = target + Count;\n"
                + Write
                + "<<File.Move(temp, target, true)>>;",
            "static int n; static int Count => n++;\n\n    void Save(string text)"
        );

    [Fact]
    public Task A_directory_that_is_made_before_is_there() =>
        Become(
            """
            var aside = Path.Combine(Path.GetTempPath(), "App");
            var temp = Path.Combine(aside, Guid.NewGuid().ToString());
            Directory.CreateDirectory(aside);
            File.WriteAllText(temp, text);
            <<File.Move(temp, Settings, true)>>;
            """,
            """
            var aside = Path.Combine(Path.GetTempPath(), "App");
            Directory.CreateDirectory(aside);
            AtomicFile.WriteAllText(Settings, text);
            """
        );

    [Fact]
    public Task Any_number_in_a_file_is_fixed_at_once() =>
        Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.Become(
            """
            using System.IO;

            class Program
            {
                void A() { var temp = "config.json.tmp"; File.WriteAllText(temp, "a"); {|ATW0003:File.Move(temp, "config.json", true)|}; }
                void B() { var temp = "state.json.tmp"; File.WriteAllText(temp, "b"); {|ATW0003:File.Move(temp, "state.json", true)|}; }
                void C() { var temp = "cache.json.tmp"; File.WriteAllText(temp, "c"); {|ATW0003:File.Move(temp, "cache.json", true)|}; }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class Program
            {
                void A() { AtomicFile.WriteAllText("config.json", "a"); }
                void B() { AtomicFile.WriteAllText("state.json", "b"); }
                void C() { AtomicFile.WriteAllText("cache.json", "c"); }
            }
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_with_the_name_is_told_apart() =>
        Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.Become(
            """
            using System.IO;

            static class AtomicFile
            {
                public static void WriteAllText(string path, string contents)
                {
                    var temp = path + ".tmp";
                    File.WriteAllText(temp, contents);
                    {|ATW0003:File.Move(temp, path, true)|};
                }
            }
            """,
            """
            using System.IO;

            static class AtomicFile
            {
                public static void WriteAllText(string path, string contents)
                {
                    global::AtomicWrites.AtomicFile.WriteAllText(path, contents);
                }
            }
            """
        );

    public static TheoryData<string> Bodies =>
        [
            "var temp = path + \".tmp\"; File.WriteAllText(temp, \"new ü\"); File.Move(temp, path, true); return 1;",
            "var temp = path + \".tmp\"; try { File.WriteAllText(temp, Text(), Encoding.UTF8); "
                + "File.Delete(path); File.Move(temp, path); } catch { File.Delete(temp); throw; } return null; "
                + "string Text() { point(); return \"new\"; }",
            "var temp = path + Guid.NewGuid(); try { using (var s = File.Create(temp)) { s.WriteByte(1); "
                + "point(); s.WriteByte(2); s.Flush(); } File.Move(temp, path, true); } "
                + "finally { if (File.Exists(temp)) File.Delete(temp); } return null;",
            "var temp = path + \".\" + Guid.NewGuid(); "
                + "using (var s = new FileStream(temp, FileMode.CreateNew, FileAccess.Write, FileShare.None)) { "
                + "s.WriteByte(1); point(); } File.Move(temp, path, true); return null;",
            "var temp = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()); "
                + "using (var w = new StreamWriter(temp, false, Encoding.Unicode)) { w.Write(\"half\"); "
                + "w.Flush(); point(); w.Write(\"ü\"); } File.Copy(temp, path, true); "
                + "File.Delete(temp); return null;",
            "var temp = path + \".tmp\"; using (var s = File.Create(temp)) "
                + "using (var w = new StreamWriter(s)) { w.Write(\"ü\"); point(); } "
                + "File.Move(temp, path, true); return null;",
            "var temp = path + \".tmp\"; File.WriteAllLines(temp, Lines()); "
                + "if (File.Exists(path)) File.Replace(temp, path, null); else File.Move(temp, path); "
                + "return null; IEnumerable<string> Lines() { yield return \"a\"; point(); yield return \"ü\"; }",
            "var temp = path + \".tmp\"; File.WriteAllText(temp, Text(), Encoding.Unicode); "
                + "if (File.Exists(path)) File.Replace(temp, path, path + \".bak\"); else File.Move(temp, path); "
                + "return null; string Text() { point(); return \"ü\"; }",
            "var temp = path + \".tmp\"; var bytes = Bytes(); File.WriteAllBytes(temp, bytes); "
                + "if (File.Exists(path)) File.Replace(temp, path, $\"{path}.bak\"); else File.Move(temp, path); "
                + "return null; byte[] Bytes() { point(); return new byte[] { 1, 2 }; }",
            "return Save(); async Task<object> Save() { var temp = path + \".tmp\"; "
                + "await File.WriteAllTextAsync(temp, Text()); "
                + "if (File.Exists(path)) File.Replace(temp, path, path + \".bak\"); else File.Move(temp, path); "
                + "return 4; } string Text() { point(); return \"ü\"; }",
            "return Save(); async Task<object> Save() { var temp = path + \".tmp\"; "
                + "await using (var s = File.Create(temp)) { await JsonSerializer.SerializeAsync(s, new[] { "
                + "1, 2 }); point(); } File.Move(temp, path, true); return 5; }",
            "var temp = path + \".tmp\"; using (var s = File.Create(temp)) { var w = XmlWriter.Create(s); "
                + "w.WriteElementString(\"a\", \"b\"); point(); w.Close(); } "
                + "File.Move(temp, path, true); return null;",
            "var temp = path + \".tmp\"; using (var s = File.CreateText(temp)) { "
                + "s.Write(File.Exists(path) ? File.ReadAllText(path) : \"\"); s.Write(\"more\"); point(); } "
                + "File.Move(temp, path, true); return null;",
        ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_fixed_program_writes_the_same_and_keeps_the_old_file_when_it_fails(string body)
    {
        var program = await FixedProgram.OfAsync<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>(
            $"public static object Run([AtomicWrites.StatePath] string path) {{ {body} }}"
        );
        Assert.DoesNotContain("temp", program.Text, StringComparison.Ordinal);
        foreach (var old in new[] { null, "old" })
        {
            var (before, after) = await program.RunAsync(old);
            Assert.Equal(before, after);
        }

        if (!body.Contains("point()", StringComparison.Ordinal))
            return;
        var (failedBefore, failed) = await program.RunAsync("old", fails: true);
        Assert.Equal(
            ("InvalidOperationException", "InvalidOperationException"),
            (failedBefore.Exception, failed.Exception)
        );
        Assert.True(failed.Holds("old"), failed.Files);
    }

    [Theory]
    [InlineData(Temp + Write + "Discard(Settings);\n<<File.Move(temp, Settings)>>;")]
    [InlineData(Temp + Write + "try { <<File.Move(temp, Settings, true)>>; } catch { File.Delete(Settings); throw; }")]
    [InlineData(Temp + Write + "try { <<File.Move(temp, Settings, true)>>; } catch { Discard(Settings); throw; }")]
    public Task A_deletion_of_the_target_that_would_stay_has_no_fix(string body) =>
        Stays(body + "\nstatic void Discard(string file) => File.Delete(file);");

    [Theory]
    [InlineData("<<File.Delete(Settings)>>;\nFile.WriteAllText(Settings, text);")]
    [InlineData("if (File.Exists(Settings))\n    <<File.Delete(Settings)>>;\n\nFile.WriteAllText(Settings, text);")]
    [InlineData("<<File.Delete(Settings)>>;\nAtomicFile.WriteAllText(Settings, text);")]
    public Task A_deletion_before_the_write_goes(string body) =>
        Become(body, "AtomicFile.WriteAllText(Settings, text);");

    [Fact]
    public Task What_stands_above_a_deletion_stays() =>
        Become(
            "// Why.\n<<File.Delete(Settings)>>;\n// How.\nConsole.WriteLine();\n"
                + "using (var w = File.CreateText(Settings))\n{\n    w.Write(text);\n}",
            "// Why.\n// How.\nConsole.WriteLine();\nusing (var w = AtomicFile.CreateText(Settings))\n{\n"
                + "    w.Write(text);\n    w.Commit();\n}"
        );

    [Theory]
    [InlineData("<<File.Delete(Settings)>>;\nFile.Copy(text, Settings);")]
    [InlineData("<<File.Delete(Settings)>>;\nFile.Open(Settings, FileMode.CreateNew).WriteByte(1);")]
    [InlineData("<<File.Delete(Settings)>>; // the old one\nFile.WriteAllText(Settings, text);")]
    [InlineData("<<File.Delete(Settings)>>;\nvar s = File.Create(Settings);\ns.WriteByte(1);")]
    [InlineData("try { <<File.Delete(Settings)>>; } catch (IOException) { }\nAtomicFile.WriteAllText(Settings, text);")]
    [InlineData(
        "if (File.Exists(Settings)) { Console.WriteLine(); <<File.Delete(Settings)>>; }\nAtomicFile.WriteAllText(Settings, text);"
    )]
    [InlineData(
        "if (File.Exists(Settings) && text == \"\") <<File.Delete(Settings)>>;\nAtomicFile.WriteAllText(Settings, text);"
    )]
    [InlineData("<<File.Move(Settings, Settings + \".bak\")>>; File.WriteAllText(Settings, text);")]
    [InlineData("<<File.Move(Settings, Settings + \".bak\")>>; AtomicFile.WriteAllText(Settings, text);")]
    public Task A_deletion_that_the_write_needs_and_a_move_stay(string body) => Stays(body);

    [Theory]
    [InlineData("")]
    [InlineData("\nclass Other { string temp = \"\"; }\n")]
    public Task Top_level_statements_become_one_write(string below)
    {
        var test = Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.Test(
            """
            using System;
            using System.IO;
            using AtomicWrites;

            const string target = "settings.json", other = "";
            var temp = target + ".tmp";
            // whole
            File.WriteAllText(temp, args[0]);
            try
            {
                {|ATW0003:File.Move(temp, target, true)|};
                // saved
                Console.WriteLine("saved");
            }
            catch
            {
                File.Delete(temp);
                throw;
            }

            """ + below,
            """
            using System;
            using System.IO;
            using AtomicWrites;

            const string target = "settings.json", other = "";
            // whole
            AtomicFile.WriteAllText(target, args[0]);
            // saved
            Console.WriteLine("saved");

            """ + below
        );
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    [Theory]
    [InlineData("Console.WriteLine();", "")]
    [InlineData("Look();", "void Look() => Console.WriteLine(temp);")]
    [InlineData("", "Console.WriteLine(temp);")]
    [InlineData("if (args.Length > 0) return;", "")]
    public Task Top_level_statements_stay_where_more_is_done_with_the_file(string between, string after)
    {
        var source = $$"""
            using System;
            using System.IO;
            var target = "settings.json";
            var temp = target + ".tmp";
            File.WriteAllText(temp, args[0]);
            {{between}}
            {|ATW0003:File.Move(temp, target, true)|};
            {{after}}
            """;
        var test = Fixes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>.Test(source, source);
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        test.FixedState.MarkupHandling = Microsoft.CodeAnalysis.Testing.MarkupMode.Allow;
        return test.RunAsync();
    }
}
