using AtomicWrites.Analyzers.Proofs;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// Programs in which a commit in the wrong place, or the target that is not there yet, would show: where a fix is
/// offered they do the same before and after, and elsewhere none is.
/// </summary>
public class ProofTests
{
    const string Old = "old content";

    // Things of the program that a stream comes to.
    const string Others = """
        public sealed class Buffered : IDisposable
        {
            readonly TextWriter _writer; readonly bool _leaveOpen; readonly List<string> _texts = new();
            public Buffered(TextWriter writer, bool leaveOpen) { _writer = writer; _leaveOpen = leaveOpen; }
            public Buffered Put(string text) { _texts.Add(text); return this; }
            public void Dispose() { foreach (var text in _texts) _writer.Write(text); _texts.Clear(); if (!_leaveOpen) _writer.Dispose(); }
        }
        public static class Sinks
        {
            static readonly List<TextWriter> All = new();
            public static void Register(TextWriter writer) => All.Add(writer);
            public static Unsubscribe Subscribe(TextWriter writer) { All.Add(writer); return new Unsubscribe(); }
            public static void Emit(string text) { foreach (var writer in All) writer.Write(text); All.Clear(); }
        }
        public sealed class Unsubscribe : IDisposable { public void Dispose() => Sinks.Emit("end"); }
        public sealed class Builder
        {
            TextWriter _writer;
            public Builder To(TextWriter writer) { _writer = writer; return this; }
            public void Build() => _writer.Write("built");
        }
        public sealed class Registered : IDisposable
        {
            readonly TextWriter _writer;
            public Registered(TextWriter writer) { _writer = writer; Sinks.Register(writer); }
            public void Dispose() { }
        }
        static event Action Saved;
        static readonly Action Changed = () => { };
        static readonly Action<int> Counted = _ => { };
        static readonly Func<string, string> Format = l => l;
        static readonly Action<TextWriter> Content = w => w.Write("content");
        static readonly IProgress<int> Progress = new Progress<int>();
        static readonly Task Running = Task.CompletedTask;
        static void Items(TextWriter writer, Action done) { writer.Write(1); done(); }
        static IEnumerable<string> Named(string file) { yield return "1"; yield return "" + File.Exists(file); }
        static void Stop() => Environment.Exit(4);
        static string Typed() => Console.In.ReadLine();
        static void Serve() { while (!Console.KeyAvailable) { Console.WriteLine(1); Thread.Sleep(1); } }
        static void Restore() => Console.SetOut(TextWriter.Null);
        static readonly CancellationToken Stopping = CancellationToken.None;
        static readonly System.Collections.Concurrent.BlockingCollection<string> Arrived = new();
        static readonly System.Threading.Channels.ChannelReader<string> Sent =
            System.Threading.Channels.Channel.CreateUnbounded<string>().Reader;
        static readonly BinaryReader Numbers = new(new MemoryStream());
        sealed class Tail
        {
            readonly StreamReader _reader;
            public Tail(string file) => _reader = new StreamReader(file);
            public string Next() => _reader.ReadLine();
        }
        static Tail Following;
        sealed class Follower { readonly FileSystemWatcher _w; public Follower(string file) => _w = new("/tmp", Path.GetFileName(file)); }
        static Follower Watching;
        static void Work(int i) => Thread.Sleep(i);
        static void Line(TextWriter writer, int i) { writer.WriteLine(i); writer.Flush(); }
        static IEnumerable<int> Lazy(TextWriter writer) { for (var i = 0; i < 3; i++) { writer.Write(i); yield return i; } }
        static long Size(string file) => new FileInfo(file).Length;
        static void Item(TextWriter writer, int i) => writer.Write(i);
        static Task ItemAsync(TextWriter writer) => writer.WriteAsync("item");
        sealed class Quiet : IDisposable
        {
            readonly TextWriter _writer;
            public Quiet(TextWriter writer) => _writer = writer;
            public void Put(string text) { try { Write(text); } catch (IOException) { } }
            void Write(string text) => _writer.Write(text);
            public void Dispose() { }
        }
        sealed class QuietStream : MemoryStream
        {
            readonly Stream _to;
            public QuietStream(Stream to) => _to = to;
            public override void Flush() => Guarded(() => _to.Write(ToArray()));
            static void Guarded(Action act) { try { act(); } catch { Console.Write("failed"); } }
        }
        interface IExport { void To(Stream stream); }
        sealed class QuietExport : IExport { public void To(Stream stream) { try { stream.WriteByte(1); } catch { } } }
        static class Quietly { public static Quiet On(TextWriter writer) => new Quiet(writer); }
        sealed class Passing : IDisposable
        {
            readonly TextWriter _writer;
            public Passing(TextWriter writer) => _writer = writer;
            public void Put(string text)
            {
                try { int.Parse(text); } catch (FormatException) { text = "0"; }
                try { _writer.Write(text); } catch (IOException) { Console.Write("failed"); throw; }
            }
            public void Dispose() { }
        }
        static string Point;
        static string Root = Environment.CurrentDirectory;
        static readonly FileInfo Info = new("settings.json");
        static readonly (string At, int Size) Pair = ("settings.json", 1);
        static readonly (string At, int Size) OtherPair = ("other.json", 1);
        static string Located() { return string.Format("{0}/{1}", Root, "settings.json"); }
        static string Where { get { if (Root.Length > 90) return "none"; return Path.Combine(Root, "settings.json"); } }
        static string Beside(string name) { var file = Path.Combine(Root, name); return file; }
        static string Same(string file) => file;
        sealed class Asks { readonly string _at; public Asks(string file) => _at = file; public bool this[int i] => File.Exists(_at); }
        static string _where;
        static string Lazily => _where ??= Root + "/settings.json";
        sealed class Looking { readonly bool _isThere = File.Exists(Point); }
        class Base { protected Base() { Console.Write(File.Exists(Point)); } }
        sealed class Derived : Base { public Derived(int i) { } }
        static string Label(string file) => "saved " + Path.GetFileName(file);
        """;

