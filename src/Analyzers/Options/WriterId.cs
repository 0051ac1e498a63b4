using System.Text;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Options;

/// <summary>
/// A method that writes to a path, by its documentation id: <c>M:App.Storage.Save(System.String,System.String)</c>, or
/// without the parameters for every overload; a constructor is <c>M:App.Storage..ctor</c>. Its path is the parameter
/// whose name says so, else its first string.
/// </summary>
sealed class WriterId
{
    static readonly string[] PathNames = ["path", "filePath", "file", "fileName", "filename"];

    // As reflection names it: # would begin a comment in .editorconfig.
    const string Constructor = "..ctor";

    readonly string _id;

    WriterId(string id)
    {
        _id = id.Replace(Constructor, ".#ctor");
        var end = id.IndexOf('(');
        var name = end < 0 ? id : id.Substring(0, end);
        if (name.EndsWith(Constructor, StringComparison.Ordinal))
            name = name.Substring(0, name.Length - Constructor.Length);
        Name = name.Substring(name.LastIndexOfAny(['.', ':']) + 1);
    }

    /// <summary>The simple name by which it is called: the method's, or the type's that a constructor makes.</summary>
    public string Name { get; }

    public static WriterId? TryParse(string text) =>
        text.Length > 4
        && text.StartsWith("M:", StringComparison.Ordinal)
        && text.IndexOf('.') > 2
        && text.IndexOf('(') is var open
        && (open < 0 || (open > 0 && text.EndsWith(")", StringComparison.Ordinal)))
        && !text.Any(char.IsWhiteSpace)
        && text[(open < 0 ? text.Length : open) - 1] != '.'
            ? new(text)
            : null;

    /// <summary>The entries of a list, whose commas also stand within the parentheses of an entry.</summary>
    public static IEnumerable<string> Split(string list)
    {
        var entry = new StringBuilder();
        var depth = 0;
        foreach (var c in list)
        {
            depth +=
                c == '(' ? 1
                : c == ')' ? -1
                : 0;
            if (c == ',' && depth <= 0)
            {
                yield return entry.ToString().Trim();
                entry.Clear();
            }
            else
            {
                entry.Append(c);
            }
        }

        yield return entry.ToString().Trim();
    }

    public bool Means(IMethodSymbol method)
    {
        var id = (method.ReducedFrom ?? method).OriginalDefinition.GetDocumentationCommentId() ?? "";
        return id == _id
            || (
                _id.IndexOf('(') < 0
                && (
                    id.StartsWith(_id + "(", StringComparison.Ordinal)
                    || id.StartsWith(_id + "``", StringComparison.Ordinal)
                )
            );
    }

    public static IParameterSymbol? PathOf(IMethodSymbol method)
    {
        var texts = method
            .Parameters.Where(parameter =>
                parameter.Type.SpecialType == SpecialType.System_String || parameter.Type.Name == "FileInfo"
            )
            .ToArray();
        return texts.FirstOrDefault(parameter => PathNames.Contains(parameter.Name)) ?? texts.FirstOrDefault();
    }
}
