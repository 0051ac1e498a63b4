using System.Text.RegularExpressions;
using System.Xml.Linq;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>
/// The sources of one application, compiled loosely: a compilation a project, project references followed, packages
/// left out.
/// </summary>
sealed class Application : IApplication
{
    const string ImplicitUsings =
        "using System;using System.IO;using System.Linq;using System.Collections.Generic;using System.Threading;using System.Threading.Tasks;using System.Net.Http;";

    static readonly string[] Symbols =
    [
        "NET",
        "NET5_0_OR_GREATER",
        "NET6_0_OR_GREATER",
        "NET7_0_OR_GREATER",
        "NET8_0_OR_GREATER",
        "NETCOREAPP",
        "WINDOWS",
    ];

    readonly string _folder;
    readonly MetadataReference[] _references;
    readonly bool _usings;
    readonly Dictionary<string, string> _projects;
    readonly ILookup<string, string> _files;
    readonly Dictionary<(string Directory, bool IsOther), CSharpCompilation> _compilations = [];
    readonly HashSet<string> _open = [];

    /// <param name="folder">The sources.</param>
    /// <param name="packages">What each project references besides the framework.</param>
    public Application(string folder, params IEnumerable<MetadataReference> packages)
    {
        _folder = folder;
        _references = [.. Net100.References.All, .. packages];
        _projects = Directory
            .EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .GroupBy(project => Path.GetDirectoryName(project)!)
            .ToDictionary(group => group.Key, group => group.First());
        var deepestFirst = _projects.Keys.OrderByDescending(directory => directory.Length).ToArray();
        _files = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToLookup(file =>
                deepestFirst.FirstOrDefault(directory => file.StartsWith(directory + "/", StringComparison.Ordinal))
                ?? folder
            );
        _usings = Directory
            .EnumerateFiles(folder, "Directory.Build.props", SearchOption.AllDirectories)
            .Any(props => HasImplicitUsings(File.ReadAllText(props)));
    }

    /// <summary>
    /// The compilation that holds a file, which is given relative to the application. Of those in which a line of it is
    /// compiled, the first: that of its own project, those of the projects that link it, that of another configuration.
    /// </summary>
    public (CSharpCompilation Compilation, SyntaxTree Tree)? Find(string file, int line = 0)
    {
        var path = Path.Combine(_folder, file);
        if (_files.FirstOrDefault(project => project.Contains(path)) is not { } own)
            return null;
        var first = In(Compile(own.Key));
        return IsCompiled(first.Tree, line)
            ? first
            : _projects
                .Where(project => project.Key != own.Key && Linked(project.Value).Contains(path))
                .Select(project => In(Compile(project.Key)))
                .Append(In(Compile(own.Key, isOther: true)))
                .Append(first)
                .First(found => found == first || IsCompiled(found.Tree, line));

        (CSharpCompilation Compilation, SyntaxTree Tree) In(CSharpCompilation compilation) =>
            (compilation, compilation.SyntaxTrees.First(tree => tree.FilePath == path));
    }

    // Not left out by an #if.
    static bool IsCompiled(SyntaxTree tree, int line) =>
        line == 0
        || !tree.GetRoot()
            .DescendantTrivia()
            .Any(trivia =>
                trivia.IsKind(SyntaxKind.DisabledTextTrivia)
                && trivia.GetLocation().GetLineSpan() is var span
                && span.StartLinePosition.Line < line
                && line <= span.EndLinePosition.Line
            );

    CSharpCompilation Compile(string directory, bool isOther = false)
    {
        if (_compilations.TryGetValue((directory, isOther), out var known))
            return known;
        _open.Add(directory);
        var project = _projects.GetValueOrDefault(directory);
        var text = project is null ? "" : File.ReadAllText(project);
        var usings = _usings || project is null || HasImplicitUsings(text);
        var options = new CSharpParseOptions(
            LanguageVersion.Preview,
            DocumentationMode.None,
            preprocessorSymbols: Constants(project, isOther).Concat(isOther ? [] : Symbols)
        );
        var isProgram =
            Regex.IsMatch(text, "<OutputType>(Win)?Exe", RegexOptions.IgnoreCase)
            || _files[directory].Any(file => Path.GetFileName(file) == "Program.cs");
        var compilation = CSharpCompilation.Create(
            Path.GetFileName(directory),
            _files[directory]
                .Concat(Linked(project))
                .Distinct()
                .AsParallel()
                .AsOrdered()
                .Select(file => Parse(file, usings, options)),
            [.. _references, .. References(project).Select(other => other.ToMetadataReference())],
            new(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: Regex.IsMatch(text, "<Nullable>enable", RegexOptions.IgnoreCase)
                    ? NullableContextOptions.Enable
                    : NullableContextOptions.Disable
            )
        );
        _open.Remove(directory);
        return _compilations[(directory, isOther)] = compilation;
    }

