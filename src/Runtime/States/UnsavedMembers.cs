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
    readonly ConcurrentDictionary<Type, string?> _fields = new();
    readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Get)[]> _ofCollections = new();

    /// <summary>The first such field of an object; null for none.</summary>
    public string? FieldOf(Type type, JsonTypeInfo info)
    {
        if (options.IncludeFields)
            return null;
        if (!_fields.TryGetValue(type, out var field))
            _fields[type] = field = UnsavedField(type, info);
        return field;
    }

    /// <summary>
    /// What a collection has beside its elements: fields, properties that can be set, and collections that can be
    /// changed.
    /// </summary>
    public (string Name, Func<object, object?> Get)[] OfCollection(Type type) =>
        _ofCollections.GetOrAdd(type, OwnMembers);

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
    static (string Name, Func<object, object?> Get)[] OwnMembers(Type type)
    {
        if (type.IsArray || IsOfTheSystem(type))
            return [];
        var properties = type.GetProperties(Public)
            .Where(property => property.CanRead && property.GetIndexParameters() is [])
            .Where(property => property.CanWrite || IsCollection(property.PropertyType))
            .Where(IsOwn)
            .Select(property => (property.Name, (Func<object, object?>)(collection => ValueOf(property, collection))));
        var fields = type.GetFields(Public)
            .Where(IsOwn)
            .Select(field => (field.Name, (Func<object, object?>)field.GetValue));
        return [.. properties, .. fields];
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "A collection that is used as one keeps its interfaces."
    )]
    static bool IsCollection(Type type) =>
        type.GetInterfaces()
            .Prepend(type)
            .Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ICollection<>));

    // Such as the first element, where there is none.
    static object? ValueOf(PropertyInfo property, object collection)
    {
        try
        {
            return property.GetValue(collection);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    static bool IsOwn(MemberInfo member) => !IsOfTheSystem(member.DeclaringType!) && !IsIgnored(member);

    // What Capacity and Comparer are for is not the program's state.
    static bool IsOfTheSystem(Type type) =>
        type.Namespace is { } name && (name + ".").StartsWith("System.", StringComparison.Ordinal);

    static bool IsIgnored(MemberInfo member) => member.IsDefined(typeof(JsonIgnoreAttribute));
}
