using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace AtomicWrites.Extensions.Writable;

/// <summary>A member of an options type that holds something.</summary>
/// <param name="Name">By what name configuration knows it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">Writes it; null where only the object itself may.</param>
/// <param name="IsStored">Whether a value is what the object holds, and not computed at each call; null for
/// always.</param>
sealed record OptionsMember(
    string Name,
    Type Type,
    Func<object, object?> Get,
    Action<object, object?>? Set,
    Func<object, object?, bool>? IsStored
)
{
    const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>
    /// Also members that the serializer would leave out and the binder does not read: what an edit changes in them is
    /// then found, and refused, instead of lost.
    /// </summary>
    [RequiresUnreferencedCode(OptionsJson.NeedsReflection)]
    public static IEnumerable<OptionsMember> Of(Type type) =>
        type.GetProperties(Public)
            .Where(property =>
                property.GetMethod is { IsPublic: true }
                && property.GetIndexParameters().Length == 0
                && property.PropertyType is { IsByRefLike: false, IsByRef: false, IsPointer: false }
            )
            .Select(Of)
            .Concat(type.GetFields(Public).Select(Of))
            .OfType<OptionsMember>()
            .DistinctBy(member => member.Name, StringComparer.OrdinalIgnoreCase); // those of a derived type come first

    [RequiresUnreferencedCode(OptionsJson.NeedsReflection)]
    static OptionsMember? Of(PropertyInfo property)
    {
        var isHeld = property.SetMethod is not null || IsAutomatic(property) || IsOfPair(property);
        var mayBeHeld = !property.PropertyType.IsValueType && property.PropertyType != typeof(string);
        return isHeld || mayBeHeld
            ? new(
                property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name,
                property.PropertyType,
                property.GetValue,
                property.SetMethod is { IsPublic: true } ? property.SetValue : null,
                isHeld ? null : (owner, value) => ReferenceEquals(property.GetValue(owner), value)
            )
            : null;
    }

    static OptionsMember Of(FieldInfo field) => new(field.Name, field.FieldType, field.GetValue, null, null);

    [RequiresUnreferencedCode(OptionsJson.NeedsReflection)]
    static bool IsAutomatic(PropertyInfo property) =>
        property.DeclaringType!.GetField(
            $"<{property.Name}>k__BackingField",
            BindingFlags.NonPublic | BindingFlags.Instance
        )
            is not null;

    static bool IsOfPair(PropertyInfo property) =>
        property.DeclaringType is { IsGenericType: true } type
        && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);
}
