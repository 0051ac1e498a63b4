using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>What the path of the first <c>File.WriteAllText</c> is followed to, and what is found on the way.</summary>
public partial class TracingTests
{
    const string Declarations = """
        static string Home => Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        static string At(string name) => Path.Combine(Home, "a", name);
        static string Under(string folder, string name) => At(Path.Combine(folder, name));
        static string In(string name, bool isOld = false) => Path.Combine(Home, !isOld ? name : name + ".old");
        static string InOld(string name, bool isOld) => In(name, isOld);
        static (string Folder, string File) Both() => (Home, Path.Combine(Home, "b.dat"));
        static bool Try(out string path) { path = Path.Combine(Home, "b.dat"); return true; }
        static readonly string[] Files = { "x.dat", "y.dat" };
        static readonly string[] Spelt = ["x.dat", "y.dat"];
        static string Set { get; } = "b.dat";
        record Kept(string Folder, string File);
        static Kept Made => new(Home, At("b.dat"));
        static readonly Dictionary<string, string> Named = new() { ["x"] = "x.dat", ["y"] = "y.dat" };
        static readonly Lazy<string> Late = new(() => { var folder = Home; return Path.Combine(folder, "b.dat"); });
        enum Kind { X, Y }
        static string Of(Kind kind) => Of("k", kind);
        static string Of(string name, Kind kind) =>
            kind switch { Kind.X => name + ".x", Kind.Y => name + ".y", _ => throw new Exception() };
        string Other() => Of(Kind.X);
        record struct P(string Value) { public static P operator /(P left, string right) => new(Path.Combine(left.Value, right)); }

        """;

    [Theory]
    [InlineData("string.Format(\"{1}/{0}\", \"b.dat\", Home)", "*/b.dat")]
    [InlineData("string.Format(\"{0}/{1:x}\", Home, \"b.dat\")", "*/b.dat")]
    [InlineData("string.Join('/', Home, \"b.dat\")", "*/b.dat")]
    [InlineData("Path.Combine(new[] { Home, \"b.dat\" })", "*/b.dat")]
    [InlineData("At(\"b.dat\")", "*/a/b.dat")]
    [InlineData("At(name: \"c.dat\")", "*/a/c.dat")]
    [InlineData("Under(\"f\", \"b.dat\")", "*/a/f/b.dat")]
    [InlineData("In(\"b.dat\", true)", "*/b.dat.old")]
    [InlineData("In(\"b.dat\")", "*/b.dat")]
    [InlineData("InOld(\"b.dat\", true)", "*/b.dat.old")]
    [InlineData("InOld(\"b.dat\", false)", "*/b.dat")]
    [InlineData("Both().File", "*/b.dat")]
    [InlineData("Files[1]", "y.dat")]
    [InlineData("Named[\"y\"]", "y.dat")]
    [InlineData("Spelt[1]", "y.dat")]
    [InlineData("Set", "b.dat")]
    [InlineData("Made.File", "*/a/b.dat")]
    [InlineData("Home + null + \"/b.dat\"", "*/b.dat")]
    [InlineData("string.Format(\"{x}/{0}\", \"b.dat\")", "*/b.dat")]
    [InlineData("string.Format(\"{0}/{1}\", \"b.dat\")", "b.dat/*")]
    [InlineData("Late.Value", "*/b.dat")]
    [InlineData("(new P(Home) / \"b.dat\").Value", "*/b.dat")]
    [InlineData("Path.ChangeExtension(\"a.src\", \".tokens\")", "a.tokens")]
    [InlineData("Path.ChangeExtension(\"a.src\", \"tokens\")", "a.tokens")]
    [InlineData("Path.ChangeExtension(\"abc\", \".x\")", "abc.x")]
    [InlineData("Path.GetFileNameWithoutExtension(\"f/a.src\") + \".x\"", "a.x")]
    [InlineData("Home + Path.DirectorySeparatorChar + \"b.dat\"", "*/b.dat")]
    [InlineData("Of(Kind.Y)", "k.y")]
    [InlineData("Path.Combine(Missing.Folder, \"a\", \"b.dat\")", "*/a/b.dat")]
    [InlineData("string.Format(\"{0}/{1}.dat\", Missing.Folder, Missing.Name)", "*/*.dat")]
    [InlineData("Path.ChangeExtension(Missing.Path, \".dat\")", "*.dat")]
    public void An_expression_is_followed(string path, string expected) =>
        Assert.Equal(expected, Judge($"void M() => File.WriteAllText({path}, \"\");").Path);