    public static TheoryData<string> Wrappers =>
        [
            "using (var s = File.Create(path)) { var w = XmlWriter.Create(s); "
                + "w.WriteElementString(\"a\", \"b\"); point(); w.Close(); } return null;",
            "using (var s = File.Create(path)) { var w = XmlWriter.Create(s, new XmlWriterSettings { "
                + "Indent = true }); w.WriteElementString(\"a\", \"b\"); point(); w.Dispose(); } return null;",
            "using (var s = File.Create(path)) { var w = XmlWriter.Create(s, new XmlWriterSettings { "
                + "CloseOutput = true }); w.WriteElementString(\"a\", \"b\"); point(); w.Close(); } return null;",
            "using (var s = File.Create(path)) { var w = new Utf8JsonWriter(s); w.WriteStartObject(); "
                + "w.WriteEndObject(); point(); w.Dispose(); } return null;",
            "using (var s = File.Create(path)) { "
                + "var w = XmlDictionaryWriter.CreateTextWriter(s, Encoding.UTF8, false); "
                + "w.WriteStartElement(\"a\"); w.WriteEndElement(); point(); w.Close(); } return null;",
            "using (var s = File.Create(path)) { var w = XmlDictionaryWriter.CreateBinaryWriter(s); "
                + "w.WriteStartElement(\"a\"); w.WriteEndElement(); point(); w.Close(); } return null;",
            "using (var s = File.Create(path)) { var w = new StreamWriter(s, leaveOpen: true); "
                + "w.Write(\"abc\"); point(); w.Dispose(); } return null;",
            "using (var s = File.Create(path)) { var w = new BinaryWriter(s, Encoding.UTF8, true); "
                + "w.Write(\"abc\"); point(); w.Close(); } return null;",
            "using (var s = File.Create(path)) { "
                + "var z = new GZipStream(s, CompressionLevel.Optimal, leaveOpen: true); z.Write(new byte[9]); "
                + "point(); z.Dispose(); s.WriteByte(1); } return null;",
            "using (var s = File.Create(path)) { "
                + "var z = new ZLibStream(s, CompressionLevel.Optimal, true); try { z.Write(new byte[9]); "
                + "point(); } finally { z.Dispose(); } } return null;",
            "using (var s = File.Create(path)) { using (var a = Aes.Create()) { a.Key = new byte[16]; "
                + "var c = new CryptoStream(s, a.CreateEncryptor(a.Key, new byte[16]), CryptoStreamMode.Write, "
                + "leaveOpen: true); c.Write(new byte[9]); point(); c.Close(); } } return null;",
            "using (var s = File.Create(path)) { "
                + "var z = new ZipArchive(s, ZipArchiveMode.Create, leaveOpen: true); "
                + "var e = z.CreateEntry(\"a\"); e.LastWriteTime = new DateTime(2020, 1, 1); var o = e.Open(); "
                + "o.WriteByte(1); o.Dispose(); point(); z.Dispose(); } return null;",
            "using (var s = File.Create(path)) { var b = new BufferedStream(s); b.WriteByte(1); point(); b.Flush(); } return null;",
            "using (var s = File.Create(path)) { var b = new BufferedStream(s); b.WriteByte(1); point(); b.Close(); } return null;",
            "using (var s = File.CreateText(path)) { var o = new Buffered(s, true); "
                + "o.Put(\"a\").Put(\"b\"); point(); o.Dispose(); } return null;",
            "using (var s = File.CreateText(path)) { var o = new Buffered(s, false); o.Put(\"a\"); point(); o.Dispose(); } return null;",
            "using (var s = File.CreateText(path)) { using (var o = new Buffered(s, true)) { o.Put(\"a\"); "
                + "point(); } s.Write(\"b\"); } return null;",
            "using (var s = File.CreateText(path)) using (var o = new Buffered(s, false)) { o.Put(\"a\"); "
                + "point(); o.Dispose(); } return null;",
            "using var s = File.CreateText(path); using var o = new Buffered(s, true); point(); o.Put(\"a\"); return null;",
            "using (var s = File.CreateText(path)) { var o = new Buffered(s, true); "
                + "try { var b = o.Put(\"a\"); b.Put(\"b\"); point(); } finally { o.Dispose(); } } return null;",
        ];

    public static TheoryData<string> HandOvers =>
        [
            "using var w = new StreamWriter(path); Sinks.Register(w); Sinks.Emit(\"abc\"); point(); return null;",
            "using (var w = new StreamWriter(path)) { Sinks.Register(w); w.Write(\"x\"); Sinks.Emit(\"abc\"); point(); } return null;",
            "using var w = File.CreateText(path); var items = Lazy(w); foreach (var item in items) point(); return null;",
            "using var w = File.CreateText(path); foreach (var item in Lazy(w)) point(); return null;",
            "using var w = File.CreateText(path); var b = new Builder().To(w); point(); b.Build(); return null;",
            "using var w = File.CreateText(path); var b = new Builder(); b.To(w); point(); b.Build(); return null;",
            "using var w = File.CreateText(path); using var u = Sinks.Subscribe(w); w.Write(\"x\"); point(); return null;",
            "using var w = File.CreateText(path); using (new Registered(w)) { w.Write(\"x\"); } "
                + "Sinks.Emit(\"later\"); point(); return null;",
            "using var w = File.CreateText(path); var list = new List<TextWriter>(); list.Add(w); "
                + "list[0].Write(\"x\"); point(); return null;",
            "using (var w = File.CreateText(path)) { Item(w, 1); ItemAsync(w).Wait(); point(); } return null;",
            "using var w = new StreamWriter(path); var o = Console.Out; Console.SetOut(w); "
                + "try { point(); Console.Write(1); } finally { Console.SetOut(o); } Console.Write(2); return null;",
            "using var w = File.CreateText(path); point(); Item(w, 1); return Label(path);",
            "using var w = File.CreateText(path); point(); Item(w, 1); return string.Create(null, $\"item {1}\");",
        ];

    [Theory]
    [MemberData(nameof(Wrappers))]
    public Task What_a_wrapper_writes_when_it_is_closed_is_committed(string body) => Check(body);

    [Theory]
    [MemberData(nameof(HandOvers))]
    public Task What_somebody_writes_later_is_committed(string body) => Check(body);

