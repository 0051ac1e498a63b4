using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.States;

/// <summary>States as JSON by the serializer of their type: what it throws, whatever that is, is a failure of the
/// state.</summary>
sealed class StateSerializer<T>(JsonTypeInfo<T> type, SchemaVersion schema, StateFailures failures)
    where T : notnull
{
    readonly JsonDocumentOptions _reading = Lenient.Document(type.Options.MaxDepth);
    readonly JsonTypeInfo<JsonElement> _element = JsonMetadataServices.CreateValueInfo<JsonElement>(
        type.Options,
        JsonMetadataServices.JsonElementConverter
    );

    public T? Deserialize(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Lenient.Reader(type.Options.MaxDepth));
        var state = JsonSerializer.Deserialize(ref reader, type);
        _ = reader.Read(); // throws where more follows
        if (state is JsonNode node)
            Realize(node);
        return state;
    }

    // A node parses its members when the program asks for them, and it is there that it would throw.
    static void Realize(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var member in members)
                    Realize(member.Value);
                break;
            case JsonArray elements:
                foreach (var element in elements)
                    Realize(element);
                break;
        }
    }

    /// <exception cref="StateFileException">Getters and converters are the program's: whatever they throw.</exception>
    public byte[] Serialize(T state)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(state, type);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw failures.Invalid("it could not be serialized: " + failure.Message, failure);
        }
    }

    /// <summary>What was kept, or was just serialized: a converter may write what is no JSON.</summary>
    public JsonDocument Document(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, _reading);
        }
        catch (JsonException failure)
        {
            throw failures.Invalid("what it is serialized to is no JSON: " + failure.Message, failure);
        }
    }

    /// <summary>
    /// The whole content for a state, with its version and all that is unknown, in the form that the serializer gives
    /// it.
    /// </summary>
    /// <exception cref="StateFileException">Something that its type does not know cannot be written.</exception>
    public byte[] Content(JsonElement state, UnknownMembers? unknown)
    {
        try
        {
            return Written(state, unknown);
        }
        catch (InvalidOperationException failure)
        {
            // JSON may have half of a surrogate pair in a text; no writer of .NET has it.
            throw failures.Invalid("what its type does not know cannot be written again: " + failure.Message, failure);
        }
    }

    byte[] Written(JsonElement state, UnknownMembers? unknown)
    {
        using var content = new MemoryStream();
        var options = new JsonWriterOptions { MaxDepth = type.Options.MaxDepth, SkipValidation = true };
        using (var writer = new Utf8JsonWriter(content, options))
        {
            if (unknown is null)
                schema.Write(writer, state);
            else
                unknown.Write(writer, state, schema.WriteTo);
        }

        using var written = JsonDocument.Parse(content.ToArray(), _reading);
        return JsonSerializer.SerializeToUtf8Bytes(written.RootElement, _element);
    }
}
