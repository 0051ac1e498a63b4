using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtomicWrites.States;

/// <summary>
/// The schema version of a state: property <c>$version</c> of the JSON object, and the functions that bring an older
/// one up to date.
/// </summary>
sealed class SchemaVersion(IReadOnlyList<Action<JsonObject>> upgrades, int maxDepth)
{
    const string Property = "$version";

    /// <summary>The version that this program writes; 0 is written without a number.</summary>
    public int Current => upgrades.Count;

    /// <summary>
    /// The JSON of the current version without its number, and whether it was of that version before.
    /// </summary>
    /// <exception cref="LaterException">It is of a later version.</exception>
    public (ReadOnlyMemory<byte> Json, bool IsCurrent) BringUpToDate(ReadOnlyMemory<byte> content)
    {
        if (Current == 0 && !IsIn(content.Span))
            return (content, true);
        using var document = JsonDocument.Parse(content, Lenient.Document(maxDepth));
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("the root is not an object");
        var version = Of(root);
        return version == Current
            ? (Written(writer => Strip(writer, root)), true)
            : (Written(Upgraded(root, version)), false);
    }

    /// <summary>Writes a whole state with its version.</summary>
    public void Write(Utf8JsonWriter writer, JsonElement state)
    {
        writer.WriteStartObject();
        WriteTo(writer);
        foreach (var property in state.EnumerateObject())
            property.WriteTo(writer);
        writer.WriteEndObject();
    }

    /// <summary>Writes the version, the first property of the state.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (Current > 0)
            writer.WriteNumber(Property, Current);
    }

    int Of(JsonElement root)
    {
        if (!root.TryGetProperty(Property, out var property) || property.ValueKind == JsonValueKind.Null)
            return 0;
        if (property.ValueKind != JsonValueKind.Number)
            throw new JsonException($"{Property} is no number");
        var number = property.GetRawText();
        if (number[0] == '-' || !number.All(char.IsDigit))
            throw new JsonException($"{Property} is {number}");
        return property.TryGetInt32(out var version) && version <= Current ? version : throw new LaterException(number);
    }

    bool IsIn(ReadOnlySpan<byte> content)
    {
        // Most states have no version: a search for how the name may begin is much cheaper than a look at each
        // property.
        if (content.IndexOf("\"$"u8) < 0 && content.IndexOf("\"\\u0024"u8) < 0)
            return false;
        var reader = new Utf8JsonReader(content, Lenient.Reader(maxDepth));
        reader.Read(); // the brace before the first property; what begins otherwise has none
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(Property))
                return true;
            reader.Skip();
        }

        return false;
    }

    Action<Utf8JsonWriter> Upgraded(JsonElement root, int version)
    {
        var node = (JsonObject)ToNode(root.Clone())!;
        node.Remove(Property);
        for (var next = version; next < Current; next++)
            upgrades[next](node);
        return writer => node.WriteTo(writer);
    }

    static void Strip(Utf8JsonWriter writer, JsonElement root)
    {
        writer.WriteStartObject();
        foreach (var property in root.EnumerateObject())
            if (!property.NameEquals(Property))
                property.WriteTo(writer);
        writer.WriteEndObject();
    }

    // Of members of the same name the last one counts, as for the serializer; JsonNode.Parse would have none of them.
    static JsonNode? ToNode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var properties = new JsonObject();
                foreach (var property in element.EnumerateObject())
                    properties[property.Name] = ToNode(property.Value);
                return properties;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(ToNode)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element);
        }
    }

    byte[] Written(Action<Utf8JsonWriter> write)
    {
        using var content = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                content,
                new JsonWriterOptions { MaxDepth = maxDepth, SkipValidation = true }
            )
        )
            write(writer);
        return content.ToArray();
    }

    /// <summary>The state has a later version; the message is its number.</summary>
    public sealed class LaterException(string number) : Exception(number);
}
