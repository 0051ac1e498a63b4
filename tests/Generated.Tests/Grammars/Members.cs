namespace AtomicWrites.Generated.Tests.Grammars;

/// <summary>What the statements of the grammar call. A program has those that it names.</summary>
static class Members
{
    static readonly (string Name, string Text)[] OfProgram =
    [
        ("Flow", "static readonly AsyncLocal<int> Flow = new();"),
        ("SetFlow", "static void SetFlow() { Flow.Value = 7; }"),
        ("Gate", "static readonly object Gate = new();"),
        ("Use", "static void Use(Stream stream, Action<Stream> act) { act(stream); }"),
        (
            "Fill",
            """
            static void Fill(Stream stream) { stream.WriteByte(1); stream.WriteByte(2); }
            static void Fill(TextWriter writer) { writer.Write("filled"); }
            """
        ),
        (
            "Tree",
            """
            static void Tree(Stream stream, int depth) { stream.WriteByte((byte)depth); if (depth > 0) Tree(stream, depth - 1); }
            static void Tree(TextWriter writer, int depth) { if (depth > 0) Branch(writer, depth - 1); writer.Write(depth); }
            static void Branch(TextWriter writer, int depth) { writer.Write("("); Tree(writer, depth); writer.Write(")"); }
            """
        ),
        (
            "TreeAndClose",
            """
            static void TreeAndClose(Stream stream, int depth) { if (depth > 0) TreeAndClose(stream, depth - 1); else stream.Close(); }
            static void TreeAndClose(TextWriter writer, int depth) { if (depth > 0) TreeAndClose(writer, depth - 1); else writer.Close(); }
            """
        ),
        (
            "TreeAndKeep",
            """
            static void TreeAndKeep(Stream stream, int depth) { if (depth > 0) TreeAndKeep(stream, depth - 1); else Kept.Register(stream); }
            static void TreeAndKeep(TextWriter writer, int depth) { if (depth > 0) TreeAndKeep(writer, depth - 1);
                else Kept.Register(writer); }
            """
        ),
        ("Held", "static FileStream Held;"),
        ("Info", "static FileInfo Info(string file) => new FileInfo(file);"),
        ("FillFile", "static void FillFile(FileStream stream) { stream.WriteByte(3); }"),
        (
            "FillAsync",
            """
            static async Task FillAsync(Stream stream) { await Task.Yield(); stream.WriteByte(4); }
            static async Task FillAsync(TextWriter writer) { await Task.Yield(); await writer.WriteAsync("later"); }
            """
        ),
        (
            "FillAndFlush",
            """static void FillAndFlush(TextWriter writer) { writer.Write("flushed"); writer.Flush(); }"""
        ),
        (
            "FlushAndWork",
            """
            static void FlushAndWork(Stream stream) { stream.WriteByte(1); stream.Flush(); Point.Works(); }
            static void FlushAndWork(TextWriter writer) { writer.Write("flushed"); writer.Flush(); Point.Works(); }
            """
        ),
        (
            "FlushAndMore",
            """
            static void FlushAndMore(Stream stream) { FlushAndMoreWork(stream); stream.WriteByte(1); }
            static void FlushAndMoreWork(Stream stream) { stream.Flush(); Point.Works(); }
            """
        ),
        (
            "FillAndWork",
            "static void FillAndWork(Stream stream) { stream.WriteByte(1); Point.Works(); stream.WriteByte(2); }"
        ),
        (
            "FillAndRead",
            "static void FillAndRead(Stream stream) { stream.WriteByte(1); Point.Say(stream.ReadByte()); }"
        ),
        (
            "Grow",
            """static void Grow(string file) { var text = File.Exists(file) ? File.ReadAllText(file) : ""; """
                + """File.WriteAllText(file, text + "y"); }"""
        ),
        ("IsReplaced", "static readonly bool IsReplaced = Point.Yes;"),
        ("Here", """static readonly string Here = ".";"""),
        ("Located", """static string Located() { return string.Format("{0}/{1}", ".", "state.json"); }"""),
        (
            "Where",
            """static string Where { get { if (Point.No) return "none"; return Path.Combine(".", "state.json"); } }"""
        ),
        ("Work", "static void Work() { Point.Works(); }"),
        ("Look", "static Action Look;"),
        ("Run", "static void Run(Action act) { act(); }"),
        (
            "Sizes",
            """static IEnumerable<string> Sizes(string file) { yield return "a"; """
                + """yield return "" + (File.Exists(file) ? new FileInfo(file).Length : 0); }"""
        ),
        (
            "FillAndClose",
            """
            static void FillAndClose(Stream stream) { stream.WriteByte(5); stream.Close(); }
            static void FillAndClose(TextWriter writer) { using (writer) writer.Write("closed"); }
            """
        ),
        (
            "Lazy",
            """
            static IEnumerable<int> Lazy(Stream stream) { for (var i = 0; i < 3; i++) { stream.WriteByte(6); yield return i; } }
            static IEnumerable<int> Lazy(TextWriter writer) { for (var i = 0; i < 3; i++) { writer.Write(i); yield return i; } }
            """
        ),
        ("SizeOf", "static long SizeOf(string file) { return new FileInfo(file).Length; }"),
        (
            "Document",
            """static XDocument Document() { Point.Say("document"); return new XDocument(new XElement("a", 1)); }"""
        ),
        (
            "Data",
            """
            static System.Data.DataTable Data()
            {
                Point.Say("data");
                var table = new System.Data.DataTable("t");
                table.Columns.Add("a");
                table.Rows.Add("b");
                return table;
            }
            """
        ),
        (
            "Given",
            """
            static void Given(Func<object> make) { Point.Say(make() is not null); }
            static void Given(Action act) { act(); Point.Say("nothing"); }
            """
        ),
        ("Reader", "static FileStream Reader;"),
        ("WriteTo", """static void WriteTo(string file) { File.WriteAllText(file, "new"); }"""),
        ("Last", "static string Last;"),
        ("IsLastThere", "static bool IsLastThere() { return File.Exists(Last); }"),
        ("AreThere", "static bool AreThere(List<string> files) { return File.Exists(files[0]); }"),
        ("IsThere", "static bool IsThere(Place place) { return File.Exists(place.Name); }"),
        ("FillAny", "static void FillAny<T>(T stream) where T : Stream { Point.Say(typeof(T).Name); }"),
        ("Shadowed", "static int Shadowed = 1;"),
        ("Hidden", "static int Hidden() { return 1; }"),
        ("Noted", "static string Noted(string file) { Point.Say(file); return file; }"),
        ("Told", """static T Told<T>(T value) { Point.Say("told"); return value; }"""),
        (
            "Looking",
            """
            static T Looking<T>(string file, T value) { Point.Say(File.Exists(file) ? new FileInfo(file).Length : -1); return value; }
            """
        ),
        ("Placed", """static T Placed<T>(T value) { Directory.CreateDirectory("sub"); return value; }"""),
        (
            "Spot",
            """
            static string Spot = "state.json";
            static XDocument Moving() { Spot = "other.json"; return new XDocument(new XElement("a")); }
            """
        ),
        ("Shut", "static void Shut(IDisposable open) { open.Dispose(); }"),
        ("Opened", "static void Opened(string file, out FileStream stream) { stream = File.OpenRead(file); }"),
        ("Child", "static System.Diagnostics.Process Child;"),
        (
            "Printed",
            """
            static string Printed(string file)
            {
                var start = new System.Diagnostics.ProcessStartInfo("cat", file) { RedirectStandardOutput = true };
                start.RedirectStandardError = true;
                using (var process = System.Diagnostics.Process.Start(start))
                {
                    var text = process.StandardOutput.ReadToEnd();
                    process.WaitForExit();
                    return text;
                }
            }
            """
        ),
        (
            "Launched",
            "static void Launched(string file) { Point.Ends(System.Diagnostics.Process.Start(Appender(file))); }"
        ),
        (
            "Reading",
            """
            static System.Diagnostics.Process Reading(string file)
            {
                var start = new System.Diagnostics.ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
                foreach (var argument in new[] { "-c", "exec 2>/dev/null 3<$0; echo; read x && cat <&3", file })
                    start.ArgumentList.Add(argument);
                return Point.Ends(System.Diagnostics.Process.Start(start));
            }
            """
        ),
        (
            "(Append(er|ing)|Launched)",
            """
            static System.Diagnostics.Process Appending(string file) =>
                Point.Ends(System.Diagnostics.Process.Start(Appender(file)));
            static System.Diagnostics.ProcessStartInfo Appender(string file)
            {
                var script = "\"exec 2>/dev/null 3>>$0; echo; read x && echo late >&3\" ";
                return new("sh", "-c " + script + file) { RedirectStandardInput = true, RedirectStandardOutput = true };
            }
            """
        ),
        (
            "SaveBy",
            """
            static void SaveBy(string file, Action<Stream> write)
            {
                using (var stream = File.Create(file)) { write(stream); stream.WriteByte(7); }
            }
            """
        ),
        (
            "SaveTextBy",
            """
            static void SaveTextBy(string file, Action<TextWriter> write)
            {
                using (var writer = File.CreateText(file)) { write(writer); writer.Write("end"); }
            }
            """
        ),
        (
            "SaveThrough",
            """
            static void SaveThrough(string file, Action<Stream> write) { SaveIn(write, file); }
            static void SaveIn(Action<Stream> write, string place)
            {
                using var stream = new FileStream(place, FileMode.Create);
                write(stream);
            }
            """
        ),
        ("SaveMade", "static void SaveMade(string file, Func<string> make) { File.WriteAllText(file, make()); }"),
        (
            "SaveTextMade",
            "static void SaveTextMade(string file, Func<string> make) { using var writer = File.CreateText(file); writer.Write(make()); }"
        ),
        ("Note", "static void Note(TextWriter writer, string file) { writer.Write(new FileInfo(file).Length); }"),
    ];