    [Theory]
    [InlineData("FileMode.Create", true)]
    [InlineData("System.IO.FileMode.OpenOrCreate", true)]
    [InlineData("FileMode.Open", false)]
    [InlineData("FileMode.Open, FileAccess.Read", false)]
    [InlineData("Modes.Create", false)]
    public void What_a_missing_package_opens_says_by_its_mode_whether_it_writes(string mode, bool writes)
    {
        var (tree, compilation, open) = Write(
            $"void M() {{ using var stream = Missing.File.Open(At(\"b.q\"), {mode}); }}",
            "Missing.File.Open"
        );
        Assert.Equal(writes, WriteSite.Of(open, compilation.GetSemanticModel(tree)) is not null);
    }

    [Theory]
    [InlineData("var p = \"a.q\"; p = \"b.q\"; File.WriteAllText(p, \"\"); p = \"c.q\";", "b.q")]
    [InlineData("var p = \"a\"; p = p + \".q\"; File.WriteAllText(p, \"\");", "a.q")]
    [InlineData("var p = default(string); if (o) p = \"b.q\"; File.WriteAllText(p, \"\");", "b.q")]
    [InlineData("var p = \"a.q\"; if (o) { p = \"b.q\"; File.WriteAllText(p, \"\"); }", "b.q")]
    [InlineData("var p = \"a.q\"; if (o) { File.WriteAllText(p, \"\"); } p = \"b.q\";", "a.q")]
    [InlineData(
        "string p; switch (o) { case true: p = \"a.q\"; File.WriteAllText(p, \"\"); break; default: p = \"b.q\"; break; }",
        "a.q"
    )]
    public void A_local_is_what_was_last_assigned(string statements, string expected) =>
        Assert.Equal(expected, Assert.Single(Names($"void M(bool o) {{ {statements} }}")));

    [Theory]
    [InlineData("var p = \"a.q\"; if (o) p = \"b.q\"; File.WriteAllText(p, \"\");")]
    [InlineData("var p = \"a.q\"; while (o) { File.WriteAllText(p, \"\"); p = \"b.q\"; }")]
    [InlineData("var p = \"a.q\"; try { p = \"b.q\"; } catch { File.WriteAllText(p, \"\"); }")]
    [InlineData("var p = \"a.q\"; Action later = () => p = \"b.q\"; later(); File.WriteAllText(p, \"\");")]
    [InlineData("string p; Action later = () => p = \"b.q\"; p = \"a.q\"; later(); File.WriteAllText(p, \"\");")]
    [InlineData("var p = \"b.q\"; p = \"a.q\"; void Later() => File.WriteAllText(p, \"\"); p = \"b.q\"; Later();")]
    public void A_local_is_what_may_have_been_assigned(string statements) =>
        Assert.Equal(["a.q", "b.q"], Names($"void M(bool o) {{ {statements} }}").Order());

    [Theory]
    [InlineData("var p = Home; p += \"/a\"; p += \"/b.dat\"; File.WriteAllText(p, \"\");", "*/a/b.dat")]
    [InlineData(
        "var p = new System.Text.StringBuilder(Home); p.Append(\"/a\").Append(\"/b.dat\"); File.WriteAllText(p.ToString(), \"\");",
        "*/a/b.dat"
    )]
    [InlineData("var (folder, file) = Both(); File.WriteAllText(file, folder);", "*/b.dat")]
    [InlineData("var parts = new[] { Home, \"b.dat\" }; File.WriteAllText(Path.Combine(parts), \"\");", "*/b.dat")]
    [InlineData("if (Try(out var p)) File.WriteAllText(p, \"\");", "*/b.dat")]
    [InlineData("if (At(\"b.dat\") is var p && p.Length > 0) File.WriteAllText(p, \"\");", "*/a/b.dat")]
    [InlineData("foreach (var p in new[] { At(\"b.dat\") }) File.WriteAllText(p, \"\");", "*/a/b.dat")]
    [InlineData("foreach (var p in Directory.GetFiles(Home, \"*.q\")) File.WriteAllText(p, \"\");", "*/*.q")]
    [InlineData("foreach (var p in Directory.GetFiles(Home, \"*.\")) File.WriteAllText(p, \"\");", "*/*")]
    [InlineData(
        "foreach (var p in new DirectoryInfo(Home).GetFiles(\"*.q\")) File.WriteAllText(p.FullName, \"\");",
        "*/*.q"
    )]
    [InlineData("Directory.GetFiles(Home, \"*.q\").ToList().ForEach(p => File.WriteAllText(p, \"\"));", "*/*.q")]
    [InlineData(
        "var d = Directory.CreateDirectory(Path.Combine(Home, \"a\")); File.WriteAllText(Path.Combine(d.FullName, \"b.dat\"), \"\");",
        "*/a/b.dat"
    )]
    public void A_local_is_followed(string statements, string expected) =>
        Assert.Equal(expected, Judge($"void M() {{ {statements} }}").Path);

