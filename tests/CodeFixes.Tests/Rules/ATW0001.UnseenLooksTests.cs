using AtomicWrites.Analyzers.Proofs;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// No fix where the file is looked at while the stream is open by way of a collection, or by code that only the
/// framework calls.
/// </summary>
public class UnseenLooksTests
{
    const string Others = """
        }
            static readonly List<string> _files = new() { "settings.json", "b.json" };
            static readonly string[] _kept = { Path.GetFullPath("settings.json"), "b.json" };
            static readonly Dictionary<string, string> _named = new() { ["a"] = "settings.json" };
            static void Second() => Console.Write(File.Exists(_files[1]));
            static readonly IComparer<string> Order = new Looking();
            static readonly object Any = new Looking();
            static readonly SortedSet<string> Sorted = new(new Looking());
            static void Each(IEnumerable<string> files) { foreach (var file in files) Console.Write(File.Exists(file)); }
            sealed class Looking : IComparer<string>, IEqualityComparer<string>,
                IComparable<Looking>, IFormattable, IFormatProvider, ICustomFormatter
            {
                static bool Look() => File.Exists("settings.json");
                public int Compare(string x, string y) => Look() ? 1 : 0;
                public bool Equals(string x, string y) => Look();
                public int GetHashCode(string x) => Look() ? 1 : 0;
                public int CompareTo(Looking other) => Look() ? 1 : 0;
                public string ToString(string format, IFormatProvider provider) => "" + Look();
                public object GetFormat(Type type) => this;
                public string Format(string format, object arg, IFormatProvider provider) => "" + Look();
            }
            struct Key
            {
                public override bool Equals(object other) => File.Exists("settings.json");
                public override int GetHashCode() => File.Exists("settings.json") ? 1 : 0;
            }
            sealed class Shown { public override string ToString() => "" + File.Exists("settings.json"); }
            sealed class Asking(string path)
            {
                public bool Exists => File.Exists(path);
                public void Deconstruct(out bool exists, out int size) => (exists, size) = (File.Exists(path), 0);
            }
            sealed class Plain : IComparer<string>, IFormattable
            {
                public int Compare(string x, string y) => string.CompareOrdinal(x, y);
                public string ToString(string format, IFormatProvider provider) => "plain";
                public override string ToString() => "plain";
            }
        """;

    [Theory]
    [InlineData("using (var s = File.Create(_files[0])) { s.WriteByte(1); return File.Exists(_files[0]); }")]
    [InlineData(
        "using (var s = File.Create(_files[0])) { s.WriteByte(1); foreach (var f in _files) Console.Write(File.Exists(f)); return null; }"
    )]
    [InlineData("using (var s = File.Create(_files[0])) { s.WriteByte(1); Each(_files); return null; }")]
    [InlineData("using (var s = File.Create(_files[0])) { s.WriteByte(1); return File.Exists(_files.First()); }")]
    [InlineData("using (var s = File.Create(_files[0])) { s.WriteByte(1); return _files.All(File.Exists); }")]
    [InlineData("using (var s = File.Create(_files[0])) { s.WriteByte(1); return _files.Count(f => File.Exists(f)); }")]
    [InlineData(
        "using (var s = File.Create(_files[0])) { s.WriteByte(1); return _files.Exists(f => File.Exists(f)); }"
    )]
    [InlineData(
        "using (var s = File.Create(_files[0])) { s.WriteByte(1); return _files.Select(f => new FileInfo(f)).Count(i => i.Exists); }"
    )]
    [InlineData(
        "foreach (var f in _files) using (var s = File.Create(f)) { s.WriteByte(1); Console.Write(File.Exists(_files[0])); } return null;"
    )]
    [InlineData(
        "using (var s = File.Create(_named[\"a\"])) { s.WriteByte(1); "
            + "foreach (var p in _named) Console.Write(File.Exists(p.Value)); return null; }"
    )]
    [InlineData(
        "using (var s = File.Create(_named[\"a\"])) { s.WriteByte(1); "
            + "foreach (var f in _named.Values) Console.Write(File.Exists(f)); return null; }"
    )]
    [InlineData(
        "using (var s = File.Create(_named[\"a\"])) { s.WriteByte(1); return _named.TryGetValue(\"b\", out var f) && File.Exists(f); }"
    )]
    [InlineData("using (var s = File.Create(\"settings.json\")) { s.WriteByte(1); return File.Exists(_kept[0]); }")]
    [InlineData(
        "using (var s = File.Create(\"settings.json\")) { s.WriteByte(1); "
            + "foreach (var f in _kept) Console.Write(File.Exists(f)); return null; }"
    )]
    [InlineData(
        "_files.Add(path); using (var s = File.Create(path)) { s.WriteByte(1); return File.Exists(_files[^1]); }"
    )]
    [InlineData(
        "_named[\"b\"] = path; using (var s = File.Create(path)) { s.WriteByte(1); return File.Exists(_named[\"b\"]); }"
    )]
    public Task By_way_of_a_collection(string body) => IsRefused(body);

