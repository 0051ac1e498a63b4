using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// What the fix of ATW0002 makes of a program is run: the sum is right, the bytes and exceptions are those of before.
/// </summary>
public sealed class FixedProgramsTests : IDisposable
{
    static readonly (DiagnosticAnalyzer, CodeFixProvider) TornWrite = (
        new NonAtomicWriteAnalyzer(),
        new NonAtomicWriteCodeFix()
    );
    static readonly (DiagnosticAnalyzer, CodeFixProvider) LostUpdate = (
        new UnlockedUpdateAnalyzer(),
        new UnlockedUpdateCodeFix()
    );

    readonly string _folder = Directory.CreateTempSubdirectory("atomicwrites-").FullName;

    // One for each form that the fix knows.
    public static readonly TheoryData<string, string> Counters = new()
    {
        {
            "Update",
            """var count = File.Exists(Settings) ? int.Parse(File.ReadAllText(Settings)) : 0; """
                + """File.WriteAllText(Settings, $"{count + 1}");"""
        },
        {
            "Update, with statements",
            """
                var count = File.Exists(Settings) ? int.Parse(File.ReadAllText(Settings)) : 0;
                        count++;
                        File.WriteAllText(Settings, count.ToString());
                """
        },
        {
            "WithLock",
            """var count = 0; if (File.Exists(Settings)) count = int.Parse(File.ReadAllText(Settings)); """
                + """File.WriteAllText(Settings, $"{count + 1}");"""
        },
        {
            "FileLock",
            """if (!File.Exists(Settings)) { File.WriteAllText(Settings, "1"); return; } """
                + """var count = int.Parse(File.ReadAllText(Settings)); """
                + """File.WriteAllText(Settings, $"{count + 1}"); last = count;"""
        },
        {
            "UpdateAsync",
            """var count = File.Exists(Settings) ? int.Parse(await File.ReadAllTextAsync(Settings)) : 0; """
                + """await File.WriteAllTextAsync(Settings, $"{count + 1}");"""
        },
        {
            "WithLockAsync",
            """var count = 0; if (File.Exists(Settings)) """
                + """count = int.Parse(await File.ReadAllTextAsync(Settings)); """
                + """await File.WriteAllTextAsync(Settings, $"{count + 1}");"""
        },
        {
            "AcquireAsync",
            """if (!File.Exists(Settings)) return; """
                + """var count = int.Parse(await File.ReadAllTextAsync(Settings)); """
                + """await File.WriteAllTextAsync(Settings, $"{count + 1}"); last = count;"""
        },
        { "pair", """var count = Load(); count++; Save(count);""" },
    };

    [Theory]
    [MemberData(nameof(Counters))]
    public async Task No_update_is_lost_and_the_order_of_the_fixes_does_not_matter(string form, string update)
    {
        const int Each = 25;
        var (result, wait) = update.Contains("await", StringComparison.Ordinal)
            ? ("async Task", "await ")
            : ("void", "");
        var source = Program(
            $$"""
            static int last;
            static int Load() => File.Exists(Settings) ? int.Parse(File.ReadAllText(Settings)) : 0;
            static void Save(int count) => File.WriteAllText(Settings, count.ToString());
            static {{result}} Add()
            {
                {{update}}
            }
            public static void Run(string file, int each)
            {
                Settings = file;
                Task.WaitAll(Task.Run(() => Repeat(each)), Task.Run(() => Repeat(each)), Task.Run(() => Repeat(each)));
            }
            static {{result}} Repeat(int each) { for (var i = 0; i < each; i++) {{wait}}Add(); }
            """
        );
        var first = await Rewritten.By(source, TornWrite, LostUpdate);
        var second = await Rewritten.By(source, LostUpdate, TornWrite);
        Assert.Equal(first, second);
        var file = Path.Combine(_folder, form + ".json");
        if (form is "FileLock" or "AcquireAsync")
            File.WriteAllText(file, "0");
        Assert.Null(Rewritten.Run(first, "Run", file, Each));
        Assert.Equal($"{3 * Each}", File.ReadAllText(file));
    }

    [Theory]
    [InlineData(
        """var text = File.Exists(Settings) ? File.ReadAllText(Settings) : "none"; File.WriteAllText(Settings, text + "é");"""
    )]
    [InlineData("""var text = File.ReadAllText(Settings); File.WriteAllText(Settings, text + "é");""")]
    [InlineData(
        """var lines = File.ReadAllLines(Settings).ToList(); lines.Add("é"); """
            + """File.WriteAllLines(Settings, lines, System.Text.Encoding.Unicode);"""
    )]
    [InlineData(
        """var text = File.ReadAllText(Settings); if (text == "stop") throw new InvalidOperationException(); """
            + """File.WriteAllText(Settings, text + int.Parse(text));"""
    )]
    [InlineData(
        """var text = File.ReadAllText(Settings); using (var writer = new StreamWriter(Settings)) writer.Write(text + "é");"""
    )]
    public async Task Bytes_and_exceptions_are_those_of_before(string update)
    {
        var source = Program(
            $$"""
            public static void Run(string file)
            {
                Settings = file;
                {{update}}
            }
            """
        );
        var after = await Rewritten.By(source, LostUpdate);
        Assert.NotEqual(source, after);
        foreach (var content in new[] { null, "", "12", "stop", "a\r\nü" })
        {
            var (old, young) = (Path.Combine(_folder, "old.json"), Path.Combine(_folder, "young.json"));
            foreach (var file in new[] { old, young })
                if (content is null)
                    File.Delete(file);
                else
                    File.WriteAllText(file, content);
            Assert.Equal(Rewritten.Run(source, "Run", old), Rewritten.Run(after, "Run", young));
            Assert.Equal(
                File.Exists(old) ? File.ReadAllBytes(old) : null,
                File.Exists(young) ? File.ReadAllBytes(young) : null
            );
        }

        var missing = Path.Combine(_folder, "missing", "settings.json");
        Assert.Equal(Rewritten.Run(source, "Run", missing), Rewritten.Run(after, "Run", missing));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static string Program(string members) =>
        $$"""
            using System;
            using System.IO;
            using System.Linq;
            using System.Threading.Tasks;
            using AtomicWrites;

            public static class Program
            {
                [StatePath] static string Settings = "settings.json";
                {{members}}
            }
            """;
}
