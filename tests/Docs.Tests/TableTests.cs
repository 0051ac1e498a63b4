using AtomicWrites.Docs.Tests.Pages;

namespace AtomicWrites.Docs.Tests;

/// <summary>Tables are whole.</summary>
public class TableTests
{
    [Fact]
    public void Every_row_has_the_columns_of_its_table_and_an_empty_line_ends_it()
    {
        var broken = new List<string>();
        var rows = 0;
        foreach (var page in Page.All)
        {
            var columns = 0; // of the table before this line
            foreach (var (number, text) in page.Prose)
            {
                if (text.StartsWith('|'))
                {
                    rows++;
                    if (columns > 0 && (Columns(text) != columns || !text.TrimEnd().EndsWith('|')))
                        broken.Add($"{page}:{number}: {text}");
                    columns = columns > 0 ? columns : Columns(text);
                }
                else
                {
                    if (columns > 0 && text.Length > 0)
                        broken.Add($"{page}:{number}: runs into the table");
                    columns = 0;
                }
            }
        }

        Assert.Equal("", string.Join('\n', broken));
        Assert.True(rows > 100, $"only {rows} rows found");
    }

    // \| is a character of its cell.
    static int Columns(string row) =>
        row.TrimEnd().Replace(@"\|", "", StringComparison.Ordinal).Count(character => character == '|') - 1;
}
