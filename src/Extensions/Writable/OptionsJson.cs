using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;

namespace AtomicWrites.Extensions.Writable;

/// <summary>Options as JSON by reflection, in the form that the binder of configuration reads.</summary>
static class OptionsJson
{
    public const string NeedsReflection =
        "Serializes and binds by reflection: hand in the JsonTypeInfo<T> of a JsonSerializerContext and a call of the generated binder instead.";

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
            Converters = { new JsonStringEnumConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AsConfiguration } },
        };

    static void AsConfiguration(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (
                property.AttributeProvider?.GetCustomAttributes(typeof(ConfigurationKeyNameAttribute), inherit: true)
                is [ConfigurationKeyNameAttribute key, ..]
            )
                property.Name = key.Name;
            // What is computed has nothing to be read back into; collections without a setter have.
            if (property.Set is null && (property.PropertyType.IsValueType || property.PropertyType == typeof(string)))
                property.ShouldSerialize = (_, _) => false;
        }
    }
}
