using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.StatePaths;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>What the path of the first <c>File.WriteAllText</c> is followed to, and what is found on the way.</summary>
public class TracingTests
{
    const string Declarations = """
        static string Home => Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        static string At(string name) => Path.Combine(Home, "a", name);
        static string Under(string folder, string name) => At(Path.Combine(folder, name));
        static (string Folder, string File) Both() => (Home, Path.Combine(Home, "b.dat"));
        static bool Try(out string path) { path = Path.Combine(Home, "b.dat"); return true; }
        static readonly string[] Files = { "x.dat", "y.dat" };
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
    [InlineData("Both().File", "*/b.dat")]
    [InlineData("Files[1]", "y.dat")]
    [InlineData("Named[\"y\"]", "y.dat")]
    [InlineData("Late.Value", "*/b.dat")]
    [InlineData("(new P(Home) / \"b.dat\").Value", "*/b.dat")]
    [InlineData("Path.ChangeExtension(\"a.src\", \".tokens\")", "a.tokens")]
    [InlineData("Path.ChangeExtension(\"a.src\", \"tokens\")", "a.tokens")]
    [InlineData("Path.GetFileNameWithoutExtension(\"f/a.src\") + \".x\"", "a.x")]
    [InlineData("Home + Path.DirectorySeparatorChar + \"b.dat\"", "*/b.dat")]
    [InlineData("Of(Kind.Y)", "k.y")]
    [InlineData("Path.Combine(Missing.Folder, \"a\", \"b.dat\")", "*/a/b.dat")]
    [InlineData("string.Format(\"{0}/{1}.dat\", Missing.Folder, Missing.Name)", "*/*.dat")]
    [InlineData("Path.ChangeExtension(Missing.Path, \".dat\")", "*.dat")]
    public void An_expression_is_followed(string path, string expected) =>
        Assert.Equal(expected, Judge($"void M() => File.WriteAllText({path}, \"\");").Path);

    [Theory]
    [InlineData("var p = Home; p += \"/a\"; p += \"/b.dat\"; File.WriteAllText(p, \"\");", "*/a/b.dat")]
    [InlineData(
        "var p = new System.Text.StringBuilder(Home); p.Append(\"/a\").Append(\"/b.dat\"); File.WriteAllText(p.ToString(), \"\");",
        "*/a/b.dat"
    )]
    [InlineData("var (folder, file) = Both(); File.WriteAllText(file, folder);", "*/b.dat")]
    [InlineData("if (Try(out var p)) File.WriteAllText(p, \"\");", "*/b.dat")]
    [InlineData("if (At(\"b.dat\") is var p && p.Length > 0) File.WriteAllText(p, \"\");", "*/a/b.dat")]
    [InlineData("foreach (var p in new[] { At(\"b.dat\") }) File.WriteAllText(p, \"\");", "*/a/b.dat")]
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
    public void What_is_of_another_write_or_another_file(string members, string feature) =>
        Assert.DoesNotContain(Judge(members).Evidence, evidence => evidence.Feature == feature);

    [Theory]
    [InlineData("File.Copy(f, f + \".1\", true)", true)]
    [InlineData("File.Copy(f, $\"{f}.1\", true)", true)]
    [InlineData("File.Copy(f, Path.ChangeExtension(f, \"v1\"), true)", true)]
    [InlineData("File.Copy(f, Path.Combine(Home, Path.GetFileName(f)), true)", false)]
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
    public void The_name_of_the_product_says_nothing(string assembly, string name, string expected) =>
        Assert.Equal(expected, new ProductName(assembly).Without(name));

    static Judgement Judge(string members, string writer = "File.WriteAllText")
    {
        var tree = CSharpSyntaxTree.ParseText(
            $"using System; using System.IO; using System.Collections.Generic; class C {{ C() {{ }} {Declarations} {members} }}"
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
        return StatePathInference
            .Of(compilation)
            .Judge(write, compilation.GetSemanticModel(tree), StatePathOptions.Of(NoOptions.Instance), default)!
            .Value.Judgement;
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
