using System.Text;
using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <summary>
/// The text of a settings file, in which single values are set and removed; every other byte stays. Paths are those of
/// configuration: <c>A:B</c>, whatever the case, also where a name itself has the colon.
/// </summary>
/// <param name="text">JSON in UTF-8 without a mark; empty for a new file.</param>
/// <param name="name">What messages call it.</param>
sealed partial class SettingsText(byte[] text, string name)
{
    byte[] _text = text;

    public byte[] ToUtf8() => _text;

    /// <summary>Sets a value, and makes the objects around it where they are missing.</summary>
    /// <exception cref="StateFileException">The path is there twice, or leads through something that is no
    /// object.</exception>
    public void Set(string path, JsonElement value)
    {
        var root = Root();
        var style = new JsonStyle(_text, root);
        if (root is null)
            Begin(style, Nested(path, value));
        else if (Single(root, path) is { } place)
            Replace(place.Member.Value, value, IsOnItsOwnLine(place) ? IndentAt(place.Member.Start) : null, style);
        else
            Add(root, path, value, style);
    }

    LaidOut? Root()
    {
        var root = JsonLayout.Of(_text);
        return root is not { IsObject: false }
            ? root
            : throw Refused($"The root of {name} is no object, so that it has no sections.");
    }

    void Begin(JsonStyle style, JsonElement value)
    {
        // After comments, if there are any.
        var isOnNewLine = _text.Length == 0 || JsonTrivia.IsLineEnd(_text[^1]);
        Splice(
            (
                _text.Length,
                _text.Length,
                (isOnNewLine ? "" : style.NewLine) + style.Write(value, indent: "") + style.NewLine
            )
        );
    }

    void Replace(LaidOut old, JsonElement value, string? indent, JsonStyle style) =>
        Splice((old.Start, old.End, style.Write(value, indent)));

    void Add(LaidOut root, string path, JsonElement value, JsonStyle style)
    {
        for (var end = path.LastIndexOf(':'); ; end = path.LastIndexOf(':', end - 1))
        {
            LaidOut[] owners = end < 0 ? [root] : [.. Find(root, path[..end]).Select(place => place.Member.Value)];
            if (owners.Length == 0)
                continue;
            var rest = path[(end + 1)..];
            if (owners.LastOrDefault(owner => owner.IsObject) is { } owner)
                Append(owner, rest, value, style);
            else if (owners is [{ Kind: JsonTokenType.StartArray } list] && RestInNext(list, rest) is { } inElement)
                Insert(path[..end], list.Members.Count, inElement.Length == 0 ? value : Nested(inElement, value), null);
            else if (owners is [{ Kind: JsonTokenType.Null } nothing])
                Replace(nothing, Nested(rest, value), style.IsOneLine ? null : IndentAt(nothing.Start), style);
            else
                throw Refused($"'{path[..end]}' in {name} is no object, so that '{path}' cannot be set.");
            return;
        }
    }

    void Append(LaidOut owner, string path, JsonElement value, JsonStyle style)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        var (member, content) = colon < 0 ? (path, value) : (path[..colon], Nested(path[(colon + 1)..], value));
        if (owner.Members is [.., var last])
            AppendAfter(new(owner, owner.Members.Count - 1), last, member, content, style);
        else
            AppendFirst(owner, member, content, style);
    }

    void AppendAfter(
        JsonPlace place,
        LaidOutMember last,
        string? member,
        JsonElement value,
        JsonStyle style,
        byte[]? bytes = null
    )
    {
        var gap = JsonTrivia.Between(_text, last.Value.End, place.Owner.End - 1);
        var indent = IsOnItsOwnLine(place) ? IndentAt(last.Start) : null;
        var between = Encoding.UTF8.GetString(_text.AsSpan(last.NameEnd..last.Value.Start));
        var colon = between.Trim(' ') == ":" ? between : ": ";
        var blank = JsonTrivia.IsBlank(_text[last.Start - 1]) ? " " : "";
        var separator =
            indent is not null ? style.NewLine + indent
            : gap.EndsInLineComment ? style.NewLine
            : blank;
        var name = member is null ? "" : JsonStyle.Name(member) + colon;
        var added = separator + name + TextOf(value, bytes, indent, style);
        if (gap.Comma >= 0)
            Splice((gap.End, gap.End, added + ","));
        else
            Splice((last.Value.End, last.Value.End, ","), (gap.End, gap.End, added));
    }

    void AppendFirst(LaidOut owner, string? member, JsonElement value, JsonStyle style, byte[]? bytes = null)
    {
        var (start, end) = (owner.Start + 1, owner.End - 1);
        var gap = JsonTrivia.Between(_text, start, end);
        if (style.IsOneLine)
        {
            var name = member is null ? "" : JsonStyle.Name(member) + ":";
            Splice((gap.End, gap.End, name + TextOf(value, bytes, indent: null, style)));
            return;
        }

        var (outer, inner) = (IndentAt(owner.Start), style.Deeper(IndentAt(owner.Start)));
        var hasLine = _text.AsSpan(gap.End..end).IndexOfAny((byte)'\n', (byte)'\r') >= 0;
        var label = member is null ? "" : JsonStyle.Name(member) + ": ";
        var added = style.NewLine + inner + label + TextOf(value, bytes, inner, style);
        Splice((gap.End, gap.End, hasLine ? added : added + style.NewLine + outer));
    }

    // Exactly one, or none.
    JsonPlace? Single(LaidOut root, string path)
    {
        var places = Find(root, path).ToArray();
        return places.Length <= 1
            ? places.FirstOrDefault()
            : throw Refused($"'{path}' is in {name} more than once: leave one of them.");
    }

    static IEnumerable<JsonPlace> Find(LaidOut owner, string path)
    {
        for (var index = 0; index < owner.Members.Count; index++)
        {
            var member = owner.Members[index];
            if (member.Name.Equals(path, StringComparison.OrdinalIgnoreCase))
                yield return new(owner, index);
            else if (path.StartsWith(member.Name + ":", StringComparison.OrdinalIgnoreCase))
                foreach (var inner in Find(member.Value, path[(member.Name.Length + 1)..]))
                    yield return inner;
        }
    }

    static JsonElement Nested(string path, JsonElement value)
    {
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
        {
            var names = path.Split(':');
            foreach (var name in names)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(name);
            }

            value.WriteTo(writer);
            foreach (var _ in names)
                writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(written.ToArray(), new() { MaxDepth = JsonLayout.MaxDepth });
        return document.RootElement.Clone();
    }

    string IndentAt(int position) => JsonStyle.IndentAt(_text, position);

    bool IsOnItsOwnLine(JsonPlace place)
    {
        var before = place.Previous?.Value.End ?? place.Owner.Start + 1;
        return _text.AsSpan(before..place.Member.Start).IndexOfAny((byte)'\n', (byte)'\r') >= 0;
    }

    void Splice(params (int Start, int End, string Text)[] pieces)
    {
        using var result = new MemoryStream();
        var copied = 0;
        foreach (var (start, end, piece) in pieces)
        {
            result.Write(_text.AsSpan(copied..start));
            result.Write(Encoding.UTF8.GetBytes(piece));
            copied = end;
        }

        result.Write(_text.AsSpan(copied..));
        _text = result.ToArray();
    }

    static StateFileException Refused(string message) =>
        new(StateFileFailure.Corrupt, message + " The file is left as it is.");
}
