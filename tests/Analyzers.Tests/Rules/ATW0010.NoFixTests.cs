using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Tests.Rules;

/// <summary>Why there is no fix, as the explanation says it: every clause of the proof can be the reason.</summary>
public class NoFixTests
{
    static readonly (ProofClause? Broken, string Statements)[] Writes =
    [
        (null, """[|File.WriteAllText(where, "")|];"""),
        (null, """[|Disk.Put(where, "")|];"""),
        (ProofClause.Runtime, """[|File.WriteAllText(where, "")|];"""),
        (ProofClause.Counterpart, "[|File.OpenHandle(where, FileMode.Create, FileAccess.Write)|].Dispose();"),
        (ProofClause.Opening, "[|File.Open(where, FileMode.Truncate)|].Dispose();"),
        (ProofClause.Value, """_ = [|new FileInfo("a").CopyTo(where)|];"""),
        (ProofClause.Written, "using (var s = [|File.Create(where)|]) { Console.WriteLine(); }"),
        (ProofClause.NoTail, "using (var s = [|File.OpenWrite(where)|]) { s.WriteByte(1); }"),
        (
            ProofClause.FlushedAtEnd,
            "using (var w = [|File.CreateText(where)|]) { w.Write(1); w.Flush(); Console.ReadLine(); w.Write(2); }"
        ),
        (
            ProofClause.FlushedAtEnd,
            "using (var g = new GZipStream([|File.Create(where)|], CompressionMode.Compress)) { g.Flush(); "
                + "Console.ReadLine(); g.WriteByte(1); }"
        ),
        (ProofClause.Confined, "Keep([|File.Create(where)|]);"),
        (ProofClause.OpenToTheEnd, "using (var s = [|File.Create(where)|]) { Close(s); return; }"),
        (
            ProofClause.Finished,
            "using (var s = [|File.Create(where)|]) { "
                + "using var g = new GZipStream(s, CompressionMode.Compress, true); g.WriteByte(1); return; }"
        ),
        (
            ProofClause.NotKept,
            "using (var w = [|File.CreateText(where)|]) { Console.SetOut(w); Console.Write(1); return; }"
        ),
        (
            ProofClause.TargetUntouched,
            """using (var s = [|File.Create(where)|]) { s.WriteByte(1); File.Copy(where, "b"); }"""
        ),
        (ProofClause.TargetUntouched, """using (var r = File.OpenRead(where)) [|File.WriteAllText(where, "")|];"""),
        (ProofClause.WaysOut, "using (var s = [|File.Create(where)|]) { if (where == null) return; s.WriteByte(1); }"),
        (ProofClause.Order, "Action save = () => [|Load().Save(Next(where))|]; save();"),
        (
            ProofClause.Flow,
            "using (var w = [|XmlWriter.Create(where, new() { Async = true })|]) { "
                + """await w.WriteRawAsync("<a/>"); CultureInfo.CurrentCulture = CultureInfo.InvariantCulture; }"""
        ),
        (
            ProofClause.Directives,
            "using (var s = [|File.Create(where)|]) {\n#if DEBUG\ns.WriteByte(1);\n#else\ns.WriteByte(2);\n#endif\n}"
        ),
        (ProofClause.Comments, "using (var s = [|File.Create(/* where */ where)|]) { s.WriteByte(1); }"),
        (ProofClause.Compiles, "using (var s = [|File.Create(where)|]) { s.WriteByte(1); Console.Write(s.Name); }"),
    ];

    static readonly (ProofClause? Broken, string Statements)[] Replaces =
    [
        (null, Replace("File.WriteAllText(t, where);")),
        (null, Replace("using (var s = File.Create(t)) { s.WriteByte(1); }")),
        (null, Replace("File.WriteAllText(t, where);", """File.Replace(t, where, where + ".bak")""")),
        (ProofClause.Runtime, Replace("File.WriteAllText(t, where);")),
        (
            ProofClause.Counterpart,
            Replace("File.WriteAllText(t, where);", """File.Replace(t, where, where + ".old")""")
        ),
        (ProofClause.OneWrite, Replace("File.WriteAllText(t, where); File.AppendAllText(t, where);")),
        (ProofClause.Temporary, Replace("File.WriteAllText(t, where);") + " Console.Write(t);"),
        (ProofClause.Temporary, "File.WriteAllText(Next(where), where); [|File.Move(Next(where), where, true)|];"),
        (
            ProofClause.Permissions,
            "var t = Path.GetTempFileName(); File.WriteAllText(t, where); [|File.Move(t, where, true)|];"
        ),
        (ProofClause.AtOnce, Replace("File.WriteAllText(t, where); Console.WriteLine();")),
        (ProofClause.Replaces, Replace("File.WriteAllText(t, where);", "File.Move(t, where)")),
        (
            ProofClause.NotDeleted,
            "try { " + Replace("File.WriteAllText(t, where);") + " } catch { File.Delete(where); throw; }"
        ),
        (ProofClause.WaysOut, Replace("File.WriteAllText(t, where); if (where != null)")),
        // Of the write, as it would be to the target.
        (
            ProofClause.WaysOut,
            Replace("using (var s = File.Create(t)) { if (where == null) return; s.WriteByte(1); }")
        ),
    ];

