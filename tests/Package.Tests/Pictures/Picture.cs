using System.Globalization;
using System.Security;
using System.Text;

namespace AtomicWrites.Package.Tests.Pictures;

/// <summary>
/// Lines of coloured text in a window, as SVG. Every character has its cell, whatever font a reader has.
/// </summary>
sealed class Picture(string title, int columns, string background, string frame)
{
    const double CellWidth = 8;
    const double CellHeight = 20;
    const double Margin = 16;
    const double Bar = 32;
    const string Font = "font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"13\"";

    readonly StringBuilder _over = new();
    readonly StringBuilder _text = new();
    int _rows;

    /// <summary>Adds a line of runs of text.</summary>
    public void Line(params (string Text, string Colour)[] runs)
    {
        var column = 0;
        foreach (var (text, colour) in runs)
        {
            Write(_text, _rows, column, text, colour);
            column += text.Length;
        }

        _rows++;
    }

    /// <summary>Underlines cells of the last line with a wave.</summary>
    public void Squiggle(int column, int length, string colour)
    {
        var waves = string.Concat(Enumerable.Repeat(" q 2 3 4 0 q 2 -3 4 0", length));
        _over.AppendLine(
            Invariant(
                $"""  <path d="M {X(column)} {Y(_rows - 1) + 5}{waves}" fill="none" stroke="{colour}" stroke-width="1.2"/>"""
            )
        );
    }

    /// <summary>Draws a box with lines of text over what lies there, below the last line.</summary>
    public void Box(int column, int width, string fill, string stroke, params (string Text, string Colour)[] lines)
    {
        _over.AppendLine(
            Invariant($"""  <rect x="{X(column) - 8}" y="{Y(_rows) - 15}" width="{(width * CellWidth) + 16}" """)
                + Invariant($"""height="{(lines.Length * CellHeight) + 4}" rx="4" """)
                + $"""fill="{fill}" stroke="{stroke}"/>"""
        );
        foreach (var (text, colour) in lines)
            Write(_over, _rows++, column, text, colour);
        _rows++;
    }

    public override string ToString()
    {
        var width = (columns * CellWidth) + (2 * Margin);
        var height = Bar + (_rows * CellHeight) + Margin;
        return Invariant(
                $"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" {Font}>
                  <rect width="{width}" height="{height}" rx="8" fill="{background}"/>
                  {Button(20, "#ff5f57")}{Button(40, "#febc2e")}{Button(60, "#28c840")}
                  <text x="{width / 2}" y="20" text-anchor="middle" fill="{frame}">{SecurityElement.Escape(
                    title
                )}</text>
                {_text}{_over}</svg>

                """
            )
            .ReplaceLineEndings("\n");
    }

    static void Write(StringBuilder to, int row, int column, string text, string colour)
    {
        if (text.Trim() is { Length: > 0 } shown)
        {
            column += text.Length - text.TrimStart().Length;
            to.AppendLine(
                Invariant($"""  <text x="{X(column)}" y="{Y(row)}" textLength="{shown.Length * CellWidth}" """)
                    + $"""xml:space="preserve" fill="{colour}">{SecurityElement.Escape(shown)}</text>"""
            );
        }
    }

    static string Button(int x, string colour) => $"""<circle cx="{x}" cy="16" r="6" fill="{colour}"/>""";

    static double X(int column) => Margin + (column * CellWidth);

    static double Y(int row) => Bar + (row * CellHeight) + 16;

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
