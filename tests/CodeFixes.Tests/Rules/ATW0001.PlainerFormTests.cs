namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// Code around an opening that is first brought into a plainer form that does the same: a stream in a field that one
/// block alone uses, a stream with a name of its own below the writer that closes it.
/// </summary>
public class PlainerFormTests
{
    const string Old = "old content";

    [Theory]
    [InlineData("var s = <<File.Create(P)>>;\n        s.Close();")]
    [InlineData("FileStream s = <<new FileStream(P, FileMode.Create)>>;\n        s.Dispose();")]
    [InlineData("TextWriter w = <<File.CreateText(P)>>;\n        w.Close();")]
    public Task What_is_opened_only_to_be_closed_is_an_empty_file(string body) =>
        Verify.FixStatement(body, "AtomicFile.WriteAllText(P, \"\");");

    [Theory]
    [InlineData(
        "var s = File.Create(\"settings.json\"); s.Close(); return s.CanWrite; } static Stream s = Stream.Null; static void Work() {"
    )]
    [InlineData("var s = File.Create(\"settings.json\"); var held = s; s.Close(); return null;")]
    [InlineData("var s = File.Create(\"settings.json\"); // a lock\ns.Close(); return null;")]
    [InlineData("var s = File.Create(\"settings.json\"); Work(); s.Close(); return null; } static void Work() {")]
    public async Task But_not_where_its_name_stands_for_more_or_it_may_be_a_lock(string body) =>
        Assert.False(await FixedProgram.IsOfferedAsync($"public static object Run(string path) {{ {body} }}"));

