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
/// What would not come back although the JSON is the same: a public field that the serializer leaves out, what only a derived type has, what a converter
/// rounds. A state is compared with what was loaded from its JSON, member by member.
/// </summary>
sealed class LostValues(JsonSerializerOptions options)
{
    // With references the values may be a circle, and the JSON tells their identity.
    readonly bool _isTree = options.ReferenceHandler is null;
    readonly ConcurrentDictionary<Type, string?> _unsavedFields = new();

    /// <summary>What is lost and how to keep it; null for nothing.</summary>
    public string? Find(object saved, object loaded, Type declared) =>
        _isTree ? Find(saved, loaded, declared, null, "$") : null;

    string? Find(object? saved, object? loaded, Type declared, JsonConverter? converter, string path)
    {
        if (saved is null || loaded is null)
            return saved is null == loaded is null ? null : Changed(path);
        if (ReferenceEquals(saved, loaded) || loaded is JsonElement or JsonNode or JsonDocument)
            return null;
        if (saved is string text)
            return text == loaded as string ? null : Changed(path);
        var type = converter is null ? InfoOf(saved.GetType()) ?? InfoOf(declared) : null;
        return type?.Kind switch
        {
            JsonTypeInfoKind.Object => saved.GetType() == loaded.GetType()
                ? FindInObject(saved, loaded, type, path)
                : $"'{path}' is a {saved.GetType().Name} and would come back as {loaded.GetType().Name}. Name the derived type with [JsonDerivedType].",
            JsonTypeInfoKind.Dictionary => FindInDictionary(saved, loaded, path),
            JsonTypeInfoKind.Enumerable => FindInSequence(saved, loaded, path),
            _ => saved.GetType() == loaded.GetType()
            && saved is IComparable comparable
            && comparable.CompareTo(loaded) != 0
                ? Changed(path)
                : null,
        };
    }

    string? FindInObject(object saved, object loaded, JsonTypeInfo type, string path)
    {
        if (_unsavedFields.GetOrAdd(saved.GetType(), _ => FindUnsavedField(saved.GetType(), type)) is { } field)
            return $"'{path}.{field}' is a public field, which the serializer leaves out. Make it a property, or set IncludeFields in the JsonSerializerOptions.";
        foreach (var property in type.Properties)
        {
            if (property.IsExtensionData || property.Get is not { } get)
                continue;
            var value = get(saved);
            if (property.ShouldSerialize?.Invoke(saved, value) == false)
                continue;
            var lost = Find(
                value,
                get(loaded),
                property.PropertyType,
                property.CustomConverter,
                path + "." + property.Name
            );
            if (lost is not null)
                return lost;
        }

        return null;
    }

    string? FindInDictionary(object saved, object loaded, string path)
    {
        if (saved is not IDictionary entries || loaded is not IDictionary others)
            return null;
        foreach (DictionaryEntry entry in entries)
        {
            var at = $"{path}[{entry.Key}]";
            if (!others.Contains(entry.Key))
                return Changed(at);
            if (Find(entry.Value, others[entry.Key], typeof(object), null, at) is { } lost)
                return lost;
        }

        return null;
    }

    string? FindInSequence(object saved, object loaded, string path)
    {
        if (HasPlainNumbers(saved.GetType()) || saved is not IEnumerable elements || loaded is not IEnumerable others)
            return null;
        var other = others.GetEnumerator();
        using var end = other as IDisposable;
        var index = 0;
        foreach (var element in elements)
        {
            var at = path + "[" + index++.ToString(CultureInfo.InvariantCulture) + "]";
            if (!other.MoveNext())
                return Changed(at);
            if (Find(element, other.Current, typeof(object), null, at) is { } lost)
                return lost;
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

    static string Changed(string path) =>
        $"'{path}' would come back as another value: a converter, or the encoding of the text, does not keep it.";
}