    [Theory]
    [InlineData("System.Array.Sort(_kept, Order)")]
    [InlineData("_files.Sort(Order)")]
    [InlineData("_files.Sort(new Looking())")]
    [InlineData("_files.OrderBy(f => f, new Looking()).ToList()")]
    [InlineData("_files.Distinct(new Looking()).ToList()")]
    [InlineData("new List<Looking> { new(), new() }.Sort()")]
    [InlineData("Sorted.Add(\"c\")")]
    [InlineData("new HashSet<string>(new Looking()).Add(\"c\")")]
    [InlineData("new Dictionary<Key, int>().TryAdd(new Key(), 1)")]
    [InlineData("new Dictionary<Key, int>()[new Key()] = 1")]
    [InlineData("new[] { new Key() }.Contains(new Key())")]
    [InlineData("Equals(new Key(), new Key())")]
    [InlineData("Console.Write(string.Join(\",\", new Shown(), 1))")]
    [InlineData("Console.Write(string.Join(\",\", new[] { new Shown() }))")]
    [InlineData("Console.Write(string.Join(\",\", new object[] { new Shown() }))")]
    [InlineData("Console.Write(string.Format(\"{0}\", new Looking()))")]
    [InlineData("Console.Write(string.Format(new Looking(), \"{0}\", 1))")]
    [InlineData("Console.Write($\"{new Looking()}\")")]
    [InlineData("Console.Write($\"{Any}\")")]
    [InlineData("Console.Write(\"\" + Any)")]
    [InlineData("Console.Write(string.Concat(\"a\", Any))")]
    [InlineData("Console.Write(Any)")]
    [InlineData("new StringBuilder().Append(new Shown())")]
    [InlineData("new StringBuilder().AppendFormat(\"{0}\", new Looking())")]
    public Task By_what_the_framework_calls(string look) =>
        IsRefused(
            $"using (var s = File.Create(\"settings.json\")) {{ s.WriteByte(1); {look}; s.WriteByte(2); }} return null;"
        );

    [Theory]
    [InlineData("var c = new Asking(path);", "s.WriteByte((byte)(c is { Exists: true } ? 1 : 0))")]
    [InlineData("var c = new Asking(path);", "s.WriteByte(c switch { { Exists: true } => 1, _ => 0 })")]
    [InlineData("var c = new Asking(path);", "s.WriteByte((byte)(c is (true, _) ? 1 : 0))")]
    [InlineData("var q = from p in new[] { path } select File.Exists(p);", "foreach (var b in q) Console.Write(b)")]
    [InlineData("var q = new[] { path }.Where(File.Exists);", "Console.Write(q.Count())")]
    [InlineData("IEnumerable<string> q; q = new[] { path }.Where(p => File.Exists(p));", "Console.Write(q.Count())")]
    [InlineData("var q = new Lazy<bool>(() => File.Exists(path));", "Console.Write(q.Value)")]
    [InlineData("Lazy<bool> q = new(() => File.Exists(path));", "Console.Write(q.Value)")]
    public Task By_what_was_made_before_it_was_opened(string made, string look) =>
        IsRefused(
            $"{made} using (var s = File.Create(path)) {{ s.WriteByte(1); {look}; s.WriteByte(2); }} return null;"
        );

