using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class NonAtomicWriteTests
{
    const string State =
        """Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "app", "state.json")""";

    [Theory]
    [InlineData("File.WriteAllText(p, text)")]
    [InlineData("File.WriteAllText(p, text, System.Text.Encoding.UTF8)")]
    [InlineData("File.WriteAllText(contents: text, path: p)")]
    [InlineData("System.IO.File.WriteAllText(p, text)")]
    [InlineData("File.WriteAllBytes(p, new byte[1])")]
    [InlineData("File.WriteAllLines(p, new[] { text })")]
    [InlineData("File.WriteAllTextAsync(p, text)")]
    [InlineData("File.WriteAllBytesAsync(p, new byte[1])")]
    [InlineData("File.WriteAllLinesAsync(p, new[] { text })")]
    [InlineData("File.AppendAllText(p, text)")]
    [InlineData("File.AppendAllTextAsync(p, text)")]
    [InlineData("File.AppendAllLines(p, new[] { text })")]
    [InlineData("File.AppendText(p)")]
    [InlineData("File.Create(p)")]
    [InlineData("File.CreateText(p)")]
    [InlineData("File.OpenWrite(p)")]
    [InlineData("File.OpenHandle(p, FileMode.Create, FileAccess.Write)")]
    [InlineData("File.Open(p, FileMode.Create)")]
    [InlineData("File.Open(p, FileMode.Append)")]
    [InlineData("File.Open(p, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write })")]
    [InlineData("File.Open(p, FileMode.OpenOrCreate, FileAccess.ReadWrite)")]
    [InlineData("File.Copy(\"x\", p, true)")]
    [InlineData("new FileStream(p, FileMode.Truncate)")]
    [InlineData("new FileStream(p, FileMode.Create, FileAccess.Write)")]
    [InlineData(
        "new FileStream(p, new FileStreamOptions { Access = FileAccess.ReadWrite, Mode = FileMode.OpenOrCreate })"
    )]
    [InlineData("new StreamWriter(p)")]
    [InlineData("new StreamWriter(p, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write })")]
    [InlineData(
        "new StreamWriter(p, System.Text.Encoding.UTF8, new() { Mode = FileMode.Create, Access = FileAccess.Write })"
    )]
    [InlineData("File.Open(p, FileMode.Open).SetLength(0)")]
    [InlineData("RandomAccess.SetLength(File.OpenHandle(p, FileMode.Open, FileAccess.ReadWrite), 0)")]
    [InlineData("new StreamWriter(p, true)")]
    [InlineData("new System.Xml.Linq.XDocument().Save(p)")]
    [InlineData("new System.Xml.Linq.XElement(\"x\").Save(p)")]
    [InlineData("new System.Xml.Linq.XStreamingElement(\"x\").Save(p)")]
    [InlineData("new System.Xml.XmlDocument().Save(p)")]
    [InlineData("System.Xml.XmlWriter.Create(p)")]
    [InlineData("new System.Xml.XmlTextWriter(p, null)")]
    [InlineData("new System.Data.DataSet().WriteXml(p)")]
    [InlineData("new System.Data.DataSet().WriteXmlSchema(p)")]
    [InlineData("new System.Data.DataTable().WriteXml(p)")]
    [InlineData("new System.Data.DataTable().WriteXmlSchema(p)")]
    [InlineData("new System.Net.WebClient().DownloadFile(text, p)")]
    [InlineData("new System.Net.WebClient().DownloadFileAsync(new Uri(text), p)")]
    [InlineData("new System.Net.WebClient().DownloadFileTaskAsync(text, p)")]
    [InlineData("new FileInfo(p).Create()")]
    [InlineData("new FileInfo(p).CreateText()")]
    [InlineData("new FileInfo(p).AppendText()")]
    [InlineData("new FileInfo(p).OpenWrite()")]
    [InlineData("new FileInfo(p).Open(FileMode.Create)")]
    [InlineData("new FileInfo(p).Open(new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write })")]
    [InlineData("new FileInfo(\"x\").CopyTo(p, true)")]
    [InlineData("Microsoft.VisualBasic.FileIO.FileSystem.WriteAllText(p, text, false)")]
    [InlineData("Microsoft.VisualBasic.FileIO.FileSystem.WriteAllBytes(p, new byte[1], append: false)")]
    [InlineData("Microsoft.VisualBasic.FileIO.FileSystem.CopyFile(\"x\", p, true)")]
    [InlineData("Microsoft.VisualBasic.FileIO.FileSystem.OpenTextFileWriter(p, false)")]
    public Task Reports(string write) =>
        Verify.Class($$"""void Save(string text) { var p = {{State}}; {|ATW0001:{{write}}|}; }""");

    [Theory]
    [InlineData("File.ReadAllText(p)")]
    [InlineData("File.Open(p, FileMode.Open)")]
    [InlineData("File.Open(p, FileMode.OpenOrCreate, FileAccess.Read)")]
    [InlineData("File.OpenRead(p)")]
    [InlineData("File.OpenHandle(p)")]
    [InlineData("File.Open(p, new FileStreamOptions())")]
    [InlineData("File.Open(p, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Read })")]
    [InlineData("new FileInfo(p).Open(new FileStreamOptions { Mode = FileMode.Open })")]
    [InlineData("new FileStream(p, FileMode.Open, FileAccess.Read)")]
    [InlineData("new StreamReader(p)")]
    public Task Reading_is_silent(string read) =>
        Verify.Class($$"""void Load() { var p = {{State}}; _ = {{read}}; }""");

    [Theory]
    [InlineData(
        "using (var s = new FileStream(p, FileMode.OpenOrCreate)) return JsonSerializer.Deserialize<string>(s);"
    )]
    [InlineData("using var s = new StreamReader(File.Open(p, FileMode.OpenOrCreate)); return s.ReadToEnd();")]
    [InlineData(
        "using var s = File.Open(p, FileMode.OpenOrCreate); if (s.Length == 0) return null; "
            + "s.Seek(0, SeekOrigin.Begin); var b = new byte[9]; return s.Read(b, 0, 9).ToString();"
    )]
    [InlineData(
        "FileStream s = null; try { s = new FileStream(p, FileMode.OpenOrCreate, FileAccess.ReadWrite); "
            + "using StreamReader r = new(s); s = null; return r.ReadLine(); } finally { s?.Dispose(); }"
    )]
    [InlineData(
        "using var s = File.Open(p, FileMode.OpenOrCreate); "
            + "using var z = new System.IO.Compression.GZipStream(s, "
            + "System.IO.Compression.CompressionMode.Decompress); return new StreamReader(z).ReadToEnd();"
    )]
    [InlineData(
        "var s = File.Open(p, FileMode.OpenOrCreate); using (s) { var m = new MemoryStream(); s.CopyTo(m); return m.ToString(); }"
    )]
    public Task What_is_opened_for_more_than_reading_and_only_read_is_silent(string body) =>
        Verify.Class($$"""string Load() { var p = {{State}}; {{body}} }""");

    [Theory]
    [InlineData(
        "using (var s = {|ATW0001:new FileStream(p, FileMode.OpenOrCreate)|}) { "
            + "var x = JsonSerializer.Deserialize<string>(s); s.SetLength(0); "
            + "JsonSerializer.Serialize(s, x); return x; }"
    )]
    [InlineData(
        "using var s = {|ATW0001:File.Open(p, FileMode.OpenOrCreate)|}; "
            + "using var z = new System.IO.Compression.GZipStream(s, "
            + "System.IO.Compression.CompressionMode.Compress); z.WriteByte(1); return null;"
    )]
    [InlineData(
        "_stream = {|ATW0001:File.Open(p, FileMode.OpenOrCreate)|}; "
            + "return new StreamReader(_stream).ReadToEnd(); } void More() { _stream.WriteByte(1);"
    )]
    [InlineData("using var s = {|ATW0001:File.Open(p, FileMode.OpenOrCreate)|}; s.WriteByte(1); return null;")]
    [InlineData("using var s = {|ATW0001:File.Open(p, FileMode.OpenOrCreate)|}; return Swap(s, s.ReadByte());")]
    public Task What_is_read_and_more_is_not(string body) =>
        Verify.Class(
            """Stream _stream; static string Swap(Stream s, int x) { s.WriteByte((byte)x); return null; } """
                + $$"""string Load() { var p = {{State}}; {{body}} }"""
        );

    [Theory]
    [InlineData("void A() => _held = new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);")]
    [InlineData("void A() { using (new FileStream(P, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)) B(); }")]
    [InlineData("void A() { using var held = File.Open(P, FileMode.OpenOrCreate); held.Lock(0, 1); B(); }")]
    [InlineData("IDisposable A() => new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);")]
    [InlineData(
        "void A() { using var w = new StreamWriter(new FileStream(P, FileMode.Create, FileAccess.Write, "
            + "FileShare.Read, 1, FileOptions.DeleteOnClose)); w.Write(1); }"
    )]
    [InlineData(
        "void A() { using var s = new FileStream(P, new FileStreamOptions { "
            + "Mode = FileMode.Create, Access = FileAccess.Write, "
            + "Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous }); s.WriteByte(1); }"
    )]
    [InlineData("void A() { if (!File.Exists(P)) { var s = File.Create(P); s.Dispose(); } }")]
    [InlineData("void A() { if (File.Exists(P)) B(); else File.Create(P).Close(); }")]
    [InlineData("void A() { if (!new FileInfo(P).Exists) return; using (File.Open(P, FileMode.CreateNew)) { } }")]
    [InlineData(
        "void A(bool on) { if (on) { using (File.Create(P)) { } } else File.Delete(P); } bool Is => File.Exists(P);"
    )]
    [InlineData("void A() { if (File.Exists(P)) return; File.Create(P).Dispose(); } string Is => File.ReadAllText(P);")]
    [InlineData("void A() { if (!File.Exists(P)) File.WriteAllText(P, \"\"); } string Is => File.ReadAllText(P);")]
    [InlineData(
        "void A() { if (File.Exists(P) == false) File.WriteAllBytes(P, new byte[0]); } string Is => File.ReadAllText(P);"
    )]
    [InlineData(
        "void A(bool on) { if (on && !(File.Exists(P))) { using var s = File.Create(P); } } string Is => File.ReadAllText(P);"
    )]
    [InlineData(
        "void A() { var exists = File.Exists(P); if (!exists) File.CreateText(P).Close(); } string Is => File.ReadAllText(P);"
    )]
    [InlineData(
        "void A() { File.AppendText(P).Dispose(); File.OpenWrite(P).Dispose(); "
            + "File.AppendAllText(P, \"\"); } string Is => File.ReadAllText(P);"
    )]
    [InlineData("void A() { using (new FileStream(P, FileMode.Append)) { } } string Is => File.ReadAllText(P);")]
    [InlineData(
        "static readonly FileStream L = File.Open(P, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);"
    )]
    [InlineData("void A() => _held ??= new FileStream(P, FileMode.Create, FileAccess.Write, FileShare.None);")]
    [InlineData(
        "FileStream AcquireLock() => new FileStream(P, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);"
    )]
    [InlineData(
        "IDisposable A() => new Holder(new FileStream(P, FileMode.OpenOrCreate, FileAccess.Write, "
            + "FileShare.None)); class Holder : IDisposable { readonly Stream _s; "
            + "public Holder(Stream s) { _s = s; } public void Dispose() => _s.Dispose(); }"
    )]
    [InlineData("void A() => File.WriteAllText(Path.GetDirectoryName(P) + \"/lockfile\", \"1\");")]
    [InlineData("void A() => File.WriteAllText(P + \".pid\", \"1\");")]
    [InlineData(
        "void A() { using (Open(P, FileMode.OpenOrCreate)) ; } "
            + "void C() => Open(\"/tmp/x\", FileMode.Create).WriteByte(1); "
            + "static Stream Open(string path, FileMode mode) => File.Open(path, mode);"
    )]
    public Task Locks_and_markers_are_silent(string members) => Held(members);

    [Theory]
    [InlineData(
        "void A() => _held = {|ATW0001:new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite, "
            + "FileShare.None)|}; void C() => _held.WriteByte(1);"
    )]
    [InlineData(
        "void A() { using var s = {|ATW0001:new FileStream(P, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)|}; s.WriteByte(1); }"
    )]
    [InlineData("Stream A() => {|ATW0001:File.Open(P, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)|};")]
    [InlineData("void A() { if (!File.Exists(P)) { using var s = {|ATW0001:File.Create(P)|}; s.WriteByte(1); } }")]
    [InlineData(
        "void A() { if (File.Exists(P)) {|ATW0001:File.Create(P)|}.Dispose(); } string Is => File.ReadAllText(P);"
    )]
    [InlineData(
        "void A() { if (File.Exists(P)) B(); {|ATW0001:File.Create(P)|}.Dispose(); } string Is => File.ReadAllText(P);"
    )]
    [InlineData(
        "void A(bool on) { if (on || !File.Exists(P)) {|ATW0001:File.Create(P)|}.Dispose(); } string Is => File.ReadAllText(P);"
    )]
    [InlineData("void A() { if (!File.Exists(P)) {|ATW0001:File.WriteAllText(P, \"{}\")|}; }")]
    [InlineData("void A() { if (!File.Exists(P + 1)) {|ATW0001:File.WriteAllText(P, \"\")|}; }")]
    [InlineData("void A() { {|ATW0001:File.WriteAllText(P, \"\")|}; }")]
    [InlineData("void A() { using (var s = {|ATW0001:File.AppendText(P)|}) s.Write(1); }")]
    [InlineData(
        "IDisposable A() => new Holder({|ATW0001:new FileStream(P, FileMode.OpenOrCreate, "
            + "FileAccess.Write, FileShare.None)|}); class Holder : IDisposable { readonly Stream _s; "
            + "public Holder(Stream s) { _s = s; } public void Dispose() => _s.WriteByte(1); }"
    )]
    [InlineData(
        "FileStream AcquireLock() => {|ATW0001:new FileStream(P, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read)|};"
    )]
    [InlineData(
        "void A() { using var s = {|ATW0001:Open(P, FileMode.OpenOrCreate)|}; s.WriteByte(1); } "
            + "void C() => Open(\"/tmp/x\", FileMode.Create).WriteByte(1); "
            + "static Stream Open(string path, FileMode mode) => File.Open(path, mode);"
    )]
    public Task What_has_content_is_no_marker(string members) => Held(members);

    [Theory]
    [InlineData("FileMode.Open, FileAccess.Read", "Count(P)")]
    [InlineData("FileMode.Open, FileAccess.ReadWrite", "Count(P)")]
    [InlineData("FileMode.OpenOrCreate, FileAccess.Read", "Count(P)")]
    [InlineData("FileMode.OpenOrCreate, FileAccess.ReadWrite", "{|ATW0001:Count(P)|}")]
    public Task A_wrapper_of_a_wrapper_writes_as_it_opens_the_file(string opening, string call) =>
        Held(
            $"void A() {{ {call}; Count(\"/tmp/x\"); Open(\"/tmp/x\", FileMode.Create, FileAccess.Write).WriteByte(1); }} "
                + $"static void Count(string path) {{ using var s = Open(path, {opening}); s.WriteByte(1); }} "
                + "static Stream Open(string path, FileMode mode, FileAccess access) => File.Open(path, mode, access);"
        );

    static Task Held(string members) =>
        Verify.Class($$"""static readonly string P = {{State}}; FileStream _held; void B() { } {{members}}""");

    [Theory]
    [InlineData(
        "var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };",
        "{|ATW0001:new FileStream(p, options)|}"
    )]
    [InlineData(
        "FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };",
        "{|ATW0001:File.Open(p, options)|}"
    )]
    [InlineData(
        "var options = new FileStreamOptions(); options.Mode = FileMode.Truncate; options.Access = FileAccess.Write;",
        "{|ATW0001:new FileStream(p, options)|}"
    )]
    [InlineData("var options = new FileStreamOptions { Access = FileAccess.ReadWrite };", "new FileStream(p, options)")]
    [InlineData("var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate };", "File.Open(p, options)")]
    [InlineData("", "{|ATW0001:new FileStream(p, Fresh)|}")]
    [InlineData("", "new FileStream(p, Reading)")]
    public Task Options_of_a_stream_are_followed_to_where_they_are_made(string options, string stream) =>
        Verify.Class(
            $$"""
            static readonly FileStreamOptions Fresh = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            static FileStreamOptions Reading => new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.Read };
            void Save() { var p = {{State}}; {{options}} using var stream = {{stream}}; }
            """
        );

    [Theory]
    [InlineData("using var stream = new FileStream(p, FileMode.Open); {|ATW0001:stream.SetLength(0)|};")]
    [InlineData(
        "using (Stream stream = File.Open(p, FileMode.Open, FileAccess.ReadWrite)) { stream.WriteByte(1); "
            + "{|ATW0001:stream.SetLength(stream.Position)|}; }"
    )]
    [InlineData(
        "using var handle = File.OpenHandle(p, FileMode.Open, FileAccess.Write); {|ATW0001:RandomAccess.SetLength(handle, 0)|};"
    )]
    [InlineData("using var stream = {|ATW0001:new FileStream(p, FileMode.OpenOrCreate)|}; stream.SetLength(0);")]
    [InlineData("using var stream = new MemoryStream(); stream.SetLength(0);")]
    public Task What_is_opened_and_then_truncated_is_reported_there_and_once(string body) =>
        Verify.Class($$"""void Save() { var p = {{State}}; {{body}} }""");

    [Theory]
    [InlineData("new StreamWriter(p, append: true)", "new StreamWriter", "AppendAllText")]
    [InlineData("new FileStream(p, FileMode.Append, FileAccess.Write)", "new FileStream", "AppendAllBytes")]
    [InlineData(
        "Microsoft.VisualBasic.FileIO.FileSystem.WriteAllText(p, \"\", true)",
        "FileSystem.WriteAllText",
        "AppendAllText"
    )]
    [InlineData("new StreamWriter(p, append: false)", "new StreamWriter", "CreateText")]
    public Task What_appends_is_told_to_append(string write, string name, string twin) =>
        Verify.Run<NonAtomicWriteAnalyzer>(
            $$"""using System; using System.IO; class Program { void Save() { var p = {{State}}; {|#0:{{write}}|}; } }""",
            expected: new DiagnosticResult("ATW0001", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(name, "under SpecialFolder.ApplicationData", twin)
        );

    [Fact]
    public Task A_target_typed_new_is_reported() =>
        Verify.Class($$"""void Save() { using FileStream stream = {|ATW0001:new({{State}}, FileMode.Create)|}; }""");

    [Theory]
    [InlineData("using static System.IO.File;", "WriteAllText(p, \"\")")]
    [InlineData("using F = System.IO.File;", "F.WriteAllText(p, \"\")")]
    public Task Static_usings_and_aliases_are_seen_through(string usings, string write) =>
        Verify.Source(
            $$"""{{usings}} class Program { void Save() { var p = "settings.json"; {|ATW0001:{{write}}|}; } }"""
        );

    [Theory]
    [InlineData("appsettings.json", "or")]
    [InlineData("appsettings.User.json", "or")]
    [InlineData("usersettings.json", "or")]
    [InlineData("user.config", "or, with the settings in JSON,")] // which is XML
    public async Task The_files_that_hosts_read_are_state_and_what_writes_options_back_is_named_where_it_is_referenced(
        string file,
        string or
    )
    {
        var write = $$"""class Program { void Save() => {|#0:System.IO.File.WriteAllText("{{file}}", "")|}; }""";
        await Reported(write, "WriteAllText");
        await Reported(
            "namespace AtomicWrites.Extensions { interface IWritableOptions<T> { } }" + write,
            $"WriteAllText' {or} 'IWritableOptions<T>.Update"
        );

        Task Reported(string source, string replacement) =>
            Verify.Run<NonAtomicWriteAnalyzer>(
                source,
                expected: new DiagnosticResult("ATW0001", DiagnosticSeverity.Warning)
                    .WithLocation(0)
                    .WithArguments("File.WriteAllText", $"the file name '{file}'", replacement)
            );
    }

    [Fact]
    public Task What_can_be_downloaded_again_is_silent_unless_it_is_read() =>
        Verify.Class(
            """
            static readonly string Home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "acme");
            void Install(System.Net.WebClient web) => web.DownloadFile("https://acme.example/x", Path.Combine(Home, "setup.exe"));
            void Plug(System.Net.WebClient web) => web.DownloadFile("https://acme.example/x", Path.Combine(Home, "data.zip"));
            void Refresh(System.Net.WebClient web) =>
                {|ATW0001:web.DownloadFile("https://acme.example/x", Path.Combine(Home, "index.json"))|};
            string Index() => File.ReadAllText(Path.Combine(Home, "index.json"));
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_with_the_same_name_is_silent() =>
        Verify.Source(
            """
            static class File { public static void WriteAllText(string path, string contents) { } }
            class Program { void Save() => File.WriteAllText("settings.json", ""); }
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_in_System_IO_is_silent() =>
        Verify.Source(
            """
            namespace System.IO { class StreamWriter { public StreamWriter(string path) { } } }
            class Program { object Save() => new System.IO.StreamWriter("settings.json"); }
            """
        );

    [Fact]
    public Task Generated_code_is_left_alone() =>
        Verify.Source(
            """
            // <auto-generated/>
            class Program { void Save() => System.IO.File.WriteAllText("settings.json", ""); }
            """
        );
}
