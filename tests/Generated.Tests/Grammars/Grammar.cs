using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AtomicWrites.Generated.Tests.Grammars;

/// <summary>
/// Alternatives for each symbol. Within one, <c>«symbol x»</c> stands for a sentence of that symbol in which <c>$</c>
/// is <c>x</c>, and <c>@</c> for a number of its own. The first alternative of a symbol is its simplest, and ends.
/// </summary>
sealed partial class Grammar
{
    const int MaxDepth = 9;

    /// <summary>
    /// The programs that write: <c>Writes.txt</c>, and what <c>Foreign.txt</c> and <c>Clauses.txt</c> add.
    /// </summary>
    public static readonly Grammar OfWrites = new([
        .. Load("Writes.txt"),
        .. Load("Foreign.txt"),
        .. Load("Clauses.txt"),
    ]);

    readonly Dictionary<string, ImmutableArray<string>> _alternatives;

    Grammar(IEnumerable<(string Symbol, string Alternative)> rules) =>
        _alternatives = rules
            .GroupBy(rule => rule.Symbol, rule => rule.Alternative)
            .ToDictionary(group => group.Key, group => group.ToImmutableArray());

    static List<(string Symbol, string Alternative)> Load(string name)
    {
        using var resource = typeof(Grammar).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        var symbol = "";
        var rules = new List<(string, string)>();
        while (reader.ReadLine() is { } line)
            if (line.StartsWith('[') && line.EndsWith(']'))
                symbol = line[1..^1];
            else if (line.Length > 0 && !line.StartsWith("## ", StringComparison.Ordinal))
                rules.Add((symbol, line.Replace("∅", "", StringComparison.Ordinal)));
        return rules;
    }

    public bool Has(string symbol) => _alternatives.ContainsKey(symbol);

    public Derivation Random(string symbol, Random random) => Random(symbol, random, MaxDepth);

    Derivation Random(string symbol, Random random, int depth)
    {
        var choice = depth == 0 ? 0 : random.Next(_alternatives[symbol].Length);
        return new(symbol, choice, [.. SymbolsIn(symbol, choice).Select(part => Random(part, random, depth - 1))]);
    }

    /// <summary>The smallest sentence that takes this alternative.</summary>
    public Derivation Simplest(string symbol, int choice = 0) =>
        new(symbol, choice, [.. SymbolsIn(symbol, choice).Select(part => Simplest(part))]);

    /// <summary>Each alternative of a symbol, in an otherwise simplest sentence.</summary>
    public IEnumerable<Derivation> Each(string symbol) =>
        Enumerable.Range(0, _alternatives[symbol].Length).Select(choice => Simplest(symbol, choice));

    public string Text(Derivation derivation)
    {
        var number = 0;
        return Text(derivation, "", ref number);
    }

    string Text(Derivation derivation, string argument, ref int number)
    {
        var own = (number++).ToString(CultureInfo.InvariantCulture);
        var template = ArgumentAt()
            .Replace(_alternatives[derivation.Symbol][derivation.Choice], _ => argument)
            .Replace("@", own, StringComparison.Ordinal);
        var position = 0;
        var part = 0;
        return Text(template, ref position, derivation.Parts, ref part, ref number);
    }

    // Up to the end of the template, or of the argument that it stands in.
    string Text(string template, ref int position, ImmutableArray<Derivation> parts, ref int part, ref int number)
    {
        var text = new StringBuilder();
        while (position < template.Length && template[position] != '»')
            if (template[position] != '«')
            {
                text.Append(template[position++]);
            }
            else
            {
                position += SymbolAt().Match(template, position).Length;
                var own = parts[part++];
                var argument = Text(template, ref position, parts, ref part, ref number);
                position++;
                text.Append(Text(own, argument, ref number));
            }

        return text.ToString();
    }

    IEnumerable<string> SymbolsIn(string symbol, int choice) =>
        SymbolAt().Matches(_alternatives[symbol][choice]).Select(hole => hole.Groups[1].Value);

    // Not of an interpolated string.
    [GeneratedRegex("""\$(?!")""")]
    private static partial Regex ArgumentAt();

    [GeneratedRegex(@"«([\w-]+) ?")]
    private static partial Regex SymbolAt();
}