    [Theory]
    [InlineData("var q = from p in new[] { path } select p + \"!\";", "foreach (var b in q) Console.Write(b)")]
    [InlineData("var q = new[] { path }.Where(File.Exists).ToList();", "Console.Write(q.Count)")]
    [InlineData("var q = new Lazy<bool>(() => File.Exists(\"other.json\"));", "Console.Write(q.Value)")]
    public async Task What_was_made_before_and_looks_at_nothing_is_no_reason(string made, string act) =>
        Assert.True(
            await FixedProgram.IsOfferedAsync(
                Member(
                    $"{made} using (var s = File.Create(\"settings.json\")) {{ s.WriteByte(1); {act}; s.WriteByte(2); }} return null;"
                )
            )
        );

    [Theory]
    [InlineData("_files.Sort(new Plain())")]
    [InlineData("Console.Write(string.Join(\",\", new Plain(), 1))")]
    [InlineData("Console.Write($\"{new Plain()}\")")]
    [InlineData("new Dictionary<string, int>()[\"a\"] = 1")]
    [InlineData("Console.Write(File.Exists(\"other.json\"))")]
    [InlineData("_files.Sort(); foreach (var f in _files) Console.Write(f)")]
    public async Task What_looks_at_nothing_is_no_reason(string act) =>
        Assert.True(
            await FixedProgram.IsOfferedAsync(
                Member(
                    $"using (var s = File.Create(\"settings.json\")) {{ s.WriteByte(1); {act}; s.WriteByte(2); }} return null;"
                )
            )
        );

    [Theory]
    [InlineData("Console.Write(File.Exists(_files[1]))")]
    [InlineData("Second()")]
    public async Task Another_element_is_another_file(string look) =>
        Assert.True(
            await FixedProgram.IsOfferedAsync(
                Member(
                    $"using (var s = File.Create(_files[0])) {{ s.WriteByte(1); {look}; s.WriteByte(2); }} return null;"
                )
            )
        );

    [Fact]
    public Task Where_a_write_may_still_run_that_nobody_has_waited_for() =>
        IsRefused(
            "try { var t = File.WriteAllTextAsync(\"settings.json\", path); Second(); t.Wait(); } "
                + "catch (Exception) { } return new FileInfo(\"settings.json\").Length;"
        );

    [Theory]
    [InlineData(
        "try { var t = File.WriteAllTextAsync(\"settings.json\", path); Second(); t.Wait(); } "
            + "catch (Exception) { } return new FileInfo(\"other.json\").Length;"
    )]
    [InlineData(
        "var t = File.WriteAllTextAsync(\"settings.json\", path); Second(); t.Wait(); return new FileInfo(\"settings.json\").Length;"
    )]
    public async Task Whoever_has_waited_looks_at_what_is_written(string body) =>
        Assert.True(await FixedProgram.IsOfferedAsync(Member(body)));

    static async Task IsRefused(string body) =>
        Assert.Equal(ProofClauses.Refusals[ProofClause.TargetUntouched], await FixedProgram.RefusalAsync(Member(body)));

    static string Member(string body) =>
        $"    public static object Run([AtomicWrites.StatePath] string path)\n    {{\n        {body}\n    {Others}";

    [Theory]
    [InlineData("t => t.Write(File.Exists(path))", true)]
    [InlineData("delegate(TextWriter t) { t.Write(new FileInfo(path).Length); }", true)]
    [InlineData("t => t.Write(File.Exists(Path.GetFullPath(path)))", true)]
    [InlineData("t => { var same = path; t.Write(File.Exists(same)); }", true)]
    [InlineData("t => Note(t, path)", true)]
    [InlineData("t => Note(t, \"other\")", false)]
    [InlineData("t => { Watcher w = new Looker(path); w.Notice(t); }", true)]
    [InlineData("Local", true)]
    [InlineData("held", true)]
    [InlineData("t => t.Write(Path.GetFileName(path))", false)]
    [InlineData("t => t.Write(File.Exists(\"other\"))", true)] // which may be the path that only callers know
    public async Task A_lambda_of_a_caller_that_gets_the_stream_may_look(string write, bool looks) =>
        Assert.Equal(
            !looks,
            await FixedProgram.IsOfferedAsync(
                "static void Save([AtomicWrites.StatePath] string p, Action<TextWriter> write) { "
                    + "using var t = File.CreateText(p); write(t); t.Write(1); }\n"
                    + "static void Note(TextWriter t, string file) => t.Write(File.Exists(file));\n"
                    + "public static object Run(string path) { void Local(TextWriter t) => t.Write(File.Exists(path)); "
                    + "Action<TextWriter> held = t => t.Write(new FileInfo(path).Length); "
                    + $"Save(path, {write}); return null; }}\n"
                    + "abstract class Watcher { public abstract void Notice(TextWriter t); }\n"
                    + "class Looker(string file) : Watcher "
                    + "{ public override void Notice(TextWriter t) => t.Write(File.Exists(file)); }"
            )
        );

