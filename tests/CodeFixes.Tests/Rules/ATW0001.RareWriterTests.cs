namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// What is rarely put around a file, and rare orders of closing: the fixed program does the same, and keeps the old file
/// where it fails in the middle; or there is no fix.
/// </summary>
public class RareWriterTests
{
    const string Old = "old content";

    const string Others = """
        public sealed class Brackets : IDisposable
        {
            readonly TextWriter _writer; bool _isOpen;
            public Brackets(TextWriter writer) => _writer = writer;
            public void Begin() { _isOpen = true; _writer.Write("["); }
            public void Dispose() { if (_isOpen) _writer.Write("]"); _isOpen = false; }
        }
        public static Stream Shared;
        public sealed class Cell : IXmlSerializable
        {
            public System.Xml.Schema.XmlSchema GetSchema() => null;
            public void ReadXml(XmlReader reader) { }
            public void WriteXml(XmlWriter writer) { point(); writer.WriteString("<é"); }
        }
        static System.Data.DataTable Table()
        {
            var table = new System.Data.DataTable("t");
            table.Columns.Add("a", typeof(int));
            table.Columns.Add("b", typeof(Cell));
            table.Rows.Add(1, new Cell());
            table.Rows.Add(2, new Cell());
            return table;
        }
        static System.Data.DataSet All() { var all = new System.Data.DataSet("all"); all.Tables.Add(Table()); return all; }
        static System.Data.DataTable Plain()
        {
            var table = new System.Data.DataTable("t");
            table.Columns.Add("a", typeof(int));
            table.Rows.Add(1);
            return table;
        }
        static System.Data.DataSet AllPlain()
        {
            var all = new System.Data.DataSet("all");
            all.Tables.Add(Plain());
            return all;
        }
        static int Count;
        static System.Data.DataTable Next() { Count++; return Plain(); }
        static XElement NextElement() => new XElement("a", ++Count);
        static string Named(string path) => Path.Combine(Path.GetDirectoryName(path), Count++ + ".xml");
        """;

