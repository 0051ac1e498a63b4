using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>
/// The file is locked within an <c>Edit</c>: nothing in there may come to it again, whoever calls it.
/// </summary>
public class EditTests
{
    const string Types = """
        public class Item { public int Order { get; set; } }
        public class Loud { public override string ToString() { Store.Touch(); return ""; } }
        public class Louder : Calm { public override string ToString() { Store.Touch(); return ""; } }
        public class Calm { public override string ToString() => "calm"; }
        public sealed class Same
        {
            public override bool Equals(object o) { Store.Touch(); return true; }
            public override int GetHashCode() => 1;
        }
        public sealed class Other { public override bool Equals(object o) => o is Other; public override int GetHashCode() => 1; }
        public interface INote { }
        public class Note : INote { public override string ToString() { Store.Touch(); return ""; } }
        public class ByTouch : IComparer<Item> { public int Compare(Item a, Item b) { Store.Touch(); return 0; } }
        public class Hidden : IEqualityComparer<Item>
        {
            bool IEqualityComparer<Item>.Equals(Item a, Item b) { Store.Touch(); return true; }
            int IEqualityComparer<Item>.GetHashCode(Item a) => 1;
        }
        public sealed class ByOrder : IComparer<Item> { public int Compare(Item a, Item b) => a.Order - b.Order; }
        public class Bag
        {
            public int this[int key] { get { Store.Touch(); return key; } }
            public static int Number { get => 1; set => Store.Touch(); }
            public static Bag operator +(Bag one, Bag other) { Store.Touch(); return one; }
        }
        public sealed class Scope : IDisposable { public void Dispose() => Store.Touch(); }
        """;

    const string Methods = """
        public static void Touch() { var other = Load(); other.Theme = ""; Save(other); }
            static void Count(Item item) => Touch();
            static void Mark(Item item) => item.Order = 1;
            static IEnumerable<Item> Lazy() { Touch(); yield break; }
            static IEnumerable<Item> Some() { yield return new Item(); }
            static IEnumerable<Item> Old => Load().Items;
            static readonly Lazy<int> Late = new(() => { Touch(); return 1; });
        """;

