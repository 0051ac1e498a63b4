using System.Buffers;
using System.Text;
using AtomicWrites.Protocol;

namespace AtomicWrites;

/// <content>Text as bytes, piece by piece.</content>
public static partial class AtomicFile
{
    // As in File: no byte order mark, and a lone surrogate is an error rather than silent loss.
    static readonly Encoding DefaultEncoding = new UTF8Encoding(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    static void Replace(string path, ReadOnlySpan<char> text, Encoding encoding, AtomicWriteOptions? options)
    {
        using var file = PendingFile.Open(path, options);
        WriteText(file, text, encoding);
        file.Commit();
    }

    static void WriteLines(
        PendingFile file,
        IEnumerable<string> lines,
        Encoding encoding,
        CancellationToken cancellationToken,
        bool preamble = true
    )
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.AppendLine(line);
            if (text.Length >= CharsAtOnce)
                Flush();
        }

        Flush();

        void Flush()
        {
            WriteText(file, text.ToString().AsSpan(), encoding, preamble);
            preamble = false;
            text.Clear();
        }
    }

    const int CharsAtOnce = 32 * 1024;

    static unsafe void WriteText(PendingFile file, ReadOnlySpan<char> text, Encoding encoding, bool preamble = true)
    {
        if (preamble)
            file.Write(encoding.GetPreamble());
        var encoder = encoding.GetEncoder(); // keeps a surrogate pair together across chunks
        var buffer = ArrayPool<byte>.Shared.Rent(encoding.GetMaxByteCount(Math.Min(text.Length, CharsAtOnce)));
        try
        {
            while (!text.IsEmpty)
            {
                var chunk = text.Slice(0, Math.Min(text.Length, CharsAtOnce));
                text = text.Slice(chunk.Length);
                fixed (char* chars = chunk)
                fixed (byte* bytes = buffer)
                {
                    var count = encoder.GetBytes(chars, chunk.Length, bytes, buffer.Length, flush: text.IsEmpty);
                    file.Write(buffer.AsSpan(0, count));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
