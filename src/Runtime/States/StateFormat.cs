using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.States;

/// <summary>States as the bytes that are kept: JSON, what is wrong with it, and what would not come back.</summary>
sealed class StateFormat<T>(string name, JsonTypeInfo<T> type, StateOptions<T> options)
    where T : notnull
{
    readonly SchemaVersion _schema = new(options.Upgrades, type.Options.MaxDepth);
    readonly JsonDocumentOptions _reading = Lenient.Document(type.Options.MaxDepth);
    readonly JsonTypeInfo<JsonElement> _element = JsonMetadataServices.CreateValueInfo<JsonElement>(
        type.Options,
        JsonMetadataServices.JsonElementConverter
    );

    // The last content that was seen to come back byte for byte: what we have written ourselves is not serialized once more to find what is known of it.
    volatile byte[]? _settled;

    /// <summary>Loads a state, and for an update also what it takes to keep what its type does not know.</summary>
    /// <exception cref="StateFileException">It is corrupt, or of a later version of the program.</exception>
    public (T State, StateDocument? Document) Parse(byte[] content, bool isForUpdate)
    {
        T? state;
        ReadOnlyMemory<byte> json;
        bool isCurrent;
        try
        {
            (json, isCurrent) = _schema.BringUpToDate(Lenient.Utf8(content));
            state = Deserialize(json.Span);
        }
        catch (SchemaVersion.LaterException later)
        {
            throw new StateFileException(
                StateFileFailure.NewerVersion,
                $"{name} has version {later.Message}, and this program knows none later than {_schema.Current}: a later version of the program has written it. It is left as it is."
            );
        }
        catch (Exception failure)
            when (failure is not (StateFileException or NotSupportedException or OutOfMemoryException))
        {
            throw Corrupt(failure.Message, failure);
        }

        if (state is null)
            throw Corrupt("it is null", null);
        if (options.Validate?.Invoke(state) is { } wrong)
            throw Corrupt(wrong, null);
        return (state, isForUpdate ? new(content, json, Known(state, json.Span), isCurrent) : null);
    }

    /// <summary>The content for a state, with all that its type does not know of what it was loaded from; it has been loaded again, to be sure that it comes back.</summary>
    /// <exception cref="StateFileException">The state is not valid, or something in it would not come back.</exception>
    public byte[] Serialize(T state, StateDocument? document = null)
    {
        if (state is null)
            throw Invalid("it is null", null);
        if (options.Validate?.Invoke(state) is { } wrong)
            throw Invalid(wrong, null);
        var updated = JsonSerializer.SerializeToUtf8Bytes(state, type);
        if (document is { IsCurrent: true } && updated.AsSpan().SequenceEqual(document.Known))
            return document.Content; // unchanged, down to comments and blanks
        var hasUnknown = document is not null && !document.Json.Span.SequenceEqual(document.Known);
        if (_schema.Current == 0 && !hasUnknown)
            return Returning(updated, updated);

        using var now = JsonDocument.Parse(updated, _reading);
        if (_schema.Current > 0 && now.RootElement.ValueKind != JsonValueKind.Object)
            throw Invalid("a state with a version must be a JSON object", null);
        if (!hasUnknown)
            return Returning(Write(now.RootElement, null), updated);
        using var before = JsonDocument.Parse(document!.Json, _reading);
        using var known = JsonDocument.Parse(document.Known, _reading);
        var unknown = new UnknownMembers(
            before.RootElement,
            known.RootElement,
            type.Options.PropertyNameCaseInsensitive
        );
        var content = Write(now.RootElement, unknown);
        return Difference(content, updated) is null ? content : WithHarmless(unknown, now.RootElement, updated);
    }

    // What stays must not change what is loaded: a member that a converter reads under an old name is not unknown. Each is tried alone.
    byte[] WithHarmless(UnknownMembers unknown, JsonElement now, byte[] updated)
    {
        var (content, count) = (Returning(Write(now, null), updated), unknown.Count);
        unknown.Kept = [];
        for (var candidate = 0; candidate < count; candidate++)
        {
            unknown.Kept.Add(candidate);
            var more = Write(now, unknown);
            if (Difference(more, updated) is null)
                content = more;
            else
                unknown.Kept.Remove(candidate);
        }

        return content;
    }

    // In the form that the serializer gives it.
    byte[] Write(JsonElement state, UnknownMembers? unknown)
    {
        using var content = new MemoryStream();
        var options = new JsonWriterOptions { MaxDepth = type.Options.MaxDepth, SkipValidation = true };
        using (var writer = new Utf8JsonWriter(content, options))
        {
            if (unknown is null)
                _schema.Write(writer, state);
            else
                unknown.Write(writer, state, _schema.WriteTo);
        }

        using var written = JsonDocument.Parse(content.ToArray(), _reading);
        return JsonSerializer.SerializeToUtf8Bytes(written.RootElement, _element);
    }

    byte[] Returning(byte[] content, byte[] updated) =>
        Difference(content, updated) is { } difference ? throw Invalid(difference, null) : content;

    // Null: what is loaded from the content is what was to be saved.
    string? Difference(byte[] content, byte[] updated)
    {
        T loaded;
        try
        {
            (loaded, _) = Parse(content, isForUpdate: false);
        }
        catch (StateFileException failure)
        {
            return "it could not be loaded again: " + failure.Message;
        }

        var again = JsonSerializer.SerializeToUtf8Bytes(loaded, type);
        if (updated.AsSpan().SequenceEqual(again))
        {
            if (ReferenceEquals(content, updated))
                _settled = updated;
            return null;
        }

        using var one = JsonDocument.Parse(updated, _reading);
        using var other = JsonDocument.Parse(again, _reading);
        return JsonDifference.Find(one.RootElement, other.RootElement) is { } path
            ? $"'{path}' would not come back when it is loaded. Give it a setter or a constructor parameter, or take it out with [JsonIgnore]."
            : null;
    }

    byte[] Known(T state, ReadOnlySpan<byte> json) =>
        _settled is { } settled && json.SequenceEqual(settled)
            ? settled
            : JsonSerializer.SerializeToUtf8Bytes(state, type);

    T? Deserialize(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Lenient.Reader(type.Options.MaxDepth));
        var state = JsonSerializer.Deserialize(ref reader, type);
        _ = reader.Read(); // throws where more follows
        return state;
    }

    StateFileException Corrupt(string reason, Exception? inner) =>
        new(
            StateFileFailure.Corrupt,
            $"{name} is corrupt: {reason} It is left as it is; Reset keeps it aside and starts anew.",
            inner
        );

    StateFileException Invalid(string reason, Exception? inner) =>
        new(
            StateFileFailure.Invalid,
            $"The state to be saved in {name} is not valid: {reason} What is kept is left as it is.",
            inner
        );
}
