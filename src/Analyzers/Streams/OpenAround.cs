using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>Whether the file is open already where it is written: the system refuses the second opening, and would not refuse a rename.</summary>
static class OpenAround
{
    /// <summary>Whether a stream, reader or handle of the same path is open in the same body when <paramref name="site"/> runs.</summary>
    public static bool Is(
        ExpressionSyntax site,
        ExpressionSyntax path,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var open = Openings(site)
            .Where(opening => opening is not null && !opening.Span.Contains(site.Span))
            .Where(opening => MayHoldOpen(model.GetTypeInfo(opening!, cancellationToken).Type))
            .ToArray();
        return open.Length > 0 && new TargetUses(path, model, cancellationToken).AreWithin(open!, site);
    }

    static IEnumerable<ExpressionSyntax?> Openings(ExpressionSyntax site)
    {
        foreach (var node in site.AncestorsAndSelf())
        {
            // A function runs when it is called.
            if (
                node
                is (MemberDeclarationSyntax and not GlobalStatementSyntax)
                    or AnonymousFunctionExpressionSyntax
                    or LocalFunctionStatementSyntax
            )
                yield break;
            if (node.Parent is UsingStatementSyntax block && block.Statement == node)
            {
                if (block.Expression is { } held)
                    yield return held;
                foreach (var variable in block.Declaration?.Variables ?? default)
                    yield return variable.Initializer?.Value;
            }

            foreach (var before in Preceding(node).OfType<LocalDeclarationStatementSyntax>())
            foreach (var variable in before.Declaration.Variables)
                if (before.UsingKeyword.RawKind != 0 || !IsClosedBetween(variable.Identifier.ValueText, before, site))
                    yield return variable.Initializer?.Value;
        }
    }

    static IEnumerable<StatementSyntax> Preceding(SyntaxNode node) =>
        node switch
        {
            StatementSyntax { Parent: BlockSyntax block } => block.Statements.TakeWhile(other => other != node),
            StatementSyntax { Parent: SwitchSectionSyntax section } => section.Statements.TakeWhile(other =>
                other != node
            ),
            GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit
                .Members.OfType<GlobalStatementSyntax>()
                .TakeWhile(other => other != node)
                .Select(other => other.Statement),
            _ => [],
        };

    // Or handed to a using statement, which may have ended.
    static bool IsClosedBetween(string name, StatementSyntax declaration, ExpressionSyntax site) =>
        Names
            .Body(declaration)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(use =>
                use.Identifier.ValueText == name
                && use.SpanStart > declaration.Span.End
                && use.Span.End < site.SpanStart
                && use.Parent
                    is MemberAccessExpressionSyntax
                        {
                            Name.Identifier.ValueText: "Close" or "CloseAsync" or "Dispose" or "DisposeAsync"
                        }
                        or ConditionalAccessExpressionSyntax
                        or UsingStatementSyntax
                        or ArgumentSyntax
            );

    // The library's lock is on the file beside it.
    static bool MayHoldOpen(ITypeSymbol? type) =>
        type is not null
        && !Library.Has(type, "FileLock")
        && type.AllInterfaces.Any(one => one is { Name: "IDisposable", ContainingNamespace.Name: "System" });
}
