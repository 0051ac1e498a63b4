namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// Programs do after the fix what they did before: the same bytes, results and exceptions; but what fails in the middle
/// leaves the old file.
/// </summary>
public class FixedProgramTests
{
    const string Old = "the old content, which is longer than what is written";

    const string Closer =
        "class Closer { readonly Stream _s; public Closer(Stream s) { _s = s; } "
        + "public void Write() { using var w = new StreamWriter(_s); w.Write('x'); } "
        + "public async Task WriteAsync() { await Task.Yield(); Write(); } }";

    public static TheoryData<string> Bodies =>
        [
            "using (var s = File.Create(path)) { s.WriteByte(1); point(); s.WriteByte(2); } return null;",
            "using var s = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1, "
                + "useAsync: true); s.Write(new byte[5000], 0, 5000); point(); s.Position = 2; "
                + "s.WriteByte(9); return s.Length;",
            "using var s = File.Open(path, FileMode.Create, FileAccess.Write); s.WriteByte(1); point(); s.Flush(true); return s.Position;",
            "using var s = new FileStream(path, FileMode.OpenOrCreate); s.SetLength(0); point(); s.WriteByte(1); return null;",
            "using (var s = new FileStream(path, FileMode.OpenOrCreate)) { s.WriteByte(1); point(); s.Flush(); "
                + "s.SetLength(s.Position); } return null;",
            "using (var s = new FileStream(path, FileMode.OpenOrCreate)) { var w = new StreamWriter(s); w.Write('x'); "
                + "w.Flush(); s.SetLength(s.Position); point(); w.Write('y'); w.Flush(); } return null;",
            "using var s = new FileStream(path, new FileStreamOptions { "
                + "Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.WriteThrough }); "
                + "s.WriteByte(1); point(); s.WriteByte(2); return null;",
            "using (var s = new FileInfo(path).Create()) { s.WriteByte(1); point(); } return null;",
            "using (var w = new FileInfo(path).CreateText()) { w.Write(\"zażółć\"); point(); } return null;",
            "using (var w = File.CreateText(path)) { w.Write(\"zażółć\"); point(); w.Write(new string('x', 10_000)); } return null;",
            "using (StreamWriter w = new StreamWriter(path)) { w.WriteLine(\"zażółć\"); point(); } return null;",
            "using (TextWriter w = new StreamWriter(path, false, Encoding.UTF8)) { w.Write(\"zażółć\"); point(); } return null;",
            "using (var w = new StreamWriter(path, append: false, encoding: Encoding.Unicode, "
                + "bufferSize: 16)) { w.NewLine = \"\\r\"; w.WriteLine(1.5); point(); } return null;",
            "using (var w = new StreamWriter(path, Encoding.UTF32, new FileStreamOptions { "
                + "Mode = FileMode.Create, Access = FileAccess.Write })) { w.Write('x'); point(); } return null;",
            "using (var w = new StreamWriter(File.Create(path), Encoding.UTF8)) { w.Write('x'); point(); } return null;",
            "using (var s = File.Create(path)) using (var w = new StreamWriter(s)) { w.Write('x'); point(); } return null;",
            "using (var s = File.Create(path)) { "
                + "using (var w = new StreamWriter(s, Encoding.UTF8, 1024, leaveOpen: true)) { w.Write('x'); "
                + "point(); } s.WriteByte(7); } return null;",
            "using var s = File.Create(path); using var w = new StreamWriter(s, Encoding.Latin1); "
                + "w.Write('x'); point(); w.Write('y'); return null;",
            "using (var s = new FileStream(path, FileMode.Create)) { var w = new StreamWriter(s); "
                + "w.Write('x'); point(); w.Flush(); s.Flush(true); } return null;",
            "using (var s = new FileStream(path, FileMode.Create)) using (var w = new StreamWriter(s)) { "
                + "w.Write('x'); point(); w.Flush(); s.Flush(true); } return null;",
            "using (var w = new BinaryWriter(File.Create(path))) { w.Write(\"zażółć\"); point(); w.Write(1.5); } return null;",
            "using (var s = File.Create(path)) using (var g = new GZipStream(s, "
                + "CompressionLevel.Optimal)) using (var w = new StreamWriter(g)) { w.Write(\"zażółć\"); "
                + "point(); } return null;",
            "using var s = File.Create(path); "
                + "using var g = new DeflateStream(s, CompressionMode.Compress); point(); "
                + "g.Write(new byte[100], 0, 100); return null;",
            "using (var s = File.Create(path)) { using var aes = Aes.Create(); aes.Key = new byte[16]; "
                + "using var c = new CryptoStream(s, aes.CreateEncryptor(aes.Key, new byte[16]), "
                + "CryptoStreamMode.Write); c.Write(new byte[100], 0, 100); point(); } return null;",
            "using (var s = File.Create(path)) using (var zip = new ZipArchive(s, "
                + "ZipArchiveMode.Create)) { var e = zip.CreateEntry(\"a\"); "
                + "e.LastWriteTime = new DateTime(2020, 1, 1); using (var o = e.Open()) o.WriteByte(1); "
                + "point(); } return null;",
            "using (var s = File.Create(path)) using (var w = new Utf8JsonWriter(s)) { "
                + "w.WriteStartObject(); w.WriteString(\"a\", \"ż\"); point(); w.WriteEndObject(); } return null;",
            "using var s = File.Create(path); using var w = new Utf8JsonWriter(s); w.WriteStartArray(); "
                + "point(); w.WriteEndArray(); return null;",
            "using (var s = File.Create(path)) { point(); JsonSerializer.Serialize(s, new[] { 1, 2 }); } return null;",
            "using (var s = File.Create(path)) { new XmlSerializer(typeof(int[])).Serialize(s, new[] { 1, 2 }); point(); } return null;",
            "using (var w = new StreamWriter(path)) { "
                + "new XmlSerializer(typeof(int[])).Serialize(w, new[] { 1, 2 }); point(); } return null;",
            "using (var w = XmlWriter.Create(path)) { w.WriteStartElement(\"a\"); point(); w.WriteString(\"zażółć\"); } return null;",
            "using (XmlWriter w = XmlWriter.Create(path, new XmlWriterSettings { "
                + "Indent = true, Encoding = Encoding.Unicode })) { w.WriteStartElement(\"a\"); "
                + "w.WriteElementString(\"b\", \"\"); point(); } return null;",
            "var w = new XmlTextWriter(path, Encoding.UTF8) { Formatting = Formatting.Indented }; "
                + "w.WriteStartDocument(); w.WriteStartElement(\"a\"); point(); "
                + "w.WriteElementString(\"b\", \"ż\"); w.Close(); return null;",
            "using (var s = File.Create(path)) using (var w = XmlWriter.Create(s)) { w.WriteStartElement(\"a\"); point(); } return null;",
            "var s = File.Create(path); s.WriteByte(1); point(); s.Close(); return null;",
            "var w = new StreamWriter(path); w.Write('x'); point(); w.Dispose(); return null;",
            "FileStream s = null; try { s = File.Create(path); s.WriteByte(1); point(); } "
                + "finally { if (s != null) s.Dispose(); } return null;",
            "var w = new StreamWriter(path, false, Encoding.UTF8) { AutoFlush = true, NewLine = \"|\" }; "
                + "w.WriteLine('x'); point(); w.Flush(); w.Close(); w.Dispose(); return null;",
            "using (var w = new StreamWriter(path) { NewLine = \"|\" }) { w.WriteLine('x'); point(); } return null;",
            "Action<Stream> write = s => { using var w = new StreamWriter(s); w.Write('x'); point(); }; "
                + "using (var s = File.Create(path)) { write(s); } return null;",
            "using (var s = File.Create(path)) { new Closer(s).Write(); point(); } return null;",
            "var s = File.Create(path); try { s.WriteByte(1); point(); } finally { s.Dispose(); } return null;",
            "var s = File.Create(path); var w = new StreamWriter(s); w.Write('x'); point(); w.Close(); s.Close(); return null;",
            "using (var s = File.Create(path)) { if (path != null) { s.WriteByte(1); point(); return 1; } s.WriteByte(2); return 2; }",
            "using (var s = File.Create(path)) { if (path == null) { s.WriteByte(1); return 1; } s.WriteByte(2); point(); return 2; }",
            "foreach (var x in new[] { 1, 2, 3 }) { using var s = File.Create(path); point(); "
                + "s.WriteByte((byte)x); if (x == 2) break; if (x == 1) continue; } return null;",
            "File.Create(path).Dispose(); point(); return null;",
            "using (File.Create(path)) { } return null;",
            "new[] { 1, 2 }.ToList().ForEach(x => { using var s = File.CreateText(path); point(); s.Write(x); }); return null;",
            "Save(); return 3; void Save() { using var s = File.CreateText(path); point(); s.Write('x'); }",
            "new XDocument(new XDeclaration(\"1.0\", \"utf-16\", \"yes\"), new XElement(\"a\", \"zażółć\")).Save(path); return null;",
            "var document = new XDocument(new XElement(\"a\", new XElement(\"b\", \"ż\"))); "
                + "document.Save(path, SaveOptions.DisableFormatting); return null;",
            "var element = new XElement(\"a\", new XElement(\"b\", \"ż\")); element.Save(path); return null;",
            "var document = new XmlDocument(); "
                + "document.LoadXml(\"<?xml version='1.0' encoding='iso-8859-1'?><a><b>é</b></a>\"); "
                + "document.Save(path); return null;",
            "var document = new XmlDocument { PreserveWhitespace = true }; "
                + "document.LoadXml(\"<a>  <b>ż</b></a>\"); document.Save(path); return null;",
            "new XStreamingElement(\"a\", new XElement(\"b\", \"ż\")).Save(path); return null;",
            "var file = new FileInfo(Path.Combine(Path.GetDirectoryName(path), \"source.txt\")); file.CopyTo(path, true); return null;",
            "using (var w = new StreamWriter(path, true)) { w.WriteLine(\"zażółć\"); } return null;",
            "using (var w = new StreamWriter(path, append: true, Encoding.Unicode)) w.Write(\"zażółć\"); return null;",
            "using var w = File.AppendText(path); w.WriteLine(\"a\"); w.WriteLine(1 + \"b\"); return null;",
            "var w = new FileInfo(path).AppendText(); w.WriteLine((string)null); w.WriteLine($\"{1}\"); w.Close(); return null;",
            "using var w = new StreamWriter(path, new FileStreamOptions { "
                + "Mode = FileMode.Append, Access = FileAccess.Write }); w.Write(\"x\"); return null;",
        ];