    [Theory]
    [InlineData("using (var s = File.Create(path)) { s.WriteByte(1); s.Flush(); return new FileInfo(path).Length; }")]
    [InlineData(
        "using (var s = new FileStream(path: path, mode: FileMode.Create)) { s.WriteByte(1); s.Flush(); return new FileInfo(path).Length; }"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path)) { w.Write(1); w.Flush(); File.Copy(path, path + \".bak\", true); } return null;"
    )]
    [InlineData(
        "var bak = path + \".bak\"; using (var w = new StreamWriter(path)) { w.Write(1); File.Delete(bak); } return null;"
    )]
    [InlineData("using (var s = File.Create(path)) { s.WriteByte(1); return Size(path); }")]
    [InlineData("using var s = File.Create(path); s.WriteByte(1); s.Flush(); return File.Exists(path);")]
    [InlineData(
        "var info = new FileInfo(path); using (var s = File.Create(path)) { s.WriteByte(1); info.Refresh(); } return null;"
    )]
    [InlineData("var same = path; using (var s = File.Create(path)) { s.WriteByte(1); return File.Exists(same); }")]
    [InlineData(
        "using (var z = new GZipStream(File.Create(path), CompressionLevel.Optimal)) { z.WriteByte(1); "
            + "File.SetLastWriteTime(path, DateTime.Now); } return null;"
    )]
    [InlineData(
        "using (var w = XmlWriter.Create(path)) { w.WriteStartElement(\"a\"); w.WriteValue(File.Exists(path)); } return null;"
    )]
    [InlineData(
        "using var w = File.CreateText(path); w.Write(1); var r = Lazy(w).ToList(); return r[0] == 0 ? 1 : Size(path);"
    )]
    [InlineData(
        "var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData); "
            + "var file = Path.Combine(folder, \"settings.json\"); "
            + "using (var s = File.Create(file)) { s.WriteByte(1); return Directory.GetFiles(folder).Length; }"
    )]
    [InlineData(
        "using var w = File.AppendText(path); w.Write(\"a\"); void Reset() => File.WriteAllText(path, \"b\"); Reset(); return null;"
    )]
    [InlineData(
        "using var w = File.AppendText(path); w.Write(\"a\"); Console.Write(new FileInfo(path).Length); return null;"
    )]
    [InlineData(
        "Action look = () => Console.Write(new FileInfo(path).Length); "
            + "using (var s = File.Create(path)) { s.WriteByte(1); look(); } return null;"
    )]
    [InlineData(
        "Func<long> size; size = () => new FileInfo(path).Length; "
            + "using (var s = File.Create(path)) { s.WriteByte(1); return size.Invoke(); }"
    )]
    [InlineData("using var s = File.Create(path); s.WriteByte(1); File.WriteAllText(path, \"b\"); return null;")]
    [InlineData("using (var w = File.CreateText(path)) { w.Write(\"a\"); w.Flush(); Saved?.Invoke(); } return null;")]
    [InlineData(
        "using (var w = new StreamWriter(\"settings.json\")) { w.Write(\"a\"); w.Flush(); return Directory.GetFiles(\".\"); }"
    )]
    [InlineData(
        "using (var w = new StreamWriter(\"settings.json\")) { w.Write(\"a\"); w.Flush(); "
            + "return new DirectoryInfo(\".\").GetFiles(\"*.json\"); }"
    )]
    [InlineData("using (var w = File.CreateText(path)) { w.Write(\"a\"); Changed(); w.Write(\"b\"); } return null;")]
    [InlineData("using (var w = File.CreateText(path)) { Items(w, Changed); } return null;")]
    [InlineData(
        "using var w = File.CreateText(path); var call = Changed; w.Write(1); call(); w.Write(2); return null;"
    )]
    [InlineData(
        "using var w = File.CreateText(path); w.Write(1); new[] { 1 }.ToList().ForEach(Counted); w.Write(2); return null;"
    )]
    [InlineData("using var w = File.CreateText(path); w.Write(1); Progress.Report(1); w.Write(2); return null;")]
    [InlineData(
        "using var w = File.CreateText(path); w.Write(1); new[] { 1 }.ToList().ForEach(Look); w.Write(2); "
            + "return null; void Look(int i) => Console.Write(File.Exists(path));"
    )]
    [InlineData(
        "Action<int> show = i => Console.Write(File.Exists(path)); using var w = File.CreateText(path); "
            + "w.Write(1); new[] { 1 }.ToList().ForEach(show); w.Write(2); return null;"
    )]
    [InlineData(
        "File.WriteAllLines(path, Lines()); return null; IEnumerable<string> Lines() { yield return \"1\"; "
            + "yield return \"\" + File.Exists(path); }"
    )]
    [InlineData("var lines = Named(path); File.WriteAllLines(path, lines.Prepend(\"0\")); return null;")]
    [InlineData("File.AppendAllLines(path, new[] { \"1\" }.Select(l => l + new FileInfo(path).Length)); return null;")]
    [InlineData("File.WriteAllLines(path, from l in new[] { \"1\" } where File.Exists(path) select l); return null;")]
    [InlineData("File.WriteAllLines(path, File.ReadLines(path).Where(l => l.Length > 0)); return null;")]
    [InlineData(
        "File.WriteAllLines(path, Given()); return null; IEnumerable<string> Given() => new[] { "
            + "\"1\" }.Select(Sized); string Sized(string l) => l + File.Exists(path);"
    )]
    [InlineData("File.WriteAllLines(path, new[] { \"1\" }.Select(Format)); return null;")]
    [InlineData(
        "new XStreamingElement(\"a\", new[] { 1 }.Select(i => new XElement(\"b\", File.Exists(path)))).Save(path); return null;"
    )]
    [InlineData("using (var r = File.OpenText(path)) { File.WriteAllText(path, r.ReadToEnd()); } return null;")]
    [InlineData("var tail = new Tail(path); File.WriteAllText(path, \"a\"); return tail.Next();")]
    [InlineData("File.WriteAllText(path, \"a\"); return null; void Follow() => Following = new Tail(path);")]
    [InlineData("var r = File.OpenText(path); File.WriteAllText(path, r.ReadToEnd()); r.Close(); return null;")]
    [InlineData(
        "if (path != null) { var r = File.OpenRead(path); r.ReadByte(); } File.WriteAllText(path, \"a\"); return null;"
    )]
    [InlineData("Stream r; r = File.OpenRead(path); File.WriteAllText(path, \"a\"); r.Close(); return null;")]
    [InlineData(
        "Stream r = null; try { r = File.OpenRead(path); File.WriteAllText(path, \"a\"); } finally { r?.Close(); } return null;"
    )]
    [InlineData("foreach (var l in File.ReadLines(path)) File.WriteAllText(path, l); return null;")]
    [InlineData(
        "Open(path, out var r); File.WriteAllText(path, \"a\"); r.Dispose(); return null; "
            + "static void Open(string f, out Stream s) => s = File.OpenRead(f);"
    )]
    [InlineData(
        "var all = new List<Stream>(); all.Add(File.OpenRead(path)); File.WriteAllText(path, \"a\"); return null;"
    )]
    [InlineData("var l = File.ReadLines(path).Skip(1); File.WriteAllText(path, \"a\"); return l.Count();")]
    [InlineData(
        "var q = File.ReadLines(path); using (var w = new StreamWriter(path)) foreach (var l in q) w.WriteLine(l); return null;"
    )]
    [InlineData("var r = File.OpenRead(path); XDocument.Load(r); File.WriteAllText(path, \"a\"); return null;")]
    [InlineData(
        "var r = File.OpenRead(path); Read(r); File.WriteAllText(path, \"a\"); return null; void Read(Stream s) => s.ReadByte();"
    )]
    [InlineData(
        "var r = File.OpenRead(path); var t = new StreamReader(r).ReadToEnd(); File.WriteAllText(path, t); return null;"
    )]
    [InlineData(
        "var r = File.OpenRead(path); using var t = new StreamReader(r); File.WriteAllText(path, t.ReadToEnd()); return null;"
    )]
    [InlineData(
        "Given(path); return null; } static Action<Stream> Unknown; static void Given(string path) { "
            + "var r = File.OpenRead(path); Unknown(r); File.WriteAllText(path, \"a\");"
    )]
    [InlineData(
        "Point = path; using var s = File.Create(path); s.WriteByte(1); new Looking(); s.WriteByte(2); return null;"
    )]
    [InlineData(
        "Point = path; using var s = File.Create(path); s.WriteByte(1); new Derived(1); s.WriteByte(2); return null;"
    )]
    [InlineData(
        "var d = Path.GetFullPath(path); using (var s = File.Create(Path.Combine(d, \"settings.json\"))) { "
            + "s.WriteByte(1); return File.Exists($\"{d}/settings.json\"); }"
    )]
    [InlineData(
        "using (var s = File.Create(path + \"/settings.json\")) { s.WriteByte(1); "
            + "return File.Exists(string.Concat(path, \"/\", \"settings.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(path + \"/settings.json\")) { s.WriteByte(1); "
            + "return File.Exists(new Uri(Path.Combine(path, \"settings.json\")).LocalPath); }"
    )]
    [InlineData(
        "using (var s = File.Create(path + \"/settings.json\")) { s.WriteByte(1); "
            + "return File.Exists(Path.ChangeExtension(path + \"/settings.txt\", \"json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(path + \"settings.json\")) { s.WriteByte(1); "
            + "return File.Exists(Path.Combine(Environment.CurrentDirectory, \"settings.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"settings.json\")) { s.WriteByte(1); return File.Exists(Path.Combine(path, \"settings.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"a/settings.json\")) { s.WriteByte(1); return File.Exists(\"a//./b/../settings.json\"); }"
    )]
    [InlineData(
        "using (var s = File.Create(Path.Combine(path, \"a\", \"b\", \"c\", \"settings.json\"))) { s.WriteByte(1); "
            + "return File.Exists(path + \"/a/b/c/settings.json\"); }"
    )]
    [InlineData(
        "using (var s = File.Create(path + \"/settings.json\")) { s.WriteByte(1); "
            + "return File.Exists(Path.Combine(new[] { path, \"settings.json\" })); }"
    )]
    [InlineData(
        "try { using (var s = File.Create(path)) s.WriteByte(1); } catch (IOException) when (File.Exists(path)) { } return null;"
    )]
    [InlineData(
        "Save(); return null; void Save() { File.WriteAllText(path, \"a\"); } void All() { try { Save(); } "
            + "catch (IOException) when (new FileInfo(path).Length > 0) { } }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return File.Exists(Located()); }"
    )]
    [InlineData(
        "using (var s = File.Create(Located())) { s.WriteByte(1); return File.Exists(Path.Combine(Root, \"settings.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return File.Exists(Where); }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return "
            + "File.Exists(Beside(\"settings.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return File.Exists(Lazily); }"
    )]
    [InlineData("using (var s = File.Create(path)) { s.WriteByte(1); return File.Exists(Same(path)); }")]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return File.Exists(string.Join(\"/\", "
            + "Root, \"settings.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return "
            + "File.Exists(string.Format(\"{0}/{1}.json\", Root, \"settings\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return "
            + "File.Exists($\"{Root}/{\"settings\"}.json\"); }"
    )]
    [InlineData(
        "using (var s = File.Create(path.Length > 0 ? \"settings.json\" : \"b.json\")) { s.WriteByte(1); return "
            + "File.Exists(\"settings.json\"); }"
    )]
    [InlineData(
        "string p; if (path.Length > 0) p = \"settings.json\"; else p = \"b.json\"; using (var s = File.Create(p)) { "
            + "s.WriteByte(1); return File.Exists(\"settings.json\"); }"
    )]
    [InlineData(
        "string p; if (path.Length > 0) p = \"settings.json\"; else p = \"b.json\"; using (var s = "
            + "File.Create(\"settings.json\")) { s.WriteByte(1); return File.Exists(p); }"
    )]
    [InlineData(
        "var n = new Dictionary<string, string> { [\"a\"] = \"settings.json\" }; using (var s = File.Create(n[\"a\"])) { "
            + "s.WriteByte(1); return File.Exists(n[\"a\"]); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"settings.json\")) { s.WriteByte(1); return File.Exists(path.Length switch { 0 => "
            + "\"b.json\", _ => \"settings.json\" }); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"sub/settings.json\")) { s.WriteByte(1); Directory.Delete(\"sub\", true); return null; }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/sub/settings.json\")) { s.WriteByte(1); Directory.Move($\"{Root}/sub\", "
            + "\"b\"); return null; }"
    )]
    [InlineData(
        "using (var s = File.Create($\"{Root}/sub/settings.json\")) { s.WriteByte(1); Directory.Delete(Root, true); "
            + "return null; }"
    )]
    [InlineData(
        "var d = new DirectoryInfo(\"sub\"); using (var s = File.Create(Path.Combine(d.FullName, \"settings.json\"))) { "
            + "s.WriteByte(1); d.Delete(true); return null; }"
    )]
    [InlineData(
        "using (var s = File.Create(\"sub/settings.json\")) { s.WriteByte(1); Empty(\"sub\"); return null; void "
            + "Empty(string d) => Directory.Delete(d, true); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"sub/settings.json\")) { s.WriteByte(1); return "
            + "Directory.GetFiles(Path.GetDirectoryName(\"sub/a\")); }"
    )]
    [InlineData(
        "using var w = new StreamWriter(path); w.Write(1); "
            + "System.Diagnostics.Process.Start(\"sync\").WaitForExit(); w.Write(2); return null;"
    )]
    [InlineData(
        "using (var s = File.Create(\"settings.json\")) { s.WriteByte(1); return new Asks(\"settings.json\")[0]; }"
    )]
    [InlineData("using (var s = File.Create(path)) { s.WriteByte(1); return File.Exists(\"settings.json\"); }")]
    [InlineData(
        "using (var s = File.Create(path)) { s.WriteByte(1); return Look(); } "
            + "long Look() => new FileInfo(Path.Combine(Root, \"settings.json\")).Length;"
    )]
    public async Task No_fix_where_the_target_is_looked_at(string body) =>
        Assert.False(await FixedProgram.IsOfferedAsync(Member(body)));

