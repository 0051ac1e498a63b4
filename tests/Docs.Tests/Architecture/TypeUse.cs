using AtomicWrites.Docs.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Docs.Tests.Architecture;

/// <summary>That the code of a folder names a type, or a member of it.</summary>
/// <param name="From">The folder, with dots; empty for the folder of the project.</param>
/// <param name="To">That of the type.</param>
/// <param name="Type">Its name.</param>
sealed record TypeUse(string From, string To, string Type)
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Every use within a project, as the compiler binds it for .NET 8.</summary>
    public static TypeUse[] In(string project, string root)
    {
        var compilation = Compile(project);
        return
        [
            .. compilation
                .SyntaxTrees.SelectMany(tree => Of(compilation.GetSemanticModel(tree), tree, root))
                .Distinct(),
        ];
    }

    static IEnumerable<TypeUse> Of(SemanticModel model, SyntaxTree tree, string root) =>
        tree.GetRoot()
            .DescendantNodes()
            .OfType<SimpleNameSyntax>()
            .Select(name => model.GetSymbolInfo(name).Symbol)
            .Select(symbol => symbol as INamedTypeSymbol ?? symbol?.ContainingType)
            .Where(type => type?.ContainingAssembly?.Name == model.Compilation.AssemblyName)
            .Select(type => (Namespace: type!.ContainingNamespace.ToString()!, type.Name))
            .Where(type => (type.Namespace + ".").StartsWith(root + ".", StringComparison.Ordinal))
            .Select(type => new TypeUse(
                (Path.GetDirectoryName(tree.FilePath) ?? "").Replace(Path.DirectorySeparatorChar, '.'),
                type.Namespace[root.Length..].TrimStart('.'),
                type.Name
            ));

    static CSharpCompilation Compile(string project)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: ["NET", "NET8_0_OR_GREATER"]);
        var folder = Path.Combine(Page.Repository, "src", project);
        // Under its own name it sees the internals that it is meant to see.
        var assembly = project == "Runtime" ? "AtomicWrites" : "AtomicWrites." + project;
        return CSharpCompilation.Create(
            assembly,
            Directory
                .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Name: Path.GetRelativePath(folder, path), Text: File.ReadAllText(path)))
                .Where(file => file.Name.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
                .Select(file => CSharpSyntaxTree.ParseText(file.Text, parse, file.Name))
                .Append(CSharpSyntaxTree.ParseText(Usings, parse, "Usings.cs")),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path => Path.GetFileNameWithoutExtension(path) != assembly)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)
        );
    }
}
