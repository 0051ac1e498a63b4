using System.Collections.Immutable;

namespace AtomicWrites.CodeFixes.States;

/// <summary>When a property of <c>JsonSerializerOptions</c> counts.</summary>
enum JsonSettingUse
{
    /// <summary>For what is written alone.</summary>
    Writing,

    /// <summary>For what is read alone.</summary>
    Reading,

    /// <summary>For both.</summary>
    Both,

    /// <summary>For neither: a <c>StateFile</c> reads comments and trailing commas in any case.</summary>
    Neither,
}

/// <summary>
/// The properties of <c>JsonSerializerOptions</c> that are understood; with any other there is no rewriting.
/// </summary>
static class JsonSettingTable
{
    public static readonly ImmutableDictionary<string, JsonSettingUse> Uses = new Dictionary<string, JsonSettingUse>
    {
        ["WriteIndented"] = JsonSettingUse.Writing,
        ["IndentCharacter"] = JsonSettingUse.Writing,
        ["IndentSize"] = JsonSettingUse.Writing,
        ["NewLine"] = JsonSettingUse.Writing,
        ["Encoder"] = JsonSettingUse.Writing,
        ["DefaultIgnoreCondition"] = JsonSettingUse.Writing,
        ["IgnoreNullValues"] = JsonSettingUse.Both,
        ["IgnoreReadOnlyProperties"] = JsonSettingUse.Writing,
        ["IgnoreReadOnlyFields"] = JsonSettingUse.Writing,
        ["PropertyNameCaseInsensitive"] = JsonSettingUse.Reading,
        ["AllowOutOfOrderMetadataProperties"] = JsonSettingUse.Reading,
        ["AllowDuplicateProperties"] = JsonSettingUse.Reading,
        ["UnmappedMemberHandling"] = JsonSettingUse.Reading,
        ["RespectRequiredConstructorParameters"] = JsonSettingUse.Reading,
        ["PropertyNamingPolicy"] = JsonSettingUse.Both,
        ["DictionaryKeyPolicy"] = JsonSettingUse.Writing,
        ["NumberHandling"] = JsonSettingUse.Both,
        ["IncludeFields"] = JsonSettingUse.Both,
        ["MaxDepth"] = JsonSettingUse.Both,
        ["RespectNullableAnnotations"] = JsonSettingUse.Both,
        ["Converters"] = JsonSettingUse.Both,
        ["UseStringEnumConverter"] = JsonSettingUse.Both,
        ["AllowTrailingCommas"] = JsonSettingUse.Neither,
        ["ReadCommentHandling"] = JsonSettingUse.Neither,
        ["DefaultBufferSize"] = JsonSettingUse.Neither,
        ["GenerationMode"] = JsonSettingUse.Neither,
        ["TypeInfoResolver"] = JsonSettingUse.Both,
    }.ToImmutableDictionary();
}
