using System.Text;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>Opens a file for reading in a way that keeps no writer from replacing it: on Windows <see cref="File.OpenRead"/> does.</summary>
    /// <param name="path">The file to read.</param>
    /// <returns>A stream of the content as it was when opened, whatever is published meanwhile.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Stream OpenRead(string path) => OpenFile(path);

    static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

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
    public static byte[] ReadAllBytes(string path)
    {
        using var content = OpenRead(path);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
