using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AtomicWrites.Crash.Tests.PowerCuts;

enum EntryKind : byte
{
    Write = (byte)'W',
    Flush = (byte)'F',
    Acknowledgement = (byte)'A',
}

/// <summary>Something that reached the log disk: see Native/logdisk.c.</summary>
readonly record struct Entry(EntryKind Kind, long Offset, ReadOnlyMemory<byte> Content)
{
    public int Acknowledged => int.Parse(Encoding.ASCII.GetString(Content.Span), CultureInfo.InvariantCulture);
}

/// <summary>All that reached the log disk, in order.</summary>
static class DiskLog
{
    const int HeadLength = 16;

    public static List<Entry> Read(string path)
    {
        var entries = new List<Entry>();
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            var head = rest.Span[..HeadLength];
            var length = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
            entries.Add(
                new(
                    (EntryKind)head[0],
                    BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
                    rest.Slice(HeadLength, length)
                )
            );
            rest = rest[(HeadLength + length)..];
        }

        return entries;
    }
}