    static readonly (string Name, string Text)[] OfFile =
    [
        (
            "Kept",
            """
            static class Kept
            {
                static readonly List<Action> all = new();
                public static Stream Stream { set => all.Add(() => value.WriteByte(7)); }
                public static TextWriter Writer { set => all.Add(() => value.Write("kept")); }
                public static void Register(Stream stream) => Stream = stream;
                public static void Register(TextWriter writer) => Writer = writer;
                public static void Emit() { foreach (var one in all) one(); all.Clear(); }
            }
            """
        ),
        (
            "Fluent",
            """
            sealed class Fluent
            {
                readonly Action put;
                Fluent(Action put) => this.put = put;
                public static Fluent To(Stream stream) => new(() => stream.WriteByte(8));
                public static Fluent To(TextWriter writer) => new(() => writer.Write("fluent"));
                public Fluent Put() { put(); return this; }
            }
            """
        ),
        (
            "Closer",
            """
            sealed class Closer
            {
                readonly Stream stream;
                public Closer(Stream stream) => this.stream = stream;
                public void Close() { stream.WriteByte(9); stream.Dispose(); }
            }
            """
        ),
        ("Place", "sealed class Place { public string Name { get; set; } }"),
        (
            "Looker",
            """
            sealed class Looker : IDisposable
            {
                readonly string file;
                public Looker(string file) => this.file = file;
                public bool this[int i] => File.Exists(file);
                public bool Looks { get => File.Exists(file); set => Point.Say(File.Exists(file)); }
                public event Action Looked { add { Point.Say(File.Exists(file)); } remove { } }
                public static bool operator +(Looker looker, int i) => File.Exists(looker.file);
                public static implicit operator bool(Looker looker) => File.Exists(looker.file);
                public void Deconstruct(out bool isThere, out int number) { isThere = File.Exists(file); number = 1; }
                public IEnumerator<bool> GetEnumerator() { yield return File.Exists(file); }
                public override string ToString() => "" + File.Exists(file);
                public void Dispose() => Point.Say(File.Exists(file));
            }
            """
        ),
        (
            "LookingOrder",
            """
            sealed class LookingOrder : IComparer<string>, IEqualityComparer<string>, IFormattable
            {
                readonly string file;
                public LookingOrder(string file) => this.file = file;
                bool Look() { var isThere = File.Exists(file); Point.Say(isThere); return isThere; }
                public int Compare(string x, string y) => Look() ? string.CompareOrdinal(x, y) : 0;
                public bool Equals(string x, string y) => Look() && x == y;
                public int GetHashCode(string x) => Look() ? 1 : 0;
                public string ToString(string format, IFormatProvider provider) => "" + Look();
            }
            """
        ),
        (
            "Watcher",
            """
            abstract class Watcher { public virtual void Notice() { } }
            """
        ),
        (
            "LookingWatcher",
            """
            sealed class LookingWatcher : Watcher
            {
                readonly string file;
                public LookingWatcher(string file) => this.file = file;
                public override void Notice() => Point.Say(File.Exists(file));
            }
            """
        ),
        (
            "LookingStream",
            """
            sealed class LookingStream : MemoryStream
            {
                readonly string file;
                public LookingStream(string file) => this.file = file;
                public override void Close() => Point.Say(File.Exists(file) ? new FileInfo(file).Length : -1);
            }
            """
        ),
        (
            "WaitingWatcher",
            """
            sealed class WaitingWatcher : Watcher { public override void Notice() { Point.Waits(); Thread.Sleep(1); } }
            """
        ),
        (
            "WatcherFromTheStart",
            """
            class EarlyWatcher { public EarlyWatcher(string file) => Point.Say(File.Exists(file)); }
            sealed class WatcherFromTheStart : EarlyWatcher { public WatcherFromTheStart(string file) : base(file) { } }
            """
        ),
        (
            "Slow",
            """static class Slow { public static string Answer { get { Point.Waits(); Thread.Sleep(1); return "x"; } } }"""
        ),
        (
            "Overloads",
            """
            static class Overloads
            {
                public static void Fill(FileStream stream) => stream.WriteByte(1);
                public static void Fill(Stream stream) => stream.WriteByte(2);
            }
            """
        ),
        (
            @"\.FillOver",
            """
            static class Extensions
            {
                public static void FillOver(this FileStream stream) => stream.WriteByte(1);
                public static void FillOver(this Stream stream) => stream.WriteByte(2);
            }
            """
        ),
        (
            "IStore",
            """
            interface IStore { void Save(string file, string text); }
            sealed class PlainStore : IStore { public void Save(string file, string text) => File.WriteAllText(file, text); }
            sealed class LineStore : IStore
            {
                public void Save(string file, string text) { using (var writer = File.CreateText(file)) writer.WriteLine(text); }
            }
            """
        ),
        (
            "IFiller",
            """
            interface IFiller { void Put(Stream stream); }
            sealed class ByteFiller : IFiller { public void Put(Stream stream) => stream.WriteByte(1); }
            sealed class LastFiller : IFiller { public void Put(Stream stream) { stream.WriteByte(2); stream.Dispose(); } }
            """
        ),
        (
            @"\.(PutMark|Marked|SaveIn|IsSaved)",
            """
            static class Marks
            {
                extension(Stream stream)
                {
                    public void PutMark() => stream.WriteByte(9);
                    public bool Marked { set => stream.WriteByte(value ? (byte)8 : (byte)7); }
                }
                extension(TextWriter writer) { public void PutMark() { writer.Write("mark"); writer.Flush(); } }
                extension(string file)
                {
                    public void SaveIn(string text) => File.WriteAllText(file, text);
                    public bool IsSaved => File.Exists(file);
                }
            }
            """
        ),
        (
            "Tail",
            """
            sealed class Tail
            {
                readonly StreamReader reader;
                public Tail(string file) => reader = File.OpenText(file);
                public void Close() => reader.Close();
                public void Dispose() => reader.Dispose();
                public void SayOpen() => Point.SayOpen(reader);
            }
            """
        ),
        (
            "Titled",
            """
            sealed class Titled : StreamWriter { public Titled(string title, Stream stream) : base(stream) { Write(title); } }
            """
        ),
        (
            "Closing",
            """
            sealed class Closing : IDisposable
            {
                readonly Stream stream;
                public Closing(Stream stream, bool leaveOpen) => this.stream = stream;
                public Closing Put(string text) { stream.WriteByte((byte)text[0]); return this; }
                public void End() => stream.WriteByte((byte)'e');
                public void Dispose() { End(); stream.Dispose(); }
            }
            """
        ),
        (
            "Numbers",
            """
            sealed class Numbers : IDisposable
            {
                readonly Stream stream;
                readonly bool leaveOpen;
                readonly List<string> kept = new();
                public Numbers(Stream stream, bool leaveOpen) { this.stream = stream; this.leaveOpen = leaveOpen; }
                public Numbers Put(string text) { kept.Add(text); return this; }
                public void End() { foreach (var one in kept) stream.WriteByte((byte)one[0]); kept.Clear(); }
                public void Dispose() { End(); if (!leaveOpen) stream.Dispose(); }
            }
            """
        ),
        (
            "Words",
            """
            sealed class Words : IDisposable
            {
                readonly TextWriter writer;
                readonly bool leaveOpen;
                readonly List<string> kept = new();
                public Words(TextWriter writer, bool leaveOpen) { this.writer = writer; this.leaveOpen = leaveOpen; }
                public Words Put(string text) { kept.Add(text); return this; }
                public void End() { foreach (var one in kept) writer.Write(one); kept.Clear(); }
                public void Dispose() { End(); if (!leaveOpen) writer.Dispose(); }
            }
            """
        ),
    ];

    public static string InProgram(string text) => Named(OfProgram, text);

    public static string InFile(string text) => Named(OfFile, text);

    static string Named((string Name, string Text)[] members, string text) =>
        string.Join(
            '\n',
            members
                .Where(member => System.Text.RegularExpressions.Regex.IsMatch(text, $@"(?<!\.)\b{member.Name}\b"))
                .Select(member => member.Text)
        );
}
