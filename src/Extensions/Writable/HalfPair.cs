using System.Collections;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// Finds text with half of a surrogate pair: the serializer puts another character in its place, so that it would not
/// come back.
/// </summary>
static class HalfPair
{
    /// <summary>Where the first is, as configuration writes it; null for none.</summary>
    public static string? Find(object? value, JsonTypeInfo type, string path)
    {
        if (value is string text)
            return IsIn(text) ? path : null;
        if (value is char one)
            return char.IsSurrogate(one) ? path : null;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => FirstOf(
                type.Properties.Where(property => property is { Get: not null, CustomConverter: null }),
                property => (property.Name, property.Get!(value!))
            ),
            JsonTypeInfoKind.Dictionary when value is IDictionary entries => FirstOf(entries.Keys.Cast<object>(), key =>
                ($"{key}", entries[key])
            ),
            JsonTypeInfoKind.Enumerable => FirstOf(
                ((IEnumerable)value!).Cast<object?>().Select((element, index) => (element, index)),
                each => ($"{each.index}", each.element)
            ),
            _ => null,
        };

        string? FirstOf<TPart>(IEnumerable<TPart> parts, Func<TPart, (string Name, object? Value)> read) =>
            parts.Select(read).Select(part => In(part.Name, part.Value)).FirstOrDefault(found => found is not null);

        string? In(string name, object? part)
        {
            var at = path + ":" + name;
            if (IsIn(name))
                return at;
            return part is not null && type.Options.TryGetTypeInfo(part.GetType(), out var its)
                ? Find(part, its, at)
                : null;
        }
    }

    static bool IsIn(string text)
    {
        for (var index = 0; index < text.Length; index++)
            if (char.IsSurrogatePair(text, index))
                index++;
            else if (char.IsSurrogate(text[index]))
                return true;
        return false;
    }
}
