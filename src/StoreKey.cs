using System.Text;

namespace AtomicWrites;

/// <summary>
/// The keys that a store on an engine takes. What the engine could keep only as another key is refused: two states
/// would be one.
/// </summary>
static class StoreKey
{
    const int MaxBytes = 1_000;

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The key is empty or longer than 1,000 bytes of UTF-8, or has NUL or half of
    /// a surrogate pair in it.</exception>
    public static void Require(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (Fault(key) is { } fault)
            throw new ArgumentException($"The key '{key[..Math.Min(20, key.Length)]}' {fault}.", nameof(key));
    }

    static string? Fault(string key)
    {
        if (key.Contains('\0', StringComparison.Ordinal))
            return "contains NUL";
        try
        {
            var bytes = Utf8.GetByteCount(key);
            return bytes > MaxBytes ? $"… has {bytes} bytes of UTF-8; at most {MaxBytes} bytes are allowed" : null;
        }
        catch (EncoderFallbackException)
        {
            return "has half of a surrogate pair in it, which UTF-8 cannot express";
        }
    }
}
