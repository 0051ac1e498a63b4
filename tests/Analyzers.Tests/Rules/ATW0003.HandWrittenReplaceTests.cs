using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class HandWrittenReplaceTests
{
    const string Usings =
        "using System; using System.IO; using System.Runtime.InteropServices; using System.Text; "
        + "using System.Text.Json; using System.Threading; using System.Threading.Tasks;\n";

    /// <summary>Expects a report of what is marked with <c>{|#0:…|}</c>, with these flaws in this order.</summary>
    static Task Reports(string members, string api, string reason, string twin, params string[] flaws)
    {
        var rows = flaws.Select(name => FlawTable.Rows.Single(row => row.Name == name)).ToArray();
        var message =
            rows.Length == 1 ? rows[0].Message : rows[0].Message + "; also: " + string.Join(", ", flaws.Skip(1));
        return Verify.Run<HandWrittenReplaceAnalyzer>(
            $"{Usings}class Program\n{{\n{members}\n}}",
            expected: new DiagnosticResult("ATW0003", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(api, reason, message, twin)
        );
    }

    static Task Body(string body, string api, params string[] flaws) =>
        Reports(
            $$"""void Save(string text) { var path = "settings.json"; {{body}} }""",
            api,
            Settings,
            "WriteAllText",
            flaws
        );

    static Task Silent(string members, string? editorConfig = null) =>
        Verify.Source<HandWrittenReplaceAnalyzer>($"{Usings}class Program\n{{\n{members}\n}}", editorConfig);

    static Task SilentBody(string body) =>
        Silent($$"""void Save(string text) { var path = "settings.json"; {{body}} }""");

    const string Settings = "the file name 'settings.json'";
    const string Unsynced = "not flushed to disk";
    const string Fixed = "fixed temporary name";
    const string Elsewhere = "temporary file elsewhere";
    const string CleanedUp = "deleted by the clean-up";
    const string Deleted = "deleted first";
    const string MovedAway = "moved away first";
    const string Copied = "copied into place";
    const string Swapped = "arguments swapped";
    const string Truncated = "truncated first";

    const string UniqueTemp = """var temp = path + "." + Guid.NewGuid() + ".tmp"; """;
    const string FixedTemp = """var temp = path + ".tmp"; """;
    const string Write = "File.WriteAllText(temp, text); ";
    const string Flush =
        "using (var stream = File.Create(temp)) { stream.Write(Encoding.UTF8.GetBytes(text)); stream.Flush(true); } ";

    [Theory]
    [InlineData("var temp = path + \".tmp\"; ")]
    [InlineData("var temp = $\"{path}.new\"; ")]
    [InlineData("var temp = Path.ChangeExtension(path, \"tmp\"); ")]
    [InlineData("var temp = Path.Combine(Path.GetDirectoryName(path)!, \"settings.tmp\"); ")]
    [InlineData("var temp = \"settings.json.part\"; ")]
    public Task A_fixed_temporary_name_is_reported(string temp) =>
        Body(temp + Write + "{|#0:File.Move(temp, path, true)|};", "File.Move", Unsynced, Fixed);

    [Theory]
    [InlineData("var temp = path + Guid.NewGuid().ToString(\"N\"); ")]
    [InlineData("var temp = $\"{path}.{Environment.ProcessId}.tmp\"; ")]
    [InlineData("var temp = Path.Combine(Path.GetDirectoryName(path)!, Path.GetRandomFileName()); ")]
    [InlineData("var temp = path + \".tmp\" + DateTime.UtcNow.Ticks; ")]
    [InlineData("var temp = path + \".tmp\" + new Random().Next(); ")]
    public Task A_name_of_its_own_is_not(string temp) =>
        Body(temp + Write + "{|#0:File.Move(temp, path, true)|};", "File.Move", Unsynced);

    [Theory]
    [InlineData("{|#0:File.Move(temp, path, overwrite: true)|};", "File.Move")]
    [InlineData("{|#0:File.Move(destFileName: path, sourceFileName: temp, overwrite: true)|};", "File.Move")]
    [InlineData("{|#0:File.Replace(temp, path, null)|};", "File.Replace")]
    [InlineData("{|#0:new FileInfo(temp).MoveTo(path, true)|};", "FileInfo.MoveTo")]
    [InlineData("{|#0:new FileInfo(temp).Replace(path, null)|};", "FileInfo.Replace")]
    [InlineData("var file = new FileInfo(temp); {|#0:file.MoveTo(path, true)|};", "FileInfo.MoveTo")]
    [InlineData(
        "if (File.Exists(path)) {|#0:File.Replace(temp, path, null)|}; else File.Move(temp, path);",
        "File.Replace"
    )]
    [InlineData(
        "if (!File.Exists(path)) {|#0:File.Move(temp, path)|}; else File.Replace(temp, path, path + \".bak\");",
        "File.Move"
    )]
    [InlineData("try { {|#0:File.Move(temp, path, true)|}; } catch { File.Delete(temp); throw; }", "File.Move")]
    [InlineData(
        "for (var i = 0; i < 3; i++) { try { {|#0:File.Move(temp, path, true)|}; break; } catch (IOException) { Thread.Sleep(10); } }",
        "File.Move"
    )]
    [InlineData(
        "try { {|#0:File.Replace(temp, path, null)|}; } catch (IOException) { File.Move(temp, path, true); }",
        "File.Replace"
    )]
    [InlineData("Microsoft.VisualBasic.FileIO.FileSystem.MoveFile(temp, path, true);", null)]
    public Task Each_way_to_rename_is_reported_once(string rename, string? api) =>
        api is null
            ? Reports(
                $$"""void Save(string text) { var path = "settings.json"; {{UniqueTemp}}{{Write}}{|#0:{{rename.TrimEnd(';')}}|}; }""",
                "FileSystem.MoveFile",
                Settings,
                "WriteAllText",
                Unsynced
            )
            : Body(UniqueTemp + Write + rename, api, Unsynced);

    [Theory]
    [InlineData("File.Delete(path); ")]
    [InlineData("if (File.Exists(path)) File.Delete(path); ")]
    [InlineData("if (File.Exists(path)) { File.Delete(path); } ")]
    [InlineData("new FileInfo(path).Delete(); ")]
    [InlineData("var old = new FileInfo(path); if (old.Exists) old.Delete(); ")]
    [InlineData("FileInfo old = new(path); old.Delete(); ")]
    [InlineData("Remove(); void Remove() => Again(); void Again() => File.Delete(path); ")]
    public Task Deleting_the_target_first_is_reported(string delete) =>
        Body(UniqueTemp + Write + delete + "{|#0:File.Move(temp, path)|};", "File.Move", Deleted, Unsynced);

    [Theory]
    [InlineData("if (text == \"\") { File.Delete(path); throw new Exception(); } ")]
    [InlineData("if (text == \"\") { File.Delete(path); return; } ")]
    [InlineData("if (text == \"\") File.Delete(path); else ")]
    [InlineData("File.Delete(path + \".old\"); ")]
    [InlineData("new FileInfo(temp + \".old\").Delete(); ")]
    [InlineData("File.Create(path + \".x\").Dispose(); ")]
    [InlineData("new FileStream(path, FileMode.CreateNew).Dispose(); ")]
    public Task Of_another_file_or_another_way_or_too_far_away_nothing_is_lost(string before) =>
        Body(UniqueTemp + Write + before + "{|#0:File.Move(temp, path, true)|};", "File.Move", Unsynced);

    [Theory]
    [InlineData("{|#0:File.Move(temp!, path!, true)|};")]
    [InlineData("{|#0:File.Move((string)temp, (path), true)|};")]
    [InlineData("{|#0:File.Move(Path.GetFullPath(temp), new FileInfo(path).FullName, true)|};")]
    public Task A_path_is_the_same_however_it_is_wrapped(string rename) =>
        Body(UniqueTemp + Write + rename, "File.Move", Unsynced);

    [Fact]
    public Task What_is_made_of_a_path_is_not_the_file() =>
        Silent(
            """
            void Save() { var path = "settings.json"; var temp = path + ".tmp"; Write(new StringBuilder(temp)); File.Move(temp, path); }
            void Again() { var path = "settings.json"; var temp = path + ".tmp"; Write(new(temp)); File.Move(temp, path); }
            static void Write(StringBuilder text) { }
            """
        );

    [Fact]
    public Task Moving_the_target_away_first_is_reported() =>
        Body(
            FixedTemp
                + Write
                + """if (File.Exists(path)) File.Move(path, path + ".bak"); {|#0:File.Move(temp, path)|};""",
            "File.Move",
            MovedAway,
            Unsynced,
            Fixed
        );

    [Fact]
    public Task A_copy_that_is_kept_of_the_target_moves_nothing_away() =>
        Body(
            FixedTemp + Write + """File.Copy(path, path + ".bak", true); {|#0:File.Move(temp, path, true)|};""",
            "File.Move",
            Unsynced,
            Fixed
        );

    [Theory]
    [InlineData("File.WriteAllText(path, text); File.Move(path, path, true);")]
    [InlineData(FixedTemp + Write + "File.Move(path, temp, true);")]
    public Task A_move_onto_itself_or_over_the_temporary_file_is_silent(string body) => SilentBody(body);

    [Fact]
    public Task How_a_name_of_very_many_parts_is_made_is_not_known() =>
        Body(
            "var temp = path"
                + string.Concat(Enumerable.Repeat(" + text", 16))
                + " + \".tmp\"; "
                + Write
                + "{|#0:File.Move(temp, path, true)|};",
            "File.Move",
            Unsynced
        );

    [Fact]
    public Task Copying_over_the_target_is_reported() =>
        Body(
            FixedTemp + Write + "{|#0:File.Copy(temp, path, true)|}; File.Delete(temp);",
            "File.Copy",
            Copied,
            Unsynced,
            Fixed
        );

    [Theory]
    [InlineData("var temp = Path.GetTempFileName(); ")]
    [InlineData("var temp = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString()); ")]
    [InlineData("var temp = \"/tmp/\" + Guid.NewGuid(); ")]
    public Task A_temporary_file_of_the_temp_directory_is_reported(string temp) =>
        Body(temp + Write + "{|#0:File.Move(temp, path, true)|};", "File.Move", Elsewhere, Unsynced);

    [Fact]
    public Task A_target_of_the_temp_directory_is_on_the_same_volume() =>
        Silent(
            $$"""
            void Save(string text)
            {
                var path = Path.Combine(Path.GetTempPath(), "settings.json");
                var temp = Path.GetTempFileName();
                {{Flush}} File.Move(temp, path, true);
            }
            """,
            "atomic_writes.state_paths = settings.json"
        );

    [Fact]
    public Task Swapped_arguments_are_reported() =>
        Body(
            """var temp = path + ".tmp"; """ + Write + "{|#0:File.Replace(path, temp, null)|};",
            "File.Replace",
            Swapped,
            Fixed
        );

    [Fact]
    public Task Truncating_the_target_first_is_reported() =>
        Body(
            UniqueTemp + Write + "File.Create(path).Dispose(); {|#0:File.Replace(temp, path, null)|};",
            "File.Replace",
            Truncated,
            Unsynced
        );

    [Theory]
    [InlineData("if (!File.Exists(path)) File.Create(path).Dispose(); ")]
    [InlineData("var exists = File.Exists(path); if (exists == false) File.Create(path).Dispose(); ")]
    [InlineData("if (File.Exists(path)) { } else { File.Create(path).Dispose(); } ")]
    public Task Making_the_target_where_it_is_missing_truncates_nothing(string make) =>
        Body(UniqueTemp + Write + make + "{|#0:File.Replace(temp, path, null)|};", "File.Replace", Unsynced);

    [Fact]
    public Task Flush_without_to_disk_is_none() =>
        Reports(
            $$"""void Save(byte[] bytes) { var path = "settings.json"; {{UniqueTemp}} """
                + """using (var stream = File.Create(temp)) { stream.Write(bytes); stream.Flush(); } """
                + """{|#0:File.Move(temp, path, true)|}; }""",
            "File.Move",
            Settings,
            "Create",
            Unsynced
        );

    [Theory]
    [InlineData("using (var stream = File.Create(temp)) { stream.Write(new byte[1]); stream.Flush(true); } ")]
    [InlineData(
        "using (var stream = File.Create(temp)) { stream.Write(new byte[1]); stream.Flush(flushToDisk: true); } "
    )]
    [InlineData(
        "using (var stream = new FileStream(temp, FileMode.CreateNew, FileAccess.Write, FileShare.None, "
            + "4096, FileOptions.WriteThrough)) { stream.Write(new byte[1]); } "
    )]
    [InlineData(
        "using (var handle = File.OpenHandle(temp, FileMode.CreateNew, FileAccess.Write)) { "
            + "RandomAccess.Write(handle, new byte[1], 0); RandomAccess.FlushToDisk(handle); } "
    )]
    [InlineData(Write + "Fsync(temp); void Fsync(string file) { } ")]
    public Task A_durable_replace_is_silent(string write) =>
        SilentBody(UniqueTemp + write + "File.Move(temp, path, true);");

    [Fact]
    public Task A_durable_replace_with_a_fixed_name_is_not() =>
        Reports(
            $$"""void Save(string text) { var path = "settings.json"; {{FixedTemp}}{{Flush}}{|#0:File.Move(temp, path, true)|}; }""",
            "File.Move",
            Settings,
            "Create",
            Fixed
        );

    [Fact]
    public Task A_flush_by_a_method_of_the_type_counts() =>
        Silent(
            $$"""
            void Save(string text) { var path = "settings.json"; {{UniqueTemp}}{{Write}}Sync(temp); File.Move(temp, path, true); }
            static void Sync(string file) { using var stream = File.OpenWrite(file); stream.Flush(true); }
            """
        );

    [Fact]
    public Task A_flush_by_a_method_that_is_not_called_does_not() =>
        Reports(
            $$"""
            void Save(string text)
            {
                var path = "settings.json"; {{UniqueTemp}}{{Write}}Check(temp); {|#0:File.Move(temp, path, true)|};
            }
            static void Check(string file) { }
            static void Sync(string file) { using var stream = File.OpenWrite(file); stream.Flush(true); }
            """,
            "File.Move",
            Settings,
            "WriteAllText",
            Unsynced
        );

    [Theory]
    [InlineData("""using var mutex = new Mutex(false, "Global\\app"); mutex.WaitOne(); """)]
    [InlineData(
        """using var held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); """
    )]
    public Task A_lock_between_processes_keeps_a_fixed_name_apart(string taken) =>
        SilentBody(taken + FixedTemp + Flush + "File.Move(temp, path, true);");

    [Theory]
    [InlineData("lock (this) ")]
    [InlineData("using (var mutex = new Mutex()) ")]
    public Task A_lock_within_the_process_does_not(string taken) =>
        Reports(
            $$"""void Save(string text) { var path = "settings.json"; {{taken}} { """
                + $$"""{{FixedTemp}}{{Flush}}{|#0:File.Move(temp, path, true)|}; } }""",
            "File.Move",
            Settings,
            "Create",
            Fixed
        );

    [Theory]
    [InlineData(
        """void Rename(string text) { File.WriteAllText("note.json", text); File.Move("note.json", "settings.json", true); }"""
    )]
    [InlineData("""void Rotate() { File.Move("settings.json", "settings.json.1"); }""")]
    [InlineData("""void Import(string from) { var path = "settings.json"; File.Move(from, path, true); }""")]
    [InlineData("""void Backup() { var path = "settings.json"; File.Copy(path, path + ".bak", true); }""")]
    [InlineData(
        """void Save(string text) { var path = "settings.json"; var backup = path + ".bak"; """
            + """File.Copy(path, backup, true); try { File.WriteAllText(path, text); } """
            + """catch { File.Move(backup, path, true); throw; } }"""
    )]
    [InlineData(
        """void Log(string text) { var path = "app.log"; var temp = path + ".tmp"; """
            + """File.WriteAllText(temp, text); File.Move(temp, path, true); }"""
    )]
    [InlineData(
        """async Task DownloadAsync(System.Net.Http.HttpClient client, string target) { """
            + """var temp = target + ".part"; using (var stream = File.Create(temp)) """
            + """await (await client.GetStreamAsync("u")).CopyToAsync(stream); File.Move(temp, target, true); } """
            + """async Task Run() => await DownloadAsync(new(), "settings.json");"""
    )]
    [InlineData(
        """void Keep(System.Net.Http.HttpResponseMessage response, string target) { """
            + """var temp = target + ".part"; using (var stream = File.Create(temp)) """
            + """response.Content.ReadAsStream().CopyTo(stream); File.Move(temp, target, true); }"""
    )]
    [InlineData(
        """void Apply(string source, string targetExe) { var temp = targetExe + ".new"; """
            + """File.Copy(source, temp, true); File.Move(temp, targetExe, true); }"""
    )]
    [InlineData(
        """void Export(string target, string text) { var temp = target + ".tmp"; """
            + """File.WriteAllText(temp, text); File.Move(temp, target, true); }"""
    )]
    [InlineData("""string Name(string text) => text.Replace(text, text);""")]
    public Task What_is_no_replace_of_state_is_silent(string members) => Silent(members);

    [Fact]
    public Task A_user_type_of_the_same_name_is_silent() =>
        Verify.Source<HandWrittenReplaceAnalyzer>(
            """
            static class File { public static void Move(string sourceFileName, string destFileName) { } }
            class Program { void Save() { var temp = "settings.json.tmp"; System.IO.File.WriteAllText(temp, "");
                File.Move(temp, "settings.json"); } }
            """
        );

    [Fact]
    public Task Asynchronous_code_is_seen() =>
        Reports(
            """
            async Task Save(byte[] data)
            {
                var path = "settings.json";
                var temp = path + ".tmp";
                try { await File.WriteAllBytesAsync(temp, data).ConfigureAwait(false); {|#0:File.Move(temp, path, true)|}; }
                finally { if (File.Exists(temp)) File.Delete(temp); }
            }
            """,
            "File.Move",
            Settings,
            "WriteAllBytesAsync",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task Fields_hold_both_paths() =>
        Reports(
            """
            readonly string _path, _temp;
            public Program(string directory) { _path = Path.Combine(directory, "settings.json"); _temp = _path + ".tmp"; }
            void Save(string text) { File.WriteAllText(_temp, text); {|#0:File.Move(_temp, _path, true)|}; }
            """,
            "File.Move",
            Settings,
            "WriteAllText",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task Another_method_of_the_type_writes_the_same_field() =>
        Reports(
            """
            const string Target = "settings.json", Temp = "settings.json.tmp";
            void Write(string text) => File.WriteAllText(Temp, text);
            void Publish() => {|#0:File.Move(Temp, Target, true)|};
            """,
            "File.Move",
            Settings,
            "WriteAllText",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task Another_method_of_the_type_makes_the_same_path() =>
        Reports(
            """
            void Save(string text) { WriteTemp("settings.json", text); Swap("settings.json"); }
            static void WriteTemp(string path, string text) => File.WriteAllText(path + ".tmp", text);
            static void Swap(string path) => {|#0:File.Move(path + ".tmp", path, true)|};
            """,
            "File.Move",
            "a caller passes a path that is: the file name 'settings.json'",
            "WriteAllText",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task Another_method_that_writes_another_file_is_no_part_of_it() =>
        Silent(
            """
            const string Target = "settings.json", Temp = "settings.json.tmp";
            void Log(string text) => File.WriteAllText("app.log", text);
            void Publish() => File.Move(Temp, Target, true);
            """
        );

    [Fact]
    public Task What_is_handed_over_is_not_looked_for_elsewhere() =>
        Reports(
            """
            const string Target = "settings.json", Temp = "settings.json.tmp";
            void Reset() => File.WriteAllText(Temp, "");
            void Save(Action<string> write) { write(Temp); {|#0:File.Move(Temp, Target, true)|}; }
            """,
            "File.Move",
            Settings,
            "Write",
            Fixed
        );

    [Fact]
    public Task What_callers_pass_to_write_it_is_looked_at() =>
        Reports(
            """
            void Save(string text) => Write(temp => File.WriteAllText(temp, text));
            static void Write(Action<string> write)
            {
                var path = "settings.json";
                var temp = path + ".tmp";
                write(temp);
                {|#0:File.Move(temp, path, true)|};
            }
            """,
            "File.Move",
            Settings,
            "Write",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task A_method_makes_the_temporary_file() =>
        Reports(
            """
            void Save(string text) { var path = "settings.json"; var temp = WriteTemp(path, text); {|#0:File.Move(temp, path, true)|}; }
            static string WriteTemp(string path, string text) { var temp = path + ".tmp"; File.WriteAllText(temp, text); return temp; }
            """,
            "File.Move",
            Settings,
            "Write",
            Unsynced,
            Fixed
        );

    [Theory]
    [InlineData("void Replace() { File.Delete(path); {|#0:File.Move(temp, path)|}; } " + Write + "Replace();")]
    [InlineData(Write + "Replace(); void Replace() { File.Delete(path); {|#0:File.Move(temp, path)|}; }")]
    [InlineData(
        "void Replace() { if (File.Exists(path)) Remove(); {|#0:File.Move(temp, path)|}; } void Remove() => File.Delete(path); "
            + Write
            + "Replace();"
    )]
    [InlineData("void Put() { " + Write + "File.Delete(path); {|#0:File.Move(temp, path)|}; } Put();")]
    [InlineData(
        "void Put() => File.WriteAllText(temp, text); void Remove() { File.Delete(path); } Put(); Remove(); {|#0:File.Move(temp, path)|};"
    )]
    public Task The_target_is_deleted_in_a_local_function(string body) =>
        Body(FixedTemp + body, "File.Move", Deleted, Unsynced, Fixed);

    [Fact]
    public Task A_local_function_that_only_renames_is_reported_once() =>
        Reports(
            """
            void Save(string text)
            {
                var path = "settings.json";
                var temp = path + ".tmp";
                File.WriteAllText(temp, text);
                Replace(temp, path);
                static void Replace(string from, string to) { File.Delete(to); {|#0:File.Move(from, to)|}; }
            }
            """,
            "File.Move",
            Settings,
            "WriteAllText",
            Deleted,
            Unsynced,
            Fixed
        );

    [Fact]
    public Task A_local_function_that_writes_later_is_no_part_of_it() =>
        SilentBody(FixedTemp + "void Put() => File.WriteAllText(temp, text); File.Move(temp, path, true); Put();");

    [Fact]
    public Task A_local_function_that_deletes_later_is_no_part_of_it() =>
        Body(
            FixedTemp + "void Tidy() { File.Delete(path); } " + Write + "{|#0:File.Move(temp, path, true)|}; Tidy();",
            "File.Move",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task A_method_that_only_renames_is_reported_once_for_its_type() =>
        Reports(
            """
            void Save(string text) => Write("settings.json", temp => File.WriteAllText(temp, text));
            void Save(byte[] bytes) => Write("settings.json", temp => File.WriteAllBytes(temp, bytes));
            static void Write(string path, Action<string> write)
            {
                var temp = NameOf(path);
                try { write(temp); Swap(temp, path); }
                finally { CleanUp(temp); }
            }
            static string NameOf(string path) { Directory.CreateDirectory(Path.GetDirectoryName(path)!); return path + ".tmp"; }
            static void Swap(string temp, string path)
            {
                if (File.Exists(path)) {|#0:File.Replace(temp, path, null)|};
                else File.Move(temp, path);
            }
            static void CleanUp(string temp) { if (File.Exists(temp)) File.Delete(temp); }
            """,
            "File.Replace",
            "a caller passes a path that is: the file name 'settings.json'",
            "Write",
            Unsynced,
            Fixed
        );

    [Theory]
    [InlineData("{ Delete(target); Move(source, target); }", Deleted, Unsynced, Fixed)]
    [InlineData(
        "{ try { Delete(source + 1); } catch { Delete(target); throw; } Move(source, target); }",
        Unsynced,
        Fixed
    )]
    [InlineData(
        "=> Move(source, target); public static void Replace(string source, string target, int tries) => Replace(source, target);",
        Unsynced,
        Fixed
    )]
    public Task Of_a_method_of_another_type_the_call_is_reported(string replace, params string[] flaws) =>
        Verify.Run<HandWrittenReplaceAnalyzer>(
            Usings
                + $$"""
                static class Files
                {
                    public static void Replace(string source, string target) {{replace}}
                    public static void Move(string source, string target) => File.Move(source, target);
                    public static void Delete(string path) { if (File.Exists(path)) File.Delete(path); }
                }
                class Program
                {
                    void Save(string text) { var path = "settings.json"; var temp = path + ".tmp";
                        File.WriteAllText(temp, text); {|#0:Files.Replace(temp, path)|}; }
                }
                """,
            expected: new DiagnosticResult("ATW0003", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(
                    "Files.Replace",
                    Settings,
                    FlawTable.Rows.Single(row => row.Name == flaws[0]).Message
                        + "; also: "
                        + string.Join(", ", flaws.Skip(1)),
                    "WriteAllText"
                )
        );

    [Fact]
    public Task A_function_of_the_system_with_two_parameters_is_one() =>
        Reports(
            """
            [DllImport("libc")] static extern int rename(string from, string to);
            void Save(string text) { var path = "settings.json"; var temp = path + ".tmp"; File.WriteAllText(temp, text);
                {|#0:rename(temp, path)|}; }
            """,
            "rename",
            Settings,
            "WriteAllText",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task A_function_of_the_system_is_a_rename_too() =>
        Reports(
            """
            [DllImport("kernel32", CharSet = CharSet.Unicode)] static extern bool MoveFileEx(string from, string to, uint flags);
            [DllImport("libc")] static extern int rename(string from, string to);
            void Save(string text) { var path = "settings.json"; var temp = path + ".tmp"; File.WriteAllText(temp, text);
                if (!{|#0:MoveFileEx(temp, path, 9)|}) rename(temp, path); }
            """,
            "MoveFileEx",
            Settings,
            "WriteAllText",
            Unsynced,
            Fixed
        );

    [Theory]
    [InlineData("_files.File.WriteAllText(temp, text); {|#0:_files.File.Move(temp, path, true)|}", "File.Move")]
    [InlineData("_files.File.WriteAllText(temp, text); {|#0:_files.File.Move(temp, path)|}", "File.Move")]
    [InlineData("File.WriteAllText(temp, text); {|#0:Native.MoveFileEx(temp, path, 9)|}", "MoveFileEx")]
    public Task What_a_missing_package_declares_is_known_by_its_shape(string replace, string api)
    {
        var test = Verify.Test<HandWrittenReplaceAnalyzer>(
            $$"""{{Usings}}class Program { void Save(string text) { var path = "settings.json"; """
                + $$"""var temp = path + ".tmp"; {{replace}}; } }""",
            editorConfig: null
        );
        test.ExpectedDiagnostics.Add(
            new DiagnosticResult("ATW0003", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(
                    api,
                    Settings,
                    FlawTable.Rows.Single(row => row.Name == Unsynced).Message + "; also: " + Fixed,
                    "WriteAllText"
                )
        );
        test.CompilerDiagnostics = CompilerDiagnostics.None;
        return test.RunAsync();
    }

    [Fact]
    public Task A_helper_that_promises_atomicity_is_reported_whoever_calls_it() =>
        Reports(
            """static void AtomicWrite(string path, string text) { var temp = path + ".tmp"; """
                + """File.WriteAllText(temp, text); {|#0:File.Move(temp, path, true)|}; }""",
            "File.Move",
            "'atomic' in 'Program.AtomicWrite'",
            "WriteAllText",
            Unsynced,
            Fixed
        );

    [Theory]
    [InlineData("public static class Files { public static void AtomicWrite", true)]
    [InlineData("public static class AtomicFile { public static void Put", true)]
    [InlineData("static class Files { public static void AtomicWrite", false)]
    [InlineData("public static class Files { internal static void AtomicWrite", false)]
    [InlineData("public static class Files { public static void Put", false)]
    public Task Of_what_a_library_offers_as_atomic_other_projects_are_callers_too(string helper, bool isReported)
    {
        var name = helper.Substring(helper.LastIndexOf(' ') + 1);
        var type = helper.Split(' ')[helper.Split(' ').ToList().IndexOf("class") + 1];
        var rename = isReported ? "{|ATW0003:File.Move(temp, path, true)|}" : "File.Move(temp, path, true)";
        return Verify.Source<HandWrittenReplaceAnalyzer>(
            $$"""
            {{Usings}}{{helper}}(string path, string text)
                { var temp = path + ".tmp"; File.WriteAllText(temp, text); {{rename}}; } }
            class ReportExporter
            {
                void Export(string folder, string html) => {{type}}.{{name}}(Path.Combine(folder, "logs", "report.html"), html);
            }
            """
        );
    }

    [Fact]
    public Task Of_whom_nobody_calls_the_replace_itself_is_enough() =>
        Reports(
            """public void Put(string path, byte[] data) { var temp = path + "~"; """
                + """File.WriteAllBytes(temp, data); {|#0:File.Move(temp, path, true)|}; }""",
            "File.Move",
            "written beside and renamed",
            "WriteAllBytes",
            Unsynced,
            Fixed
        );

    [Fact]
    public Task A_cache_of_a_property_is_state() =>
        Verify.Run<HandWrittenReplaceAnalyzer>(
            Usings
                + """
                class Options { public string Directory { get; set; } }
                class ManifestCache
                {
                    readonly Options _options = new();
                    string ManifestFilePath => Path.Combine(_options.Directory, "manifest.json");
                    string Read() => File.ReadAllText(ManifestFilePath);
                    void Write(string text) => AtomicWrite(ManifestFilePath, text);
                    static void AtomicWrite(string destinationPath, string content)
                    {
                        string tempPath = destinationPath + ".tmp";
                        File.WriteAllText(tempPath, content);
                        {|#0:File.Move(tempPath, destinationPath, overwrite: true)|};
                    }
                }
                """,
            expected: new DiagnosticResult("ATW0003", DiagnosticSeverity.Warning).WithLocation(0)
        );

    [Theory]
    [InlineData("""var temp = path + ".tmp"; File.WriteAllText(temp, text); File.Move(temp, path, true);""")]
    [InlineData(
        """var temp = path + ".tmp"; File.WriteAllText(temp, text); File.Copy(temp, path, true); File.Delete(temp);"""
    )]
    [InlineData(
        """var temp = path + Guid.NewGuid(); File.WriteAllText(temp, text); File.Create(path).Dispose(); File.Replace(temp, path, null);"""
    )]
    [InlineData(
        """var temp = path + Guid.NewGuid(); File.WriteAllText(temp, text); new FileInfo(temp).MoveTo(path, true);"""
    )]
    public Task What_belongs_to_it_is_not_reported_again(string body) =>
        Verify.Class($$"""void Save(string text) { var path = "settings.json"; {{body}} }""");

    [Fact]
    public Task An_option_says_that_the_target_is_not_state() =>
        Silent(
            """void Save(string text) { var path = "settings.json"; var temp = path + ".tmp"; """
                + """File.WriteAllText(temp, text); File.Move(temp, path, true); }""",
            "atomic_writes.ignored_paths = settings.json"
        );

    [Fact]
    public Task Top_level_statements_are_a_member() =>
        Verify.Run<HandWrittenReplaceAnalyzer>(
            """
            using System.IO;
            var path = "settings.json";
            var temp = path + ".tmp";
            File.WriteAllText(temp, "");
            {|#0:File.Move(temp, path, true)|};
            """,
            expected:
            [
                new DiagnosticResult("ATW0003", DiagnosticSeverity.Warning).WithLocation(0),
                DiagnosticResult.CompilerError("CS8805").WithSpan(2, 1, 2, 28),
            ]
        );

    [Theory]
    [InlineData("catch { File.Delete(path); throw; }")]
    [InlineData("catch (IOException) { if (File.Exists(path)) File.Delete(path); }")]
    [InlineData("catch { new FileInfo(path).Delete(); throw; }")]
    [InlineData("catch { Discard(path); throw; }")]
    [InlineData("finally { if (text.Length == 0) Discard(path); }")]
    [InlineData("catch { try { File.Delete(path); } catch { } throw; }")]
    public Task A_handler_that_deletes_the_target_is_the_gravest_flaw(string handler) =>
        Reports(
            $$"""
            void Save(string text)
            {
                var path = "settings.json";
                {{UniqueTemp}}
                try { {{Flush}} {|#0:File.Move(temp, path, true)|}; } {{handler}}
            }
            static void Discard(string file) { if (File.Exists(file)) File.Delete(file); }
            """,
            "File.Move",
            Settings,
            "Create",
            CleanedUp
        );

    [Fact]
    public Task A_handler_of_the_write_alone_is_one_too() =>
        Reports(
            $$"""
            void Save(string text)
            {
                var path = "settings.json";
                {{UniqueTemp}}
                try { {{Flush}} } catch { File.Delete(path); throw; }
                {|#0:File.Move(temp, path, true)|};
            }
            """,
            "File.Move",
            Settings,
            "Create",
            CleanedUp
        );

    [Fact]
    public Task A_handler_of_the_rename_alone_is_one_too() =>
        Reports(
            $$"""
            void Save(string text)
            {
                var path = "settings.json";
                {{UniqueTemp}}
                {{Flush}}
                try { {|#0:File.Move(temp, path, true)|}; } catch { File.Delete(path); throw; }
            }
            """,
            "File.Move",
            Settings,
            "Create",
            CleanedUp
        );

    [Fact]
    public Task A_method_that_renames_by_two_others_is_a_rename() =>
        Reports(
            $$"""
            void Save(string text) { var path = "settings.json"; {{UniqueTemp}}{{Write}}{|#0:First(temp, path)|}; }
            static void First(string one, string other) => Second(one, other);
            static void Second(string from, string to) => Third(from, to);
            static void Third(string source, string target) => File.Move(source, target, true);
            """,
            "Program.First",
            Settings,
            "WriteAllText",
            Unsynced
        );

    [Theory]
    [InlineData("catch { File.Delete(temp); throw; }")]
    [InlineData("catch { Discard(temp); throw; }")]
    [InlineData("catch { File.Delete(path); File.Copy(path + \".bak\", path); throw; }")]
    public Task A_handler_that_deletes_the_temporary_file_or_restores_is_none(string handler) =>
        Silent(
            $$"""
            void Save(string text)
            {
                var path = "settings.json";
                {{UniqueTemp}}
                try { {{Flush}} File.Move(temp, path, true); } {{handler}}
            }
            static void Discard(string file) { if (File.Exists(file)) File.Delete(file); }
            """
        );

    [Fact]
    public Task A_handler_in_the_method_that_renames_is_seen() =>
        Reports(
            $$"""
            void Save(string text) { var path = "settings.json"; {{UniqueTemp}} {{Flush}} Publish(temp, path); }
            static void Publish(string source, string target)
            {
                try { {|#0:File.Move(source, target, true)|}; } catch { File.Delete(target); throw; }
            }
            """,
            "File.Move",
            Settings,
            "Create",
            CleanedUp
        );

    [Theory]
    [InlineData("Discard(path);")]
    [InlineData("Twice(1, path);")]
    [InlineData("Local(path);")]
    public Task A_deletion_in_a_helper_counts(string deletion) =>
        Reports(
            $$"""
            void Save(string text)
            {
                var path = "settings.json";
                {{UniqueTemp}} {{Flush}} {{deletion}} {|#0:File.Move(temp, path)|};
                void Local(string old) => File.Delete(old);
            }
            static void Discard(string file) { if (File.Exists(file)) new FileInfo(file).Delete(); }
            static void Twice(int tries, string file) => Discard(file);
            """,
            "File.Move",
            Settings,
            "Create",
            Deleted
        );

    [Fact]
    public Task A_deletion_in_a_helper_of_the_same_field_counts() =>
        Reports(
            $$"""
            readonly string path = "settings.json";
            void Save(string text) { {{UniqueTemp}} {{Flush}} Clear(); {|#0:File.Move(temp, path)|}; }
            void Clear() { if (File.Exists(path)) File.Delete(path); }
            """,
            "File.Move",
            Settings,
            "Create",
            Deleted
        );

    [Fact]
    public Task A_deletion_that_is_two_methods_away_counts() =>
        Reports(
            $$"""
            readonly string path = "settings.json";
            void Save(string text) { {{UniqueTemp}} {{Flush}} Clear(); {|#0:File.Move(temp, path)|}; }
            void Clear() => Again();
            void Again() => File.Delete(path);
            """,
            "File.Move",
            Settings,
            "Create",
            Deleted
        );

    [Fact]
    public Task A_deletion_in_a_helper_of_another_object_does_not() =>
        Silent(
            $$"""
            readonly string path = "settings.json"; readonly Program _other = null!;
            void Save(string text) { {{UniqueTemp}} {{Flush}} _other.Clear(); File.Move(temp, path); }
            void Clear() => File.Delete(path);
            """
        );

    [Theory]
    [InlineData("Clear()")]
    [InlineData("First(path)")]
    public Task A_deletion_that_is_three_methods_away_is_not_looked_for(string call) =>
        Silent(
            $$"""
            readonly string path = "settings.json";
            void Save(string text) { {{UniqueTemp}} {{Flush}} {{call}}; File.Move(temp, path); }
            static void First(string file) => Second(file);
            static void Second(string file) => Third(file);
            static void Third(string file) => File.Delete(file);
            void Clear() => Again();
            void Again() => Last();
            void Last() => File.Delete(path);
            """
        );

    [Fact]
    public Task What_is_left_after_failed_retries_counts() =>
        Reports(
            $$"""
            void Save(string text) { var path = "settings.json"; {{UniqueTemp}} {{Flush}} Replace(temp, path); }
            static void Replace(string temp, string file)
            {
                for (var attempt = 0; ; attempt++)
                    try { {|#0:File.Replace(temp, file, null)|}; return; }
                    catch (IOException) when (attempt < 5) { Thread.Sleep(1); }
                    catch (IOException) { ByHand(file, temp); return; }
            }
            static void ByHand(string file, string temp) { File.Delete(file); File.Move(temp, file); }
            """,
            "File.Replace",
            Settings,
            "Create",
            Deleted
        );

    const string OwnDisk = """
        interface IDisk { Stream Create(string path); Stream Get(string path, FileMode mode);
            void Move(string source, string target); void Remove(string path); }
        class Disk : IDisk
        {
            public Stream Create(string path) => File.Open(path, FileMode.Create);
            public Stream Get(string path, FileMode mode) => File.Open(path, mode);
            public void Move(string source, string target) => File.Move(source, target, true);
            public void Remove(string path) => File.Delete(path);
        }
        readonly IDisk disk = new Disk();

        """;

    [Theory]
    [InlineData("disk.Create(temp)")]
    [InlineData("disk.Get(temp, FileMode.Create)")]
    public Task A_replace_through_an_interface_of_the_program_is_one(string opening) =>
        Reports(
            $$"""
            {{OwnDisk}}
            void Save(byte[] data)
            {
                var path = "settings.json";
                {{UniqueTemp}}
                using (var stream = {{opening}}) stream.Write(data);
                {|#0:disk.Move(temp, path)|};
            }
            """,
            "Disk.Move",
            Settings,
            "Write",
            Unsynced
        );

    [Fact]
    public Task A_deletion_through_an_interface_of_the_program_counts() =>
        Reports(
            $$"""
            {{OwnDisk}}
            void Save(byte[] data)
            {
                var path = "settings.json";
                {{UniqueTemp}}
                using (var stream = disk.Create(temp)) stream.Write(data);
                disk.Remove(path);
                {|#0:disk.Move(temp, path)|};
            }
            """,
            "Disk.Move",
            Settings,
            "Write",
            Deleted,
            Unsynced
        );

    [Theory]
    [InlineData("Replace(temp, path);")]
    [InlineData("Twice(temp, path);")]
    public Task A_parameter_that_is_marked_silences_the_rename(string call) =>
        Silent(
            $$"""
            void Save(string text) { var path = "settings.json"; {{FixedTemp}} {{Write}} {{call}} }
            static void Replace(string temp, [AtomicWrites.NotStatePath] string file) => File.Replace(temp, file, null);
            static void Twice(string temp, string file) => Replace(temp, file);
            """
        );

    [Theory]
    [InlineData("if (!File.Exists(kept)) File.Move(temp, kept);")]
    [InlineData("if (File.Exists(kept)) return; File.Move(temp, kept);")]
    [InlineData("if (!File.Exists(kept)) {|ATW0003:File.Move(temp, kept)|}; else File.Replace(temp, kept, null);")]
    [InlineData("{|ATW0003:File.Move(temp, kept, true)|};")]
    public Task A_move_to_a_name_that_is_free_tells_nothing_of_state(string move) =>
        Silent($"void Roll(string temp, string kept) {{ File.WriteAllText(temp, \"end\"); {move} }}");

    [Theory]
    [InlineData("{|ATW0003:File.Delete(path)|}; File.WriteAllText(path, text);")]
    [InlineData("if (File.Exists(path)) { {|ATW0003:File.Delete(path)|}; } File.WriteAllText(path, text);")]
    [InlineData("{|ATW0003:File.Delete(path)|}; Console.WriteLine(text); using var w = new StreamWriter(path);")]
    [InlineData("{|ATW0003:File.Delete(path)|}; try { using (var s = File.Create(path)) { } } catch (IOException) { }")]
    [InlineData("{|ATW0003:new FileInfo(path).Delete()|}; File.WriteAllBytes(path, new byte[1]);")]
    [InlineData("{|ATW0003:File.Delete(path)|}; AtomicWrites.AtomicFile.WriteAllText(path, text);")]
    [InlineData("{|ATW0003:File.Move(path, path + \".bak\")|}; File.WriteAllText(path, text);")]
    [InlineData("{|ATW0003:new FileInfo(path).MoveTo(path + \".bak\")|}; using var w = new StreamWriter(path);")]
    [InlineData(
        "if (File.Exists(path)) { try { {|ATW0003:File.Move(path, text)|}; } catch { } } File.WriteAllText(path, text);"
    )]
    [InlineData(
        "try { if (File.Exists(path)) { Console.WriteLine(text); {|ATW0003:File.Delete(path)|}; } } catch { } "
            + "File.WriteAllText(path, text);"
    )]
    [InlineData("if (File.Exists(path) && text != \"\") {|ATW0003:File.Delete(path)|}; File.WriteAllText(path, text);")]
    [InlineData("switch (text) { case \"\": {|ATW0003:File.Delete(path)|}; File.WriteAllText(path, text); break; }")]
    [InlineData("{|ATW0003:File.Delete(path)|}; lock (text) { using (var s = File.Create(path)) { } }")]
    public Task A_file_that_is_gone_before_it_is_written_is_reported(string body) => SilentBody(body);

    [Fact]
    public Task Top_level_statements_that_delete_it_are_looked_at_up_to_the_write() =>
        Verify.Run<HandWrittenReplaceAnalyzer>(
            """
            using System.IO;
            var path = "settings.json";
            {|#0:File.Delete(path)|};
            File.WriteAllText(path, "");
            if (args.Length == 0) return;
            """,
            expected:
            [
                new DiagnosticResult("ATW0003", DiagnosticSeverity.Warning).WithLocation(0),
                DiagnosticResult.CompilerError("CS8805").WithSpan(2, 1, 2, 28),
            ]
        );

    [Fact]
    public Task What_moves_it_away_is_named() =>
        Verify.Run<HandWrittenReplaceAnalyzer>(
            $$"""
            {{Usings}}class Program
            {
                void Save(string text)
                {
                    var path = "settings.json";
                    {|#0:File.Move(path, path + ".bak", true)|};
                    File.WriteAllText(path, text);
                }
            }
            """,
            expected: new DiagnosticResult("ATW0003", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(
                    "File.Move",
                    Settings,
                    "the file is moved away before it is written: a crash in between leaves none under its name",
                    "WriteAllText"
                )
        );

    [Theory]
    [InlineData("File.Delete(path); if (text.Length > 0) File.WriteAllText(path, text);")]
    [InlineData("File.Delete(path); if (text.Length == 0) return; File.WriteAllText(path, text);")]
    [InlineData("File.Delete(path); if (File.Exists(path)) throw new IOException(); File.WriteAllText(path, text);")]
    [InlineData("File.Delete(path); path = \"state.json\"; File.WriteAllText(path, text);")]
    [InlineData("File.Delete(path + 1); File.WriteAllText(path, text);")]
    [InlineData("File.Delete(path); Action write = () => File.WriteAllText(path, text);")]
    [InlineData("File.WriteAllText(path, text); File.Delete(path);")]
    [InlineData("File.Delete(path); AtomicWrites.AtomicFile.AppendAllText(path, text);")]
    [InlineData("if (!File.Exists(path)) File.Delete(path); File.WriteAllText(path, text);")]
    [InlineData("File.Move(path + 1, path); File.WriteAllText(path, text);")]
    [InlineData("File.Move(path, text); if (text.Length == 0) return; File.WriteAllText(path, text);")]
    [InlineData("if (text == \"\") File.Move(path, text); File.WriteAllText(path, text);")]
    [InlineData("try { Load(); } catch { File.Move(path, text); File.WriteAllText(path, text); } void Load() { }")]
    [InlineData("File.Delete(path); Console.WriteLine(File.Exists(path)); File.WriteAllText(path, text);")]
    [InlineData("File.Delete(path); File.WriteAllText(path, path);")]
    [InlineData("File.Delete(path); try { Load(); } catch { File.WriteAllText(path, text); } void Load() { }")]
    [InlineData(
        "if (File.Exists(path)) { if (text == \"\") return; File.Delete(path); } File.WriteAllText(path, text);"
    )]
    [InlineData(
        "File.Delete(path); Change(out path); File.WriteAllText(path, text); "
            + "void Change(out string to) => to = text;"
    )]
    [InlineData(
        "Own.Delete(path); File.WriteAllText(path, text); "
            + "} static class Own { public static void Delete(string file) { }"
    )]
    [InlineData(
        "} System.Collections.Generic.IEnumerable<int> Steps() { "
            + "var path = \"settings.json\"; File.Delete(path); yield return 1; File.WriteAllText(path, \"\");"
    )]
    public Task A_deletion_that_is_for_its_own_sake_is_not(string body) => SilentBody(body);
}
