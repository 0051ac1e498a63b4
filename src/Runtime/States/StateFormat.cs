using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.States;

/// <summary>States as the bytes that are kept: what is wrong with them, and what would not come back.</summary>
sealed class StateFormat<T>
    where T : notnull
{
    readonly StateOptions<T> _options;
    readonly bool _ignoresCase;
    readonly StateFailures _failures;
    readonly SchemaVersion _schema;
    readonly StateSerializer<T> _serializer;
    readonly LostValues _lost;

    // The last content that was seen to come back byte for byte: what we have written ourselves is not serialized once
    // more to find what is known of it.
    volatile byte[]? _settled;

    public StateFormat(string name, JsonTypeInfo<T> type, StateOptions<T> options)
    {
        _options = options;
        _ignoresCase = type.Options.PropertyNameCaseInsensitive;
        _failures = new(name);
        _schema = new(options.Upgrades, type.Options.MaxDepth);
        _serializer = new(type, _schema, _failures);
        _lost = new(type.Options);
    }

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
            state = _serializer.Deserialize(json.Span);
        }
        catch (SchemaVersion.LaterException later)
        {
            throw _failures.NewerVersion(later.Message, _schema.Current);
        }
        catch (Exception failure)
            when (failure is not (StateFileException or NotSupportedException or OutOfMemoryException))
        {
            throw WholeJson.Is(content)
                ? _failures.Misfit(failure.Message, failure)
                : _failures.Corrupt(failure.Message, failure);
        }

        if (state is null)
            throw _failures.Corrupt("it is null.", null);
        if (WhatIsWrong(state) is { Says: { } wrong } found)
            throw _failures.Misfit(wrong, found.Failure);
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
            throw _failures.Invalid("it is null");
        if (WhatIsWrong(state) is { Says: { } wrong } found)
            throw _failures.Invalid(wrong, found.Failure);
        var updated = _serializer.Serialize(state);
        if (document is { IsCurrent: true } && updated.AsSpan().SequenceEqual(document.Known))
            return Unchanged(document, state);
        var hasUnknown = document is not null && !document.Json.Span.SequenceEqual(document.Known);
        if (_schema.Current == 0 && !hasUnknown)
            return Returning(updated, updated, state);

        using var now = _serializer.Document(updated);
        if (_schema.Current > 0 && now.RootElement.ValueKind != JsonValueKind.Object)
            throw _failures.Invalid("a state with a version must be a JSON object");
        if (!hasUnknown)
            return Returning(_serializer.Content(now.RootElement, null), updated, state);
        if (!WholeJson.IsText(document!.Content))
            throw _failures.Invalid("it was loaded from bytes that are no UTF-8, and would change them");
        using var before = _serializer.Document(document.Json);
        using var known = _serializer.Document(document.Known);
        var unknown = new UnknownMembers(before.RootElement, known.RootElement, _ignoresCase);
        var content = _serializer.Content(now.RootElement, unknown);
        if (Difference(content, updated, state) is null)
            return content;

        // What stays must not change what is loaded: a member that a converter reads under an old name is not unknown.
        content = Returning(_serializer.Content(now.RootElement, null), updated, state);
        unknown.KeepHarmless(() =>
        {
            var more = _serializer.Content(now.RootElement, unknown);
            if (Difference(more, updated, state) is not null)
                return false;
            content = more;
            return true;
        });
        return content;
    }

    /// <summary>Another object with all that is saved of a state.</summary>
    public T Copy(T state)
    {
        if (state is null)
            throw _failures.Invalid("the initial state is null");
        try
        {
            return _serializer.Deserialize(_serializer.Serialize(state))!;
        }
        catch (Exception failure) when (failure is not (StateFileException or OutOfMemoryException))
        {
            throw _failures.Invalid("the initial state could not be loaded again: " + failure.Message, failure);
        }
    }

    // What Validate throws says as much as what it returns.
    (string? Says, Exception? Failure) WhatIsWrong(T state)
    {
        try
        {
            return (_options.Validate?.Invoke(state), null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return (failure.Message, failure);
        }
    }

    // Down to comments and blanks; unless something was changed that is not in the JSON.
    byte[] Unchanged(StateDocument document, T state) =>
        Lost(state, Load(document.Content), document.Content) is { } lost
            ? throw _failures.Invalid(lost)
            : document.Content;

    byte[] Returning(byte[] content, byte[] updated, T state) =>
        Difference(content, updated, state) is { } difference ? throw _failures.Invalid(difference) : content;

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

        var again = _serializer.Serialize(loaded);
        if (!updated.AsSpan().SequenceEqual(again))
        {
            using var one = _serializer.Document(updated);
            using var other = _serializer.Document(again);
            if (JsonDifference.Find(one.RootElement, other.RootElement) is { } path)
                return $"'{path}' would not come back when it is loaded. {CureFor(path)}";
        }
        else if (ReferenceEquals(content, updated))
        {
            _settled = updated;
        }

        return Lost(state, loaded, content);
    }

    static string CureFor(string path) =>
        path[^1] == ']'
            ? "The collection gives its elements back in another order, or with others: put them into a list."
            : "Give it a setter or a constructor parameter, or take it out with [JsonIgnore].";

    string? Lost(T state, T loaded, byte[] content) => _lost.Find(state, loaded, () => Load(content), typeof(T));

    T Load(byte[] content) => Parse(content, isForUpdate: false).State;

    byte[] Known(T state, ReadOnlySpan<byte> json) =>
        _settled is { } settled && json.SequenceEqual(settled) ? settled : _serializer.Serialize(state);
}