    [Theory]
    [InlineData("void M(string? p = null) { p ??= At(\"b.dat\"); File.WriteAllText(p, \"\"); }", "*/a/b.dat")]
    [InlineData("void M(string p = \"b.dat\") => File.WriteAllText(p, \"\");", "b.dat")]
    public void What_a_parameter_stands_for_where_nothing_is_passed(string members, string expected) =>
        Assert.Equal(expected, Judge(members).Path);

    [Theory]
    [InlineData(
        "string F; C(string f) { F = f; _ = File.ReadAllText(f); } void M() => File.WriteAllText(F, \"\");",
        "read-back"
    )]
    [InlineData(
        "void M(string id) => File.WriteAllText(Path.Combine(Home, id + \".q\"), \"\"); "
            + "string R(string key) => File.ReadAllText(Path.Combine(Home, key + \".q\"));",
        "read-back-each"
    )]
    [InlineData(
        "void M() { var text = File.ReadAllText(At(\"b.q\")); File.WriteAllText(At(\"b.q\"), text + 1); }",
        "read-and-changed"
    )]
    [InlineData(
        "void M(string f) { var text = File.ReadAllText(f); File.WriteAllText(f, text + 1); }",
        "read-and-changed-given"
    )]
    [InlineData(
        "void M() => File.WriteAllText(At(\"b.q\"), \"\"); string R() => File.ReadAllText(At(\"b.q\"));",
        "read-back"
    )]
    [InlineData(
        "void M(string id) => File.WriteAllText(Path.Combine(Home, id), \"\"); string[] R() => Directory.GetFiles(Home);",
        "read-directory"
    )]
    public void The_very_same_path_is_read(string members, string feature) =>
        Assert.Contains(feature, Judge(members).Evidence.Select(evidence => evidence.Feature));

    [Theory]
    [InlineData(
        "class Bitmap { } void M(Bitmap drawn) => File.WriteAllText(At(\"b.q\"), drawn.ToString());",
        "not-image"
    )]
    [InlineData(
        "class GraphExporter { static void M() => File.WriteAllText(At(\"b.q\"), File.ReadAllText(At(\"b.q\"))); }",
        "not-type-read-back"
    )]
    [InlineData(
        "void M() => File.WriteAllText(Path.Combine(Home, \"logs\", \"b.q\"), File.ReadAllText(Path.Combine(Home, \"logs\", \"b.q\")));",
        "not-folder-read-back"
    )]
    [InlineData(
        "class Sent { } void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(new Sent()));",
        "not-content-new"
    )]
    [InlineData(
        "class Sent { } void M() { var sent = new Sent(); File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(sent)); }",
        "not-content-new"
    )]
    [InlineData(
        "string Load() => File.ReadAllText(At(\"b.q\")); void Save(string text) => File.WriteAllText(At(\"b.q\"), text); "
            + "void Refresh() { var list = Load(); Save(list + 1); }",
        "not-saved-where-loaded"
    )]
    [InlineData(
        "string Load() => File.ReadAllText(At(\"b.q\")); string Other() => File.ReadAllText(At(\"c.q\")); "
            + "void Save(string text) => File.WriteAllText(At(\"b.q\"), text); void Refresh() { var list = Load(); Save(list + 1); }",
        "not-saved-where-loaded"
    )]
    [InlineData(
        "void M(string text) => File.WriteAllText(At(\"b.q\"), text); string R() => File.ReadAllText(At(\"c.q\"));",
        "not-named-elsewhere"
    )]
    [InlineData(
        "static readonly string _at = At(\"b.q\"); void M(string text) => File.WriteAllText(_at, text); "
            + "string R() => File.ReadAllText(At(\"c.q\"));",
        "not-used-elsewhere"
    )]
    [InlineData(
        "void M(string text) { var old = \"\"; if (File.Exists(Home)) old = File.ReadAllText(Home); "
            + "if (old != text) File.WriteAllText(Home, text); }",
        "read-and-changed-compared"
    )]
    [InlineData(
        "string R() { using var stream = File.OpenRead(Home); var bytes = SHA256.HashData(stream); return Convert.ToHexString(bytes); } "
            + "void M(string text) => File.WriteAllText(Home, text);",
        "read-back-compared"
    )]
    public void What_speaks_against_state(string members, string feature) =>
        Assert.Contains(feature, Judge(members).Evidence.Select(evidence => evidence.Feature));

