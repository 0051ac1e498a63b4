using System.Text.RegularExpressions;
using AtomicWrites.Docs.Tests.Architecture;
using AtomicWrites.Docs.Tests.Pages;

namespace AtomicWrites.Docs.Tests;

/// <summary>
/// A folder uses those of its own row and of the rows below, as the tables of ARCHITECTURE.md have them, and no other.
/// </summary>
public partial class ArchitectureTests
{
    static readonly Lazy<TypeUse[]> Runtime = new(() => TypeUse.In("Runtime", "AtomicWrites"));

    [Theory]
    [InlineData("Analyzers", "AtomicWrites.Analyzers")]
    [InlineData("CodeFixes", "AtomicWrites.CodeFixes")]
    [InlineData("Runtime", "AtomicWrites")]
    public void A_folder_uses_its_own_row_and_the_rows_below(string part, string root)
    {
        var rows = Rows(part);
        var all = part == "Runtime" ? Runtime.Value : TypeUse.In(part, root);
        var uses = all.Where(use => use.From.Length > 0 && use.To.Length > 0).ToArray();
        Assert.Equal(uses.Select(use => Top(use.From)).Distinct().Order(), rows.Keys.Order());
        var upwards = uses.Where(use => rows[Top(use.To)] < rows[Top(use.From)]).ToArray();
        Assert.True(upwards.Length == 0, string.Join<TypeUse>('\n', upwards));
    }

    [Fact]
    public void The_code_of_one_system_does_not_use_that_of_another() =>
        Assert.DoesNotContain(Runtime.Value, use =>
            use.From.StartsWith("Platform.", StringComparison.Ordinal)
            && use.To.StartsWith("Platform.", StringComparison.Ordinal)
            && use.From != use.To
        );

    // Retries, time limits, serialization and validation stand above them, once for all.
    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    [InlineData("Etcd")]
    public void A_store_over_an_engine_is_thin(string store)
    {
        var files = Directory.GetFiles(Path.Combine(Page.Repository, "src", store), "*.cs");
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => File.ReadAllLines(file).Length > 200);
    }

    // CSharpier breaks code at 120 columns; what is in a string, and comments, it leaves alone.
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    public void No_line_is_wider_than_140_columns(string part)
    {
        var wide =
            from file in Directory.EnumerateFiles(
                Path.Combine(Page.Repository, part),
                "*.cs",
                SearchOption.AllDirectories
            )
            where !Generated().IsMatch(file)
            from line in File.ReadLines(file).Index()
            where line.Item.Length > 140
            select $"{Path.GetRelativePath(Page.Repository, file)}:{line.Index + 1}";
        Assert.Empty(wide);
    }

    [Fact]
    public void Files_and_locks_know_nothing_of_typed_state()
    {
        var rows = Rows("Runtime");
        Assert.DoesNotContain(
            Runtime.Value.Where(use => use.From.Length > 0 && rows[Top(use.From)] == rows.Values.Max()),
            use => use.To.Length == 0 && TypedState().IsMatch(use.Type)
        );
    }

    static string Top(string folder) => folder.Split('.')[0];

    // The first cell of each row of the table below the heading of the part: folders, in the order of the picture.
    static Dictionary<string, int> Rows(string part) =>
        Page
            .All.Single(page => page.Name == "ARCHITECTURE.md")
            .Prose.Select(line => line.Text)
            .SkipWhile(line => line != $"### `src/{part}`")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(
                (line, row) => Folder().Matches(line.Split('|')[1]).Select(match => (match.Groups[1].Value, row))
            )
            .ToDictionary(folder => folder.Value, folder => folder.row);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Folder();

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]|\.generated\.cs$")]
    private static partial Regex Generated();

    [GeneratedRegex("^(IState|State(?!Path)|InMemoryStateStore|StoredState)")]
    private static partial Regex TypedState();
}