    [Theory]
    [InlineData("return new[] { \"settings.json\", \"b\" }.Count(x => File.Exists(x));")]
    [InlineData("var all = new[] { \"settings.json\", \"b\" }; return all.Count(x => File.Exists(x));")]
    [InlineData("string[] all = [\"settings.json\", \"b\"]; return all.Where(File.Exists).ToList();")]
    [InlineData("string[] some = { \"settings.json\" }; string[] all = [\"b\", .. some]; return all.Any(File.Exists);")]
    [InlineData("var all = path.Length > 0 ? new[] { \"settings.json\" } : null; return all.Any(File.Exists);")]
    [InlineData("return new List<string> { \"settings.json\" }.Exists(x => File.Exists(x));")]
    [InlineData(
        "var all = new List<string>(); all.AddRange(new[] { \"settings.json\", \"b\" }); return all.Any(File.Exists);"
    )]
    [InlineData(
        "var all = new HashSet<string> { \"settings.json\" }; foreach (var x in all) Console.Write(File.Exists(x)); return null;"
    )]
    [InlineData("var all = new Queue<string>(new[] { \"settings.json\" }); return File.Exists(all.Dequeue());")]
    [InlineData(
        "var all = new Dictionary<string, string> { [\"a\"] = \"settings.json\" }; return all.Values.Any(File.Exists);"
    )]
    [InlineData(
        "var all = new Dictionary<string, string> { { \"a\", \"settings.json\" } }; return all.Any(x => File.Exists(x.Value));"
    )]
    [InlineData("var (at, i) = (\"settings.json\", 1); return File.Exists(at);")]
    [InlineData("var both = (\"settings.json\", 1); return File.Exists(both.Item1);")]
    [InlineData("var both = Tuple.Create(\"settings.json\", 1); return File.Exists(both.Item1);")]
    [InlineData("var both = new { At = \"settings.json\" }; return File.Exists(both.At);")]
    [InlineData(
        "foreach (var (at, i) in new[] { (\"settings.json\", 1) }) Console.Write(File.Exists(at)); return null;"
    )]
    [InlineData("return Any(\"settings.json\", \"b\"); bool Any(params string[] all) => all.Any(x => File.Exists(x));")]
    [InlineData("return Any(new[] { \"settings.json\" }); bool Any(IEnumerable<string> all) => all.Any(File.Exists);")]
    [InlineData("return (from x in new[] { \"settings.json\" } where File.Exists(x) select x).Count();")]
    [InlineData("return (from x in new[] { 1 } let at = \"settings.json\" where File.Exists(at) select x).Count();")]
    [InlineData("var all = new List<FileInfo> { new(\"settings.json\") }; return all.Any(x => x.Exists);")]
    [InlineData("return new[] { \"b\", \"settings.json\" }.Select(x => new FileInfo(x)).Sum(x => x.Length);")]
    [InlineData("return File.Exists(new FileInfo(\"settings.json\").Name);")]
    [InlineData("FileInfo other = new(\"settings.json\"); return File.Exists(other.Name);")]
    [InlineData("Func<string> at = () => \"settings.json\"; return File.Exists(at());")]
    [InlineData("Func<string> at = () => { return \"settings.json\"; }; return File.Exists(at.Invoke());")]
    [InlineData("return File.Exists(Pair.At);")]
    public async Task No_fix_where_the_target_is_looked_at_by_what_holds_its_name(string look)
    {
        var other = look.Replace("settings.json", "other.json").Replace("Pair.At", "OtherPair.At");
        Assert.False(await IsOffered("File.CreateText(\"settings.json\")", look));
        Assert.False(await IsOffered("info.CreateText()", look));
        Assert.True(await IsOffered("info.CreateText()", other));
    }

    [Theory]
    [InlineData("new FileInfo(\"settings.json\").CreateText()", "return new[] { \"settings.json\" }.Any(File.Exists);")]
    [InlineData("Info.CreateText()", "return File.Exists(new FileInfo(\"settings.json\").Name);")]
    [InlineData("info.CreateText()", "return File.Exists(Info.Name);")]
    [InlineData("info.CreateText()", "return new[] { info.FullName }.Any(x => File.Exists(x));")]
    [InlineData("info.CreateText()", "return new[] { info }.Any(x => x.Exists);")]
    [InlineData("File.CreateText(path)", "return (from x in new[] { path } where File.Exists(x) select x).Count();")]
    [InlineData("File.CreateText(path)", "var all = from x in new[] { path } select x; return all.Any(File.Exists);")]
    [InlineData(
        "File.CreateText(path)",
        "var all = from x in new[] { 1 } select path + x; return all.Any(File.Exists);"
    )]
    [InlineData(
        "File.CreateText(path)",
        "return (from i in new[] { 4 } join x in new[] { path } on i equals x.Length where File.Exists(x) select x).Any();"
    )]
    [InlineData("File.CreateText(path)", "var both = new { At = path }; return File.Exists(both.At);")]
    [InlineData("File.CreateText(path)", "var both = Tuple.Create(path, 1); return File.Exists(both.Item1);")]
    [InlineData("File.CreateText(path)", "Func<string> at = () => path; return File.Exists(at());")]
    [InlineData("File.CreateText(path)", "var at = new[] { path }.ToList(); return at.Any(File.Exists);")]
    public async Task No_fix_where_the_target_is_looked_at_by_another_name(string opening, string look) =>
        Assert.False(await IsOffered(opening, look));

