using System.Globalization;
using System.Text.RegularExpressions;
using AtomicWrites.Generated.Tests.Grammars;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>A program that writes the state file of its folder: statements of the grammar, in surroundings.</summary>
/// <param name="Statements">What it does.</param>
/// <param name="Path">How it names the file.</param>
/// <param name="Surroundings">What its file looks like around it.</param>
/// <param name="Layout">How it is laid out.</param>
/// <param name="HasPoints">Whether a point that may fail stands before each statement, too.</param>
sealed partial record GeneratedProgram(
    Derivation Statements,
    PathForm Path,
    Surroundings Surroundings,
    Layout Layout,
    bool HasPoints
)
{
    public const string StateFile = "state.json";

    public static GeneratedProgram Random(Random random, string symbol = "body")
    {
        var statements = Grammar.OfWrites.Random(symbol, random);
        var surroundings = Surroundings.All[random.Next(Surroundings.All.Count)];
        var paths = surroundings.IsTopLevel ? PathForm.OfTopLevel : PathForm.All;
        var layout = Layout.All[random.Next(Layout.All.Count)];
        return new(
            statements,
            paths[random.Next(paths.Count)],
            surroundings,
            layout,
            !layout.IsOneLine && random.Next(2) == 0
        );
    }

    /// <summary>The plainest program of each alternative of a symbol.</summary>
    public static IEnumerable<GeneratedProgram> Each(string symbol) =>
        from statements in Grammar.OfWrites.Each(symbol)
        select new GeneratedProgram(statements, PathForm.All[0], Surroundings.All[0], Layout.All[0], HasPoints: false);

    /// <summary>Programs that have one thing less than this one.</summary>
    public IEnumerable<GeneratedProgram> Smaller
    {
        get
        {
            if (Surroundings != Surroundings.All[0] && !Surroundings.IsTopLevel)
                yield return this with
                {
                    Surroundings = Surroundings.All[0],
                };
            if (Layout != Layout.All[0])
                yield return this with
                {
                    Layout = Layout.All[0],
                };
            if (HasPoints)
                yield return this with
                {
                    HasPoints = false,
                };
            if (Path != PathForm.All[0] && !Surroundings.IsTopLevel)
                yield return this with
                {
                    Path = PathForm.All[0],
                };
            foreach (var statements in Statements.Smaller(Grammar.OfWrites))
                yield return this with
                {
                    Statements = statements,
                };
        }
    }

    /// <summary>
    /// Whether the file is written once at most, so that it holds what it held or all that is written.
    /// </summary>
    public bool WritesOnce =>
        Statements.All.All(part =>
            part.Symbol is not ("repeated" or "update" or "replace" or "expression" or "process")
        );

    /// <summary>Whether the file gets the mode of another, which only a new one does after the fix.</summary>
    public bool Copies => Statements.All.Any(part => part.Symbol == "copy");

    /// <summary>
    /// Whether the file is replaced by hand, which fails in other ways where a directory has its name.
    /// </summary>
    public bool Replaces => Statements.All.Any(part => part.Symbol == "replace");

    /// <summary>The source of the program in a namespace of its own, before it is laid out.</summary>
    public string Source(string name)
    {
        var body = Grammar
            .OfWrites.Text(Statements)
            .Replace("€", Path.Expression, StringComparison.Ordinal)
            .Replace("⏎", "\n", StringComparison.Ordinal);
        var isAsync = body.Contains("await ", StringComparison.Ordinal);
        var text = Surroundings
            .Template.Replace("NAME", name, StringComparison.Ordinal)
            .Replace("RETURNS", isAsync ? "async Task<object>" : "object", StringComparison.Ordinal)
            .Replace("PARAMETER", Path.Parameter, StringComparison.Ordinal)
            .Replace("TYPES", Members.InFile(body), StringComparison.Ordinal)
            .Replace("MEMBERS", Path.Member + "\n" + Members.InProgram(body), StringComparison.Ordinal)
            .Replace("BODY", Path.Statement + body, StringComparison.Ordinal);
        var number = 0;
        text = Number().Replace(text, _ => (number++).ToString(CultureInfo.InvariantCulture));
        if (!HasPoints)
            return text;
        var root = CSharpSyntaxTree.ParseText(text, Batch.ParseOptions).GetRoot();
        return new BetweenStatements(() => $"Point.At({number++});").Visit(root).ToFullString();
    }

    [GeneratedRegex("№")]
    private static partial Regex Number();
}
