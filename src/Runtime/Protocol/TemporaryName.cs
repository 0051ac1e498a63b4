using System.Security.Cryptography;
using System.Text;

namespace AtomicWrites.Protocol;

/// <summary>Names of temporary files: <c>.&lt;name&gt;.&lt;random&gt;.tmp</c>, unpredictable and recognisable.</summary>
static class TemporaryName
{
    const int RandomBytes = 8;
    const int NameMax = 255;
    static readonly RandomNumberGenerator Generator = RandomNumberGenerator.Create();
    static readonly byte[] Pool = new byte[64 * RandomBytes];
    static int _used = Pool.Length;

    /// <summary>A fresh name for a temporary file beside <paramref name="fileName"/>, no longer than a file system allows.</summary>
    public static string For(string fileName)
    {
        var suffix = "." + Random() + ".tmp";
        return "." + Truncate(fileName, NameMax - 1 - suffix.Length) + suffix;
    }

    // Random bytes are drawn in batches, because each draw is a system call.
    static string Random()
    {
        lock (Pool)
        {
            if (_used == Pool.Length)
            {
                Generator.GetBytes(Pool);
                _used = 0;
            }

            var value = BitConverter.ToUInt64(Pool, _used);
            _used += RandomBytes;
            return value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    static string Truncate(string name, int maxBytes)
    {
        while (Encoding.UTF8.GetByteCount(name) > maxBytes)
            name = name.Substring(0, name.Length - (name.Length > 1 && char.IsLowSurrogate(name[name.Length - 1]) ? 2 : 1));
        return name;
    }
}
