using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// What may be a wrapper, by syntax alone: methods with a call of a writer, then of a method found so, that gets one of
/// their parameters.
/// </summary>
static class WrapperCandidates
{
    public static ILookup<string, SyntaxNode> In(SourceIndex sources)
    {
        var found = new HashSet<SyntaxNode>();
        var names = WriterTable.Names.AsEnumerable();
        for (var layer = 0; layer < Wrappers.MaxLayers; layer++)
        {
            var added = names
                .SelectMany(name => sources.Calls(name))
                .Where(call => layer > 0 || HasWriter(call))
                .Select(Forwarder)
                .OfType<MethodDeclarationSyntax>()
                .Where(found.Add)
                .ToArray();
            names = added
                .Select(method => method.Identifier.ValueText)
                .Where(name => !WriterTable.Names.Contains(name) || layer == 0)
                .Distinct();
        }

        return found
            .OfType<MethodDeclarationSyntax>()
            .OrderBy(method => method.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(method => method.SpanStart)
            .ToLookup(method => method.Identifier.ValueText, method => (SyntaxNode)method);
    }

    // Create and Open are names of many things.
    static bool HasWriter(SyntaxNode call) =>
        call
            is not InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Expression: var receiver,
                    Name.Identifier.ValueText: "Create" or "Open" or "Copy"
                }
            }
        || Names.Simple(receiver) is "File" or "XmlWriter" or "_file";

    static MethodDeclarationSyntax? Forwarder(SyntaxNode call)
    {
        if (Names.Member(call) is not MethodDeclarationSyntax { ParameterList.Parameters.Count: > 0 } method)
            return null;
        foreach (var argument in Names.Arguments(call))
            if (Root(argument.Expression) is IdentifierNameSyntax { Identifier.ValueText: var name })
                foreach (var parameter in method.ParameterList.Parameters)
                    if (
                        parameter.Identifier.ValueText == name
                        && Names.Simple(parameter.Type) is "" or "String" or "FileInfo"
                    )
                        return method;
        return null;
    }

    static ExpressionSyntax Root(ExpressionSyntax expression) =>
        expression switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FullName" or "FullPath" or "Path" } access =>
                access.Expression,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetFullPath" },
                ArgumentList.Arguments: [var only]
            } => only.Expression,
            _ => expression,
        };
}
