using System.Text;
using AtomicWrites.Platform;
using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// Opens a file for reading in a way that keeps no writer from replacing it: on Windows <see cref="File.OpenRead"/>
    /// does.
    /// </summary>
    /// <param name="path">The file to read.</param>
    /// <returns>A stream of the content as it was when opened, whatever is published meanwhile.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Stream OpenRead(string path) => OpenFile(path);

    const int UsualBuffer = 4096;
    const int NoBuffer = 1;
    const int LongestArray = 0x7FFFFFC7;

    static FileStream OpenFile(string path, int bufferSize = UsualBuffer)
    {
        Host.RequireKnown();
        return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
    }

    /// <summary><see cref="File.ReadAllText(string)"/>, without keeping a writer from replacing the file.</summary>
    /// <inheritdoc cref="OpenRead"/>
    /// <returns>The text; a byte order mark decides its encoding, which is UTF-8 without one.</returns>
    public static string ReadAllText(string path) => ReadAllText(path, Encoding.UTF8);

    /// <inheritdoc cref="ReadAllText(string)"/>
    /// <param name="path">The file to read.</param>
    /// <param name="encoding">The encoding of a file without byte order mark.</param>
    public static string ReadAllText(string path, Encoding encoding)
    {
        Validate(path, encoding);
        using var reader = new StreamReader(OpenRead(path), encoding, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary><see cref="File.ReadAllBytes"/>, without keeping a writer from replacing the file.</summary>
    /// <inheritdoc cref="OpenRead"/>
    /// <returns>The content.</returns>
    /// <exception cref="IOException">It is longer than an array can be, about 2 GiB.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        using var content = OpenFile(path, NoBuffer);
        return ReadAll(content, path);
    }

    /// <summary>The same of a state, or of what stands beside it: of a file, and nothing else is waited for.</summary>
    internal static byte[] ReadContent(string path, SymbolicLinks links = SymbolicLinks.Follow)
    {
        using var content = TargetFile.OpenRead(path, links);
        return ReadAll(content, path);
    }

    static byte[] ReadAll(Stream content, string path)
    {
        var length = content.CanSeek ? content.Length : 0;
        if (length > LongestArray)
            throw new IOException($"'{path}' has {length} bytes, more than an array can hold: use OpenRead.");
        // A pipe and what the kernel makes up, as below /proc, do not tell their length.
        return length == 0 ? ReadToEnd(content) : Read(content, (int)length);
    }

    // A program that writes in place may shorten the file meanwhile.
    static byte[] Read(Stream content, int length)
    {
#if NET
        var bytes = GC.AllocateUninitializedArray<byte>(length);
#else
        var bytes = new byte[length];
#endif
        int done = 0,
            count;
        while (done < length && (count = content.Read(bytes, done, length - done)) > 0)
            done += count;
        Array.Resize(ref bytes, done);
        return bytes;
    }

    static byte[] ReadToEnd(Stream content)
    {
        using var bytes = new MemoryStream();
        content.CopyTo(bytes, CharsAtOnce); // by itself it would take one that tells no length byte by byte
        return bytes.ToArray();
    }
}
