using System.Text;

namespace AtomicWrites.Platform.Unix;

/// <summary>Paths as the kernel takes them: UTF-8 with a terminating zero.</summary>
static class UnixPath
{
    public static byte[] Encode(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, 0, path.Length, bytes, 0);
        return bytes;
    }

    public static string Decode(byte[] path) => Encoding.UTF8.GetString(path, 0, path.Length - 1);

    /// <summary>
    /// The directory part that holds the last component, and that component; either as the kernel reads it.
    /// </summary>
    public static (byte[] Directory, byte[] Name) Split(byte[] path)
    {
        var slash = Array.LastIndexOf(path, (byte)'/');
        byte[] name = slash < 0 ? path : path.AsSpan(slash + 1).ToArray();
        return slash switch
        {
            < 0 => (Here, name),
            0 => (Root, name),
            _ => ([.. path.AsSpan(0, slash), 0], name),
        };
    }

    /// <summary>The path of another name in the directory of an absolute path.</summary>
    public static byte[] Sibling(byte[] path, string name) =>
        [.. path.AsSpan(0, Array.LastIndexOf(path, (byte)'/') + 1), .. Encode(name)];

    static readonly byte[] Here = [(byte)'.', 0];
    static readonly byte[] Root = [(byte)'/', 0];
}