    [Theory]
    [InlineData(
        "using (var w = new System.CodeDom.Compiler.IndentedTextWriter(File.CreateText(path))) { "
            + "w.WriteLine(\"a\"); w.Indent++; point(); w.WriteLine(\"b\"); } return null;"
    )]
    [InlineData(
        "using var s = File.CreateText(path); "
            + "using var w = new System.CodeDom.Compiler.IndentedTextWriter(s); w.Write(\"a\"); point(); "
            + "w.Write(1); return null;"
    )]
    [InlineData(
        "using (var s = File.CreateText(path)) { var b = new Brackets(s); b.Begin(); point(); b.Dispose(); } return null;"
    )]
    [InlineData(
        "using (var s = File.CreateText(path)) using (var b = new Brackets(s)) { b.Begin(); point(); } return null;"
    )]
    [InlineData(
        "using var s = File.CreateText(path); using var b = new Brackets(s); b.Begin(); point(); s.Write(1); return 1;"
    )]
    [InlineData(
        "using var b = new BufferedStream(File.Create(path), 16); b.Write(new byte[100]); point(); b.WriteByte(1); return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) using (var c = new CryptoStream(s, new ToBase64Transform(), "
            + "CryptoStreamMode.Write)) using (var w = new StreamWriter(c)) { w.Write(\"abcd\"); "
            + "point(); } return null;"
    )]
    [InlineData(
        "using var s = File.Create(path); using var z = new BrotliStream(s, CompressionLevel.Fastest); "
            + "z.Write(new byte[50]); point(); z.WriteByte(1); return null;"
    )]
    [InlineData(
        "var z = new ZLibStream(File.Create(path), CompressionLevel.Fastest); try { z.Write(new byte[50]); "
            + "point(); } finally { z.Dispose(); } return null;"
    )]
    [InlineData(
        "using (var x = new XmlTextWriter(path, Encoding.UTF8) { Formatting = Formatting.Indented }) { "
            + "x.WriteStartElement(\"a\"); x.WriteString(\"b\"); point(); } return null;"
    )]
    [InlineData(
        "var x = new XmlTextWriter(path, null); x.WriteStartDocument(); "
            + "x.WriteElementString(\"a\", \"b\"); point(); x.Close(); return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) using (var t = new System.Formats.Tar.TarWriter(s)) { "
            + "t.WriteEntry(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "
            + "\"a\") { ModificationTime = DateTimeOffset.UnixEpoch, "
            + "DataStream = new MemoryStream(new byte[3]) }); point(); } return null;"
    )]
    [InlineData(
        "using (var z = new ZipArchive(File.Create(path), ZipArchiveMode.Create)) { "
            + "var e = z.CreateEntry(\"a\"); e.LastWriteTime = new DateTime(2020, 1, 1); using var o = e.Open(); "
            + "o.WriteByte(1); point(); } return null;"
    )]
    [InlineData(
        "using (var w = TextWriter.Synchronized(File.CreateText(path))) { w.Write(\"a\"); point(); } return null;"
    )]
    [InlineData(
        "using (var w = new StreamWriter(new BufferedStream(File.Create(path)))) { w.Write(\"a\"); point(); } return null;"
    )]
    [InlineData(
        "using (var w = new BinaryWriter(new GZipStream(File.Create(path), CompressionMode.Compress))) { "
            + "w.Write(\"a\"); point(); } return null;"
    )]
    [InlineData(
        "await using (var s = File.Create(path)) await using (var j = new Utf8JsonWriter(s)) { "
            + "j.WriteStartArray(); point(); j.WriteEndArray(); } return null;"
    )]
    [InlineData(
        "await using var s = File.Create(path); await using var j = new Utf8JsonWriter(s); "
            + "j.WriteStartArray(); point(); j.WriteEndArray(); return null;"
    )]
    [InlineData(
        "await using var s = File.Create(path); var j = new Utf8JsonWriter(s); try { j.WriteStartArray(); "
            + "point(); j.WriteEndArray(); } finally { await j.DisposeAsync(); } return null;"
    )]
    [InlineData(
        "using var s = File.Create(path); await using (var w = new StreamWriter(s, leaveOpen: true)) { "
            + "await w.WriteAsync(\"a\"); point(); } await s.WriteAsync(new byte[] { 66 }); return null;"
    )]
    [InlineData(
        "await using (var w = new StreamWriter(path)) { await w.WriteLineAsync(\"a\".AsMemory()); point(); "
            + "await w.FlushAsync(); } return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { switch (path.Length % 2) { case 0: w.Write(\"even\"); "
            + "break; default: w.Write(\"odd\"); break; } point(); } return null;"
    )]
    [InlineData("using (FileStream s = new(path, FileMode.Create)) { s.Write([1, 2]); point(); } return null;")]
    [InlineData(
        "using (var s = File.Create(path)) { await JsonSerializer.SerializeAsync(s, new { A = 1 }); "
            + "point(); await s.FlushAsync(); } return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { var p = System.IO.Pipelines.PipeWriter.Create(s); "
            + "await p.WriteAsync(new byte[] { 65 }); point(); await p.CompleteAsync(); } return null;"
    )]
    [InlineData("Table().WriteXml(path); return null;")]
    [InlineData("var t = Table(); t.WriteXml(path, System.Data.XmlWriteMode.DiffGram); return null;")]
    [InlineData("var t = All().Tables[0]; t.WriteXml(fileName: path, writeHierarchy: true); return null;")]
    [InlineData("All().WriteXml(path); return null;")]
    public async Task The_same_is_written(string body)
    {
        var program = await FixedProgram.OfAsync(Member(body));
        await program.WritesTheSameOrNothingAsync(Old);
    }

