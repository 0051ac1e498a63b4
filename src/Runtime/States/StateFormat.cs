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

    readonly LostValues _lost = new(type.Options);

    // The last content that was seen to come back byte for byte: what we have written ourselves is not serialized once
    // more to find what is known of it.
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
            throw WholeJson.Is(content) ? Misfit(failure.Message, failure) : Corrupt(failure.Message, failure);
        }

        if (state is null)
            throw Corrupt("it is null.", null);
        if (WhatIsWrong(state) is { Says: { } wrong } found)
            throw Misfit(wrong, found.Failure);
        return (state, isForUpdate ? new(content, json, Known(state, json.Span), isCurrent) : null);
    }

    /// <summary>
    /// The content for a state, with all that its type does not know of what it was loaded from; it has been loaded
    /// again, to be sure that it comes back.
    /// </summary>
    /// <exception cref="StateFileException">The state is not valid, or something in it would not come back.</exception>
    public byte[] Serialize(T state, StateDocument? document = null)
    {
        if (state is null)
            throw Invalid("it is null", null);
        if (WhatIsWrong(state) is { Says: { } wrong } found)
            throw Invalid(wrong, found.Failure);
        var updated = ToJson(state);
        if (document is { IsCurrent: true } && updated.AsSpan().SequenceEqual(document.Known))
            return Unchanged(document, state);
        var hasUnknown = document is not null && !document.Json.Span.SequenceEqual(document.Known);
        if (_schema.Current == 0 && !hasUnknown)
            return Returning(updated, updated, state);

        using var now = ParseOwn(updated);
        if (_schema.Current > 0 && now.RootElement.ValueKind != JsonValueKind.Object)
            throw Invalid("a state with a version must be a JSON object", null);
        if (!hasUnknown)
            return Returning(Write(now.RootElement, null), updated, state);
        using var before = JsonDocument.Parse(document!.Json, _reading);
        using var known = ParseOwn(document.Known);
        var unknown = new UnknownMembers(
            before.RootElement,
            known.RootElement,
            type.Options.PropertyNameCaseInsensitive
        );
        var content = Write(now.RootElement, unknown);
        return Difference(content, updated, state) is null
            ? content
            : WithHarmless(unknown, now.RootElement, updated, state);
    }

    // What Validate throws says as much as what it returns.
    (string? Says, Exception? Failure) WhatIsWrong(T state)
    {
        try
        {
            return (options.Validate?.Invoke(state), null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return (failure.Message, failure);
        }
    }

    // Down to comments and blanks; unless something was changed that is not in the JSON.
    byte[] Unchanged(StateDocument document, T state) =>
        Lost(state, Load(document.Content), document.Content) is { } lost
            ? throw Invalid(lost, null)
            : document.Content;

    // What stays must not change what is loaded: a member that a converter reads under an old name is not unknown. The
    // harmful ones, of which there are few, are found by halves: each look writes and loads the whole state.
    byte[] WithHarmless(UnknownMembers unknown, JsonElement now, byte[] updated, T state)
    {
        var (content, count) = (Returning(Write(now, null), updated, state), unknown.Count);
        unknown.Kept = [];
        Keep(0, count);
        return content;

        void Keep(int from, int to)
        {
            for (var candidate = from; candidate < to; candidate++)
                unknown.Kept.Add(candidate);
            var more = Write(now, unknown);
            if (Difference(more, updated, state) is null)
            {
                content = more;
                return;
            }

            for (var candidate = from; candidate < to; candidate++)
                unknown.Kept.Remove(candidate);
            if (to - from == 1)
                return;
            var middle = from + ((to - from) / 2);
            Keep(from, middle);
            Keep(middle, to);
        }
    }

    /// <summary>Another object with all that is saved of a state.</summary>
    public T Copy(T state)
    {
        if (state is null)
            throw Invalid("the initial state is null", null);
        try
        {
            return Deserialize(ToJson(state))!;
        }
        catch (Exception failure) when (failure is not (StateFileException or OutOfMemoryException))
        {
            throw Invalid("the initial state could not be loaded again: " + failure.Message, failure);
        }
    }

    // Getters and converters are the program's: whatever they throw.
    byte[] ToJson(T state)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(state, type);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Invalid("it could not be serialized: " + failure.Message, failure);
        }
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

    byte[] Returning(byte[] content, byte[] updated, T state) =>
        Difference(content, updated, state) is { } difference ? throw Invalid(difference, null) : content;

    // Null: what is loaded from the content is what was to be saved.
    string? Difference(byte[] content, byte[] updated, T state)
    {
        T loaded;
        try
        {
            loaded = Load(content);
        }
        catch (StateFileException failure)
        {
            return "it could not be loaded again: " + failure.Message;
        }

        var again = JsonSerializer.SerializeToUtf8Bytes(loaded, type);
        if (!updated.AsSpan().SequenceEqual(again))
        {
            using var one = JsonDocument.Parse(updated, _reading);
            using var other = JsonDocument.Parse(again, _reading);
            if (JsonDifference.Find(one.RootElement, other.RootElement) is { } path)
                return $"'{path}' would not come back when it is loaded. Give it a setter or a constructor parameter, or take it out with [JsonIgnore].";
        }
        else if (ReferenceEquals(content, updated))
        {
            _settled = updated;
        }

        return Lost(state, loaded, content);
    }

    string? Lost(T state, T loaded, byte[] content) => _lost.Find(state, loaded, () => Load(content), typeof(T));

    T Load(byte[] content) => Parse(content, isForUpdate: false).State;

    // A converter may write what is no JSON.
    JsonDocument ParseOwn(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json, _reading);
        }
        catch (JsonException failure)
        {
            throw Invalid("what it is serialized to is no JSON: " + failure.Message, failure);
        }
    }

    byte[] Known(T state, ReadOnlySpan<byte> json) =>
        _settled is { } settled && json.SequenceEqual(settled) ? settled : ToJson(state);

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

    // Meant by whoever wrote it: a person, another program, a later version of this one.
    StateFileException Misfit(string reason, Exception? inner) =>
        new(
            StateFileFailure.Corrupt,
            $"{name} is whole and does not fit this program: {reason} It is left as it is, whatever the backup says: correct it, or Reset keeps it aside and starts anew.",
            inner
        )
        {
            IsWhole = true,
        };

    StateFileException Invalid(string reason, Exception? inner) =>
        new(
            StateFileFailure.Invalid,
            $"The state to be saved in {name} is not valid: {reason} What is kept is left as it is.",
            inner
        );
}
