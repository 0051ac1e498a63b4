using AtomicWrites.Analyzers.Proofs;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// In a callback the file is opened already: what was evaluated before, and does more than to name something, stays before
/// it.
/// </summary>
public class EvaluatedLaterTests
{
    const string Members = """
        static T Made<T>(string path, T value) { Directory.CreateDirectory(Path.GetDirectoryName(path)); return value; }
        static XElement Get(string path) => Made(path, XElement.Parse("<a><b/></a>"));
        static string Text(string path) => Made(path, "<text/>");
        static SaveOptions Opt(string path) => Made(path, SaveOptions.DisableFormatting);
        static T Looking<T>(string path, T value) { Console.Write(new FileInfo(path).Length); return value; }
        static int _named;
        static string Named(string path) { _named++; return path; }
        static Encoding Enc(string path) => Made(path, Encoding.Unicode);
        static XmlWriterSettings Settings(string path) => Made(path, new XmlWriterSettings { Indent = true });
        static XmlWriterSettings Known = new() { Indent = true };
        static System.Data.DataTable Plain() => new("t");
        static System.Data.DataTable Filled(string path) => Made(path, new System.Data.DataTable("t"));
        static System.Data.XmlWriteMode Mode(string path) => Made(path, System.Data.XmlWriteMode.WriteSchema);
        class Holder(string path) { public XElement Root => Get(path); }
        static XElement Root { get; } = new("a");
        class Both(string text, Stream stream) : StreamWriter(stream) { public string Text => text; }
        """;

    [Theory]
    [InlineData("Get(path).Save(path, SaveOptions.DisableFormatting);")]
    [InlineData("XElement.Parse(Text(path)).Save(path, SaveOptions.None);")]
    [InlineData("new XElement(\"a\", Text(path)).Save(path, SaveOptions.None);")]
    [InlineData("new Holder(path).Root.Save(path, SaveOptions.None);")]
    [InlineData("if (path != null) Get(path).Save(path, SaveOptions.None);")]
    [InlineData("var e = new XElement(\"a\"); e.Save(path, Opt(path));")]
    [InlineData("Get(path).Save(path, Opt(path));")]
    [InlineData("using var w = XmlWriter.Create(path, Settings(path)); w.WriteElementString(\"a\", \"b\");")]
    [InlineData("using (var w = XmlWriter.Create(path, Settings(path))) w.WriteElementString(\"a\", \"b\");")]
    [InlineData("using var w = new XmlTextWriter(path, Enc(path)); w.WriteElementString(\"a\", \"b\");")]
    [InlineData("using var w = new StreamWriter(path, false, Enc(path)) { NewLine = \"\\n\" }; w.WriteLine(1);")]
    [InlineData("Directory.CreateDirectory(Path.GetDirectoryName(path)); Plain().WriteXml(path);")]
    [InlineData("var t = new System.Data.DataTable(\"t\"); t.WriteXml(path, Mode(path));")]
    public async Task What_makes_the_directory_comes_before_the_opening(string body)
    {
        var program = await FixedProgram.OfAsync(Program(body));
        var (before, after) = await program.RunAsync(null, "sub/settings.xml");
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData("Action save = () => Get(path).Save(path, SaveOptions.None); save();")]
    [InlineData("Action save = () => new Holder(path).Root.Save(path, SaveOptions.None); save();")]
    [InlineData("Action save = () => new XElement(\"a\").Save(path, Opt(path)); save();")]
    [InlineData("Action save = () => Filled(path).WriteXml(path); save();")]
    [InlineData("Action save = () => Get(path).Save(path); save();")]
    [InlineData(
        "int n = 0; using var w = XmlWriter.Create(path + n, S()); w.Flush(); XmlWriterSettings S() { n++; return Known; }"
    )]
    [InlineData("using var w = new StreamWriter(encoding: Enc(path), path: Named(path), append: false); w.Write(1);")]
    [InlineData("using var w = new StreamWriter(append: false, encoding: Enc(path), path: Named(path)); w.Write(1);")]
    public async Task No_fix_where_it_would_come_after_it(string body) =>
        Assert.Equal(ProofClauses.Refusals[ProofClause.Order], await FixedProgram.RefusalAsync(Program(body)));

