using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The options of a load and of a save as one: what is read is read as before, what is written is written as before.
/// </summary>
/// <param name="Text">The expression for them.</param>
/// <param name="Settings">What they are.</param>
sealed record MergedSettings(string Text, JsonSettings Settings)
{
    /// <summary>What the options name of the program.</summary>
    public IEnumerable<ISymbol> Members(SemanticModel model) =>
        Settings.Expression is { } options && options.SyntaxTree == model.SyntaxTree
            ? options
                .DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Where(name => !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name))
                .Select(name => model.GetSymbolInfo(name).Symbol)
                .Where(symbol =>
                    symbol is (IFieldSymbol or IPropertySymbol) and { DeclaringSyntaxReferences.IsEmpty: false }
                )
                .OfType<ISymbol>()
            : [];

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
