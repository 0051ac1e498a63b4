using System.Security.Cryptography;
using System.Text;

namespace AtomicWrites.Protocol;

/// <summary>
/// Names of temporary files: <c>.&lt;name&gt;.&lt;random&gt;.tmp</c>, unpredictable and recognisable.
/// </summary>
static class TemporaryName
{
    const int RandomBytes = 8;
    const int RandomDigits = 2 * RandomBytes;
    const string Suffix = ".tmp";
    const int NameMax = 143; // bytes: of eCryptfs, the least of all file systems in use
    static readonly RandomNumberGenerator Generator = RandomNumberGenerator.Create();
    static readonly byte[] Pool = new byte[512 * RandomBytes];
    static int _used = Pool.Length;

    /// <summary>
    /// A fresh name for a temporary file beside <paramref name="fileName"/>, no longer than a file system allows.
    /// </summary>
    public static string For(string fileName) => Prefix(fileName) + Random() + Suffix;

    /// <summary>Whether a file of that name is a temporary file beside <paramref name="fileName"/>.</summary>
    public static bool IsOf(string fileName, string name)
    {
        var prefix = Prefix(fileName);
        return name.Length == prefix.Length + RandomDigits + Suffix.Length
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && IsOfAny(name);
    }

    /// <summary>Whether a file of that name is a temporary file beside any other.</summary>
    public static bool IsOfAny(string name)
    {
        var digitsAt = name.Length - Suffix.Length - RandomDigits;
        if (digitsAt < 2 || !name.EndsWith(Suffix, StringComparison.Ordinal))
            return false;
        foreach (var digit in name.AsSpan(digitsAt, RandomDigits))
            if (digit is not (>= '0' and <= '9' or >= 'a' and <= 'f'))
                return false;
        return true;
    }

    /// <summary>A path whose name has room for a suffix of so many ASCII characters.</summary>
    public static string Shortened(string path, int room)
    {
        var name = Path.GetFileName(path);
        return path.Substring(0, path.Length - name.Length) + Truncate(name, NameMax - room);
    }

    static string Prefix(string fileName) => "." + Truncate(fileName, NameMax - 2 - RandomDigits - Suffix.Length) + ".";

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
            name = name.Substring(
                0,
                name.Length - (name.Length > 1 && char.IsLowSurrogate(name[name.Length - 1]) ? 2 : 1)
            );
        return name;
    }
}
