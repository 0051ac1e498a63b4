using System.Globalization;
using System.Text;

namespace AtomicWrites.Crash.Writer;

/// <summary>
/// A version of the state: a head of <c>number length</c>, and letters that follow from these two. So a reader can tell
/// a whole version from any mixture of versions, zeros and garbage. All is printable, so that it can be read in a
/// trace.
/// </summary>
public static class StateVersion
{
    public const int HeadLength = 24;

    public static byte[] Content(int number, int length)
    {
        var content = new byte[length];
        var state = (uint)number * 2654435761 + (uint)length + 1;
        for (var i = HeadLength; i < length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            content[i] = (byte)('a' + (state % 26));
        }

        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number, 10} {length, 12}\n"), content);
        return content;
    }

    /// <summary>
    /// A length up to <paramref name="limit"/>: often of many blocks, now and then so small that a file system keeps it
    /// among its metadata.
    /// </summary>
    public static int Length(Random random, int limit) =>
        random.Next(4) == 0 ? 200 : random.Next(Math.Min(4096, limit / 2), limit);

    /// <summary>
    /// The number of the version that stands whole at the start of <paramref name="content"/>, and its length; null if
    /// none does.
    /// </summary>
    public static (int Number, int Length)? At(ReadOnlySpan<byte> content)
    {
        if (
            content.Length < HeadLength
            || !int.TryParse(
                content[..10],
                NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture,
                out var number
            )
            || !int.TryParse(
                content[11..23],
                NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture,
                out var length
            )
            || length < HeadLength
            || length > content.Length
            || !content[..length].SequenceEqual(Content(number, length))
        )
            return null;
        return (number, length);
    }
}
