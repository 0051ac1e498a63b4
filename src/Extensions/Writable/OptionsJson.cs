using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// Options as JSON by reflection: what the binder of configuration reads, under the names by which it does, and all
/// else that an edit may change, so that this is refused.
/// </summary>
static class OptionsJson
{
    public const string NeedsReflection =
        "Serializes and binds by reflection: hand in the JsonTypeInfo<T> of a JsonSerializerContext and "
        + "a call of the generated binder instead.";

    static JsonSerializerOptions? _options;

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)(_options ??= Create()).GetTypeInfo(typeof(T));

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    static JsonSerializerOptions Create() =>
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no web page: text as people have written it
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters = { new JsonStringEnumConverter(), new TextConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AsConfiguration } },
        };

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    static void AsConfiguration(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        type.Properties.Clear();
        foreach (var member in OptionsMember.Of(type.Type))
        {
            var property = type.CreateJsonPropertyInfo(member.Type, member.Name);
            (property.Get, property.Set, property.ShouldSerialize) = (member.Get, member.Set, member.IsStored);
            type.Properties.Add(property);
        }
    }
}
