using System.Text;
using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>
/// What people write into JSON by hand and programs must not take for damage: comments, a comma after the last, the
/// byte order mark of an editor.
/// </summary>
static class Lenient
{
    public static JsonReaderOptions Reader(int maxDepth) =>
        new()
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = maxDepth,
        };

    public static JsonDocumentOptions Document(int maxDepth) =>
        new()
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = maxDepth,
        };

    /// <summary>
    /// UTF-8 without a mark, also of what an editor has saved as UTF-16 or UTF-32. The next save is UTF-8.
    /// </summary>
    public static ReadOnlyMemory<byte> Utf8(byte[] content)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (content.AsSpan().StartsWith(mark))
            return content.AsMemory(mark.Length);
        foreach (var encoding in Marked)
        {
            var length = encoding.GetPreamble().Length;
            if (content.AsSpan().StartsWith(encoding.GetPreamble()))
                return Encoding.Convert(encoding, Encoding.UTF8, content, length, content.Length - length);
        }

        return content;
    }

    // Strict; UTF-32 first, because its mark begins with that of UTF-16.
    static readonly Encoding[] Marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];
}
