using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// Lists that the class itself fills: what the configuration says of one takes its place. The binder would add to it,
/// so that no element of it could ever be removed.
/// </summary>
static class ListDefaults
{
    /// <summary>Empties the lists of which the section says something.</summary>
    public static void Empty(object options, JsonTypeInfo type, IConfiguration section)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var children = section.GetChildren().ToDictionary(child => child.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.Properties)
        {
            if (
                !children.TryGetValue(property.Name, out var child)
                || property.Get?.Invoke(options) is not { } value
                || property.ShouldSerialize?.Invoke(options, value) == false
            )
                continue;
            var inner = type.Options.GetTypeInfo(property.PropertyType);
            if (inner.Kind == JsonTypeInfoKind.Object && !property.PropertyType.IsValueType)
                Empty(value, inner, child);
            else if (inner.Kind == JsonTypeInfoKind.Enumerable)
                Empty(options, value, property, inner);
        }
    }

    static void Empty(object options, object value, JsonPropertyInfo property, JsonTypeInfo type)
    {
        if (property.Set is { } set)
            set(options, JsonSerializer.Deserialize("[]"u8, type));
        else if (value is IList { IsReadOnly: false, IsFixedSize: false } list)
            list.Clear();
    }
}
