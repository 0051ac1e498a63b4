using System.Globalization;
using System.Security;
using System.Text;

namespace AtomicWrites.Docs.Tests.Plots;

/// <summary>
/// Lines over named places, with a logarithmic scale, as SVG that follows the reader's light or dark scheme.
/// </summary>
/// <param name="title">What is measured, in a line.</param>
/// <param name="places">What stands below the plot, from left to right.</param>
/// <param name="scale">The values that have a line across, from below, with their names.</param>
sealed class LinePlot(string title, string[] places, (double Value, string Name)[] scale)
{
    const double Width = 800;
    const double Left = 90;
    const double Right = 590;
    const double Top = 60;
    const double Bottom = 300;
    const double Height = Bottom + 46;
    const string Font =
        """font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="13" role="img" """;
    const string Light =
        ".ground { fill: #ffffff; stroke: #d1d9e0 } .title { fill: #1f2328; font-size: 15px; font-weight: 600 } "
        + ".faint { fill: #59636e } .grid { stroke: #d1d9e0 }";
    const string LightLines =
        ".line { fill: none; stroke-width: 2 } .first { stroke: #bc4c00; fill: #bc4c00 } "
        + ".second { stroke: #8250df; fill: #8250df } .third { stroke: #1a7f37; fill: #1a7f37 }";
    const string DarkLines =
        ".first { stroke: #db6d28; fill: #db6d28 } "
        + ".second { stroke: #ab7df8; fill: #ab7df8 } .third { stroke: #3fb950; fill: #3fb950 }";

    static readonly string[] Colors = ["first", "second", "third"];

    readonly StringBuilder _lines = new();
    int _count;

    /// <summary>Adds a line.</summary>
    /// <param name="label">What it is of; stands at its end.</param>
    /// <param name="values">A value for each place.</param>
    /// <param name="labelShift">How far below the end of the line its label stands.</param>
    public void Line(string label, double[] values, double labelShift = 0)
    {
        var color = Colors[_count++];
        var points = values.Select((value, index) => Invariant($"{X(index):0.#},{Y(value):0.#}")).ToArray();
        _lines.AppendLine(Invariant($"""  <polyline class="line {color}" points="{string.Join(' ', points)}"/>"""));
        for (var index = 0; index < values.Length; index++)
            _lines.AppendLine(
                Invariant($"""  <circle class="dot {color}" cx="{X(index):0.#}" cy="{Y(values[index]):0.#}" r="3"/>""")
            );
        Text($"name {color}", Right + 12, Y(values[^1]) + 4 + labelShift, label, "start");
    }

    public override string ToString()
    {
        var ground = new StringBuilder();
        foreach (var (value, name) in scale)
        {
            ground.AppendLine(Invariant($"""  <path class="grid" d="M{Left} {Y(value):0.#}H{Right}"/>"""));
            ground.AppendLine(TextOf("faint", Left - 10, Y(value) + 4, name, "end"));
        }

        for (var index = 0; index < places.Length; index++)
            ground.AppendLine(TextOf("faint", X(index), Bottom + 24, places[index], "middle"));
        var size = Invariant($"viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\"");
        return Invariant(
                $$"""
                <svg xmlns="http://www.w3.org/2000/svg" {{size}} {{Font}}aria-label="{{SecurityElement.Escape(
                    title
                )}}">
                  <style>
                    {{Light}}
                    {{LightLines}}
                    .line.first, .line.second, .line.third { fill: none } .name { stroke: none }
                    @media (prefers-color-scheme: dark) {
                      .ground { fill: #0d1117; stroke: #3d444d } .title { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d }
                      {{DarkLines}}
                      .name { stroke: none }
                    }
                  </style>
                  <rect class="ground" x="0.5" y="0.5" width="{{Width - 1}}" height="{{Height - 1}}" rx="8"/>
                  <text class="title" x="20" y="34">{{SecurityElement.Escape(
                    title
                )}}</text>
                {{ground}}{{_lines}}</svg>

                """
            )
            .ReplaceLineEndings("\n");
    }

    double X(int index) => Left + 20 + ((Right - Left - 40) * index / (places.Length - 1));

    double Y(double value)
    {
        var (low, high) = (Math.Log(scale[0].Value), Math.Log(scale[^1].Value));
        return Bottom - ((Bottom - Top) * (Math.Log(value) - low) / (high - low));
    }

    void Text(string style, double x, double y, string text, string anchor) =>
        _lines.AppendLine(TextOf(style, x, y, text, anchor));

    static string TextOf(string style, double x, double y, string text, string anchor) =>
        Invariant(
            $"""  <text class="{style}" x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}">{SecurityElement.Escape(text)}</text>"""
        );

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
