using System.Text;
using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>
/// Whether content is a whole JSON document, as nothing is that was torn or damaged: if it does not fit a type,
/// somebody has meant it.
/// </summary>
static class WholeJson
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool Is(byte[] content) => FirstToken(content) is not null;

    /// <summary>Whether it is more than <c>null</c>, too.</summary>
    public static bool IsState(byte[] content) => FirstToken(content) is not (null or JsonTokenType.Null);

    static JsonTokenType? FirstToken(byte[] content)
    {
        try
        {
            var json = Lenient.Utf8(content);
            _ = Strict.GetCharCount(json.ToArray()); // which the reader does not look at
            var reader = new Utf8JsonReader(json.Span, Lenient.Reader(int.MaxValue));
            reader.Read();
            var first = reader.TokenType;
            while (reader.Read())
                continue;
            return first;
        }
        catch (Exception failure) when (failure is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }
}
