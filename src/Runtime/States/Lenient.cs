using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>What people write into JSON by hand and programs must not take for damage: comments, a comma after the last, the byte order mark of an editor.</summary>
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

    public static ReadOnlyMemory<byte> WithoutMark(byte[] content)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return content.AsMemory(content.AsSpan().StartsWith(mark) ? mark.Length : 0);
    }
}
