using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.StateFiles;

/// <summary>States as the bytes of a file: JSON, the schema version in it, and what is wrong with it.</summary>
sealed class StateFormat<T>(string path, JsonTypeInfo<T> type, StateFileOptions<T> options)
    where T : notnull
{
    const string VersionProperty = "$version";

    int Version => options.Upgrades.Count;

    /// <exception cref="StateFileException">It is corrupt, or of a later version of the program.</exception>
    public T Parse(byte[] content)
    {
        T? state;
        try
        {
            state = Deserialize(WithoutMark(content));
        }
        catch (Exception failure)
            when (failure is not (StateFileException or NotSupportedException or OutOfMemoryException))
        {
            throw Corrupt(failure.Message, failure);
        }

        if (state is null)
            throw Corrupt("it is null", null);
        return options.Validate?.Invoke(state) is { } wrong ? throw Corrupt(wrong, null) : state;
    }

    /// <summary>The content of the file for a state, which has been loaded again to be sure that it can be.</summary>
    /// <exception cref="StateFileException">The state is not valid.</exception>
    public byte[] Serialize(T state)
    {
        if (state is null)
            throw Invalid("it is null", null);
        if (options.Validate?.Invoke(state) is { } wrong)
            throw Invalid(wrong, null);
        var content = Version == 0 ? JsonSerializer.SerializeToUtf8Bytes(state, type) : SerializeWithVersion(state);
        try
        {
            _ = Parse(content);
        }
        catch (StateFileException failure)
        {
            throw Invalid("it could not be loaded again: " + failure.Message, failure);
        }

        return content;
    }

    T? Deserialize(ReadOnlySpan<byte> content)
    {
        if (Version == 0 && !HasVersion(content))
            return JsonSerializer.Deserialize(content, type);
        var json = type.Options;
        var root =
            JsonNode.Parse(
                content,
                null,
                new JsonDocumentOptions
                {
                    AllowTrailingCommas = json.AllowTrailingCommas,
                    CommentHandling = json.ReadCommentHandling,
                    MaxDepth = json.MaxDepth,
                }
            ) as JsonObject
            ?? throw new JsonException("the root is not an object");
        var version = root[VersionProperty]?.GetValue<int>() ?? 0;
        if (version > Version)
            throw new StateFileException(
                StateFileFailure.NewerVersion,
                $"'{path}' has version {version}, and this program knows none later than {Version}: a later version of the program has written it. The file is left as it is."
            );
        root.Remove(VersionProperty);
        for (var next = Math.Max(version, 0); next < Version; next++)
            options.Upgrades[next](root);
        return root.Deserialize(type);
    }

    bool HasVersion(ReadOnlySpan<byte> content)
    {
        // Most states have no version: a search for how the name may begin is much cheaper than a look at each property.
        if (content.IndexOf("\"$"u8) < 0 && content.IndexOf("\"\\u0024"u8) < 0)
            return false;
        var json = type.Options;
        var reader = new Utf8JsonReader(
            content,
            new JsonReaderOptions
            {
                AllowTrailingCommas = json.AllowTrailingCommas,
                CommentHandling = json.ReadCommentHandling,
                MaxDepth = json.MaxDepth,
            }
        );
        reader.Read(); // the brace before the first property; what begins otherwise has none
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(VersionProperty))
                return true;
            reader.Skip();
        }

        return false;
    }

    byte[] SerializeWithVersion(T state)
    {
        var root = JsonSerializer.SerializeToElement(state, type);
        if (root.ValueKind != JsonValueKind.Object)
            throw Invalid("a state with a version must be a JSON object", null);
        using var content = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                content,
                new JsonWriterOptions
                {
                    Indented = type.Options.WriteIndented,
                    Encoder = type.Options.Encoder,
                    MaxDepth = type.Options.MaxDepth,
                }
            )
        )
        {
            writer.WriteStartObject();
            writer.WriteNumber(VersionProperty, Version);
            foreach (var property in root.EnumerateObject())
                property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return content.ToArray();
    }

    // Editors put a byte order mark before UTF-8; the parser would not have it.
    static ReadOnlySpan<byte> WithoutMark(byte[] content)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return content.AsSpan().StartsWith(mark) ? content.AsSpan(mark.Length) : content;
    }

    StateFileException Corrupt(string reason, Exception? inner) =>
        new(
            StateFileFailure.Corrupt,
            $"'{path}' is corrupt: {reason} It is left as it is; Reset keeps it aside and starts anew.",
            inner
        );

    StateFileException Invalid(string reason, Exception? inner) =>
        new(
            StateFileFailure.Invalid,
            $"The state to be saved in '{path}' is not valid: {reason} The file is left as it is.",
            inner
        );
}