    [Theory]
    [InlineData("s = File.Create(\"settings.json\"); // the settings\n")]
    [InlineData("\n// the settings\ns = File.Create(\"settings.json\"); ")]
    public async Task No_comment_of_the_opening_goes_with_its_statement(string opened) =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                "public static object Run(string path) { FileStream s = null; try { "
                    + opened
                    + "} finally { if (s != null) s.Dispose(); } return null; }"
            )
        );

    [Theory]
    [InlineData("\n#if true\nStream s = null;\nStreamWriter w = null;\n#endif\n")]
    [InlineData("\n#region of the stream\nStream s = null;\n#endregion\nStreamWriter w = null;\n")]
    public async Task No_directive_goes_with_the_stream_below_a_writer(string declared)
    {
        var program =
            $"public static object Run([AtomicWrites.StatePath] string path) {{ {declared}"
            + "try { s = File.Create(path); w = new StreamWriter(s); w.Write(1); } "
            + "finally { w?.Dispose(); s?.Dispose(); } return null; }";
        Assert.False(await FixedProgram.IsOfferedAsync(program));
    }

    [Fact]
    public Task A_field_that_each_reader_has_set_becomes_a_local() =>
        Verify.Fix(
            """
            using System.IO;
            using AtomicWrites;

            class Cache
            {
                private FileStream _stream;

                void Save(byte[] bytes)
                {
                    _stream = {|ATW0001:new FileStream("cache-state.json", FileMode.Create)|}; // the cache
                    _stream.Write(bytes, 0, bytes.Length);
                    _stream.Close();
                }

                byte[] Other()
                {
                    _stream = File.OpenRead("other.bin");
                    var bytes = new byte[_stream.Length];
                    _stream.ReadExactly(bytes);
                    _stream.Close();
                    return bytes;
                }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class Cache
            {
                private FileStream _stream;

                void Save(byte[] bytes)
                {
                    var stream = AtomicFile.Create("cache-state.json"); // the cache
                    stream.Write(bytes, 0, bytes.Length);
                    stream.Commit();
                    stream.Close();
                }

                byte[] Other()
                {
                    _stream = File.OpenRead("other.bin");
                    var bytes = new byte[_stream.Length];
                    _stream.ReadExactly(bytes);
                    _stream.Close();
                    return bytes;
                }
            }
            """
        );

    [Fact]
    public Task A_field_that_nobody_else_uses_goes() =>
        Verify.Fix(
            """
            using System.IO;
            using AtomicWrites;

            class Cache
            {
                FileStream m_file;

                void Save(byte[] bytes)
                {
                    this.m_file = {|ATW0001:File.Create("cache-state.json")|};
                    this.m_file.Write(bytes, 0, bytes.Length);
                    this.m_file.Close();
                    this.m_file = null;
                }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class Cache
            {

                void Save(byte[] bytes)
                {
                    var file = AtomicFile.Create("cache-state.json");
                    file.Write(bytes, 0, bytes.Length);
                    file.Commit();
                    file.Close();
                }
            }
            """
        );

    [Fact]
    public Task What_is_set_on_a_writer_is_set_below_where_no_callback_can_be() =>
        Verify.Fix(
            """
            using System.IO;
            using System.Threading.Tasks;
            using AtomicWrites;

            class Cache
            {
                void Save() => SaveAsync().Wait();

                async Task SaveAsync()
                {
                    var writer = {|ATW0001:new StreamWriter("cache-state.json")
                    {
                        AutoFlush = true,
                        NewLine = "\n",
                    }|}; // the cache

                    await writer.WriteLineAsync("a");
                    writer.Close();
                }
            }
            """,
            """
            using System.IO;
            using System.Threading.Tasks;
            using AtomicWrites;

            class Cache
            {
                void Save() => SaveAsync().Wait();

                async Task SaveAsync()
                {
                    var writer = AtomicFile.CreateText("cache-state.json"); // the cache
                    writer.AutoFlush = true;
                    writer.NewLine = "\n";

                    await writer.WriteLineAsync("a");
                    writer.Commit();
                    writer.Close();
                }
            }
            """
        );

    [Theory]
    [InlineData(
        "var w = new StreamWriter(path) { AutoFlush = /* at once */ true }; await w.WriteLineAsync(\"a\"); w.Close();"
    )]
    [InlineData("Use(new StreamWriter(path) { AutoFlush = true });")]
    public async Task But_not_with_a_comment_or_without_a_name(string body) =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                "public static object Run(string path) { Save(path).Wait(); return null; } static void Use(StreamWriter w) => "
                    + "w.WriteLineAsync(\"a\").Wait(); static async Task Save([AtomicWrites.StatePath] string path) { "
                    + body
                    + " await Task.Yield(); }"
            )
        );

    // A delegate of null cannot be made, which is another exception than that of the call.
    [Theory]
    [InlineData("XDocument d = null; d.Save(path); return null;", "stream => d.Save(stream)", "NullReferenceException")]
    [InlineData("Make(path + 1).Save(path); return null;", "stream => document.Save(stream)", "NullReferenceException")]
    [InlineData("XDocument d = new(new XElement(\"a\")); d.Save(path); return null;", "d.Save)", null)]
    [InlineData("var d = XDocument.Parse(\"<a/>\"); d.Save(path); return null;", "d.Save)", null)]
    [InlineData(
        "var d = path is null ? null : XDocument.Parse(\"<a/>\"); d.Save(path); return null;",
        "stream => d.Save(stream)",
        null
    )]
    public async Task A_document_that_may_be_null_is_saved_by_a_call(string body, string saved, string? exception)
    {
        var program = await FixedProgram.OfAsync(
            "static XDocument Make(string name) => name is null ? new() : null;\n"
                + $"public static object Run([AtomicWrites.StatePath] string path) {{ {body} }}"
        );
        Assert.Contains(saved, program.Text, StringComparison.Ordinal);
        var (before, after) = await program.RunAsync(Old);
        Assert.Equal(exception, before.Exception);
        Assert.Equal(exception, after.Exception);
    }

    [Fact]
    public Task A_stream_below_a_writer_goes() =>
        Verify.Fix(
            """
            using System;
            using System.IO;
            using AtomicWrites;

            class Settings
            {
                static void Save(string json)
                {
                    FileStream stream = null;
                    StreamWriter writer = null;
                    try
                    {
                        stream = {|ATW0001:File.Open("settings.json", FileMode.Create)|};
                        writer = new StreamWriter(stream);
                        writer.Write(json);
                        writer.Flush();
                        System.Threading.Thread.Sleep(1);
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                    }
                    finally
                    {
                        if (writer != null)
                            writer.Dispose();
                        if (stream != null)
                            stream.Dispose();
                    }
                }
            }
            """,
            """
            using System;
            using System.IO;
            using AtomicWrites;

            class Settings
            {
                static void Save(string json)
                {
                    AtomicStreamWriter writer = null;
                    try
                    {
                        writer = AtomicFile.CreateText("settings.json");
                        writer.Write(json);
                        writer.Flush();
                        writer.Commit();
                        System.Threading.Thread.Sleep(1);
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                    }
                    finally
                    {
                        if (writer != null)
                            writer.Dispose();
                    }
                }
            }
            """
        );

    // A member may read what another has left in the field.
    [Theory]
    [InlineData(
        "void Save() { _stream = {|ATW0001:File.Create(P)|}; _stream.WriteByte(1); } void End() => _stream.Close();"
    )]
    [InlineData(
        "void Save() { _stream = {|ATW0001:File.Create(P)|}; _stream.WriteByte(1); _stream.Close(); } bool Has() => _stream != null;"
    )]
    [InlineData(
        "void Save() { if (_stream != null) return; _stream = {|ATW0001:File.Create(P)|}; _stream.WriteByte(1); _stream.Close(); }"
    )]
    [InlineData(
        "void Save() { _stream = {|ATW0001:File.Create(P)|}; System.Action put = () => _stream.WriteByte(1); put(); _stream.Close(); }"
    )]
    public Task No_fix_where_the_field_may_be_read_elsewhere(string members) =>
        Verify.NoFix(
            $$"""
            using System.IO;

            class Store
            {
                const string P = "settings.json";
                FileStream _stream;

                {{members}}
            }
            """
        );

    [Theory]
    [InlineData(
        "FileStream s = null; try { if (File.Exists(path)) Console.Write(1); s = File.Create(path); "
            + "s.WriteByte(1); point(); } finally { if (s != null) s.Close(); } "
            + "return File.ReadAllText(path).Length;"
    )]
    [InlineData("var s = File.Create(path); s.WriteByte(1); point(); s.Close(); return new FileInfo(path).Length;")]
    [InlineData("Stream s; using (s = File.Create(path)) { s.WriteByte(1); point(); } return null;")]
    [InlineData(
        "FileStream s; StreamWriter w; using (s = File.Create(path)) using (w = new StreamWriter(s)) { "
            + "w.Write(1); point(); } using (s = File.OpenRead(path)) return s.Length;"
    )]
    [InlineData(
        "Stream s = null; StreamWriter w = null; try { s = File.Create(path); "
            + "w = new StreamWriter(s, Encoding.UTF8); w.Write(1); point(); } finally { w?.Close(); "
            + "s?.Close(); } return null;"
    )]
    [InlineData(
        "using var s = new FileStream(path, File.Exists(path) ? FileMode.Truncate : FileMode.Create); s.WriteByte(1); point(); return null;"
    )]
    [InlineData(
        "using var s = new FileStream(path, File.Exists(path) ? FileMode.Truncate : FileMode.CreateNew); "
            + "s.WriteByte(1); point(); return null;"
    )]
    [InlineData(
        "var keeps = path == null; using (var s = File.Open(path, "
            + "keeps ? FileMode.CreateNew : FileMode.Create)) { s.WriteByte(1); point(); } return null;"
    )]
    [InlineData(
        "var keeps = path == null; using (var z = new GZipStream(new FileStream(path, "
            + "!keeps ? FileMode.Create : FileMode.CreateNew), CompressionMode.Compress)) { z.WriteByte(1); "
            + "point(); } return null;"
    )]
    [InlineData(
        "var mode = FileMode.CreateNew; if (path != null) mode = FileMode.Create; "
            + "using (var s = File.Open(path, mode, FileAccess.Write)) { s.WriteByte(1); point(); } return null;"
    )]
    [InlineData(
        "System.IO.FileMode mode; if (path == null) mode = System.IO.FileMode.CreateNew; else mode = FileMode.Create; "
            + "using (var z = new GZipStream(new FileStream(path, mode), CompressionMode.Compress)) z.WriteByte(1); return null;"
    )]
    [InlineData(
        "var mode = path == null ? FileMode.CreateNew : FileMode.Create; "
            + "Action save = () => { using var s = new FileStream(path, mode); s.WriteByte(1); }; save(); return null;"
    )]
    [InlineData(
        "Last = path; using (var s = File.Create(path)) { s.WriteByte(1); point(); s.Close(); } "
            + "new Looker().Close(); return null;"
    )]
    [InlineData(
        "var o = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = path.Length }; "
            + "var s = new FileStream(path, o); using (s) { s.WriteByte(1); point(); } return null;"
    )]
    [InlineData(
        "var o = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }; "
            + "using var w = new StreamWriter(path, o); w.Write(1); point(); return null;"
    )]
    [InlineData(
        "switch (path.Length % 1) { case 0: var s = File.Create(path); s.WriteByte(1); point(); s.Close(); "
            + "Console.Write(1); break; default: throw new Exception(); } return null;"
    )]
    [InlineData(
        "switch (path.Length % 1) { case 0: var z = new GZipStream(File.Create(path), CompressionMode.Compress); "
            + "z.WriteByte(1); point(); z.Close(); break; case 1: return 1; } return null;"
    )]
    [InlineData(
        "switch (path.Length % 1) { case 0: using (File.Create(path)) { break; } default: return 1; } return new FileInfo(path).Length;"
    )]
    [InlineData("while (true) { if (path != null) { using (var s = File.Create(path)) { break; } } } return null;")]
    [InlineData(
        """
            Console.Write(1);
            var z = new GZipStream(File.Create(path), CompressionMode.Compress);
            const byte one = 1;
            const byte two = one + 1;
            z.WriteByte(two);
            point();
            z.Dispose();
            return one;
            """
    )]
    [InlineData("using (var s = File.Create(path)) { Checked(s); Tree(s, 3); point(); } return null;")]
    [InlineData("using (var s = File.Create(path)) { Ends(s, 3); } return null;")]
    [InlineData(
        "var f = new FileInfo(path); if (path.Length > 0) { using (var w = f.CreateText()) { w.Write(1); "
            + "point(); } return null; } return f.Length;"
    )]
    [InlineData("Named(path).Create(); GC.Collect(); GC.WaitForPendingFinalizers(); return null;")]
    public async Task What_does_the_same_is_fixed(string body)
    {
        var program = await FixedProgram.OfAsync(
            """
            static void Checked(Stream s) { if (s is null) throw new ArgumentNullException(nameof(s)); s.WriteByte(9); }
            static void Tree(Stream s, int depth) { s.WriteByte((byte)depth); if (depth > 0) Tree(s, depth - 1); }
            static void Ends(Stream s, int depth) { s.WriteByte(1); if (depth > 0) Ends(s, depth - 1); else s.Close(); }
            static FileInfo Named(string file) => new FileInfo(file);
            static string Last;
            class Looker : MemoryStream { public override void Close() => Console.Write(File.Exists(Last)); }

            """ + Member(body)
        );
        var (before, after) = await program.RunAsync(Old);
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData(
        "FileStream s = null; try { s = File.Create(path); s.WriteByte(1); point(); } "
            + "catch { Console.Write(File.Exists(path)); } finally { if (s != null) s.Close(); } return null;"
    )]
    [InlineData(
        "FileStream s = null; for (var i = 0; i < 2; i++) { if (File.Exists(path)) Console.Write(1); "
            + "s = File.Create(path); s.WriteByte(1); } s.Close(); return null;"
    )]
    [InlineData(
        "using (var s = new FileStream(path, File.Exists(path + 1) ? FileMode.Truncate : FileMode.Create)) s.WriteByte(1); return null;"
    )]
    [InlineData("var s = File.Create(path); Keeps(s, 2); return All[0].Length;")]
    [InlineData(
        "using (var s = new FileStream(path, File.Exists(path + 1) ? FileMode.Truncate : FileMode.CreateNew)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "using (var s = new FileStream(path, path.Length > 0 ? FileMode.Create : FileMode.Append)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "using (var s = new FileStream(path, "
            + "Replaces() ? FileMode.Create : FileMode.CreateNew)) s.WriteByte(1); return null; "
            + "bool Replaces() => path.Length > 0;"
    )]
    [InlineData(
        "var mode = FileMode.Create; if (path.Length > 0) mode = FileMode.Append; "
            + "using (var s = new FileStream(path, mode)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "var mode = FileMode.Create; Ask(out mode); using (var s = new FileStream(path, mode)) s.WriteByte(1); return null; "
            + "void Ask(out FileMode asked) => asked = FileMode.Append;"
    )]
    [InlineData(
        "var mode = FileMode.Create; Ask(); using (var s = new FileStream(path, mode)) s.WriteByte(1); return null; "
            + "void Ask() => mode = FileMode.Append;"
    )]
    [InlineData(
        "var (mode, count) = (FileMode.Append, 1); using (var s = new FileStream(path, mode)) s.WriteByte(1); return count;"
    )]
    [InlineData(
        "var mode = FileMode.Create; (mode, _) = (FileMode.Append, 1); "
            + "using (var s = new FileStream(path, mode)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "var mode = FileMode.Create; mode++; using (var s = new FileStream(path, mode, FileAccess.ReadWrite)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "Last = path; Stream other = new Looker(); using (var s = File.Create(path)) { s.WriteByte(1); other.Close(); } return null;"
    )]
    [InlineData(
        "Last = path; var other = new Nearer(); using (var s = File.Create(path)) { s.WriteByte(1); other.Close(); } return null;"
    )]
    [InlineData(
        "var o = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }; "
            + "using (var s = new FileStream(path, o)) s.WriteByte(1); return o.BufferSize;"
    )]
    [InlineData(
        "var o = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = Kept(path).Length }; "
            + "using (var s = new FileStream(path, o)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "var o = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }; o.Mode = FileMode.Append; "
            + "using (var s = new FileStream(path, o)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "switch (path.Length % 1) { case 0: var s = File.Create(path); s.WriteByte(1); s.Close(); break; "
            + "default: s = File.Create(path + 1); s.WriteByte(1); All.Add(s); break; } return null;"
    )]
    [InlineData("using (var w = Kept(path).CreateText()) w.Write(1); return Info.Length;")]
    [InlineData("using (var s = Named(path).Create()) { s.WriteByte(1); s.Flush(); return File.Exists(path); }")]
    [InlineData(
        "var f = new FileInfo(path); try { using (var w = f.CreateText()) w.Write(1); return null; } finally { Console.Write(f.Length); }"
    )]
    [InlineData(
        "var f = new FileInfo(path); Action save = () => { using (var w = f.CreateText()) w.Write(1); return; }; save(); return f.Length;"
    )]
    [InlineData(
        "FileStream s = null; try { s = File.Create(path); s.WriteByte(1); point(); } "
            + "catch (InvalidOperationException) { } finally { if (s != null) s.Close(); } "
            + "return new FileInfo(path).Length;"
    )]
    [InlineData(
        "FileStream s = null; try { s = File.Create(path); s.WriteByte(1); point(); s.Close(); } "
            + "catch (InvalidOperationException) { } return new FileInfo(path).Length;"
    )]
    public async Task No_fix_of_what_only_looks_like_it(string body) =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                """
                static FileInfo Info;
                static FileInfo Named(string file) => new FileInfo(file);
                static FileInfo Kept(string file) { Info = new FileInfo(file); Console.Write(Info.Exists); return Info; }
                static readonly List<Stream> All = new();
                static void Keeps(Stream s, int depth) { if (depth > 0) Keeps(s, depth - 1); else All.Add(s); }
                static string Last;
                class Looker : MemoryStream { public override void Close() => Console.Write(File.Exists(Last)); }
                class Nearer : Looker { }

                """ + Member(body)
            )
        );

    static string Member(string body) => $"public static object Run([AtomicWrites.StatePath] string path) {{ {body} }}";
}
