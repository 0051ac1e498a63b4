using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.States;

/// <summary>
/// How states are serialized by reflection: for people, who read and edit settings, unless the caller has options of
/// his own.
/// </summary>
static class StateJson
{
    public const string NeedsReflection =
        "Serializes by reflection: hand in the JsonTypeInfo<T> of a JsonSerializerContext instead.";
    static JsonSerializerOptions? _readable;

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static JsonTypeInfo<T> TypeOf<T>() => TypeOf<T>(_readable ??= Readable());

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions json)
    {
        if (json is null)
            throw new ArgumentNullException(nameof(json));
        // A copy, so that those of the caller stay as they are.
        if (json.TypeInfoResolver is null)
            json = new(json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        return (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
    }

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    static JsonSerializerOptions Readable() =>
        new()
        {
            WriteIndented = true,
            IncludeFields = true, // what a type has in public is saved; so are tuples
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no web page: text as people have written it
            Converters = { new JsonStringEnumConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
}
