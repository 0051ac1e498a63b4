using System.Globalization;
using System.Text.RegularExpressions;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// The table of docs/writing.md that says which exception an error becomes: what the users read is what the tests
/// demand.
/// </summary>
static partial class ErrorTable
{
    public static IReadOnlyDictionary<string, (int Number, string Exception)> Rows { get; } = Read();

    public static string Failure(string error, bool committed = false)
    {
        var (number, exception) = Rows[error];
        return $"{(committed ? nameof(AtomicWriteException) : exception)} committed={committed} errno={number}";
    }

    static Dictionary<string, (int Number, string Exception)> Read() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "writing.md"))
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .SelectMany(row =>
                Error()
                    .Matches(row.Groups["errors"].Value)
                    .Select(error => (Error: error, Exception: row.Groups["exception"].Value))
            )
            .ToDictionary(
                row => row.Error.Groups[1].Value,
                row => (int.Parse(row.Error.Groups[2].Value, CultureInfo.InvariantCulture), row.Exception)
            );

    // | `ENOSPC` 28, `EDQUOT` 122 | `AtomicWriteException` | … |
    [GeneratedRegex(@"^\| (?<errors>`E[A-Z]+` [0-9]+[^|]*) \| `(?<exception>\w+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex("`(E[A-Z]+)` ([0-9]+)")]
    private static partial Regex Error();
}