    [Theory]
    [InlineData(
        "void M(object kept) { void W(string text) => File.WriteAllText(At(\"b.q\"), text); "
            + "string T() => JsonSerializer.Serialize(kept); }",
        "serialized"
    )]
    [InlineData(
        "void M(object sent) { File.WriteAllText(At(\"b.q\"), \"\"); var text = JsonSerializer.Serialize(sent); }",
        "serialized"
    )]
    [InlineData(
        "string Load() => File.ReadAllText(At(\"b.q\")); void Save(string text) => File.WriteAllText(At(\"b.q\"), text); "
            + "void Add(string item) { var list = Load(); Save(list + item); }",
        "not-saved-where-loaded"
    )]
    [InlineData(
        "string Load() => File.ReadAllText(At(\"b.q\")); void Save(string text) => File.WriteAllText(At(\"b.q\"), text); "
            + "void Refresh() { var list = Load(); Save(list + 1); } void Close() => Save(\"\");",
        "not-saved-where-loaded"
    )]
    [InlineData(
        "class Kept { } void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(new Kept())); "
            + "Kept? R(string text) => JsonSerializer.Deserialize<Kept>(text);",
        "not-content-new"
    )]
    [InlineData(
        "class Kept { } void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(new Kept())); "
            + "object? R(string text) => JsonSerializer.Deserialize(text, KeptContext.Default.Kept);",
        "not-content-new"
    )]
    [InlineData(
        "class Kept { } void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(new List<Kept>())); "
            + "object? R(string text) => JsonSerializer.Deserialize(text, KeptContext.Default.ListKept);",
        "not-content-new"
    )]
    [InlineData(
        "class Kept { } Kept _kept = new(); void M() => File.WriteAllText(At(\"b.q\"), JsonSerializer.Serialize(_kept));",
        "not-content-new"
    )]
    [InlineData(
        "void M(string text) => File.WriteAllText(At(\"b.q\"), text); bool Has() => File.Exists(At(\"b.q\")); "
            + "string R() => File.ReadAllText(At(\"c.q\"));",
        "not-named-elsewhere"
    )]
    [InlineData(
        "const string Name = \"b.q\"; void M(string text) => File.WriteAllText(At(Name), text); "
            + "string R() => File.ReadAllText(At(\"c.q\"));",
        "not-named-elsewhere"
    )]
    [InlineData("void M(string text) => File.WriteAllText(At(\"b.q\"), text);", "not-named-elsewhere")]
    [InlineData(
        "void M() { var text = File.ReadAllText(At(\"b.q\")); File.WriteAllText(At(\"b.q\"), text + 1); } "
            + "string R() => File.ReadAllText(At(\"c.q\"));",
        "not-named-elsewhere"
    )]
    [InlineData(
        "static readonly string _at = At(\"b.q\"); void M(string text) => File.WriteAllText(_at, text); "
            + "string R() => File.ReadAllText(At(\"c.q\")); string Where => _at;",
        "not-used-elsewhere"
    )]
    [InlineData(
        "static readonly string _at = At(\"b.q\"); void M(string text) => File.WriteAllText(_at, text);",
        "not-used-elsewhere"
    )]
    [InlineData(
        "string P(string name) => Path.Combine(Home, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + \".q\"); "
            + "string R(string name) => File.ReadAllText(P(name)); void M(string name) => File.WriteAllText(P(name), \"\");",
        "read-back-each-compared"
    )]
    [InlineData(
        "string R(string name) { var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name)); "
            + "return File.ReadAllText(At(\"b.q\")) + hash.Length; } void M() => File.WriteAllText(At(\"b.q\"), \"\");",
        "read-back-compared"
    )]
    public void What_is_of_another_write_or_another_file(string members, string feature) =>
        Assert.DoesNotContain(feature, Judge(members).Evidence.Select(evidence => evidence.Feature));

