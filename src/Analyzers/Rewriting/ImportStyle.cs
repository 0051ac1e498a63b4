using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>How a file's usings are sorted and grouped, as <c>dotnet format</c> checks it.</summary>
/// <param name="SystemFirst">Whether those of System come before all others.</param>
/// <param name="SeparatesGroups">Whether a blank line stands between those whose names begin with another word.</param>
readonly record struct ImportStyle(bool SystemFirst, bool SeparatesGroups)
{
    public static readonly ImportStyle Default = new(SystemFirst: true, SeparatesGroups: false);

    public static ImportStyle Of(AnalyzerConfigOptions options) =>
        new(
            Is(options, "dotnet_sort_system_directives_first") ?? Default.SystemFirst,
            Is(options, "dotnet_separate_import_directive_groups") ?? Default.SeparatesGroups
        );

    /// <summary>Whether a using sorts before a namespace.</summary>
    public bool Precedes(UsingDirectiveSyntax directive, string name)
    {
        var other = directive.Name!.ToString();
        return SystemFirst && (other == "System" || other.StartsWith("System.", StringComparison.Ordinal))
            || string.Compare(other, name, StringComparison.OrdinalIgnoreCase) < 0;
    }

    /// <summary>Whether a blank line is to stand between two that follow each other.</summary>
    public bool Separates(UsingDirectiveSyntax one, UsingDirectiveSyntax other) =>
        SeparatesGroups && Group(one) != Group(other);

    // Aliases and static usings are groups of their own.
    static string Group(UsingDirectiveSyntax directive) =>
        directive.Alias is not null ? "="
        : directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) ? "static " + First(directive)
        : First(directive);

    static string First(UsingDirectiveSyntax directive) => directive.Name?.GetFirstToken().ValueText ?? "";

    static bool? Is(AnalyzerConfigOptions options, string key) =>
        options.TryGetValue(key, out var value) && bool.TryParse(value.Trim(), out var parsed) ? parsed : null;
}