    [Theory]
    [InlineData("using (var w = new StreamWriter(File.Create(path), Looking(path, Encoding.UTF8))) w.Write(1);")]
    [InlineData("using var w = new StreamWriter(File.Create(path), Looking(path, Encoding.UTF8)); w.Write(1);")]
    [InlineData(
        "using var w = new StreamWriter(File.Create(path), Looking(path, Encoding.UTF8), 99, false); w.Write(1);"
    )]
    [InlineData(
        "using var s = File.Create(path); using var w = new StreamWriter(s, Looking(path, Encoding.UTF8)); w.Write(1);"
    )]
    public async Task Nor_where_it_looks_at_what_was_opened_before(string body) =>
        Assert.False(await FixedProgram.IsOfferedAsync(Program(body)));

    [Fact]
    public async Task Nor_where_it_is_given_to_what_is_put_around_the_stream() =>
        Assert.False(
            await FixedProgram.IsOfferedAsync(
                Program("using var w = new Both(Text(path), File.Create(path)); w.Write(1);")
            )
        );

    [Theory]
    [InlineData("Action save = () => Root.Save(path, SaveOptions.None); save();")]
    [InlineData(
        "Action save = () => new XElement(\"a\", path.Length, new XAttribute(\"b\", 1)).Save(path, SaveOptions.None); save();"
    )]
    [InlineData("using var w = XmlWriter.Create(path, Known); w.WriteElementString(\"a\", \"b\");")]
    [InlineData("var s = Known; using var w = XmlWriter.Create(path, s); w.WriteElementString(\"a\", \"b\");")]
    [InlineData(
        "using var w = XmlWriter.Create(path, new() { Indent = path != null, Encoding = new UTF8Encoding(false) }); "
            + "w.WriteElementString(\"a\", \"b\");"
    )]
    [InlineData(
        "using var w = new XmlTextWriter(path, Encoding.GetEncoding(\"utf-16\")); w.WriteElementString(\"a\", \"b\");"
    )]
    [InlineData("using var w = new XmlTextWriter(path, null); w.WriteElementString(\"a\", \"b\");")]
    [InlineData(
        "Encoding e = null; using var w = new XmlTextWriter(path, e ?? Encoding.UTF8); w.WriteElementString(\"a\", \"b\");"
    )]
    [InlineData("using var w = new Both(\"a\", File.Create(path)); w.Write(w.Text);")]
    [InlineData("var t = new System.Data.DataTable(\"t\"); t.WriteXml(path, System.Data.XmlWriteMode.WriteSchema);")]
    public async Task What_only_names_something_goes_along(string body)
    {
        var program = await FixedProgram.OfAsync(Program(body));
        var (before, after) = await program.RunAsync("old");
        Assert.Null(before.Exception);
        Assert.Equal(before, after);
        Assert.DoesNotContain("var settings", program.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("using var w = new StreamWriter(encoding: Enc(path), path: path, append: false); w.Write(1);")]
    [InlineData(
        "using var w = new StreamWriter(encoding: Encoding.Unicode, path: Named(path), append: false); w.Write(1);"
    )]
    [InlineData("using var w = new StreamWriter(path: Named(path), encoding: Enc(path), append: false); w.Write(1);")]
    public async Task Named_arguments_may_stand_in_any_order_where_that_makes_no_difference(string body) =>
        Assert.True(await FixedProgram.IsOfferedAsync(Program(body)));

    static string Program(string body) =>
        $$"""
            public static object Run([AtomicWrites.StatePath] string path) { {{body}} return null; }
            {{Members}}
            """;
}
