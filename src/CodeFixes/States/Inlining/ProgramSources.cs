using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>The sources of a project, and of those that it references: a workspace has them, a build has not.</summary>
sealed class ProgramSources
{
    static readonly ConditionalWeakTable<Compilation, ProgramSources> Cache = new();

    readonly SourceIndex[] _projects;

    ProgramSources(Compilation compilation)
    {
        var found = new List<Compilation> { compilation };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(
                found[i]
                    .References.OfType<CompilationReference>()
                    .Select(reference => reference.Compilation)
                    .Where(other => other is CSharpCompilation && !found.Contains(other))
            );
        _projects = [.. found.Select(project => UpdateSequences.Of(project).Sources)];
        Trees = [.. found.SelectMany(project => project.SyntaxTrees)];
    }

    public static ProgramSources Of(Compilation compilation) =>
        Cache.GetValue(compilation, static key => new ProgramSources(key));

    /// <summary>All files.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; }

    /// <summary>Methods of a name, those of the project first.</summary>
    public IEnumerable<MethodDeclarationSyntax> Methods(string name) =>
        _projects.SelectMany(project => project.Methods(name));

    /// <summary>Where a member of a name is that of something: <c>Json.Options</c>.</summary>
    public IEnumerable<MemberAccessExpressionSyntax> Members(string name) =>
        Trees
            .Where(tree => tree.GetText().ToString().Contains("." + name))
            .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            .Where(access => access.Name.Identifier.ValueText == name);

    /// <summary>Null for a tree that is in none of the projects.</summary>
    public SemanticModel? Model(SyntaxTree tree) =>
        _projects.Select(project => project.Model(tree)).FirstOrDefault(model => model is not null);
}
