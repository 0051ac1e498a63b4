using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class UnlockedUpdateTests
{
    // A writer that has the file open would go on with the old one, after a rename.
    [Fact]
    public async Task What_is_open_is_not_replaced_by_an_update()
    {
        var program = await FixedProgram.OfAsync<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>(
            "public static object Run([AtomicWrites.StatePath] string path) { using var open = XmlWriter.Create(path); "
                + "open.WriteElementString(\"a\", \"b\"); var text = File.Exists(path) ? File.ReadAllText(path) : \"\"; "
                + "File.WriteAllText(path, text + \"x\"); return null; }"
        );
        var (before, after) = await program.RunAsync("old");
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData("text += \"x\";")]
    [InlineData("text = text.Trim();")]
    [InlineData("var n = text.Length; text = $\"{n}\";")]
    public Task A_text_that_is_changed_step_by_step_is_Update(string change) =>
        Fix(
            $"void Count()\n{{\n    var text = File.Exists(P) ? File.ReadAllText(P) : \"\";\n    {change}\n"
                + "    {|ATW0002:File.WriteAllText(P, text)|};\n}",
            $"void Count()\n{{\n    AtomicFile.Update(P, contents =>\n    {{\n        var text = contents ?? \"\";\n        {change}\n"
                + "        return text;\n    });\n}"
        );

    // Update does not allow another write of its file within.
    [Fact]
    public async Task Where_a_setter_may_save_what_is_loaded_the_lock_is_held_around_both()
    {
        var program = await FixedProgram.OfAsync<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>(
            """
            static string At;
            public static object Run([AtomicWrites.StatePath] string path)
            {
                At = path;
                var text = File.Exists(path) ? File.ReadAllText(path) : "{}";
                var config = JsonSerializer.Deserialize<Config>(text);
                File.WriteAllText(path, JsonSerializer.Serialize(config) + text);
                return null;
            }
            class Config { int _n; public int N { get => _n; set { _n = value; AtomicWrites.AtomicFile.WriteAllText(At, "{}"); } } }
            """
        );
        var (before, after) = await program.RunAsync("{\"N\":1}");
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData("store.Put(\"x\");")]
    [InlineData("if (text.Length > 0) store.Log();")]
    [InlineData("store.Theme = \"x\";")]
    [InlineData("using (store) text += \"y\";")]
    [InlineData("Console.Write(\"\" + store);")]
    public async Task Where_another_write_may_be_in_between_the_lock_is_held_around_both(string between)
    {
        var program = await FixedProgram.OfAsync<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>(
            "public static object Run(string path) { Import(path, new Store(path)); return null; }\n"
                + "static void Import([AtomicWrites.StatePath] string path, Store store)\n{\n"
                + $"    var text = File.Exists(path) ? File.ReadAllText(path) : \"\";\n    {between}\n"
                + """
                    File.WriteAllText(path, text + "!");
                }
                sealed class Store(string at) : IDisposable
                {
                    public void Put(string s) => AtomicWrites.AtomicFile.WriteAllText(at, s);
                    public void Log() => AtomicWrites.AtomicFile.AppendAllText(at, "logged");
                    public string Theme { set => Put(value); }
                    public void Dispose() => Put("disposed");
                    public override string ToString() { Put("shown"); return "shown"; }
                }
                """
        );
        foreach (var old in new[] { "old", null })
        {
            var (before, after) = await program.RunAsync(old);
            Assert.Null(before.Exception);
            Assert.Equal(before, after);
        }
    }

    [Theory]
    [InlineData("Next(text)", "string Next(string text) => text.Length == 0 ? null : text;")]
    [InlineData("Next(text)", "string Next(string text) => Environment.GetEnvironmentVariable(text);")]
    [InlineData("_next", "string _next;")]
    public Task A_text_that_may_be_null_is_none_for_Update(string next, string member) =>
        Fix(
            $$"""
            void Count()
            {
                var text = File.Exists(P) ? File.ReadAllText(P) : "";
                {|ATW0002:File.WriteAllText(P, text + {{next}} == "" ? {{next}} : {{next}})|};
            }

            {{member}}
            """,
            $$"""
            void Count()
            {
                AtomicFile.WithLock(P, () =>
                {
                    var text = File.Exists(P) ? File.ReadAllText(P) : "";
                    File.WriteAllText(P, text + {{next}} == "" ? {{next}} : {{next}});
                });
            }

            {{member}}
            """
        );

    [Theory]
    [InlineData(
        "await OpenAsync(path);",
        "FileLock _held; async Task OpenAsync(string path) => _held = await FileLock.AcquireAsync(path);"
    )]
    [InlineData("using var held = FileLock.Acquire(path, mode: FileLockMode.Shared);", "")]
    public Task No_fix_where_the_lock_is_kept_or_shared_already(string taken, string member) =>
        NoFix(
            $"async Task Run([StatePath] string path)\n{{\n{taken}\nvar text = File.ReadAllText(path);\n"
                + $"{{|ATW0002:File.WriteAllText(path, text + 1)|}};\nawait Task.Yield();\n}}\n{member}"
        );

    [Theory]
    [InlineData("string At(string path) { Console.Write(1); return path; }")]
    [InlineData("int _n; string At(string path) { _n++; return path; }")]
    [InlineData(
        "int _n; string At(string path) => Counted(path); string Counted(string path) { _n = 1; return path; }"
    )]
    public Task No_fix_where_the_path_would_be_asked_for_once_more_and_that_does_something(string at) =>
        NoFix(
            "void Run([StatePath] string path)\n{\nvar text = File.ReadAllText(At(path));\n"
                + $"{{|ATW0002:File.WriteAllText(At(path), text + 1)|}};\n}}\n{at}"
        );

    [Fact]
    public Task A_path_may_be_asked_for_once_more_where_that_does_nothing() =>
        Fix(
            """
            void Run([StatePath] string path)
            {
                var text = File.ReadAllText(At(path));
                {|ATW0002:File.WriteAllText(At(path), text + 1)|};
            }

            string _at;
            string At(string path) => _at ??= path;
            """,
            """
            void Run([StatePath] string path)
            {
                AtomicFile.WithLock(At(path), () =>
                {
                    var text = File.ReadAllText(At(path));
                    File.WriteAllText(At(path), text + 1);
                });
            }

            string _at;
            string At(string path) => _at ??= path;
            """
        );

    [Fact]
    public Task A_text_that_becomes_a_text_is_Update() =>
        Fix(
            """
            void Count()
            {
                var text = File.Exists(P) ? File.ReadAllText(P) : "";
                {|ATW0002:File.WriteAllText(P, text + "x")|};
            }
            """,
            """
            void Count()
            {
                AtomicFile.Update(P, text => (text ?? "") + "x");
            }
            """
        );

    [Fact]
    public Task A_number_that_becomes_a_text_is_Update() =>
        Fix(
            """
            void Count()
            {
                var count = File.Exists(P) ? int.Parse(File.ReadAllText(P)) : 0;
                {|ATW0002:File.WriteAllText(P, $"{count + 1}")|};
            }
            """,
            """
            void Count()
            {
                AtomicFile.Update(P, count => $"{(count is null ? 0 : int.Parse(count)) + 1}");
            }
            """
        );

    [Fact]
    public Task A_single_statement_is_Update() =>
        Fix(
            """
            void Count()
            {
                {|ATW0002:File.WriteAllText(P, (!File.Exists(P) ? "" : File.ReadAllText(P)) + "x")|}; // one more
            }
            """,
            """
            void Count()
            {
                AtomicFile.Update(P, text => (text ?? "") + "x"); // one more
            }
            """
        );

    [Fact]
    public Task Statements_between_stay_as_they_are() =>
        Fix(
            """
            void Count()
            {
                // the settings
                var settings = File.Exists(P) ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(P)) : new();
                settings["x"] = 1; // one

                // and back
                {|ATW0002:File.WriteAllText(P, JsonSerializer.Serialize(settings))|};
            }
            """,
            """
            void Count()
            {
                // the settings
                AtomicFile.Update(P, contents =>
                {
                    var settings = contents is null ? new() : JsonSerializer.Deserialize<Dictionary<string, int>>(contents);
                    settings["x"] = 1; // one

                    // and back
                    return JsonSerializer.Serialize(settings);
                });
            }
            """
        );

    [Fact]
    public Task Awaited_it_is_UpdateAsync() =>
        Fix(
            """
            async Task Count(CancellationToken stop)
            {
                var text = File.Exists(P) ? await File.ReadAllTextAsync(P, stop).ConfigureAwait(false) : "";
                await {|ATW0002:File.WriteAllTextAsync(P, text + "x", stop)|}.ConfigureAwait(false);
            }
            """,
            """
            async Task Count(CancellationToken stop)
            {
                await AtomicFile.UpdateAsync(P, text => (text ?? "") + "x", stop).ConfigureAwait(false);
            }
            """
        );

    [Fact]
    public Task A_missing_file_stays_an_error() =>
        Fix(
            """
            void Count()
            {
                var text = File.ReadAllText(P);
                {|ATW0002:File.WriteAllText(P, text + "x")|};
                Console.WriteLine();
            }
            """,
            """
            void Count()
            {
                AtomicFile.WithLock(P, () =>
                {
                    var text = File.ReadAllText(P);
                    File.WriteAllText(P, text + "x");
                });
                Console.WriteLine();
            }
            """
        );

    [Fact]
    public Task One_statement_needs_no_block() =>
        Fix(
            """
            void Count(bool really)
            {
                if (really)
                    {|ATW0002:File.WriteAllText(P, File.ReadAllText(P) + "x")|};
            }

            void Arrow() => {|ATW0002:File.WriteAllText(P, File.ReadAllText(P) + "x")|};

            async Task ArrowAsync() => await {|ATW0002:File.WriteAllTextAsync(P,
                await File.ReadAllTextAsync(P) + "x")|}.ConfigureAwait(false);
            """,
            """
            void Count(bool really)
            {
                if (really)
                    AtomicFile.WithLock(P, () => File.WriteAllText(P, File.ReadAllText(P) + "x"));
            }

            void Arrow() => AtomicFile.WithLock(P, () => File.WriteAllText(P, File.ReadAllText(P) + "x"));

            async Task ArrowAsync() => await AtomicFile.WithLockAsync(P, async cancellationToken => await File.WriteAllTextAsync(P,
                await File.ReadAllTextAsync(P) + "x").ConfigureAwait(false)).ConfigureAwait(false);
            """
        );

    [Fact]
    public Task What_is_awaited_is_in_WithLockAsync() =>
        Fix(
            """
            async Task Count(CancellationToken cancellationToken)
            {
                var text = await File.ReadAllTextAsync(P, cancellationToken);
                text += await Task.FromResult("x");
                await {|ATW0002:File.WriteAllTextAsync(P, text, cancellationToken)|};
            }

            async Task Other()
            {
                var text = await File.ReadAllTextAsync(P).ConfigureAwait(false);
                await {|ATW0002:File.WriteAllTextAsync(P, text + "x")|}.ConfigureAwait(false);
            }
            """,
            """
            async Task Count(CancellationToken cancellationToken)
            {
                await AtomicFile.WithLockAsync(P, async _ =>
                {
                    var text = await File.ReadAllTextAsync(P, cancellationToken);
                    text += await Task.FromResult("x");
                    await File.WriteAllTextAsync(P, text, cancellationToken);
                }, cancellationToken);
            }

            async Task Other()
            {
                await AtomicFile.WithLockAsync(P, async cancellationToken =>
                {
                    var text = await File.ReadAllTextAsync(P).ConfigureAwait(false);
                    await File.WriteAllTextAsync(P, text + "x").ConfigureAwait(false);
                }).ConfigureAwait(false);
            }
            """
        );

    [Fact]
    public Task What_is_used_later_keeps_the_lock_in_a_variable() =>
        Fix(
            """
            string Count()
            {
                var text = File.ReadAllText(P);
                {|ATW0002:File.WriteAllText(P, text + "x")|};
                return text;
            }

            async Task<string> CountAsync(CancellationToken stop)
            {
                var text = await File.ReadAllTextAsync(P);
                await {|ATW0002:File.WriteAllTextAsync(P, text + "x")|};
                return text;
            }
            """,
            """
            string Count()
            {
                using var stateLock = FileLock.Acquire(P);
                var text = File.ReadAllText(P);
                File.WriteAllText(P, text + "x");
                return text;
            }

            async Task<string> CountAsync(CancellationToken stop)
            {
                using var stateLock = await FileLock.AcquireAsync(P, cancellationToken: stop);
                var text = await File.ReadAllTextAsync(P);
                await File.WriteAllTextAsync(P, text + "x");
                return text;
            }
            """
        );

    // In an asynchronous callback it would be what it was when that has ended.
    [Fact]
    public Task What_is_set_for_the_flow_keeps_the_lock_in_a_variable() =>
        Fix(
            """
            async Task Count()
            {
                var text = await File.ReadAllTextAsync(P);
                System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
                await {|ATW0002:File.WriteAllTextAsync(P, text + "x")|};
                Console.WriteLine(1.5);
            }
            """,
            """
            async Task Count()
            {
                using var stateLock = await FileLock.AcquireAsync(P);
                var text = await File.ReadAllTextAsync(P);
                System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
                await File.WriteAllTextAsync(P, text + "x");
                Console.WriteLine(1.5);
            }
            """
        );

    [Fact]
    public Task Ways_out_keep_the_lock_in_a_variable() =>
        Fix(
            """
            void Count(ref int count)
            {
                var text = File.ReadAllText(P);
                if (text == "")
                    return;
                {|ATW0002:File.WriteAllText(P, text + "x")|};
            }

            void By(ref int count)
            {
                var text = File.ReadAllText(P);
                count++;
                {|ATW0002:File.WriteAllText(P, text + count)|};
            }

            void Span(ReadOnlySpan<char> end)
            {
                var text = File.ReadAllText(P);
                {|ATW0002:File.WriteAllText(P, string.Concat(text, end))|};
            }

            void Loop(string[] all)
            {
                foreach (var one in all)
                {
                    var text = File.ReadAllText(P);
                    if (text == "")
                        continue;
                    {|ATW0002:File.WriteAllText(P, text + one)|};
                }
            }
            """,
            """
            void Count(ref int count)
            {
                using var stateLock = FileLock.Acquire(P);
                var text = File.ReadAllText(P);
                if (text == "")
                    return;
                File.WriteAllText(P, text + "x");
            }

            void By(ref int count)
            {
                using var stateLock = FileLock.Acquire(P);
                var text = File.ReadAllText(P);
                count++;
                File.WriteAllText(P, text + count);
            }

            void Span(ReadOnlySpan<char> end)
            {
                using var stateLock = FileLock.Acquire(P);
                var text = File.ReadAllText(P);
                File.WriteAllText(P, string.Concat(text, end));
            }

            void Loop(string[] all)
            {
                foreach (var one in all)
                {
                    using var stateLock = FileLock.Acquire(P);
                    var text = File.ReadAllText(P);
                    if (text == "")
                        continue;
                    File.WriteAllText(P, text + one);
                }
            }
            """
        );

    [Fact]
    public Task A_switch_section_holds_a_using_statement() =>
        Fix(
            """
            void Count(int how)
            {
                switch (how)
                {
                    case 1:
                        var text = File.ReadAllText(P);
                        if (text == "")
                            return;
                        {|ATW0002:File.WriteAllText(P, text + "x")|};
                        break;
                }
            }
            """,
            """
            void Count(int how)
            {
                switch (how)
                {
                    case 1:
                        using (FileLock.Acquire(P))
                        {
                            var text = File.ReadAllText(P);
                            if (text == "")
                                return;
                            File.WriteAllText(P, text + "x");
                        }
                        break;
                }
            }
            """
        );

    [Fact]
    public Task All_branches_that_write_are_within() =>
        Fix(
            """
            void Count(bool loud)
            {
                var text = File.ReadAllText(P);
                if (loud)
                    {|ATW0002:File.WriteAllText(P, text + "!")|};
                else
                    File.WriteAllText(P, text + ".");
                Console.WriteLine();
            }
            """,
            """
            void Count(bool loud)
            {
                AtomicFile.WithLock(P, () =>
                {
                    var text = File.ReadAllText(P);
                    if (loud)
                        File.WriteAllText(P, text + "!");
                    else
                        File.WriteAllText(P, text + ".");
                });
                Console.WriteLine();
            }
            """
        );

    [Fact]
    public Task A_stream_is_written_to_until_it_is_disposed_of() =>
        Fix(
            """
            void Count()
            {
                var lines = File.ReadAllLines(P);
                using var writer = {|ATW0002:new StreamWriter(P)|};
                foreach (var line in lines)
                    writer.WriteLine(line);
                writer.WriteLine("x");
            }
            """,
            """
            void Count()
            {
                AtomicFile.WithLock(P, () =>
                {
                    var lines = File.ReadAllLines(P);
                    using var writer = new StreamWriter(P);
                    foreach (var line in lines)
                        writer.WriteLine(line);
                    writer.WriteLine("x");
                });
            }
            """
        );

    [Fact]
    public Task Texts_of_several_lines_are_not_indented() =>
        Fix(
            """"
            void Count()
            {
                var text = File.ReadAllText(P);
                text += @"a
            b";
                text += """
                    c
                    """;
                {|ATW0002:File.WriteAllText(P, text)|};
            }
            """",
            """"
            void Count()
            {
                AtomicFile.WithLock(P, () =>
                {
                    var text = File.ReadAllText(P);
                    text += @"a
            b";
                    text += """
                    c
                    """;
                    File.WriteAllText(P, text);
                });
            }
            """"
        );

    [Fact]
    public Task A_pair_is_locked_where_it_is_used() =>
        Fix(
            """
            class Store
            {
                public string FilePath { get; } = "settings.json";
                public Dictionary<string, int> Load() => JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(FilePath));
                public void Save(Dictionary<string, int> values) => File.WriteAllText(FilePath, JsonSerializer.Serialize(values));
                public void Count()
                {
                    var values = Load();
                    values["x"]++;
                    {|ATW0002:Save(values)|};
                }
            }

            readonly Store _store = new();

            void Count()
            {
                var values = _store.Load();
                values["x"]++;
                {|ATW0002:_store.Save(values)|};
            }

            static Dictionary<string, int> Load(string path) => JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path));
            static void Save(string path, Dictionary<string, int> values) => File.WriteAllText(path, JsonSerializer.Serialize(values));

            void Other()
            {
                var values = Load(P);
                values["x"]++;
                {|ATW0002:Save(P, values)|};
            }
            """,
            """
            class Store
            {
                public string FilePath { get; } = "settings.json";
                public Dictionary<string, int> Load() => JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(FilePath));
                public void Save(Dictionary<string, int> values) => File.WriteAllText(FilePath, JsonSerializer.Serialize(values));
                public void Count()
                {
                    AtomicFile.WithLock(FilePath, () =>
                    {
                        var values = Load();
                        values["x"]++;
                        Save(values);
                    });
                }
            }

            readonly Store _store = new();

            void Count()
            {
                AtomicFile.WithLock(_store.FilePath, () =>
                {
                    var values = _store.Load();
                    values["x"]++;
                    _store.Save(values);
                });
            }

            static Dictionary<string, int> Load(string path) => JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path));
            static void Save(string path, Dictionary<string, int> values) => File.WriteAllText(path, JsonSerializer.Serialize(values));

            void Other()
            {
                AtomicFile.WithLock(P, () =>
                {
                    var values = Load(P);
                    values["x"]++;
                    Save(P, values);
                });
            }
            """
        );

    [Fact]
    public Task The_path_of_a_method_is_said_in_the_words_of_its_caller() =>
        Fix(
            """
            static class Store
            {
                internal const string Name = "settings.json";
                internal static string Load(string folder) => File.ReadAllText(Path.Combine(folder, Name));
                internal static void Save(string folder, string text) { var path = Path.Combine(folder, Name); Write(path, text); }
                static void Write(string path, string text) => File.WriteAllText(path, text);
            }

            void Count(string root)
            {
                var text = Store.Load(root + "/app");
                {|ATW0002:Store.Save(root + "/app", text + "x")|};
            }
            """,
            """
            static class Store
            {
                internal const string Name = "settings.json";
                internal static string Load(string folder) => File.ReadAllText(Path.Combine(folder, Name));
                internal static void Save(string folder, string text) { var path = Path.Combine(folder, Name); Write(path, text); }
                static void Write(string path, string text) => File.WriteAllText(path, text);
            }

            void Count(string root)
            {
                AtomicFile.WithLock(Path.Combine(root + "/app", Store.Name), () =>
                {
                    var text = Store.Load(root + "/app");
                    Store.Save(root + "/app", text + "x");
                });
            }
            """
        );

    [Theory]
    [InlineData(
        "static string Load() => File.ReadAllText(P); void Count() { var text = File.ReadAllText(P); "
            + "AtomicFile.WithLock(P, () => {|ATW0002:File.WriteAllText(P, text + \"x\")|}); }"
    )]
    [InlineData(
        "void Put(string text) => AtomicFile.WithLock(P, () => File.WriteAllText(P, text)); "
            + "void Count() { var text = File.ReadAllText(P); {|ATW0002:Put(text + \"x\")|}; }"
    )]
    [InlineData(
        "void Count() { var text = File.ReadAllText(P); {|ATW0002:File.WriteAllText(P, text + \"x\")|}; } "
            + "void One() => AtomicFile.WithLock(P, () => Count()); void Two() => Count();"
    )]
    [InlineData(
        "void Count() { var text = File.ReadAllText(P); {|ATW0002:File.WriteAllTextAsync(P, text + \"x\")|}; }"
    )]
    [InlineData(
        "IEnumerable<int> Count() { var text = File.ReadAllText(P); yield return 1; {|ATW0002:File.WriteAllText(P, text + \"x\")|}; }"
    )]
    [InlineData(
        "void Count() { var text = File.ReadAllText(P); "
            + "again: {|ATW0002:File.WriteAllText(P, text + \"x\")|}; if (text == \"\") goto again; }"
    )]
    [InlineData(
        "class Store { readonly string _path = \"settings.json\"; "
            + "public string Load() => File.ReadAllText(_path); "
            + "public void Save(string text) => File.WriteAllText(_path, text); } "
            + "void Count(Store store) { var text = store.Load(); {|ATW0002:store.Save(text + \"x\")|}; }"
    )]
    [InlineData(
        "static string Counted { get; } = Count(); static string Count() { var text = File.ReadAllText(P); "
            + "{|ATW0002:File.WriteAllText(P, text + \"x\")|}; return text; }"
    )]
    [InlineData("static Program() { var text = File.ReadAllText(P); {|ATW0002:File.WriteAllText(P, text + \"x\")|}; }")]
    [InlineData(
        "static readonly string Counted = Count(); static string Count() { var text = File.ReadAllText(P); "
            + "{|ATW0002:File.WriteAllText(P, text + \"x\")|}; return text; }"
    )]
    [InlineData(
        "void Count() { if (File.Exists(P + \".lock\")) return; var text = File.ReadAllText(P); "
            + "{|ATW0002:File.WriteAllText(P, text + \"x\")|}; }"
    )]
    public Task Where_no_lock_can_be_put_right_none_is_offered(string members) => NoFix(members);

    [Fact]
    public Task What_belongs_to_a_thread_or_its_method_stays_there() =>
        Fix(
            """
            class DispatcherObject { public string Text; }
            readonly DispatcherObject _box = new();

            async Task Count()
            {
                var text = await File.ReadAllTextAsync(P);
                text += _box.Text;
                await {|ATW0002:File.WriteAllTextAsync(P, text)|};
            }

            void Named()
            {
                var text = File.ReadAllText(P);
                text += System.Reflection.MethodBase.GetCurrentMethod().Name;
                {|ATW0002:File.WriteAllText(P, text)|};
            }
            """,
            """
            class DispatcherObject { public string Text; }
            readonly DispatcherObject _box = new();

            async Task Count()
            {
                using var stateLock = await FileLock.AcquireAsync(P);
                var text = await File.ReadAllTextAsync(P);
                text += _box.Text;
                await File.WriteAllTextAsync(P, text);
            }

            void Named()
            {
                using var stateLock = FileLock.Acquire(P);
                var text = File.ReadAllText(P);
                text += System.Reflection.MethodBase.GetCurrentMethod().Name;
                File.WriteAllText(P, text);
            }
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_called_FileLock_stays_theirs() =>
        Fix(
            """
            class FileLock { }

            void Count()
            {
                var text = File.ReadAllText(P);
                {|ATW0002:File.WriteAllText(P, text + "x")|};
            }
            """,
            """
            class FileLock { }

            void Count()
            {
                global::AtomicWrites.AtomicFile.WithLock(P, () =>
                {
                    var text = File.ReadAllText(P);
                    File.WriteAllText(P, text + "x");
                });
            }
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_called_AtomicFile_stays_theirs() =>
        Fix(
            """
            class AtomicFile { }

            void Count()
            {
                var text = File.ReadAllText(P);
                {|ATW0002:File.WriteAllText(P, text + "x")|};
            }
            """,
            """
            class AtomicFile { }

            void Count()
            {
                global::AtomicWrites.AtomicFile.WithLock(P, () =>
                {
                    var text = File.ReadAllText(P);
                    File.WriteAllText(P, text + "x");
                });
            }
            """
        );

    [Fact]
    public Task Directives_are_not_moved() =>
        Fix(
            """
            void Count()
            {
                var text = File.ReadAllText(P);
            #if DEBUG
                text += "debug";
            #endif
                {|ATW0002:File.WriteAllText(P, text + "x")|};
            }
            """,
            """
            void Count()
            {
                using var stateLock = FileLock.Acquire(P);
                var text = File.ReadAllText(P);
            #if DEBUG
                text += "debug";
            #endif
                File.WriteAllText(P, text + "x");
            }
            """
        );

    [Fact]
    public Task The_using_directive_is_added() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Become(
            """
            using System.IO;

            class Program
            {
                void One()
                {
                    var text = File.ReadAllText("settings.json");
                    {|ATW0002:File.WriteAllText("settings.json", text + "x")|};
                }

                void Two()
                {
                    var text = File.ReadAllText("settings.json");
                    {|ATW0002:File.WriteAllText("settings.json", text + "x")|};
                }

                void Three()
                {
                    var text = File.ReadAllText("settings.json");
                    {|ATW0002:File.WriteAllText("settings.json", text + "x")|};
                }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class Program
            {
                void One()
                {
                    AtomicFile.WithLock("settings.json", () =>
                    {
                        var text = File.ReadAllText("settings.json");
                        File.WriteAllText("settings.json", text + "x");
                    });
                }

                void Two()
                {
                    AtomicFile.WithLock("settings.json", () =>
                    {
                        var text = File.ReadAllText("settings.json");
                        File.WriteAllText("settings.json", text + "x");
                    });
                }

                void Three()
                {
                    AtomicFile.WithLock("settings.json", () =>
                    {
                        var text = File.ReadAllText("settings.json");
                        File.WriteAllText("settings.json", text + "x");
                    });
                }
            }
            """
        );

    [Fact]
    public Task Braces_tabs_and_line_ends_stay_as_they_are() =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Become(
            "using System.IO;\r\nusing AtomicWrites;\r\n\r\nclass Program {\r\n\tvoid One() {\r\n"
                + "\t\tvar text = File.ReadAllText(\"settings.json\");\r\n"
                + "\t\t{|ATW0002:File.WriteAllText(\"settings.json\", text + \"x\")|};\r\n\t}\r\n}\r\n",
            "using System.IO;\r\nusing AtomicWrites;\r\n\r\nclass Program {\r\n\tvoid One() {\r\n"
                + "\t\tAtomicFile.WithLock(\"settings.json\", () => {\r\n"
                + "\t\t\tvar text = File.ReadAllText(\"settings.json\");\r\n"
                + "\t\t\tFile.WriteAllText(\"settings.json\", text + \"x\");\r\n\t\t});\r\n\t}\r\n}\r\n"
        );

    [Fact]
    public Task Top_level_statements_are_fixed()
    {
        var test = Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Test(
            """
            using System.IO;
            using AtomicWrites;

            var text = File.ReadAllText("settings.json");
            {|ATW0002:File.WriteAllText("settings.json", text + "x")|};
            """,
            """
            using System.IO;
            using AtomicWrites;

            AtomicFile.WithLock("settings.json", () =>
            {
                var text = File.ReadAllText("settings.json");
                File.WriteAllText("settings.json", text + "x");
            });
            """
        );
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    static Task Fix(string before, string after) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.Become(InClass(before), InClass(after));

    static Task NoFix(string members) =>
        Fixes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>.AreNotOffered(InClass(members));

    static string InClass(string members) =>
        $$"""
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Text.Json;
            using System.Threading;
            using System.Threading.Tasks;
            using AtomicWrites;

            class Program
            {
                const string P = "settings.json";

            {{string.Join(
                "\n",
                members.ReplaceLineEndings("\n").Split('\n').Select(line =>
                    line.Length == 0 || line[0] == '#' ? line : "    " + line
                )
            )}}
            }
            """;
}
