using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <content>Elements of lists.</content>
sealed partial class SettingsText
{
    /// <summary>How many elements a list has here; null where there is no such list.</summary>
    /// <exception cref="StateFileException">The path is there twice.</exception>
    public int? CountElements(string path) =>
        ValueAt(path) is { Kind: JsonTokenType.StartArray } list ? list.Members.Count : null;

    /// <summary>Whether there is an object, which may stand for a list: its names are then indices.</summary>
    /// <exception cref="StateFileException">The path is there twice.</exception>
    public bool HasObject(string path) => ValueAt(path) is { IsObject: true };

    /// <summary>The bytes of a value, with whatever comments it has inside.</summary>
    public byte[]? Copy(string path) => ValueAt(path) is { } value ? _text[value.Start..value.End] : null;

    /// <summary>Inserts an element into a list that is there.</summary>
    /// <param name="path">The list.</param>
    /// <param name="index">The place that it is to have.</param>
    /// <param name="value">The element.</param>
    /// <param name="bytes">The same as it was written elsewhere; null for none.</param>
    public void Insert(string path, int index, JsonElement value, byte[]? bytes)
    {
        var list = ValueAt(path)!;
        var style = new JsonStyle(_text, Root());
        if (list.Members.Count == 0)
            AppendFirst(list, null, value, style, bytes);
        else if (index == list.Members.Count)
            AppendAfter(new(list, index - 1), list.Members[^1], null, value, style, bytes);
        else
            InsertBetween(list, index, value, style, bytes);
    }

    void InsertBetween(LaidOut list, int index, JsonElement value, JsonStyle style, byte[]? bytes)
    {
        var place = new JsonPlace(list, Math.Max(index, 1));
        var indent = place.Previous is not null && IsOnItsOwnLine(place) ? IndentAt(place.Member.Start) : null;
        var text = TextOf(value, bytes, indent, style);
        var gap = indent is null ? " " : style.NewLine + indent;
        if (index == 0)
            Splice((list.Members[0].Start, list.Members[0].Start, text + "," + gap));
        else
            Splice((place.Previous!.Value.End, place.Previous.Value.End, "," + gap + text));
    }

    // The rest of a path that leads to the element after the last; null where it leads elsewhere.
    static string? RestInNext(LaidOut list, string path)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        var index = colon < 0 ? path : path[..colon];
        return index == list.Members.Count.ToString(CultureInfo.InvariantCulture)
            ? path[index.Length..].TrimStart(':')
            : null;
    }

    LaidOut? ValueAt(string path) => Root() is { } root && Single(root, path) is { } place ? place.Member.Value : null;

    static string TextOf(JsonElement value, byte[]? bytes, string? indent, JsonStyle style) =>
        bytes is null ? style.Write(value, indent) : Encoding.UTF8.GetString(bytes);
}
