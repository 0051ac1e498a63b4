using AtomicWrites.Docs.Tests.Pages;

namespace AtomicWrites.Docs.Tests.Plots;

/// <summary>A table of a page, found by its first row; cells without the stars of bold text.</summary>
sealed class MarkdownTable
{
    readonly string[] _columns;
    readonly Dictionary<string, string[]> _rows;

    public MarkdownTable(string page, Func<string[], bool> isHeader, Func<string, bool> hasRow)
    {
        var tables = Page
            .All.Single(candidate => candidate.Name == page)
            .Prose.Select(line => line.Text)
            .Aggregate(new List<List<string[]>> { new() }, (tables, line) =>
            {
                if (line.StartsWith('|'))
                    tables[^1].Add(Cells(line));
                else if (tables[^1].Count > 0)
                    tables.Add([]);
                return tables;
            });
        var table = tables.Single(rows =>
            rows.Count > 2 && isHeader(rows[0]) && rows.Skip(2).Any(row => hasRow(row[0]))
        );
        _columns = table[0];
        _rows = table.Skip(2).ToDictionary(row => row[0]);
    }

    public string this[string row, string column] => _rows[row][Array.IndexOf(_columns, column)];

    static string[] Cells(string line) =>
        [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Replace("**", "", StringComparison.Ordinal).Trim())];
}
