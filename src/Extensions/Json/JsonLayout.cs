using System.Globalization;
using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <summary>A value in a JSON text: what it is and where it stands, with the members of an object.</summary>
/// <param name="Kind">The token that it begins with.</param>
/// <param name="Start">Index of its first byte.</param>
/// <param name="End">Index of the byte after it.</param>
/// <param name="Members">The members of an object, or the elements of a list, each named by its index; of all else
/// none.</param>
sealed record LaidOut(JsonTokenType Kind, int Start, int End, IReadOnlyList<LaidOutMember> Members)
{
    public bool IsObject => Kind == JsonTokenType.StartObject;
}

/// <summary>
/// A member of an object: its name and where that stands, and its value; an element of a list: its index, and no name
/// in the text.
/// </summary>
sealed record LaidOutMember(string Name, int Start, int NameEnd, LaidOut Value);

/// <summary>Finds out where everything stands in a JSON text, which may have comments and trailing commas.</summary>
static class JsonLayout
{
    public const int MaxDepth = 256;

    /// <summary>
    /// The root of a text in UTF-8 without a mark; null where there is nothing but blanks and comments.
    /// </summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static LaidOut? Of(ReadOnlySpan<byte> text)
    {
        if (JsonTrivia.Skip(text, 0) == text.Length)
            return null;
        var options = new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = MaxDepth,
        };
        var reader = new Utf8JsonReader(text, options);
        reader.Read();
        var root = Value(ref reader);
        reader.Read(); // throws where more follows
        return root;
    }

    static LaidOut Value(ref Utf8JsonReader reader)
    {
        var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
        if (kind == JsonTokenType.StartObject)
        {
            var members = new List<LaidOutMember>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (name, at, end) = (reader.GetString()!, (int)reader.TokenStartIndex, EndOf(reader));
                reader.Read();
                members.Add(new(name, at, end, Value(ref reader)));
            }

            return new(kind, start, EndOf(reader), members);
        }

        if (kind == JsonTokenType.StartArray)
        {
            var elements = new List<LaidOutMember>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var element = Value(ref reader);
                var index = elements.Count.ToString(CultureInfo.InvariantCulture);
                elements.Add(new(index, element.Start, element.Start, element));
            }

            return new(kind, start, EndOf(reader), elements);
        }

        return new(kind, start, EndOf(reader), []);
    }

    static int EndOf(in Utf8JsonReader reader)
    {
        var quotes = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0;
        return (int)reader.TokenStartIndex + reader.ValueSpan.Length + quotes;
    }
}
