using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>The names in a member, looked up once: it may write many times.</summary>
static class MemberNames
{
    static readonly ConditionalWeakTable<SyntaxNode, string[]> Cache = new();

    /// <summary>The first of some names in the member around a node.</summary>
    public static string? First(SyntaxNode node, ImmutableHashSet<string> names) =>
        Names.Member(node) is { } member ? Cache.GetValue(member, In).FirstOrDefault(names.Contains) : null;

    static string[] In(SyntaxNode member) =>
        [.. Names.In(member).OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText).Distinct()];
}
