using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.Extensions.Json;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// One update of options: from the text of the file to options, and from those to the text that has in it what has
/// become another.
/// </summary>
sealed class OptionsEdit<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>
    where T : class
{
    readonly SettingsSection _section;
    readonly OptionsPipeline<T> _pipeline;
    readonly JsonTypeInfo<T> _type;
    readonly byte[] _text;
    readonly JsonElement _before;
    readonly JsonElement? _allBefore;

    public OptionsEdit(SettingsSection section, OptionsPipeline<T> pipeline, JsonTypeInfo<T> type, string? text)
    {
        (_section, _pipeline, _type) = (section, pipeline, type);
        _text = Encoding.UTF8.GetBytes(text ?? "");
        Present = pipeline.Configure(_text);
        _before = Serialize(Present);
        _allBefore = SerializeAll(Present);
    }

    /// <summary>The options that the update gets.</summary>
    public T Present { get; }

    /// <summary>
    /// The text to be saved, null where nothing has become another, and the options as the program is going to get
    /// them.
    /// </summary>
    /// <exception cref="StateFileException">The options are not valid, or would not come back.</exception>
    public (string? Text, T Options) Save(T updated)
    {
        if (updated is null)
            throw Invalid("they are null.");
        var after = Serialize(updated);
        if (HalfPair.Find(updated, _type, _section.Section) is { } half)
            throw Invalid($"'{half}' has half of a surrogate pair in it, which would come back as another character.");
        var changes = JsonChange.Between(_before, after).ToArray();
        var text = changes.Length == 0 ? null : Apply(changes);
        RequireBack(updated, changes, text ?? _text);
        return (text is null ? null : Encoding.UTF8.GetString(text), _pipeline.Complete(text ?? _text));
    }

    void RequireBack(T updated, JsonChange[] changes, byte[] text)
    {
        JsonChange[] all =
            _allBefore is { } before && SerializeAll(updated) is { } after
                ? [.. JsonChange.Between(before, after)]
                : [];
        if (changes.Length == 0 && all.Length == 0)
            return;
        var back = _pipeline.Configure(text);
        Require(changes, Serialize(back));
        if (all.Length > 0 && SerializeAll(back) is { } allBack)
            Require(all, allBack);

        void Require(JsonChange[] changes, JsonElement back)
        {
            foreach (var change in changes)
                if (!change.IsIn(back))
                    throw Invalid(
                        $"'{_section.Section}:{change.Path}' would not come back: "
                            + "another source of the configuration says otherwise, or it cannot be bound."
                    );
        }
    }

    byte[] Apply(JsonChange[] changes)
    {
        var settings = new SettingsText(_text, _section.Name);
        var lists = new ListChange(settings, _section.IsElsewhere);
        foreach (var change in changes)
            lists.Write(change with { Path = _section.Section + ":" + change.Path });
        return settings.ToUtf8();
    }

    JsonElement Serialize(T options)
    {
        JsonElement json;
        try
        {
            json = JsonSerializer.SerializeToElement(options, _type);
        }
        catch (Exception failure)
        {
            throw Invalid($"they cannot be serialized. {failure.Message}", failure);
        }

        return json.ValueKind == JsonValueKind.Object ? json : throw Invalid("they are no JSON object.");
    }

    // What a JsonTypeInfo of the program's own does not show can be changed all the same, and would be lost. Null where
    // nobody can look.
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Asked for only where code can be made.")]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "A member that was trimmed away is changed by nobody."
    )]
    JsonElement? SerializeAll(T options)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return null;
        try
        {
            var all = OptionsJson.TypeOf<T>();
            return all == _type ? null : JsonSerializer.SerializeToElement(options, all);
        }
        catch (Exception)
        {
            return null; // which is why the program has hidden something
        }
    }

    StateFileException Invalid(string reason, Exception? inner = null) =>
        new(
            StateFileFailure.Invalid,
            $"The options to be saved in {_section.Name} are not valid: {reason} Nothing was saved.",
            inner
        );
}
