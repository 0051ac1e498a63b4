using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>What runs when a state is made, set or held: once more for each save, or in another place.</summary>
public class EffectsTests
{
    [Theory]
    [InlineData("public int Number { get; set; } = Store.Count++;")]
    [InlineData("public int Number { get; set; } = Store.Next();")]
    [InlineData("readonly int _number = Store.Next();")]
    [InlineData("[JsonIgnore] public Other Other { get; set; } = new();")]
    [InlineData("readonly System.Threading.Timer _timer = new(_ => { }, null, 0, 1);")]
    [InlineData("readonly int _length = File.ReadAllText(\"a\").Length;")]
    [InlineData("public Settings() => Store.Count = 1;")]
    [InlineData("public Settings() { Store.Count++; }")]
    [InlineData("public string Name { get => Store.Next().ToString(); set { } }")]
    [InlineData(
        "public static event Action Changed; int _number; "
            + "public int Number { get => _number; set { _number = value; Changed?.Invoke(); } }"
    )]
    [InlineData(
        "public event Action Changed = () => Store.Next(); int _number; "
            + "public int Number { get => _number; set { _number = value; Changed?.Invoke(); } }"
    )]
    [InlineData("int _number; public int Number { get => _number; set { _number = value; Store.Count = 1; } }")]
    [InlineData("int _number; public int Number { get => _number; set { _number = value; Store.Count++; } }")]
    [InlineData(
        "int _number; public int Number { get => _number; set { _number = value; Set(); } } void Set() { Store.Count++; }"
    )]
    [InlineData("readonly System.Threading.Timer _timer; public Settings() { _timer = new(_ => { }, null, 0, 1); }")]
    [InlineData("public Settings() { Store.Current.Theme = \"x\"; }")]
    [InlineData("[JsonIgnore] public Listed Listed { get; set; } = new();")]
    [InlineData("[JsonIgnore] public Derived Derived { get; set; } = new();")]
    public async Task It_is_not_offered(string member) =>
        Assert.Equal(StateRefusal.Effects, await RefusalAsync(OfState(member)));

    [Theory]
    [InlineData("public string Id { get; set; } = Guid.NewGuid().ToString();")]
    [InlineData("public string Folder { get; set; } = Path.Combine(Environment.CurrentDirectory, \"a\");")]
    [InlineData("public int Number { get; set; } = Store.Two();")]
    [InlineData("readonly object _gate = new(); readonly Lazy<int> _late = new(() => Store.Next());")]
    [InlineData("public string Upper => Theme.ToUpperInvariant();")]
    [InlineData("public string Short => Theme.Length > 3 ? Theme.Substring(0, Math.Min(3, Theme.Length)) : Theme;")]
    [InlineData("public string File => Path.Combine(\"a\", Theme);")]
    [InlineData("List<string> _names; public List<string> Names { get => _names ??= new(); set => _names = value; }")]
    [InlineData(
        "List<string> _names; public List<string> Names { get { return _names ??= new(); } set { _names = value; } }"
    )]
    [InlineData("public Named Name { get; set; }")]
    [InlineData(
        "public event Action Changed = delegate { }; int _number; public int Number "
            + "{ get => _number; set { if (_number == value) return; _number = value; Changed?.Invoke(); } }"
    )]
    [InlineData(
        "public event Action<string> Changed; int _number; public int Number { get => _number; set => Set(ref _number, value); } "
            + "bool Set<T>(ref T field, T value, [CallerMemberName] string name = null) { "
            + "if (EqualityComparer<T>.Default.Equals(field, value)) return false; "
            + "field = value; Changed?.Invoke(name); return true; }"
    )]
    [InlineData(
        "public event Action<string> Changed; int _number; public int Number { get => _number; "
            + "set { _number = value; Told(nameof(Number)); } } void Told(string name) => Changed?.Invoke(name);"
    )]
    public async Task It_is_offered(string member) => Assert.Null(await RefusalAsync(OfState(member)));

