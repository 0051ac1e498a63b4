using System.Collections.Immutable;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The options of a load and of a save as one: what is read is read as before, what is written is written as before.
/// </summary>
/// <param name="Text">The expression for them.</param>
/// <param name="Settings">What they are.</param>
sealed record MergedSettings(string Text, JsonSettings Settings)
{
    public static MergedSettings? Of(JsonSettings load, JsonSettings save, string optionsType)
    {
        if (load.IsContext || save.IsContext)
            return load.IsContext && save.IsContext && load.Expression!.ToString() == save.Expression!.ToString()
                ? new(save.Expression!.ToString(), save)
                : null;
        if (!AreSame(load.For(JsonSettingUse.Both), save.For(JsonSettingUse.Both)))
            return null;
        var reading = load.For(JsonSettingUse.Reading);
        if (AreSame(reading, save.For(JsonSettingUse.Reading)))
            return new(Text(save), save);
        if (AreSame(load.For(JsonSettingUse.Writing), save.For(JsonSettingUse.Writing)))
            return new(Text(load), load);
        if (!save.For(JsonSettingUse.Reading).IsEmpty)
            return null;
        var added = string.Join(", ", reading.Select(pair => $"{pair.Key} = {pair.Value}"));
        return new(
            $"new {optionsType}({save.Expression}{save.Suffix}) {{ {added} }}",
            save with
            {
                Values = save.Values.AddRange(reading),
            }
        );

        string Text(JsonSettings settings) =>
            settings.Expression is null ? $"new {optionsType}()"
            : settings.Expression.ToString().StartsWith("new(", StringComparison.Ordinal)
            || settings.Expression.ToString() is "new()"
                ? $"new {optionsType}" + settings.Expression.ToString().Substring("new".Length)
            : settings.Expression + settings.Suffix;
    }

    static bool AreSame(
        ImmutableSortedDictionary<string, string> one,
        ImmutableSortedDictionary<string, string> other
    ) => one.SequenceEqual(other);
}
