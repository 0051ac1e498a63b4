using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.States;

/// <summary>Which public members of a type the serializer leaves out, and nobody has said that it should.</summary>
sealed class UnsavedMembers(JsonSerializerOptions options)
{
    const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
    readonly ConcurrentDictionary<Type, string?> _names = new();

    /// <summary>The first such field of an object; null for none.</summary>
    public string? FieldOf(Type type, JsonTypeInfo info) =>
        options.IncludeFields ? null : Find(type, info, UnsavedField);

    /// <summary>The first field, or property that can be set, that a collection has beside its elements.</summary>
    public string? MemberOfCollection(Type type, JsonTypeInfo info) => Find(type, info, (type, _) => OwnMember(type));

    string? Find(Type type, JsonTypeInfo info, Func<Type, JsonTypeInfo, string?> find)
    {
        if (!_names.TryGetValue(type, out var name))
            _names[type] = name = find(type, info);
        return name;
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "A field that was trimmed away is used by nobody."
    )]
    static string? UnsavedField(Type type, JsonTypeInfo info) =>
        type.GetFields(Public)
            .Where(field => !IsIgnored(field) && !field.IsDefined(typeof(JsonIncludeAttribute)))
            .Select(field => field.Name)
            .FirstOrDefault(name =>
                !info.Properties.Any(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            );

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "A member that was trimmed away is used by nobody."
    )]
    static string? OwnMember(Type type) =>
        type.IsArray || IsOfTheSystem(type)
            ? null
            : type.GetProperties(Public)
                .Where(property => property is { CanRead: true, CanWrite: true } && property.GetIndexParameters() is [])
                .Concat<MemberInfo>(type.GetFields(Public))
                .FirstOrDefault(member => !IsOfTheSystem(member.DeclaringType!) && !IsIgnored(member))
                ?.Name;

    // What Capacity and Comparer are for is not the program's state.
    static bool IsOfTheSystem(Type type) =>
        type.Namespace is { } name && (name + ".").StartsWith("System.", StringComparison.Ordinal);

    static bool IsIgnored(MemberInfo member) => member.IsDefined(typeof(JsonIgnoreAttribute));
}
