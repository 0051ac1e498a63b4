namespace AtomicWrites.Extensions.Json;

/// <summary>What stands between the values of a JSON text: blanks, comments, at most one comma.</summary>
/// <param name="Comma">Index of the comma; -1 for none.</param>
/// <param name="End">Index after the last comment or comma; where the gap begins if it has neither.</param>
/// <param name="EndsInLineComment">Whether it is a comment that only the end of the line ends.</param>
readonly record struct JsonTrivia(int Comma, int End, bool EndsInLineComment)
{
    /// <summary>What there is from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static JsonTrivia Between(ReadOnlySpan<byte> text, int start, int end)
    {
        var (comma, last, isLine) = (-1, start, false);
        for (var at = start; at < end; )
        {
            if (IsBlank(text[at]))
            {
                at++;
                continue;
            }

            isLine = text[at] == '/' && text[at + 1] == '/';
            if (text[at] == ',')
                comma = at;
            last = at = text[at] == '/' ? EndOfComment(text, at) : at + 1;
        }

        return new(comma, last, isLine);
    }

    /// <summary>Index of the first byte from <paramref name="start"/> on that is neither blank nor comment.</summary>
    public static int Skip(ReadOnlySpan<byte> text, int start)
    {
        while (start < text.Length)
        {
            if (IsBlank(text[start]))
                start++;
            else if (text[start] == '/' && start + 1 < text.Length && text[start + 1] is (byte)'/' or (byte)'*')
                start = EndOfComment(text, start);
            else
                break;
        }

        return start;
    }

    public static bool IsBlank(byte one) => one is (byte)' ' or (byte)'\t' || IsLineEnd(one);

    public static bool IsLineEnd(byte one) => one is (byte)'\n' or (byte)'\r';

    static int EndOfComment(ReadOnlySpan<byte> text, int start)
    {
        var rest = text[(start + 2)..];
        if (text[start + 1] == '/')
            return rest.IndexOfAny((byte)'\n', (byte)'\r') is var line && line < 0 ? text.Length : start + 2 + line;
        return rest.IndexOf("*/"u8) is var close && close < 0 ? text.Length : start + 4 + close;
    }
}