    [Theory]
    [InlineData("File.Copy(f, f + \".1\", true)", true)]
    [InlineData("File.Copy(f, $\"{f}.1\", true)", true)]
    [InlineData("File.Copy(f, Path.ChangeExtension(f, \"v1\"), true)", true)]
    [InlineData("File.Copy(f, Path.Combine(Path.GetDirectoryName(f)!, \"v1\"), true)", true)]
    [InlineData("File.Copy(f, Path.Combine(Home, Path.GetFileName(f)), true)", false)]
    [InlineData("File.Copy(f, Home + f.Trim(), true)", false)]
    [InlineData("File.Copy(f, \"copy of \" + f, true)", false)]
    public void A_copy_beside_the_file_is_none_that_is_brought_home(string copy, bool isBeside) =>
        Assert.Equal(
            isBeside,
            Judge($"void M(string f) => {copy};", "File.Copy").Reason == "a copy beside the file that it is of"
        );

    [Theory]
    [InlineData("void M(string f) { var text = File.ReadAllText(f); File.WriteAllText(f + \".json\", text); }")]
    [InlineData("void M() => File.WriteAllText(At(\"b.q\"), \"\"); string R() => File.ReadAllText(At(\"c.q\"));")]
    [InlineData("void M(string f) => File.WriteAllText(f, \"\"); string R(string f) => File.ReadAllText(f);")]
    [InlineData(
        "void M() => File.WriteAllText(Path.Combine(Home, \"a\", \"b.q\"), \"\"); "
            + "string R() => File.ReadAllText(Path.Combine(Home, \"c\", \"b.q\"));"
    )]
    public void Another_path_is_read(string members) =>
        Assert.DoesNotContain(Judge(members).Evidence, evidence =>
            evidence.Feature is "read-back" or "read-back-each" or "read-and-changed"
        );

    [Fact]
    public void What_speaks_against_state_counts_by_its_share()
    {
        var evidence = Judge(
            "string? _where; string F => _where ?? At(\"b.dat\"); "
                + "void M(string log) { _where = At(\"today.log\"); File.WriteAllText(F, \"\"); }"
        ).Evidence;
        Assert.Equal(0.5, evidence.Single(found => found.Feature == "not-name").Share);
        Assert.Equal(1, evidence.Single(found => found.Feature == "home").Share);
    }

    [Theory]
    [InlineData("LogExpert", "logexpert.config", "*.config")]
    [InlineData("Acme.LogExpert.Core", "LogExpertSettings", "*Settings")]
    [InlineData("Log", "log.txt", "log.txt")]
    [InlineData("Acme.IoX", "iox.config", "iox.config")]
    public void The_name_of_the_product_says_nothing(string assembly, string name, string expected) =>
        Assert.Equal(expected, new ProductName(assembly).Without(name));

    // Of all that the path may mean.
    static string[] Names(string members)
    {
        var (_, compilation, write) = Write(members, "File.WriteAllText");
        var sources = new SourceIndex(compilation);
        return
        [
            .. PathTracer
                .Trace(
                    compilation
                        .GetSemanticModel(write.SyntaxTree)
                        .GetOperation(write.ArgumentList.Arguments[0].Expression)!,
                    new Definitions(sources, new Callers(sources)),
                    acrossCalls: true
                )
                .Select(path => path.Text)
                .Distinct(),
        ];
    }

    static Judgement Judge(string members, string writer = "File.WriteAllText")
    {
        var (tree, compilation, write) = Write(members, writer);
        return StatePathInference
            .Of(compilation)
            .Judge(write, compilation.GetSemanticModel(tree), StatePathOptions.Of(NoOptions.Instance), default)!
            .Value.Judgement;
    }

    static (SyntaxTree, CSharpCompilation, InvocationExpressionSyntax) Write(string members, string writer)
    {
        var tree = CSharpSyntaxTree.ParseText(
            "using System; using System.IO; using System.Collections.Generic; using System.Linq; "
                + "using System.Security.Cryptography; using System.Text; using System.Text.Json; "
                + $"class C {{ C() {{ }} {Declarations} {members} }}"
        );
        var compilation = CSharpCompilation.Create(
            "App",
            [tree],
            Net100.References.All,
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        var write = tree.GetRoot()
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .First(call => call.Expression.ToString() == writer);
        return (tree, compilation, write);
    }

    sealed class NoOptions : AnalyzerConfigOptions
    {
        public static NoOptions Instance { get; } = new();

        public override bool TryGetValue(string key, out string value)
        {
            value = "";
            return false;
        }
    }
}
