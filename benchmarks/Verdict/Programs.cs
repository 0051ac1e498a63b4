using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>
/// Small programs in one file, each after a line <c>=== name</c>; <c>//WANT</c>, <c>//NO</c> and <c>//MAYBE</c> stand
/// at the end of lines that write state, that do not, and where nobody can tell.
/// </summary>
sealed class Programs : IApplication
{
    const string Usings =
        "using System;using System.IO;using System.Linq;using System.Collections.Generic;using System.Threading;using System.Threading.Tasks;using System.Net.Http;";

    static readonly (string Marker, string Label)[] Markers =
    [
        ("//WANT", "state"),
        ("//NO", "not-state"),
        ("//MAYBE", "ambiguous"),
    ];

    readonly Dictionary<string, string[]> _programs = [];

    public Programs(string file)
    {
        string[] lines = [.. File.ReadLines(file)];
        var starts = lines
            .Index()
            .Where(line => line.Item.StartsWith("=== ", StringComparison.Ordinal))
            .Select(line => line.Index)
            .Append(lines.Length)
            .ToArray();
        foreach (var (start, end) in starts.Zip(starts.Skip(1)))
            _programs.Add(lines[start][4..].Trim(), lines[(start + 1)..end]);
    }

    public IEnumerable<Site> Sites =>
        from program in _programs
        from line in program.Value.Index()
        from marker in Markers
        where line.Item.TrimEnd().EndsWith(marker.Marker, StringComparison.Ordinal)
        select new Site(
            CrossValidation.Programs,
            Commit: "",
            program.Key,
            line.Index + 1,
            Api: "",
            Family: "Program",
            Local: "",
            Sample: "main",
            marker.Label,
            Rules: [],
            Features: null
        );

    public (CSharpCompilation Compilation, SyntaxTree Tree)? Find(string file, int line)
    {
        var tree = CSharpSyntaxTree.ParseText(
            Usings + string.Join('\n', _programs[file]),
            CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview),
            file
        );
        var isProgram = tree.GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement));
        return (
            CSharpCompilation.Create(
                "App",
                [tree],
                Net100.References.All,
                new(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)
            ),
            tree
        );
    }
}
