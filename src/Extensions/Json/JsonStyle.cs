using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <summary>How a JSON text is laid out by whoever has written it, so that what is added looks like the rest.</summary>
sealed class JsonStyle
{
    static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = JsonLayout.MaxDepth,
    };
    static readonly JsonWriterOptions Compact = Indented with { Indented = false };

    readonly string _unit = "  ";

    public JsonStyle(ReadOnlySpan<byte> text, LaidOut? root)
    {
        var line = text.IndexOfAny((byte)'\n', (byte)'\r');
        var isPair = line >= 0 && text[line] == '\r' && line + 1 < text.Length && text[line + 1] == '\n';
        NewLine =
            line < 0 ? Environment.NewLine
            : isPair ? "\r\n"
            : ((char)text[line]).ToString();
        if (root?.Members is not [var first, ..])
            return;
        IsOneLine = line < 0;
        var (outer, inner) = (IndentAt(text, root.Start), IndentAt(text, first.Start));
        if (inner.Length > outer.Length)
            _unit = inner[outer.Length..];
    }

    public string NewLine { get; }

    /// <summary>Whether all of the text stands on one line.</summary>
    public bool IsOneLine { get; }

    public string Deeper(string indent) => indent + _unit;

    /// <summary>The blanks that the line of a position begins with.</summary>
    public static string IndentAt(ReadOnlySpan<byte> text, int position)
    {
        var start = text[..position].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        var length = text[start..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        return Encoding.UTF8.GetString(text.Slice(start, length < 0 ? 0 : length));
    }

    /// <summary>A value as text; on lines of its own, where <paramref name="indent"/> is that of the first.</summary>
    public string Write(JsonElement value, string? indent)
    {
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written, indent is null ? Compact : Indented))
            value.WriteTo(writer);
        var text = Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length);
        if (indent is null)
            return text;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return string.Join(NewLine + indent, lines.Select(Reindent));
    }

    // The writer indents by two blanks.
    string Reindent(string line)
    {
        var rest = line.TrimStart(' ');
        return string.Concat(Enumerable.Repeat(_unit, (line.Length - rest.Length) / 2)) + rest;
    }

    public static string Name(string name) =>
        $"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
