using System.Globalization;
using System.Security;
using System.Text;

namespace AtomicWrites.Docs.Tests.Plots;

/// <summary>
/// Horizontal bars with a label before and a value after each, as SVG that follows the reader's light or dark scheme.
/// </summary>
/// <param name="title">What is measured, in a line.</param>
/// <param name="full">The value of the longest bar that fits.</param>
sealed class BarPlot(string title, double full)
{
    const double Width = 800;
    const double Start = 350;
    const double Longest = 300;
    const double RowHeight = 22;
    const double Top = 58;
    const string Font =
        """font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="13" role="img" """;
    const string Light =
        ".ground { fill: #ffffff; stroke: #d1d9e0 } .ink { fill: #1f2328 } .faint { fill: #59636e } "
        + ".whole { fill: #1a7f37 } .part { fill: #bc4c00 }";
    const string Dark =
        ".ground { fill: #0d1117; stroke: #3d444d } .ink, .title, .group { fill: #f0f6fc } .faint { fill: #9198a1 } "
        + ".whole { fill: #3fb950 } .part { fill: #db6d28 }";

    readonly StringBuilder _rows = new();
    double _y = Top;

    /// <summary>Adds a bar.</summary>
    /// <param name="label">What it is of.</param>
    /// <param name="value">Its length, in the unit of the plot.</param>
    /// <param name="text">What stands after it.</param>
    /// <param name="isWhole">Whether it keeps the whole promise; others are drawn in another colour.</param>
    public void Bar(string label, double value, string text, bool isWhole)
    {
        var length = Math.Max(1, Math.Min(value / full, 1) * Longest);
        Text("ink", Start - 12, _y + 15, label, "end");
        _rows.AppendLine(
            Invariant(
                $"""  <rect class="{(isWhole ? "whole" : "part")}" x="{Start}" y="{_y + 3}" width="{length:0.#}" height="16" rx="2"/>"""
            )
        );
        Text("faint", Start + length + 8, _y + 15, text, "start");
        _y += RowHeight;
    }

    /// <summary>Adds a heading over the bars that follow.</summary>
    public void Group(string name)
    {
        _y += _y > Top ? 8 : 0;
        Text("group", 20, _y + 15, name, "start");
    }

    /// <summary>Adds a line of text below.</summary>
    public void Note(string text)
    {
        _y += 8;
        Text("faint", 20, _y + 15, text, "start");
        _y += RowHeight - 8;
    }

    public override string ToString() =>
        Invariant(
                $$"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{_y + 16}}" width="{{Width}}" height="{{_y
                    + 16}}" {{Font}}aria-label="{{SecurityElement.Escape(
                    title
                )}}">
                  <style>
                    {{Light}}
                    .title { fill: #1f2328; font-size: 15px; font-weight: 600 } .group { fill: #1f2328; font-weight: 600 }
                    @media (prefers-color-scheme: dark) {
                      {{Dark}}
                    }
                  </style>
                  <rect class="ground" x="0.5" y="0.5" width="{{Width - 1}}" height="{{_y + 15}}" rx="8"/>
                  <text class="title" x="20" y="34">{{SecurityElement.Escape(
                    title
                )}}</text>
                {{_rows}}</svg>

                """
            )
            .ReplaceLineEndings("\n");

    void Text(string style, double x, double y, string text, string anchor) =>
        _rows.AppendLine(
            Invariant(
                $"""  <text class="{style}" x="{x:0.#}" y="{y}" text-anchor="{anchor}">{SecurityElement.Escape(
                    text
                )}</text>"""
            )
        );

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
