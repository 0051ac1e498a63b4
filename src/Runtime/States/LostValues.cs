using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.States;

/// <summary>
/// What would not come back although the JSON is the same: a public field that the serializer leaves out, what only a
/// derived type has, what a converter rounds. A state is compared with what was loaded from its JSON, member by member.
/// </summary>
sealed class LostValues(JsonSerializerOptions options)
{
    // With references the values may be a circle, and the JSON tells their identity.
    readonly bool _isTree = options.ReferenceHandler is null;
    readonly ConcurrentDictionary<Type, string?> _unsavedFields = new();

    /// <summary>What is lost and how to keep it; null for nothing.</summary>
    public string? Find(object saved, object loaded, Type declared) =>
        _isTree ? Find(saved, loaded, declared, null)?.ToString() : null;

    Loss? Find(object? saved, object? loaded, Type declared, JsonConverter? converter)
    {
        if (saved is null || loaded is null)
            return saved is null == loaded is null ? null : Loss.OfValue();
        if (ReferenceEquals(saved, loaded) || loaded is JsonElement or JsonNode or JsonDocument)
            return null;
        if (saved is string text)
            return text == loaded as string ? null : Loss.OfValue();
        var info = converter is null && !IsPlain(saved) ? InfoOf(saved.GetType()) ?? InfoOf(declared) : null;
        return info?.Kind switch
        {
            JsonTypeInfoKind.Object => saved.GetType() == loaded.GetType()
                ? FindInObject(saved, loaded, info)
                : new Loss(
                    $"is a {saved.GetType().Name} and would come back as {loaded.GetType().Name}. Name the derived type with [JsonDerivedType]."
                ),
            JsonTypeInfoKind.Dictionary => FindInDictionary(saved, loaded),
            JsonTypeInfoKind.Enumerable => FindInSequence(saved, loaded),
            _ => saved.GetType() == loaded.GetType()
            && saved is IComparable comparable
            && comparable.CompareTo(loaded) != 0
                ? Loss.OfValue()
                : null,
        };
    }

    // Values to every serializer; most of what there is, so that nothing is looked up for them.
    static bool IsPlain(object value) =>
        value is DateTimeOffset or DateTime or TimeSpan or decimal or Guid or Enum || value.GetType().IsPrimitive;

    Loss? FindInObject(object saved, object loaded, JsonTypeInfo info)
    {
        if (UnsavedField(saved.GetType(), info) is { } field)
            return new Loss(
                "is a public field, which the serializer leaves out. Make it a property, or set IncludeFields in the JsonSerializerOptions."
            ).In("." + field);
        foreach (var property in info.Properties)
        {
            if (property.IsExtensionData || property.Get is not { } get)
                continue;
            var value = get(saved);
            if (
                property.ShouldSerialize?.Invoke(saved, value) != false
                && Find(value, get(loaded), property.PropertyType, property.CustomConverter) is { } lost
            )
                return lost.In("." + property.Name);
        }

        return null;
    }

    Loss? FindInDictionary(object saved, object loaded)
    {
        if (saved is not IDictionary entries || loaded is not IDictionary others)
            return null;
        foreach (DictionaryEntry entry in entries)
        {
            var lost = others.Contains(entry.Key)
                ? Find(entry.Value, others[entry.Key], typeof(object), null)
                : Loss.OfValue();
            if (lost is not null)
                return lost.In($"[{entry.Key}]");
        }

        return null;
    }

    Loss? FindInSequence(object saved, object loaded)
    {
        if (HasPlainNumbers(saved.GetType()) || saved is not IEnumerable elements || loaded is not IEnumerable others)
            return null;
        var other = others.GetEnumerator();
        using var end = other as IDisposable;
        var index = 0;
        foreach (var element in elements)
        {
            var lost = other.MoveNext() ? Find(element, other.Current, typeof(object), null) : Loss.OfValue();
            if (lost is not null)
                return lost.In("[" + index.ToString(CultureInfo.InvariantCulture) + "]");
            index++;
        }

        return null;
    }

    // Many of them, as a rule, and each would be boxed.
    bool HasPlainNumbers(Type sequence) =>
        (sequence.GetElementType() ?? sequence.GenericTypeArguments.FirstOrDefault()) is { IsPrimitive: true } element
        && element != typeof(char)
        && InfoOf(element)?.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;

    JsonTypeInfo? InfoOf(Type type) =>
        type != typeof(object) && options.TryGetTypeInfo(type, out var info) ? info : null;

    string? UnsavedField(Type type, JsonTypeInfo info)
    {
        if (!_unsavedFields.TryGetValue(type, out var field))
            _unsavedFields[type] = field = FindUnsavedField(type, info);
        return field;
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "A field that was trimmed away is used by nobody."
    )]
    string? FindUnsavedField(Type type, JsonTypeInfo info) =>
        options.IncludeFields
            ? null
            : type.GetFields(BindingFlags.Public | BindingFlags.Instance)
                .Where(field =>
                    !field.IsDefined(typeof(JsonIgnoreAttribute)) && !field.IsDefined(typeof(JsonIncludeAttribute))
                )
                .Select(field => field.Name)
                .FirstOrDefault(name =>
                    !info.Properties.Any(property =>
                        string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)
                    )
                );

    /// <summary>What is lost; its path is put together on the way back, because as a rule there is none.</summary>
    sealed class Loss(string what)
    {
        string _path = "";

        public static Loss OfValue() =>
            new("would come back as another value: a converter, or the encoding of the text, does not keep it.");

        public Loss In(string part)
        {
            _path = part + _path;
            return this;
        }

        public override string ToString() => $"'${_path}' {what}";
    }
}
