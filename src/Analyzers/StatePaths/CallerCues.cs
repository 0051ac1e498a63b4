using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What calls the member that writes tells, too, what it writes.</summary>
sealed class CallerCues(SourceIndex sources)
{
    const int MaxCalls = 24;
    const int MaxNamesakes = 256;

    public IEnumerable<Evidence> Of(WriteSite site)
    {
        if (Names.Member(site.Node) is not { } member)
            yield break;
        if (IsEntryPoint(site.Node, member) && sources.ReadsOutside(member))
            yield return new("not-main", "written by the program's entry point");
        if (site.Member is not IMethodSymbol method)
            yield break;
        var callers = sources
            .AllCalls(method.Name)
            .Take(MaxNamesakes)
            .Where(call => Callers.MayCall(call, method) && Names.Member(call) != member)
            .Take(MaxCalls)
            .Select(call => new PathRead(call).MemberName)
            .Distinct()
            .ToArray();
        if (
            callers.Length > 0
            && callers.All(name => NameVocabulary.In(name, NameVocabulary.MadeByCallers) is not null)
        )
            yield return new("not-callers", $"only for '{callers[0]}'");
    }

    // A local function of it is a function like any other.
    static bool IsEntryPoint(SyntaxNode node, SyntaxNode member) =>
        member is CompilationUnitSyntax or MethodDeclarationSyntax { Identifier.ValueText: "Main" }
        && !node.Ancestors().OfType<LocalFunctionStatementSyntax>().Any();
}