    [Fact]
    public async Task Also_one_that_comes_by_way_of_another_method() =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                "static void Save(string p, Action<TextWriter> write) => SaveIn(write, p);\n"
                    + "static void SaveIn(Action<TextWriter> write, [AtomicWrites.StatePath] string place) { "
                    + "using var t = File.CreateText(place); write(t); }\n"
                    + "public static object Run(string path) { Save(path, t => t.Write(File.Exists(path))); return null; }"
            )
        );

    [Theory]
    [InlineData("Writing += t => t.Write(File.Exists(path));", true)]
    [InlineData("Writing += t => { Console.Write(new FileInfo(path).Length); };", true)]
    [InlineData("Written = t => t.Write(File.ReadAllText(path));", true)]
    [InlineData("Writing += t => t.Write(path);", false)]
    public async Task A_listener_that_gets_the_stream_may_look(string listens, bool looks) =>
        Assert.Equal(
            !looks,
            await FixedProgram.IsOfferedAsync(
                "static event Action<TextWriter> Writing; static Action<TextWriter> Written { get; set; }\n"
                    + "public static object Run([AtomicWrites.StatePath] string path) { "
                    + listens
                    + " using var t = File.CreateText(path); Writing?.Invoke(t); Written?.Invoke(t); t.Write(1); return null; }"
            )
        );

    [Theory]
    [InlineData(
        "[System.Runtime.Serialization.OnSerialized] void After(System.Runtime.Serialization.StreamingContext c) => {0};"
    )]
    [InlineData(
        "[System.Runtime.Serialization.OnSerializing] void Before(System.Runtime.Serialization.StreamingContext c) => {0};"
    )]
    [InlineData("public bool ShouldSerializeA() {{ {0}; return true; }}")]
    public async Task Who_is_told_of_the_serialization_may_look(string member)
    {
        foreach (var looks in new[] { true, false })
        {
            var told = string.Format(null, member, looks ? "File.Exists(\"settings.json\")" : "Next()");
            Assert.Equal(
                !looks,
                await FixedProgram.IsOfferedAsync(
                    $"class Config {{ public int A; {told} int Next() => A++; }}\n"
                        + "public static object Run([AtomicWrites.StatePath] string path) { "
                        + "var s = new XmlSerializer(typeof(Config)); "
                        + "using (var f = File.Create(\"settings.json\")) s.Serialize(f, new Config()); return null; }"
                )
            );
        }
    }

    [Theory]
    [InlineData("t => ((FileStream)t.BaseStream).Flush(true)", true)]
    [InlineData("t => { if (t.BaseStream is FileStream { IsAsync: true }) t.Write(1); }", true)]
    [InlineData("t => (t.BaseStream as FileStream)?.Flush(true)", true)]
    [InlineData("ToDisk", true)]
    [InlineData("t => t.BaseStream.Flush()", false)]
    public async Task A_lambda_of_a_caller_that_gets_the_stream_may_ask_for_its_type(string write, bool asks) =>
        Assert.Equal(
            !asks,
            await FixedProgram.IsOfferedAsync(
                "static void Save([AtomicWrites.StatePath] string p, Action<StreamWriter> write) { "
                    + "using var t = new StreamWriter(p); write(t); t.Write(1); }\n"
                    + "static void ToDisk(StreamWriter t) => ((FileStream)t.BaseStream).Flush(true);\n"
                    + $"public static object Run(string path) {{ Save(path, {write}); return null; }}"
            )
        );
}