    [Theory]
    [InlineData("settings.Items.ForEach(Count);", "", false)]
    [InlineData("settings.Items.ForEach(Store.Count);", "", false)]
    [InlineData("settings.Items.ForEach(Mark);", "", true)]
    [InlineData("settings.Theme = nameof(Count);", "", true)]
    [InlineData("Action<Item> each = Count; settings.Items.ForEach(each);", "", false)]
    [InlineData("Action<Item> each = item => item.Order = 2; settings.Items.ForEach(each);", "", true)]
    [InlineData("settings.Items.RemoveAll(match);", "Predicate<Item> match", false)]
    [InlineData("settings.Items.RemoveAll(match: item => item.Order < 3);", "", true)]
    [InlineData("settings.Items.RemoveAll(item => item.Order < order);", "int order", true)]
    [InlineData("settings.Items.AddRange(items);", "IEnumerable<Item> items", false)]
    [InlineData("foreach (var item in items) settings.Items.Add(item);", "IEnumerable<Item> items", false)]
    [InlineData("foreach (var item in items) settings.Items.Add(item);", "Item[] items", true)]
    [InlineData("settings.Items.AddRange(items.Where(item => item.Order > 1));", "List<Item> items", true)]
    [InlineData("var old = settings.Items.Where(i => i.Order > 1); settings.Items = old.ToList();", "", true)]
    [InlineData("foreach (var g in settings.Items.GroupBy(i => i.Order)) g.First().Order = 4;", "", true)]
    [InlineData("settings.Items.AddRange(Lazy());", "", false)]
    [InlineData("foreach (var item in Lazy()) settings.Items.Add(item);", "", false)]
    [InlineData("settings.Items.AddRange(Some());", "", true)]
    [InlineData("settings.Items.AddRange(Old);", "", false)]
    [InlineData("settings.Theme = Late.Value.ToString();", "", false)]
    [InlineData("settings.Theme = o.ToString();", "object o", false)]
    [InlineData("settings.Theme = o.ToString();", "Loud o", false)]
    [InlineData("settings.Theme = o.ToString();", "Calm o", false)]
    [InlineData("settings.Theme = o.ToString();", "Other o", true)]
    [InlineData("settings.Theme = o.ToString();", "int o", true)]
    [InlineData("settings.Theme = $\"{o}\";", "object o", false)]
    [InlineData("settings.Theme = $\"{o}\";", "INote o", false)]
    [InlineData("settings.Theme = $\"{o}\";", "DateTime o", true)]
    [InlineData("settings.Theme = \"\" + o;", "object o", false)]
    [InlineData("settings.Theme = \"\" + o;", "Calm o", false)]
    [InlineData("settings.Theme += o;", "object o", false)]
    [InlineData("settings.Theme = \"\" + o;", "int o", true)]
    [InlineData("settings.Theme = string.Join(\",\", o);", "List<INote> o", false)]
    [InlineData("settings.Theme = string.Format(\"{0}\", o);", "Loud o", false)]
    [InlineData("settings.Theme = string.Format(\"{0}\", o);", "int o", true)]
    [InlineData("settings.Theme = \"\"; Console.WriteLine(o);", "object o", false)]
    [InlineData("settings.Theme = \"\"; Console.WriteLine($\"{o}\");", "Loud o", false)]
    [InlineData("settings.Theme = \"\"; Console.WriteLine(\"n \" + settings.Theme);", "", true)]
    [InlineData("settings.Items.Sort(by);", "IComparer<Item> by", false)]
    [InlineData("settings.Items.Sort(new ByTouch());", "", false)]
    [InlineData("settings.Items.Sort(new ByOrder());", "", true)]
    [InlineData("settings.Items = settings.Items.Distinct(new Hidden()).ToList();", "", false)]
    [InlineData("settings.Items = settings.Items.Distinct(by).ToList();", "IEqualityComparer<Item> by", false)]
    [InlineData("settings.Theme = all.Contains(one).ToString();", "HashSet<Same> all, Same one", false)]
    [InlineData("settings.Theme = all.Contains(one).ToString();", "HashSet<Other> all, Other one", true)]
    [InlineData("settings.Theme = \"\" + bag[1];", "Bag bag", false)]
    [InlineData("settings.Theme = \"\"; bag += bag;", "Bag bag", false)]
    [InlineData("settings.Theme = \"\"; ++Bag.Number;", "", false)]
    [InlineData("(settings.Theme, Bag.Number) = (\"\", 1);", "", false)]
    [InlineData("using (new Scope()) settings.Theme = \"\";", "", false)]
    public async Task It_is_made_where_nothing_comes_to_the_file(string between, string parameters, bool isEdit)
    {
        var text = await KeptProgram.TextAsync(
            With(
                "// member",
                "public List<Item> Items { get; set; } = new();",
                "// type",
                Types,
                "// method",
                $$"""
                {{Methods}}
                    public static void Change({{parameters}})
                    {
                        var settings = Load();
                        {{between}}
                        Save(settings);
                    }
                """
            )
        );
        Assert.Contains("void Save(Settings settings) => SettingsFile.Reset(settings);", text);
        Assert.Equal(isEdit, text!.Split("void Change(")[1].Contains("SettingsFile.Edit(", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("var n = Load(); n.Theme = \"b\"; Save(n);", "SettingsFile.Edit(n => { n.Theme = \"b\"; });")]
    [InlineData(
        "var n = Load(); n.Theme = \"b\"; n = new(); Save(n);",
        "SettingsFile.Update(n => { n.Theme = \"b\"; n = new(); return n; });"
    )]
    public async Task What_stands_on_one_line_stays_there(string body, string edit) =>
        Assert.Contains(
            $"    public static void Change() {{ {edit} }}\n",
            await KeptProgram.TextAsync(With("// method", $"public static void Change() {{ {body} }}")),
            StringComparison.Ordinal
        );

    // Its value would have to leave the Edit.
    [Fact]
    public async Task What_is_used_behind_the_save_stays_two_calls() =>
        Assert.DoesNotContain(
            "SettingsFile.Edit(",
            await KeptProgram.TextAsync(
                With(
                    "// method",
                    "public static string Change() { var s = Load(); var n = s.Theme += 1; Save(s); return n; }"
                )
            ),
            StringComparison.Ordinal
        );

    // An instance's path is set when the instance is made, whatever the order of the static fields.
    [Theory]
    [InlineData("static readonly Lazy<Store> One = new(() => new Store());", "readonly", null)]
    [InlineData("public static readonly Store Instance = new();", "readonly", null)]
    [InlineData("public static readonly Store Instance = new();", "static readonly", StateRefusal.Order)]
    public async Task The_order_counts_for_a_static_path(string first, string path, object? refusal) =>
        Assert.Equal(
            (StateRefusal?)refusal,
            await RefusalAsync(
                With(
                    "public static class Store\n{\n    static readonly string",
                    $"public class Store\n{{\n    {first}\n    Settings _settings;\n    Store() => _settings = Load();\n    {path} string",
                    "static readonly JsonSerializerOptions Options = new() { WriteIndented = true };",
                    "",
                    ", Options",
                    "",
                    "public static Settings Load",
                    "Settings Load",
                    "public static void Save(Settings settings)",
                    "public void Save(Settings settings)"
                )
            )
        );
}