    // <DefineConstants>$(DefineConstants);SERVER</DefineConstants>, those under a condition for another configuration.
    static IEnumerable<string> Constants(string? project, bool isConditional) =>
        project is null
            ? []
            : XDocument
                .Load(project)
                .Descendants()
                .Where(element =>
                    element.Name.LocalName == "DefineConstants"
                    && (
                        isConditional
                        || !element.AncestorsAndSelf().Any(around => around.Attribute("Condition") is not null)
                    )
                )
                .SelectMany(element => element.Value.Split(';', ',', ' '))
                .Select(constant => constant.Trim())
                .Where(SyntaxFacts.IsValidIdentifier);

    // <Compile Include="../Shared/*.cs">, and what an imported .projitems includes.
    IEnumerable<string> Linked(string? project)
    {
        if (project is null)
            return [];
        var elements = XDocument.Load(project).Descendants().ToArray();
        var shared = elements
            .Where(element => element.Name.LocalName == "Import")
            .Select(element => Resolved(project, (string?)element.Attribute("Project")))
            .Where(import => import.EndsWith(".projitems", StringComparison.Ordinal) && File.Exists(import));
        return shared
            .Prepend(project)
            .SelectMany(from =>
                (from == project ? elements : XDocument.Load(from).Descendants())
                    .Where(element => element.Name.LocalName == "Compile")
                    .Select(element => Resolved(from, (string?)element.Attribute("Include")))
            )
            .SelectMany(Matching)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal));
    }

    string Resolved(string project, string? include)
    {
        var directory = Path.GetDirectoryName(project)!;
        return Path.GetFullPath(
            Regex
                .Replace(include ?? "", @"\$\(MSBuildThisFileDirectory\)", directory + "/")
                .Replace("$(SolutionDir)", _folder + "/", StringComparison.Ordinal)
                .Replace('\\', '/'),
            directory
        );
    }

    IEnumerable<string> Matching(string pattern)
    {
        var path = Path.GetFullPath(pattern);
        return !path.Contains('*', StringComparison.Ordinal)
            ? File.Exists(path)
                ? [path]
                : []
            : _files
                .SelectMany(files => files)
                .Where(file =>
                    Regex.IsMatch(
                        file,
                        "^" + Regex.Escape(path).Replace(@"\*\*/", "(.*/)?").Replace(@"\*", "[^/]*") + "$"
                    )
                );
    }

    // Those of the projects that it references, too, as the SDK has it.
    IEnumerable<CSharpCompilation> References(string? project)
    {
        var found = new HashSet<string>();
        var open = new Queue<string?>([project]);
        while (open.TryDequeue(out var next))
            foreach (var target in ReferencedBy(next).Where(found.Add))
                open.Enqueue(_projects[target]);
        return found
            .Where(target => !_open.Contains(target))
            .Order(StringComparer.Ordinal)
            .Select(target => Compile(target));
    }

    IEnumerable<string> ReferencedBy(string? project) =>
        project is null
            ? []
            : XDocument
                .Load(project)
                .Descendants()
                .Where(element => element.Name.LocalName == "ProjectReference")
                .Select(element => ((string?)element.Attribute("Include") ?? "").Replace('\\', '/'))
                .Select(include =>
                    Path.GetDirectoryName(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, include)))!
                )
                .Where(_projects.ContainsKey);

    // In the first line, so that lines keep their numbers.
    static SyntaxTree Parse(string file, bool usings, CSharpParseOptions options)
    {
        var source = File.ReadAllText(file);
        var isPlain =
            !source.StartsWith('#')
            && !Regex.IsMatch(source, @"^\s*(global\s+using|extern\s+alias)", RegexOptions.Multiline);
        return CSharpSyntaxTree.ParseText(
            SourceText.From(usings && isPlain ? ImplicitUsings + source : source),
            options,
            file
        );
    }

    static bool HasImplicitUsings(string text) =>
        Regex.IsMatch(text, "<ImplicitUsings>(enable|true)", RegexOptions.IgnoreCase);
}