    public static TheoryData<string?, string> Written => Rows(Writes);

    public static TheoryData<string?, string> Replaced => Rows(Replaces);

    static TheoryData<string?, string> Rows(IEnumerable<(ProofClause? Broken, string Statements)> cases) =>
        [.. cases.Select(one => new TheoryDataRow<string?, string>(one.Broken?.ToString(), one.Statements))];

    static string Replace(string write, string rename = "File.Move(t, where, true)") =>
        $$"""var t = where + ".tmp"; {{write}} [|{{rename}}|];""";

    [Theory]
    [MemberData(nameof(Written))]
    public void Of_a_write(string? broken, string statements)
    {
        var (node, model) = Marked(statements, broken);
        Assert.Equal(Words(broken), FixRefusal.Of(node, model, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Replaced))]
    public void Of_a_replace_by_hand(string? broken, string statements)
    {
        var (node, model) = Marked(statements, broken);
        Assert.Equal(
            Words(broken),
            FixRefusal.OfReplace((InvocationExpressionSyntax)node, model, CancellationToken.None)
        );
    }

    [Theory]
    [InlineData("[|Disks.Put(where, \"\")|];")]
    [InlineData("[|FileUtils.WriteAllText(where, \"\")|];")]
    public void Of_a_write_in_another_project(string statements)
    {
        var other = CSharpCompilation.Create(
            "Other",
            [
                CSharpSyntaxTree.ParseText(
                    """
                    using System.IO;
                    public static class Disks { public static void Put(string path, string text) => File.WriteAllText(path, text); }
                    public static class FileUtils
                    {
                        public static void WriteAllText(string path, string text) => File.WriteAllText(path, text);
                    }
                    """
                ),
            ],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        var (node, model) = Marked(statements, null, other.ToMetadataReference());
        Assert.Equal(
            ProofClauses.Refusals[ProofClause.Counterpart],
            FixRefusal.Of(node, model, CancellationToken.None)
        );
    }

    [Fact]
    public void Every_clause_has_its_words_and_can_be_the_reason()
    {
        Assert.Equal(Enum.GetValues<ProofClause>(), ProofClauses.Refusals.Keys);
        Assert.Equal(
            Enum.GetValues<ProofClause>(),
            Writes.Concat(Replaces).Select(one => one.Broken).OfType<ProofClause>().Distinct().Order()
        );
    }

    static string? Words(string? broken) =>
        broken is null ? null : ProofClauses.Refusals[Enum.Parse<ProofClause>(broken)];

    static IEnumerable<PortableExecutableReference> References =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));

    static (SyntaxNode Node, SemanticModel Model) Marked(
        string statements,
        string? broken,
        params MetadataReference[] others
    )
    {
        var source = $$"""
            using System; using System.Globalization; using System.IO; using System.IO.Compression;
            using System.Threading.Tasks; using System.Xml; using System.Xml.Linq;
            class Program
            {
                {{(
                statements.Contains("await", StringComparison.Ordinal) ? "async Task" : "void"
            )}} Save(string where) { {{statements}} }
                static void Keep(Stream s) { }
                static void Close(Stream s) => s.Dispose();
                static XElement Load() => new XElement("a", DateTime.Now);
                static string Next(string path) { Console.Write(path); return path + "1"; }
            }
            static class Disk { public static void Put(string path, string text) => File.WriteAllText(path, text); }
            """;
        var (start, end) = (Mark("[|"), Mark("|]"));
        var references = References.Concat(others);
        if (broken != nameof(ProofClause.Runtime))
            references = references.Append(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
        var compilation = CSharpCompilation.Create(
            "App",
            [CSharpSyntaxTree.ParseText(source)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        Assert.DoesNotContain(compilation.GetDiagnostics(), one => one.Severity == DiagnosticSeverity.Error);
        var tree = compilation.SyntaxTrees[0];
        var node = tree.GetRoot().FindNode(TextSpan.FromBounds(start, end), getInnermostNodeForTie: true);
        return (node, compilation.GetSemanticModel(tree));

        int Mark(string mark)
        {
            var at = source.IndexOf(mark, StringComparison.Ordinal);
            source = source.Remove(at, mark.Length);
            return at;
        }
    }
}
