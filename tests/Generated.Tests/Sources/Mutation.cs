using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Generated.Tests.Sources;

/// <summary>Sources as they are while somebody types: tokens are missing, doubled or swapped.</summary>
static class Mutation
{
    const int MaxChanges = 3;

    public static SourceText Of(SourceText text, Random random)
    {
        for (var changes = random.Next(MaxChanges); changes >= 0; changes--)
            text = Changed(text, random);
        return text;
    }

    static SourceText Changed(SourceText text, Random random)
    {
        var tokens = CSharpSyntaxTree
            .ParseText(text)
            .GetRoot()
            .DescendantTokens()
            .Where(token => token.Span.Length > 0);
        var spans = tokens.Select(token => token.Span).ToList();
        if (spans.Count < 2)
            return text;
        var index = random.Next(spans.Count - 1);
        var (one, next) = (spans[index], spans[index + 1]);
        return random.Next(3) switch
        {
            0 => text.Replace(one, ""),
            1 => text.Replace(one, $"{text.ToString(one)} {text.ToString(one)}"),
            _ => text.WithChanges(new TextChange(one, text.ToString(next)), new TextChange(next, text.ToString(one))),
        };
    }
}