    [Theory]
    [InlineData("AllPlain().WriteXml(path, System.Data.XmlWriteMode.WriteSchema); return null;")]
    [InlineData("Plain().WriteXml(path, System.Data.XmlWriteMode.WriteSchema, true); return null;")]
    [InlineData("AllPlain().WriteXmlSchema(path); return null;")]
    [InlineData("Plain().WriteXmlSchema(path, true); return null;")]
    [InlineData("Next().WriteXml(Named(path)); return Count;")]
    [InlineData("NextElement().Save(Named(path)); return Count;")]
    [InlineData("if (path != null) NextElement().Save(Named(path), SaveOptions.DisableFormatting); return Count;")]
    public async Task What_is_saved_is_the_same_and_made_before_its_path(string body)
    {
        var program = await FixedProgram.OfAsync(Member(body));
        var (before, after) = await program.RunAsync(Old);
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(\"a\"); w.Flush(); "
            + "System.Diagnostics.Process.Start(\"cat\", path).WaitForExit(); } return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(\"a\"); w.Flush(); "
            + "System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(\"cat\", "
            + "path)); } return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(\"a\"); "
            + "var start = new System.Diagnostics.ProcessStartInfo(\"cat\") { Arguments = path }; "
            + "System.Diagnostics.Process.Start(start); } return null;"
    )]
    [InlineData(
        "var start = new System.Diagnostics.ProcessStartInfo { "
            + "FileName = \"cat\", Arguments = \"-n \" + path }; "
            + "using (var w = File.CreateText(path)) { w.Write(\"a\"); w.Flush(); "
            + "System.Diagnostics.Process.Start(start); } return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(\"a\"); w.Flush(); "
            + "using var p = new System.Diagnostics.Process(); p.StartInfo.FileName = path; "
            + "p.Start(); } return null;"
    )]
    [InlineData(
        "using (var s = new FileStream(path, FileMode.Create)) { RandomAccess.Write(s.SafeFileHandle, new byte[3], 0); } return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { Parallel.For(0, 3, i => { lock (s) s.WriteByte(1); }); } return null;"
    )]
    [InlineData("using var s = File.Create(path); s.BeginWrite(new byte[3], 0, 3, null, null); return null;")]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(1); AppDomain.CurrentDomain.ProcessExit += (_, _) => w.Write(2); } return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(1); "
            + "using var t = new Timer(_ => w.Write(2), null, 0, 100); Thread.Sleep(10); } return null;"
    )]
    [InlineData(
        "var s = File.Create(path); s.WriteByte(1); s.Dispose(); s = File.Create(path + 2); s.WriteByte(2); s.Dispose(); return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(1); if (w is StreamWriter { AutoFlush: false } same) same.Write(2); } return null;"
    )]
    [InlineData("using (var w = File.CreateText(path)) { lock (w) { w.Write(2); } } return null;")]
    [InlineData(
        "using (var s = File.Create(path)) { s.WriteByte(1); File.SetAttributes(path, FileAttributes.ReadOnly); } return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { "
            + "foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path))) "
            + "w.WriteLine(Path.GetFileName(file)); } return null;"
    )]
    [InlineData("using var w = path.Length > 0 ? File.CreateText(path) : null; w.Write(1); return null;")]
    [InlineData("using (var s = Shared = File.Create(path)) { s.WriteByte(1); } return null;")]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(1); Environment.ExitCode = 3; Process(); "
            + "void Process() => Environment.Exit(0); } return null;"
    )]
    public async Task No_fix_where_it_would_not_be_the_same(string body) =>
        Assert.False(await FixedProgram.IsOfferedAsync(Member(body)));

    static string Member(string body) =>
        $"public static {(body.Contains("await ", StringComparison.Ordinal) ? "async Task<object>" : "object")} "
        + $"Run([AtomicWrites.StatePath] string path)\n{{\n{body}\n}}\n{Others}";
}
