using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>The documents that all is to be fixed in.</summary>
static class FixAllDocuments
{
    public static IEnumerable<Document> Of(FixAllContext context) =>
        context.Scope switch
        {
            FixAllScope.Solution => context
                .Solution.Projects.Where(project => project.Language == LanguageNames.CSharp)
                .SelectMany(project => project.Documents),
            FixAllScope.Project => context.Project.Documents,
            _ => context.Document is { } document ? [document] : [],
        };
}
