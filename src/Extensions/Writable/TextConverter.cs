using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// Objects of the framework that are no settings, such as an address or a culture, as their text: some of them the
/// binder reads again, and a change of all others is refused.
/// </summary>
[RequiresUnreferencedCode(OptionsJson.NeedsReflection)]
[RequiresDynamicCode(OptionsJson.NeedsReflection)]
sealed class TextConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeof(Delegate).IsAssignableFrom(typeToConvert) || IsOfFramework(typeToConvert);

    static bool IsOfFramework(Type typeToConvert) =>
        typeToConvert is { IsValueType: false, IsArray: false, IsGenericType: false, Namespace: { } name }
        && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal))
        && !typeof(IEnumerable).IsAssignableFrom(typeToConvert)
        && !typeof(JsonNode).IsAssignableFrom(typeToConvert)
        && typeToConvert != typeof(object)
        && typeToConvert != typeof(Uri)
        && typeToConvert != typeof(Version)
        && typeToConvert != typeof(JsonDocument);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(TextOf<>).MakeGenericType(typeToConvert))!;

    sealed class TextOf<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value!.ToString());
    }
}
