namespace AtomicWrites.Extensions.Json;

/// <content>Members that go, or get another name.</content>
sealed partial class SettingsText
{
    /// <summary>Removes a value; one that is missing stays so.</summary>
    /// <exception cref="StateFileException">The path is there twice.</exception>
    public void Remove(string path)
    {
        if (Root() is not { } root || Single(root, path) is not { } place)
            return;
        var (start, end) = (place.Member.Start, place.Member.Value.End);
        var after = JsonTrivia.Between(_text, end, place.Next?.Start ?? place.Owner.End - 1);
        if (after.Comma >= 0)
        {
            var isNext = _text.AsSpan(end..after.Comma).IndexOf((byte)'/') < 0;
            if (isNext && WithItsLine(start, after.Comma + 1) is var (first, last))
                Splice((first, last, ""));
            else // a comment stands between
                Splice((start, end, ""), (after.Comma, after.Comma + 1, ""));
            return;
        }

        var before = JsonTrivia.Between(_text, place.Previous?.Value.End ?? place.Owner.Start + 1, start);
        // A comment that the end of its line ends must not swallow the brace.
        var from = before.EndsInLineComment && !IsEndOfLine(end) ? start : before.End;
        if (before.Comma == before.End - 1 && before.Comma >= 0)
            Splice((before.Comma, end, ""));
        else if (before.Comma >= 0)
            Splice((before.Comma, before.Comma + 1, ""), (from, end, ""));
        else
            Splice((from, end, ""));
    }

    /// <summary>Gives the name that ends a path the case that it has there; one that is missing stays so.</summary>
    /// <exception cref="StateFileException">The path is there twice.</exception>
    public void Rename(string path)
    {
        if (Root() is not { } root || Single(root, path) is not { Member: var member })
            return;
        // In the text a name may be that of several steps.
        var name = member.Name[..(member.Name.LastIndexOf(':') + 1)] + path[(path.LastIndexOf(':') + 1)..];
        Splice((member.Start, member.NameEnd, JsonStyle.Name(name)));
    }

    bool IsEndOfLine(int position)
    {
        var rest = _text.AsSpan(position).TrimStart(" \t"u8);
        return rest.Length > 0 && JsonTrivia.IsLineEnd(rest[0]);
    }

    // With the blanks around, and the end of the line where nothing else is on it.
    (int Start, int End) WithItsLine(int start, int end)
    {
        while (end < _text.Length && _text[end] is (byte)' ' or (byte)'\t')
            end++;
        if (!JsonTrivia.IsLineEnd(_text[end]))
            return (start, end);
        var first = start;
        while (first > 0 && _text[first - 1] is (byte)' ' or (byte)'\t')
            first--;
        if (first == 0 || !JsonTrivia.IsLineEnd(_text[first - 1]))
            return (start, end);
        var isPair = _text[end] == '\r' && end + 1 < _text.Length && _text[end + 1] == '\n';
        return (first, end + (isPair ? 2 : 1));
    }
}
