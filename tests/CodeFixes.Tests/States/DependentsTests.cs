using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>What projects do that reference the one with the load and the save.</summary>
public class DependentsTests
{
    [Theory]
    [InlineData(StateRefusal.Derived, "class More : Settings { public int N { get; set; } }")]
    [InlineData(StateRefusal.FileUsed, "class Other { void Use() => File.Delete(Store.FilePath); }")]
    [InlineData(StateRefusal.FileUsed, "class Other { void Use() => File.Delete(FilePath); }")]
    [InlineData(StateRefusal.FileUsed, "class Other { string Path = Store.FilePath; }")]
    [InlineData(StateRefusal.FileUsed, "class Other { void Use() => File.WriteAllText(Store.Where, \"\"); }")]
    [InlineData(StateRefusal.FileUsed, "class Other { void Use() => File.Move(Store.GetPath(), \"\"); }")]
    [InlineData(StateRefusal.UnknownOptions, "class Other { void Use() => Store.Options.Converters.Clear(); }")]
    [InlineData(StateRefusal.Null, "class Other { void Use() => Store.Save(null); }")]
    [InlineData(
        StateRefusal.Caller,
        "class Other { void Use() { try { Store.Load(); } catch (JsonException) { Console.WriteLine(); } } }"
    )]
    [InlineData(
        StateRefusal.Caller,
        "class Other { void Use() { try { Store.Use(); } catch (Exception failure) when (failure is JsonException) { } } }"
    )]
    [InlineData(
        StateRefusal.Caller,
        "class Other { void Use() { try { Store.Save(new()); } catch (UnauthorizedAccessException) { } } }"
    )]
    public async Task It_is_not_offered(object reason, string shell) =>
        Assert.Equal(reason, await RefusalAsync(Program + Source.DependentProject + Usings + shell));

    [Theory]
    [InlineData("class More : Setting { } class Setting { }")]
    [InlineData("class Other { bool Use() => File.Exists(Store.FilePath); string Say() => $\"at {Store.Where}\"; }")]
    [InlineData("class Other { void Use() => Console.WriteLine(Store.FilePath); }")]
    [InlineData("class Other { void Use() => Store.Save(Store.Load()); }")]
    [InlineData("class Other { void Use() { try { Store.Load(); } catch (Exception) { Console.WriteLine(); } } }")]
    [InlineData(
        "class Other { void Use() { try { int.Parse(\"\"); } catch (FormatException) { Console.WriteLine(); } } }"
    )]
    public async Task It_is_offered(string shell) =>
        Assert.Null(await RefusalAsync(Program + Source.DependentProject + Usings + shell));

    // Nobody there can derive from it, or has its handler: the load sees to all failures.
    [Fact]
    public async Task What_they_cannot_name_does_not_count()
    {
        const string Shell =
            "class More : Settings { } class Settings { } class Other { void Use() { "
            + "try { Store.Load(); } catch (JsonException) { } } string FilePath; string Own() => this.FilePath; }";
        Assert.Null(
            await RefusalAsync(
                With(
                    "public class Settings // base",
                    "sealed class Settings",
                    "public static Settings",
                    "internal static Settings",
                    "public static void Save",
                    "internal static void Save",
                    Load,
                    "try { " + Load + " } catch { return new Settings(); }"
                )
                    + Source.DependentProject
                    + Usings
                    + Shell
            )
        );
    }

    const string Usings = "using System; using System.IO; using System.Text.Json; using static Store;\n";

    static string Program =>
        With(
            "static readonly string FilePath",
            "public static readonly string FilePath",
            "static readonly JsonSerializerOptions",
            "public static readonly JsonSerializerOptions",
            "// method",
            "public static string Where => FilePath; public static string GetPath() => FilePath; public static void Use() => Load();"
        );
}