    static Task<bool> IsOffered(string opening, string look) =>
        FixedProgram.IsOfferedAsync(
            Member(
                "var info = new FileInfo(\"settings.json\"); "
                    + $"using (var writer = {opening}) {{ writer.Write(1); {look} }}"
            )
        );

    [Theory]
    [InlineData(
        "using (var s = File.Create(path + \"/settings.json\")) { s.WriteByte(1); "
            + "return File.Exists(Environment.CurrentDirectory + \"/state.json\"); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"a/settings.json\")) { s.WriteByte(1); return File.Exists(\"b/settings.json\"); }"
    )]
    [InlineData(
        "using (var s = File.Create(path + \"x\\\" \\\"y.json\")) { s.WriteByte(1); "
            + "return File.Exists(string.Concat(path, \"x\", \"y.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"./settings.json\")) { s.WriteByte(1); return File.Exists(\"./old/settings.json\"); }"
    )]
    [InlineData(
        "var (from, to) = (Environment.CurrentDirectory, Environment.SystemDirectory); "
            + "using (var s = File.Create(to + \"/settings.json\")) "
            + "using (var r = File.OpenRead(from + \"/settings.json\")) r.CopyTo(s); return null;"
    )]
    [InlineData(
        "try { using (var s = File.Create(path)) s.WriteByte(1); } catch (IOException e) when (e.HResult == 5) { } return null;"
    )]
    [InlineData("using (var w = File.CreateText(path)) { Line(w, 1); Line(w, 2); } return null;")]
    [InlineData(
        "using (var w = File.CreateText(path)) { w.Write(1); "
            + "File.AppendAllText(\"today.log\", $\"writes {path}\\n\"); w.Write(2); } return null;"
    )]
    [InlineData(
        "using (var s = new FileStream(path, FileMode.Create)) { s.WriteByte(1); s.Position = 0; s.ReadByte(); } return null;"
    )]
    [InlineData(
        "using (var s = new FileStream(path, FileMode.Create, FileAccess.Write)) new MemoryStream(new byte[3]).CopyTo(s); return null;"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return File.Exists(Beside(\"other.json\")); }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); return "
            + "File.Exists(string.Format(\"{0}/b.json\", Root)); }"
    )]
    [InlineData(
        "string p; if (path.Length > 0) p = \"a.json\"; else p = \"b.json\"; using (var s = File.Create(\"settings.json\")) "
            + "{ s.WriteByte(1); return File.Exists(p); }"
    )]
    [InlineData(
        "using (var s = File.Create(\"sub/settings.json\")) { s.WriteByte(1); Directory.Delete(\"other\", true); return null; }"
    )]
    [InlineData(
        "using (var s = File.Create(Root + \"/settings.json\")) { s.WriteByte(1); Directory.Delete(Root + \"/old\", true); "
            + "return null; }"
    )]
    [InlineData(
        "var t = Directory.CreateTempSubdirectory().FullName; using (var s = File.Create(path)) { s.WriteByte(1); "
            + "Directory.Delete(t, true); return null; }"
    )]
    [InlineData(
        "using (var s = File.Create(\"sub/settings.json\")) { s.WriteByte(1); return Directory.GetFiles(Root + \"/old\"); }"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) foreach (var f in Environment.GetCommandLineArgs()) "
            + "w.Write(File.ReadAllText(f)); return null;"
    )]
    [InlineData("File.WriteAllText(path, \"a\"); return null; void Follow() => Watching = new Follower(path);")]
    public async Task What_is_another_file_or_only_written_keeps_its_fix(string body) =>
        Assert.True(await FixedProgram.IsOfferedAsync(Member(body)));

    // One that has created its file forgets what it knew; one whose path is used does not.
    [Fact]
    public Task No_fix_of_a_FileInfo_that_another_member_asks() =>
        Verify.NoFix(
            """
            using System.IO;

            class Store
            {
                readonly FileInfo _info = new("settings.json");

                void Save()
                {
                    using (var writer = {|ATW0001:_info.CreateText()|})
                        writer.Write("a");
                }

                long Size() => _info.Length;
            }
            """
        );

    [Theory]
    [InlineData("Save(new FileInfo(path)); return null;", true)]
    [InlineData("var file = new FileInfo(path); if (file.Exists) Save(file); return null;", true)]
    [InlineData("var file = new FileInfo(path); Save(file); return file.Length;", false)]
    [InlineData("var other = new FileInfo(path); Save(other); return other.Exists;", false)]
    public async Task A_FileInfo_is_asked_by_those_who_have_it(string body, bool isOffered) =>
        Assert.Equal(
            isOffered,
            await FixedProgram.IsOfferedAsync(
                """
                static bool Has(FileInfo file) => file.Exists;
                static void Save(FileInfo file) { using (var w = file.CreateText()) w.Write("a"); }

                """ + Member(body)
            )
        );

    // Who gets the stream writes to it, and what is made before the file is opened sees the old one in both.
    [Theory]
    [InlineData("using (var w = File.CreateText(path)) { w.Write(\"a\"); Content(w); point(); } return null;")]
    [InlineData(
        "var r = File.OpenRead(path); using (var t = new StreamReader(r)) t.ReadToEnd(); File.WriteAllText(path, \"a\"); return null;"
    )]
    [InlineData(
        "var r = File.OpenRead(path); var t = new StreamReader(r); t.ReadLine(); t.Close(); File.WriteAllText(path, \"a\"); return null;"
    )]
    [InlineData(
        "var r = File.OpenRead(path); Close(r); File.WriteAllText(path, \"a\"); return null; void Close(Stream s) => s.Close();"
    )]
    [InlineData("Stream r; r = File.OpenRead(path); r.Close(); File.WriteAllText(path, \"a\"); return null;")]
    [InlineData(
        "Open(path, out var r); r.Dispose(); File.WriteAllText(path, \"a\"); return null; "
            + "static void Open(string f, out Stream s) => s = File.OpenRead(f);"
    )]
    [InlineData("Stream r; using (r = File.OpenRead(path)) r.ReadByte(); File.WriteAllText(path, \"a\"); return null;")]
    [InlineData("foreach (var l in File.ReadAllLines(path)) File.WriteAllText(path, l); return null;")]
    [InlineData(
        "var q = File.ReadLines(path); foreach (var l in q) Console.Write(l); File.WriteAllText(path, \"a\"); return null;"
    )]
    [InlineData("File.WriteAllLines(path, File.ReadAllLines(path).Where(l => l.Length > 0)); return null;")]
    [InlineData(
        "File.WriteAllLines(path, Kept().Append(\"1\")); return null; "
            + "IEnumerable<string> Kept() => File.ReadAllLines(path).Select(l => l + \"2\");"
    )]
    [InlineData(
        "var count = File.ReadLines(path).Count(); File.WriteAllLines(path, new[] { 1, 2 }.Select(i => i + \" of \" + count)); return null;"
    )]
    [InlineData(
        "Action<int> show = i => Console.Write(i); using (var w = File.CreateText(path)) { w.Write(\"a\"); "
            + "new[] { 1 }.ToList().ForEach(show); point(); } return null;"
    )]
    public async Task What_cannot_look_at_the_target_is_no_reason(string body)
    {
        var program = await FixedProgram.OfAsync(Member(body));
        var (before, after) = await program.RunAsync(Old);
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    // Whoever goes on from there, should the process end, would find the old file.
    [Theory]
    [InlineData(
        "using (var w = new StreamWriter(path)) { w.Write(\"abc\"); w.Flush(); "
            + "if (path.Length > 0) Environment.Exit(3); w.Write(\"d\"); } return null;"
    )]
    [InlineData("using var s = File.Create(path); s.WriteByte(1); s.Flush(true); Stop(); s.WriteByte(2); return null;")]
    [InlineData(
        "using var s = File.Create(path); s.Write(new byte[9000]); "
            + "if (path.Length == 0) Environment.FailFast(path); s.WriteByte(2); return null;"
    )]
    [InlineData(
        "using (var z = new GZipStream(File.Create(path), CompressionLevel.Fastest)) { z.WriteByte(1); "
            + "if (path.Length > 0) Environment.Exit(3); } return null;"
    )]
    public async Task No_fix_where_the_process_may_end_before_the_write_does(string body) =>
        Assert.NotNull(await RefusalAsync(body));

    // The exception is the way out, and what has been written until then is wanted; or it comes when somebody stops it.
    [Theory]
    [InlineData(
        "using var w = new StreamWriter(path); while (!Stopping.IsCancellationRequested) w.WriteLine(1); return null;"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path)) foreach (var l in Arrived.GetConsumingEnumerable(Stopping)) w.WriteLine(l); return null;"
    )]
    [InlineData(
        "return Save(); async Task<object> Save() { await using var w = new StreamWriter(path); "
            + "await foreach (var l in Sent.ReadAllAsync(Stopping)) w.WriteLine(l); return null; }"
    )]
    [InlineData(
        "return Save(); async Task<object> Save() { using var w = new StreamWriter(path); for (var i = 0; i < 9; i++) "
            + "{ w.WriteLine(i); await Task.Delay(1, Stopping); } return null; }"
    )]
    [InlineData(
        "using (var z = new GZipStream(File.Create(path), CompressionLevel.Fastest)) while (path.Length > 0) "
            + "{ z.WriteByte(1); Work(1); } return null;"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path)) while (Console.ReadLine() is { } l) w.WriteLine(l); return null;"
    )]
    [InlineData(
        "try { using (var w = new StreamWriter(path)) for (var i = 0; i < 9; i++) w.WriteLine(Numbers.ReadInt16()); } "
            + "catch (EndOfStreamException) { } return null;"
    )]
    [InlineData("using (var w = new StreamWriter(path)) while (Typed() is { } l) w.WriteLine(l); return null;")]
    [InlineData(
        "try { Drain(path); } catch (EndOfStreamException) { } return null; } static void Drain(string path) { "
            + "using (var w = new StreamWriter(path)) for (var i = 0; i < 9; i++) w.WriteLine(Numbers.ReadInt16());"
    )]
    [InlineData("using var w = new StreamWriter(path); Console.SetOut(w); Serve(); return null;")]
    [InlineData("using (var w = new StreamWriter(path)) { Console.SetOut(w); Serve(); Restore(); } return null;")]
    [InlineData("using var w = new StreamWriter(path); Sinks.Register(w); Console.ReadLine(); return null;")]
    public async Task No_fix_where_it_is_written_until_an_exception_or_somebody_stops_it(string body) =>
        Assert.NotNull(await RefusalAsync(body));

    [Theory]
    [InlineData(
        "using (var w = new StreamWriter(path)) foreach (var i in new[] { 1, 2 }) { Stopping.ThrowIfCancellationRequested(); "
            + "point(); w.Write(i); } return null;"
    )]
    [InlineData(
        "Work(1); using (var w = new StreamWriter(path)) { Work(1); w.Write(1); point(); Work(1); } return null;"
    )]
    [InlineData(
        "for (var i = 0; i < 2; i++) { using (var w = new StreamWriter(path)) { point(); w.Write(i); } Work(1); } return null;"
    )]
    [InlineData(
        "try { using (var w = new StreamWriter(path)) for (var i = 0; i < 9; i++) { point(); w.Write(i); } } "
            + "catch (EndOfStreamException) { throw; } return null;"
    )]
    public Task A_loop_that_ends_by_itself_is_fixed(string body) => Check(body);

    // As another stream it would be another type there.
    [Theory]
    [InlineData(
        "using (var s = File.Create(path)) Told(s); return null; void Told(object o) { if (o is FileStream f) f.WriteByte(1); }"
    )]
    [InlineData(
        "using (var s = File.Create(path)) Told(s); return null; void Told(Stream o) => (o as FileStream)?.WriteByte(1);"
    )]
    [InlineData(
        "using (var s = File.Create(path)) Told(s); return null; void Told(Stream o) => ((FileStream)o).WriteByte(1);"
    )]
    [InlineData(
        "using (var s = File.Create(path)) Told(s); return null; "
            + "void Told(Stream o) { switch (o) { case FileStream: o.WriteByte(1); break; } }"
    )]
    [InlineData(
        "using (var s = File.Create(path)) First(s); return null; void First(Stream o) => Told(o); "
            + "void Told(Stream o) { if (o.GetType() == typeof(FileStream)) o.WriteByte(1); }"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) Told(w); return null; void Told(TextWriter o) { if (o is StreamWriter f) f.Write(1); }"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { s.WriteByte(1); s.Commit(); } return null; } "
            + "static void Commit(this Stream s) { s.WriteByte(2);"
    )]
    public async Task No_fix_where_its_type_is_told(string body) =>
        Assert.Equal(ProofClause.Confined, await RefusalAsync(body));

    [Theory]
    [InlineData(
        "try { using (var w = new StreamWriter(path)) w.Write(1); } catch { File.Move(path, path + \".broken\"); throw; } return null;"
    )]
    [InlineData(
        "var info = new FileInfo(path); try { using (var w = new StreamWriter(path)) w.Write(1); } "
            + "catch { info.MoveTo(path + \".broken\"); throw; } return null;"
    )]
    [InlineData(
        "try { Info().Create().Dispose(); } catch { File.Delete(\"settings.json\"); throw; } return null; "
            + "FileInfo Info() => new FileInfo(\"settings.json\");"
    )]
    [InlineData(
        "try { File.WriteAllText(Located(), \"a\"); } catch { File.Move(\"settings.json\", \"broken\"); throw; } return null;"
    )]
    [InlineData(
        "try { File.WriteAllText(Path.GetFullPath(Located()), \"a\"); } catch { File.Delete(\"settings.json\"); throw; } return null;"
    )]
    public async Task No_fix_where_a_handler_takes_the_file_away(string body) =>
        Assert.Equal(ProofClause.NotDeleted, await RefusalAsync(body));

    [Fact]
    public Task A_handler_that_brings_another_file_back_is_no_reason() =>
        Check(
            "File.WriteAllText(\"backup\", \"old content\"); try { using (var w = new StreamWriter(path)) { point(); w.Write(1); } } "
                + "catch { File.Move(\"backup\", path, true); throw; } finally { File.Delete(\"backup\"); } return null;"
        );

    // It is written to when nobody waits any more, or what failed is not heard.
    [Theory]
    [InlineData(
        "using (var w = File.CreateText(path)) new List<int> { 1 }.ForEach(async i => { await Task.Yield(); w.Write(i); }); return null;"
    )]
    [InlineData(
        "return Save(); async Task<object> Save() { using var w = File.CreateText(path); "
            + "await w.WriteAsync(\"a\").ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); return null; }"
    )]
    [InlineData(
        "using var w = File.CreateText(path); Action act = Line; Line(); act(); return null; void Line() => w.Write(1);"
    )]
    [InlineData(
        "using var w = File.CreateText(path); Line(); return null; async void Line() { await Task.Yield(); w.Write(1); }"
    )]
    [InlineData(
        "using var w = File.CreateText(path); var t = Line(); return t; async Task Line() { await Task.Yield(); w.Write(1); }"
    )]
    [InlineData(
        "using var w = File.CreateText(path); Line(); return null; void Line() { w.Write(1); w.Flush(); Work(1); }"
    )]
    public async Task No_fix_where_it_is_written_later(string body) =>
        Assert.Equal(ProofClause.Confined, await RefusalAsync(body));

    // What the function catches, who commits does not see.
    [Theory]
    [InlineData(
        "using (var s = File.Create(path)) { Line(); return null; "
            + "void Line() { try { s.SetLength(1); point(); } catch (IOException) { } } }"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { Line(s); return null; } "
            + "static void Line(Stream s) { try { s.WriteByte(1); } catch (IOException) { return; } }"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { Two(s); return null; } static void Two(Stream s) => Line(s); "
            + "static bool Line(Stream s) { try { s.WriteByte(1); return true; } catch { return false; } }"
    )]
    [InlineData(
        "using (var s = File.Create(path)) new List<byte> { 1, 2 }.ForEach(b => { try { s.WriteByte(b); } catch (IOException) { } }); "
            + "return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) foreach (var b in new byte[2]) { "
            + "try { s.WriteByte(b); } catch (IOException) { break; } } return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { for (var b = 0; b < 2; b++) try { s.WriteByte(1); } catch (IOException) { continue; } "
            + "s.WriteByte(3); } return null;"
    )]
    public async Task No_fix_where_a_function_catches_what_fails_while_it_writes(string body) =>
        Assert.Equal(ProofClause.WaysOut, await RefusalAsync(body));

    [Theory]
    [InlineData("using (var w = File.CreateText(path)) using (var q = new Quiet(w)) { q.Put(\"a\"); } return null;")]
    [InlineData(
        "using (var w = File.CreateText(path)) { var q = new Quiet(w); q.Put(\"a\"); q.Dispose(); } return null;"
    )]
    [InlineData("using (var w = File.CreateText(path)) { using var q = Quietly.On(w); q.Put(\"a\"); } return null;")]
    [InlineData(
        "using (var s = File.Create(path)) using (var q = new QuietStream(s)) { q.WriteByte(1); q.Flush(); } return null;"
    )]
    [InlineData("IExport e = new QuietExport(); using (var s = File.Create(path)) e.To(s); return null;")]
    public async Task No_fix_where_a_writer_of_the_program_catches_what_fails_while_it_writes(string body) =>
        Assert.NotNull(await RefusalAsync(body));

    [Theory]
    [InlineData(
        "using (var s = File.Create(path)) { Line(s); return null; } "
            + "void Line(Stream s) { try { s.WriteByte(1); point(); } catch (IOException) { Console.WriteLine(); throw; } }"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { Line(); return null; "
            + "void Line() { int.TryParse(path, out var n); try { n++; } catch { } s.WriteByte(1); point(); } }"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) using (var q = new Passing(w)) { q.Put(\"a\"); point(); } return null;"
    )]
    [InlineData(
        "foreach (var b in new byte[2]) using (var s = File.Create(path)) { "
            + "try { s.WriteByte(b); point(); } catch (IOException) { break; } } return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) new List<byte> { 1, 2 }.ForEach(b => { s.WriteByte(b); point(); }); return null;"
    )]
    public Task A_function_that_passes_on_what_fails_is_fixed(string body) => Check(body);

    // A local function that is only called writes where it is called.
    [Theory]
    [InlineData(
        "using (var w = File.CreateText(path)) { Line(1); point(); Line(2); void Line(int i) => w.Write(i); } return null;"
    )]
    [InlineData(
        "using var w = File.CreateText(path); void Line(int i) { if (i > 0) Line(i - 1); w.Write(i); } point(); Line(2); return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { void Line(int i) { "
            + "using var z = new GZipStream(s, CompressionLevel.Fastest, true); z.WriteByte((byte)i); } point(); "
            + "Line(2); } return null;"
    )]
    [InlineData(
        "using (var w = File.CreateText(path)) { void Line(int i) { Item(w, i); } "
            + "foreach (var i in new[] { 1, 2 }) Line(i); point(); } return null;"
    )]
    public Task A_local_function_writes_where_it_is_called(string body) => Check(body);

    [Theory]
    [InlineData(
        "using var w = new StreamWriter(path); for (var i = 0; i < 5; i++) { w.WriteLine(i); w.Flush(); Thread.Sleep(i); } return null;"
    )]
    [InlineData(
        "using var w = new StreamWriter(path); for (var i = 0; i < 5; i++) { Work(i); w.WriteLine(i); w.Flush(); } return null;"
    )]
    [InlineData(
        "using var w = new StreamWriter(path); foreach (var i in new[] { 1, 2 }) { Line(w, i); Work(i); } return null;"
    )]
    [InlineData(
        "using var w = new StreamWriter(path); w.AutoFlush = true; w.Write(1); Work(1); w.Write(2); return null;"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path) { AutoFlush = true }) { w.Write(1); Work(1); w.Write(2); } return null;"
    )]
    [InlineData(
        "using (var s = File.Create(path)) { using (var w = new StreamWriter(s) { AutoFlush = true }) { "
            + "w.Write(1); Console.ReadLine(); w.Write(2); } } return null;"
    )]
    [InlineData(
        "using (var z = new GZipStream(File.Create(path), CompressionLevel.Fastest)) { z.WriteByte(1); "
            + "z.Flush(); Work(1); z.WriteByte(2); } return null;"
    )]
    [InlineData(
        "using var w = new StreamWriter(path); w.Write(1); w.FlushAsync().Wait(); Progress.ToString(); "
            + "Running.Wait(); w.Write(2); return null;"
    )]
    public async Task No_fix_where_what_is_flushed_may_be_wanted_at_once(string body) =>
        Assert.Equal(ProofClause.FlushedAtEnd, await RefusalAsync(body));

    [Theory]
    [InlineData(
        "using (var w = new StreamWriter(path)) { for (var i = 0; i < 3; "
            + "i++) { w.Write(i.ToString(\"x\")); w.Flush(); } Console.Write(\"saved\"); point(); } return null;"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path)) { w.Write(1); w.Flush(); "
            + "w.Write(new List<int> { 1 }.Select(i => i + 1).First()); w.Flush(); point(); } return null;"
    )]
    [InlineData("using (var w = new StreamWriter(path)) { point(); w.Write(1); w.Flush(); Work(1); } return null;")]
    [InlineData("using (var w = new StreamWriter(path)) { Work(1); point(); w.Write(1); w.Flush(); } return null;")]
    public Task A_flush_that_only_writing_follows_is_no_reason(string body) => Check(body);

    [Theory]
    [InlineData(
        "var w = File.CreateText(path); w.Write(\"a\"); if (path.Length > 0) { return null; } w.Write(\"b\"); w.Dispose(); return null;"
    )]
    [InlineData("var w = File.CreateText(path); { w.Write(\"a\"); return null; } w.Dispose();")]
    [InlineData("using (var w = File.CreateText(path)) { while (true) { w.Write(\"a\"); w.Flush(); } }")]
    [InlineData("using var w = File.CreateText(path); w.Write(\"a\"); while (true) { w.Write(\"b\"); }")]
    public async Task No_fix_where_a_way_out_does_not_close_it(string body) =>
        Assert.False(await FixedProgram.IsOfferedAsync(Member(body)));

    [Fact]
    public async Task What_never_runs_is_written_in_a_callback_which_needs_no_commit()
    {
        var program = await FixedProgram.OfAsync(
            Member(
                "if (path.Length > 0) { return 1; using (var w = File.CreateText(path)) { w.Write(\"a\"); } } return 2;"
            )
        );
        Assert.Contains("AtomicFile.Write(", program.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_way_out_through_what_closes_it_commits()
    {
        var program = await FixedProgram.OfAsync(
            Member(
                "var w = File.CreateText(path); try { w.Write(\"a\"); if (path.Length > 0) return 1; "
                    + "w.Write(\"b\"); } finally { w.Dispose(); } return 2;"
            )
        );
        var (before, after) = await program.RunAsync(Old);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData(
        "using (var s = File.Create(path)) { "
            + "File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite); s.WriteByte(1); } "
            + "return (int)File.GetUnixFileMode(path);"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path)) { if (!OperatingSystem.IsWindows()) { "
            + "File.SetUnixFileMode(path, UnixFileMode.UserRead); } w.Write(1); } "
            + "return (int)File.GetUnixFileMode(path);"
    )]
    [InlineData(
        "using (var w = new StreamWriter(path, false, Encoding.Unicode)) { "
            + "File.SetUnixFileMode(path, (UnixFileMode)384); w.Write(1); } "
            + "return (int)File.GetUnixFileMode(path);"
    )]
    public async Task A_mode_that_is_set_at_once_goes_into_the_options(string body)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permission bits");
        var program = await FixedProgram.OfAsync(Member(body));
        foreach (var old in new[] { Old, null })
        {
            var (before, after) = await program.RunAsync(old);
            Assert.Equal(before, after);
        }
    }

    [Theory]
    [InlineData(
        "Save(); return null; void Save() => Document(ref path).Save(path); static XDocument Document(ref string p) { "
            + "p += \"2\"; return new(new XElement(\"a\")); }"
    )]
    [InlineData(
        "int n = 0; Action save = () => Document().Save(Name()); save(); return null; XDocument Document() { n++; "
            + "return new(new XElement(\"a\")); } string Name() => path + n;"
    )]
    public async Task No_fix_where_the_path_depends_on_what_is_evaluated_first(string body) =>
        Assert.False(await FixedProgram.IsOfferedAsync(Member(body)));

    [Theory]
    [InlineData("Document().Save(path); point(); return null; XDocument Document() => new(new XElement(\"a\"));")]
    [InlineData(
        "new XDocument(new XElement(\"a\")).Save(Path.Combine(Path.GetDirectoryName(path), \"settings.json\")); return null;"
    )]
    [InlineData(
        "Document(ref path).Save(path); return null; static XDocument Document(ref string path) { "
            + "path += \"2\"; return new(new XElement(\"a\")); }"
    )]
    [InlineData(
        "int n = 0; Document().Save(Name()); return null; XDocument Document() { n++; "
            + "return new(new XElement(\"a\")); } string Name() => path + n;"
    )]
    public async Task The_order_is_kept_or_free_where_nothing_depends_on_it(string body)
    {
        var (before, after) = await (await FixedProgram.OfAsync(Member(body))).RunAsync(Old);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task No_fix_where_what_is_opened_to_be_written_alone_is_read() =>
        Assert.Equal(
            ProofClause.Opening,
            await RefusalAsync(
                "using (var s = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write })) { "
                    + "s.WriteByte(1); s.ReadByte(); } return null;"
            )
        );

    // What an extension block of C# 14 declares does with the stream, or the path, whatever its code does.
    [Theory]
    [InlineData("s.Put(1)", "extension(Stream s) { public void Put(byte b) { s.WriteByte(b); s.Close(); } }")]
    [InlineData("s.Put(1)", "extension(Stream s) { public void Put(byte b) { try { s.WriteByte(b); } catch { } } }")]
    [InlineData(
        "Console.Write(s.First)",
        "extension(Stream s) { public int First { get { s.WriteByte(1); return 1; } } }"
    )]
    [InlineData(
        "Console.Write(path.Size)",
        "extension(string file) { public long Size => new FileInfo(file).Length; }"
    )]
    [InlineData(
        "Console.Write(path.Size())",
        "extension(string file) { public long Size() { return new FileInfo(file).Length; } }"
    )]
    public async Task No_fix_where_an_extension_block_closes_the_stream_or_looks_at_the_target(
        string use,
        string block
    ) =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                Member($"using (var s = File.Create(path)) {{ s.WriteByte(1); {use}; }} return null;")
                    + $"\n}}\nstatic class Extensions\n{{\n    {block}\n}}\nstatic class More\n{{\n"
            )
        );

    // With the clause taken for granted, a fix is offered that is wrong: the bytes, the output or the exception differ.
    [Theory]
    [InlineData(
        nameof(ProofClause.Finished),
        "using (var s = File.Create(path)) { var w = new Utf8JsonWriter(s); w.WriteStartObject(); "
            + "w.WriteEndObject(); w.Dispose(); } return null;"
    )]
    [InlineData(
        nameof(ProofClause.Finished),
        "using var s = File.CreateText(path); using var o = new Buffered(s, true); o.Put(\"a\"); return null;"
    )]
    [InlineData(
        nameof(ProofClause.OpenToTheEnd),
        "using (var s = File.Create(path)) { var w = new StreamWriter(s); w.Write(1); w.Close(); s.Dispose(); } return null;"
    )]
    [InlineData(
        nameof(ProofClause.NotKept),
        "using var w = new StreamWriter(path); Sinks.Register(w); Sinks.Emit(\"abc\"); return null;"
    )]
    [InlineData(
        nameof(ProofClause.NotKept),
        "using var w = File.CreateText(path); var items = Lazy(w); foreach (var item in items) { } return null;"
    )]
    [InlineData(
        nameof(ProofClause.Confined),
        "using var w = File.CreateText(path); w.Write(1); var other = w; other.Write(2); return null;"
    )]
    [InlineData(
        nameof(ProofClause.TargetUntouched),
        "using (var s = File.Create(path)) { s.WriteByte(1); s.Flush(); return new FileInfo(path).Length; }"
    )]
    [InlineData(
        nameof(ProofClause.Order),
        "int n = 0; Action save = () => Document().Save(Name()); save(); return null; XDocument Document() { n++; "
            + "return new(new XElement(\"a\")); } string Name() => path + n;"
    )]
    [InlineData(
        nameof(ProofClause.WaysOut),
        "using var s = File.Create(path); s.WriteByte(1); for (var i = 0; i < 3; "
            + "i++) { if (i == 2) return 1; s.WriteByte(2); } return null;"
    )]
    [InlineData(
        nameof(ProofClause.TargetUntouched),
        "using var w = File.AppendText(path); w.WriteLine(File.Exists(path) ? \"there\" : \"not there\"); return null;",
        null
    )]
    public async Task Each_clause_is_needed(string clause, string body, string? old = Old)
    {
        using var assumed = ProofClauses.Assume(Enum.Parse<ProofClause>(clause));
        var program = await FixedProgram.OfAsync(Member(body), isProven: false);
        var (before, after) = await program.RunAsync(old);
        Assert.True(before != after, program.Text);
    }

    static string Member(string body) =>
        $"    public static object Run([AtomicWrites.StatePath] string path)\n    {{\n        {body}\n    }}\n    {Others}";

    static async Task<ProofClause?> RefusalAsync(string body)
    {
        var refusal = await FixedProgram.RefusalAsync(Member(body));
        return ProofClauses
            .Refusals.Where(pair => pair.Value == refusal)
            .Select(pair => (ProofClause?)pair.Key)
            .SingleOrDefault();
    }

    static async Task Check(string body)
    {
        var program = await FixedProgram.OfAsync(Member(body));
        await program.WritesTheSameOrNothingAsync(Old);
    }
}
