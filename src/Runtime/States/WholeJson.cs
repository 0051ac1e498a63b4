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

    /// <summary>
    /// Whether every byte is one of a character: the reader does not look at what nobody asks for, and a writer puts
    /// another character in the place of what is none.
    /// </summary>
    public static bool IsText(byte[] content)
    {
        try
        {
            _ = Strict.GetCharCount(Lenient.Utf8(content).ToArray());
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    static JsonTokenType? FirstToken(byte[] content)
    {
        if (!IsText(content))
            return null;
        try
        {
            var reader = new Utf8JsonReader(Lenient.Utf8(content).Span, Lenient.Reader(int.MaxValue));
            reader.Read();
            var first = reader.TokenType;
            while (reader.Read())
                continue;
            return first;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
