using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States.Inlining;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// What the types of a project, and of those that it references, derive from, by names: two types of one name count as
/// one.
/// </summary>
sealed class Inheritance
{
    static readonly ConditionalWeakTable<Compilation, Inheritance> Cache = new();

    readonly HashSet<string> _bases;

    Inheritance(Compilation compilation) =>
        _bases = [
            .. ProgramSources
                .Of(compilation)
                .Trees.SelectMany(tree =>
                    tree.GetRoot()
                        .DescendantNodes(node => node is not (StatementSyntax or ExpressionSyntax))
                        .OfType<BaseListSyntax>()
                        .SelectMany(list => list.Types)
                        .Select(type => Names.Simple(type.Type))
                ),
        ];

    public static Inheritance Of(Compilation compilation) =>
        Cache.GetValue(compilation, static key => new Inheritance(key));

    public bool HasDerived(INamedTypeSymbol type) =>
        !type.IsSealed && type.IsReferenceType && _bases.Contains(type.Name);
}