    // They run before those of the state.
    [Theory]
    [InlineData("public Base() { Store.Next(); }", false)]
    [InlineData("protected Base() { Store.Changed += Tell; } void Tell() { }", false)]
    [InlineData("event Action Told; protected Base() { Told += () => Store.Next(); }", false)]
    [InlineData("readonly StreamWriter _log; public Base() { _log = new(\"log.txt\"); }", false)]
    [InlineData("readonly System.Threading.Timer _timer; public Base() => _timer = new(_ => { }, null, 0, 1);", false)]
    [InlineData("public Base() { Store.All.Add(this); }", false)]
    [InlineData("public Base() { Store.Current.Theme = \"x\"; }", false)]
    [InlineData("public Base() : this(Store.Next()) { } Base(int number) { }", false)]
    [InlineData(
        "public int Version { get; set; } readonly object _gate; protected Base() { Version = 1; _gate = new(); }",
        true
    )]
    [InlineData(
        "public int Version { get; set; } public Base() : this(2) { } Base(int version) { Version = version; }",
        true
    )]
    public async Task So_do_the_constructors_of_what_it_derives_from(string member, bool isOffered) =>
        Assert.Equal(
            isOffered ? null : StateRefusal.Effects,
            await RefusalAsync(
                Changed(OfState(""), "// base", ": Base", "// other", $"public class Base {{ {member} }}")
            )
        );

    static string OfState(string member) =>
        With(
            "// member",
            member,
            "// type",
            "// other\npublic class Other { public Other() => Store.Count++; } "
                + "public class Derived : Other { } public class Listed { public Listed() => Store.All.Add(this); } "
                + "public class Named { public string Text { get; } "
                + "public Named(string text) { Text = text ?? throw new ArgumentNullException(nameof(text)); } }",
            "// method",
            "public static readonly List<object> All = new(); public static Settings Current = new(); public static event Action Changed; "
                + "public static int Count; public static int Next() { Count++; return Count; } "
                + "public static int Two() { var two = 1; two += 1; return two; }"
        );

    // A setter that fails is what the handler was for, too.
    [Theory]
    [InlineData("public static Settings Current { get; set; } = new();", true)]
    [InlineData("static Settings Current = new();", true)]
    [InlineData("static Settings _c = new(); static Settings Current { get => _c; set => _c = value; }", true)]
    [InlineData(
        "static Settings _c = new(); static Settings Current { get => _c; set { _c = value; Tell(); } } "
            + "static void Tell() { }",
        false
    )]
    public async Task A_handler_of_a_setter_stays(string holder, bool isGone)
    {
        var text = await KeptProgram.TextAsync(
            With(
                Load,
                "try { Current = JsonSerializer.Deserialize<Settings>(File.ReadAllText(FilePath))!; } "
                    + "catch (Exception) { Current = new Settings(); } return Current;",
                "// method",
                holder
            )
        );
        Assert.NotNull(text);
        Assert.Equal(isGone, !text.Contains("catch", StringComparison.Ordinal));
    }

    // The file is locked within an Edit.
    [Theory]
    [InlineData("Holder.Current = settings;", true)]
    [InlineData("Holder.Told = settings;", false)]
    [InlineData("Holder.Count++;", false)]
    [InlineData("_ = Holder.Told;", true)]
    [InlineData("_ = new Holder { Own = 1 };", false)]
    public async Task What_a_setter_does_is_not_done_within_an_Edit(string between, bool isEdit)
    {
        var text = await KeptProgram.TextAsync(
            With(
                "// type",
                """
                public class Holder
                {
                    public static Settings Current { get; set; }
                    static Settings _told;
                    public static Settings Told { get => _told; set { _told = value; Store.Touch(); } }
                    public static int Count { get => 1; set => Store.Touch(); }
                    public int Own { set => Store.Touch(); }
                }
                """,
                "// method",
                $$"""
                public static void Touch() { var other = Load(); other.Theme = ""; Save(other); }
                    public static void Change()
                    {
                        var settings = Load();
                        settings.Theme = "b";
                        {{between}}
                        Save(settings);
                    }
                """
            )
        );
        Assert.Equal(isEdit, text!.Split("void Change()")[1].Contains("SettingsFile.Edit(", StringComparison.Ordinal));
    }
}
