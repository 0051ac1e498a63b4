using System.Collections.Immutable;
using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Tests;

/// <summary>An editor analyzes what is not finished: no analyzer throws, whatever the code looks like.</summary>
public class HalfTypedTests
{
    static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = typeof(NonAtomicWriteAnalyzer)
        .Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
        .ToImmutableArray();

    // One for all sources, so that the references are read once.
    static readonly CSharpCompilation App = CSharpCompilation.Create(
        "App",
        references:
        [
            .. Basic.Reference.Assemblies.Net100.References.All,
            MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location),
        ],
        options: new(OutputKind.DynamicallyLinkedLibrary)
    );

    const string Declarations = """
        using System; using System.IO; using System.Runtime.InteropServices; using System.Threading.Tasks; using AtomicWrites;
        static class Disk
        {
            public static void Put(this string folder, string text, string file) => File.WriteAllText(file, text);
            public static void Swap(this object any, string source, string target) => File.Move(source, target, true);
            extension(string folder)
            {
                public void Keep(string text, string file) => File.WriteAllText(file, text);
                public static void Hold(string text, string file) => File.WriteAllText(file, text);
                public void Here(string text) => File.WriteAllText(folder, text);
                public void Exchange(string source, string target) => File.Move(source, target, true);
            }
            [DllImport("c")] public static extern int rename(string both);
            [DllImport("c")] public static extern int rename(string source, string target);
        }
        class Program
        {
            const string SettingsPath = "settings.json";
            static string Read() => File.ReadAllText(SettingsPath);

        """;

    [Theory]
    [InlineData("void M() => \"a\".Put(\"text\", Later);")]
    [InlineData("void M() => \"a\".Put(Later, SettingsPath);")]
    [InlineData("void M() => Disk.Put(\"a\", Later, SettingsPath);")]
    [InlineData("void M() => \"a\".Put(file: SettingsPath, text: Later);")]
    [InlineData("void M() => \"a\".Put(file: SettingsPath, file: Later);")]
    [InlineData("void M() => \"a\".Keep(Later, SettingsPath);")]
    [InlineData("void M() => Disk.Keep(\"a\", Later, SettingsPath);")]
    [InlineData("void M() => string.Hold(Later, SettingsPath);")]
    [InlineData("void M() => SettingsPath.Here(Later);")]
    [InlineData("void M() => this.Swap(Later, SettingsPath);")]
    [InlineData("void M() => \"a\".Exchange(Later, SettingsPath);")]
    [InlineData("void M() => Disk.rename(Later);")]
    [InlineData("void M() => Disk.rename(Later, SettingsPath);")]
    [InlineData("void M() { var old = Read(); \"a\".Put(old + Later, SettingsPath); }")]
    [InlineData("void M() { var old = Read(); \"a\".Keep(old + Later, SettingsPath); }")]
    [InlineData("void M() { AtomicFile.WithLock(SettingsPath, () => \"a\".Keep(Later)); }")]
    public async Task A_call_that_does_not_compile_yet(string member) => await Analyzed(Declarations + member + "}");

    [Fact]
    public async Task Any_token_is_missing_or_there_twice()
    {
        var source =
            Declarations
            + """
                    void Save(string text)
                    {
                        var old = File.ReadAllText(SettingsPath);
                        "a".Put(old + text, file: SettingsPath);
                        "a".Keep(text, SettingsPath);
                        string.Hold(text, SettingsPath);
                        using (var stream = new FileStream(SettingsPath + ".tmp", FileMode.Create)) stream.Flush(true);
                        "a".Exchange(SettingsPath + ".tmp", SettingsPath);
                        if (File.Exists(SettingsPath)) File.Replace(SettingsPath + ".tmp", SettingsPath, null);
                        AtomicFile.WithLock(SettingsPath, async () => await Task.Yield());
                        using var held = FileLock.Acquire(SettingsPath);
                        using var pending = AtomicFile.Create(SettingsPath);
                    }
                }
                """;
        var text = SourceText.From(source);
        var tokens = CSharpSyntaxTree
            .ParseText(text, cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken)
            .DescendantTokens()
            .Where(token => token.SpanStart > Declarations.Length && !token.Span.IsEmpty)
            .ToArray();
        var changed = tokens
            .SelectMany(token => new[] { "", $"{token.Text} {token.Text}" }.Select(by => text.Replace(token.Span, by)))
            .Select((source, i) => $"namespace N{i} {{ {source} }}");
        foreach (var batch in changed.Chunk(24))
            await Analyzed(batch);
    }

    // Several at once, each a file and a namespace of its own: they cost less than one after the other.
    static async Task<ImmutableArray<Diagnostic>> Analyzed(params string[] sources)
    {
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source, new(LanguageVersion.Preview)));
        var compilation = App.AddSyntaxTrees(trees);
        var reported = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        Assert.All(reported, diagnostic =>
            Assert.False(diagnostic.Id == "AD0001", $"{string.Join("\n", sources)}\n{diagnostic.GetMessage(null)}")
        );
        return reported;
    }

    [Theory]
    [InlineData("\"a\".Put(\"t\", SettingsPath)", "Disk.Put")]
    [InlineData("\"a\".Keep(\"t\", SettingsPath)", "Disk.Keep")]
    [InlineData("Disk.Keep(\"a\", \"t\", SettingsPath)", "Disk.Keep")]
    [InlineData("string.Hold(\"t\", SettingsPath)", "Disk.Hold")]
    [InlineData("Disk.Hold(\"t\", SettingsPath)", "Disk.Hold")]
    [InlineData("\"a\".Keep(Later, SettingsPath)", "Disk.Keep")]
    public async Task Every_form_of_an_extension_is_the_same_writer(string call, string name)
    {
        // The other call passes what is no state, so that each is reported where it stands.
        var others =
            "string.Hold(\"\", Path.GetTempFileName()); \"\".Keep(\"\", Path.GetTempFileName()); \"\".Put(\"\", Path.GetTempFileName());";
        var reported = await Analyzed($"{Declarations} void M() => {call}; void N() {{ {others} }} }}");
        var writes = reported.Where(diagnostic => diagnostic.Id == "ATW0001").ToArray();
        Assert.Contains(writes, write => write.GetMessage(null).StartsWith($"'{name}'", StringComparison.Ordinal));
    }
}
