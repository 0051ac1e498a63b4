using System.Diagnostics.CodeAnalysis;
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

    public OptionsEdit(SettingsSection section, OptionsPipeline<T> pipeline, JsonTypeInfo<T> type, string? text)
    {
        (_section, _pipeline, _type) = (section, pipeline, type);
        _text = Encoding.UTF8.GetBytes(text ?? "");
        Present = pipeline.Configure(_text);
        _before = Serialize(Present);
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
        var changes = JsonChange.Between(_before, after).ToArray();
        if (changes.Length == 0)
            return (null, _pipeline.Complete(_text));
        var text = Apply(changes);
        var again = Serialize(_pipeline.Configure(text));
        foreach (var change in changes)
            if (!change.IsIn(again))
                throw Invalid(
                    $"'{_section.Section}:{change.Path}' would not come back: another source of the configuration says otherwise, or it cannot be bound."
                );
        return (Encoding.UTF8.GetString(text), _pipeline.Complete(text));
    }

    byte[] Apply(JsonChange[] changes)
    {
        var settings = new SettingsText(_text, _section.Name);
        var lists = new ListChange(settings, _section.IsElsewhere);
        foreach (var change in changes)
            lists.Write(_section.Section + ":" + change.Path, change.Before, change.Value);

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

    StateFileException Invalid(string reason, Exception? inner = null) =>
        new(
            StateFileFailure.Invalid,
            $"The options to be saved in {_section.Name} are not valid: {reason} Nothing was saved.",
            inner
        );
}