    public static TheoryData<string> AsyncBodies =>
        [
            "await using (var s = File.Create(path)) { await s.WriteAsync(new byte[3]); point(); } return null;",
            "using var s = File.Create(path); await JsonSerializer.SerializeAsync(s, new[] { "
                + "1 }).ConfigureAwait(false); point(); return s.Length;",
            "var s = File.Create(path); await using (s.ConfigureAwait(false)) { "
                + "await s.WriteAsync(new byte[3]).ConfigureAwait(false); point(); } return null;",
            "var s = File.Create(path); await using (s.ConfigureAwait(false)) { point(); "
                + "await new Closer(s).WriteAsync().ConfigureAwait(false); } return null;",
            "await using var s = File.Create(path); "
                + "await using var g = new GZipStream(s, CompressionLevel.Fastest); point(); "
                + "await g.WriteAsync(new byte[100]).ConfigureAwait(false); return null;",
            "await using var w = new StreamWriter(path); await w.WriteAsync(\"ż\"); point(); await w.WriteLineAsync(); return null;",
            "using (var w = XmlWriter.Create(path, new XmlWriterSettings { Async = true })) { "
                + "await w.WriteStartElementAsync(null, \"a\", null); point(); "
                + "await w.FlushAsync(); } return null;",
            "using (var s = File.Create(path)) using (var source = new MemoryStream(new byte[10])) { "
                + "await source.CopyToAsync(s); point(); } return null;",
            "await using (var w = File.AppendText(path)) { await w.WriteLineAsync(\"ż\"); "
                + "await w.WriteLineAsync(\"b\").ConfigureAwait(false); } return null;",
        ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task The_same_bytes_and_nothing_torn(string body) =>
        Check("    public static object Run([AtomicWrites.StatePath] string path)\n", body);

    [Theory]
    [MemberData(nameof(AsyncBodies))]
    public Task The_same_where_it_awaits(string body) =>
        Check("    public static async Task<object> Run([AtomicWrites.StatePath] string path)\n", body);

    static async Task Check(string head, string body)
    {
        var program = await FixedProgram.OfAsync($"{head}    {{\n        {body}\n    }}\n    {Closer}");
        foreach (var old in new[] { Old, null })
        {
            var (before, after) = await program.RunAsync(old);
            Assert.Null(before.Exception);
            Assert.Equal(before, after);
            Assert.False(after.Holds(Old));
        }

        if (
            !body.Contains("point();", StringComparison.Ordinal)
            || body.StartsWith("File.Create(path).Dispose()", StringComparison.Ordinal)
        )
            return;
        var (torn, whole) = await program.RunAsync(Old, fails: true);
        Assert.Equal("InvalidOperationException", torn.Exception);
        Assert.Equal("InvalidOperationException", whole.Exception);
        Assert.True(whole.Holds(Old), program.Text + whole.Files);
    }

    public static TheoryData<string, string> BadInput
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (
                var body in new[]
                {
                    "using var s = File.Create(path); s.WriteByte(1); return null;",
                    "using var s = new FileStream(path, FileMode.Create); s.WriteByte(1); return null;",
                    "using var w = new StreamWriter(path); w.Write(1); return null;",
                    "using var w = new StreamWriter(path, false, Encoding.UTF8); w.Write(1); return null;",
                    "using var w = new BinaryWriter(File.Create(path)); w.Write(1); return null;",
                    "using var w = XmlWriter.Create(path); w.WriteStartElement(\"a\"); return null;",
                    "new XDocument(new XElement(\"a\")).Save(path); return null;",
                    "new XElement(\"a\").Save(path); return null;",
                    "var d = new XmlDocument(); d.LoadXml(\"<a/>\"); d.Save(path); return null;",
                    "File.Create(path).Dispose(); return null;",
                    "using var w = File.AppendText(path); w.Write(\"x\"); return null;",
                }
            )
            foreach (var name in new[] { "", "missing/settings.json", "folder", "!", "!\0" })
                data.Add(body, name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task The_same_exception_on_bad_input(string body, string name)
    {
        var program = await FixedProgram.OfAsync(
            $"    public static object Run([AtomicWrites.StatePath] string path)\n    {{\n        {body}\n    }}"
        );
        var (before, after) = await program.RunAsync(null, name);
        Assert.NotNull(before.Exception);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData("new XDocument().Save(path); return null;")]
    [InlineData("using var w = XmlWriter.Create(path); w.WriteEndElement(); return null;")]
    [InlineData("using (var s = new FileStream(path, FileMode.CreateNew)) s.WriteByte(1); return null;")]
    [InlineData(
        "var mode = FileMode.Create; if (path.Length > 0) mode = FileMode.CreateNew; "
            + "using (var s = new FileStream(path, mode)) s.WriteByte(1); return null;"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path, new FileStreamOptions { "
            + "Mode = FileMode.CreateNew, Access = FileAccess.Write })) w.Write(1); return null;"
    )]
    [InlineData("new FileInfo(Path.Combine(Path.GetDirectoryName(path), \"source.txt\")).CopyTo(path); return null;")]
    [InlineData(
        "new FileInfo(Path.Combine(Path.GetDirectoryName(path), \"missing.txt\")).CopyTo(path, true); return null;"
    )]
    public async Task What_cannot_be_written_is_refused_alike_and_leaves_the_old_file(string body)
    {
        var program = await FixedProgram.OfAsync(
            $"    public static object Run([AtomicWrites.StatePath] string path)\n    {{\n        {body}\n    }}"
        );
        var (before, after) = await program.RunAsync(Old);
        Assert.NotNull(before.Exception);
        Assert.Equal(before.Exception, after.Exception);
        Assert.True(after.Holds(Old), after.Files);
    }
}
