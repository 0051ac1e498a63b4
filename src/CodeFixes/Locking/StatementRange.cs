using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// The statements, one after the other in one block, that reach from a read to the last write that comes of it.
/// </summary>
/// <param name="First">Where it begins.</param>
/// <param name="Last">Where it ends.</param>
readonly record struct StatementRange(StatementSyntax First, StatementSyntax Last)
{
    public TextSpan Span => TextSpan.FromBounds(First.SpanStart, Last.Span.End);

    public SyntaxNode Parent => First.Parent is GlobalStatementSyntax global ? global.Parent! : First.Parent!;

    public bool IsSingle => First == Last;

    /// <summary>
    /// Whether a declaration may stand before it: not in a switch section, nor where a single statement is wanted.
    /// </summary>
    public bool IsInBlock => Parent is BlockSyntax or CompilationUnitSyntax;

    /// <summary>All that runs with a lock that is taken before it and held to the end of the block.</summary>
    public TextSpan ToEndOfBlock => TextSpan.FromBounds(First.SpanStart, Parent.Span.End);

    /// <summary>The nodes in it; of no lambda's or local function's own.</summary>
    public IEnumerable<SyntaxNode> Nodes
    {
        get
        {
            var span = Span;
            return Parent.DescendantNodes().Where(node => span.Contains(node.Span));
        }
    }

    /// <summary>All of them.</summary>
    public IEnumerable<StatementSyntax> Statements
    {
        get
        {
            var span = Span;
            return StatementsOf(Parent).Where(statement => span.Contains(statement.Span));
        }
    }

    /// <summary>Null where no statements hold all of the nodes.</summary>
    public static StatementRange? Of(IReadOnlyCollection<SyntaxNode?> nodes)
    {
        var span = TextSpan.FromBounds(nodes.Min(node => node!.SpanStart), nodes.Max(node => node!.Span.End));
        foreach (var parent in nodes.First()!.Ancestors())
        {
            if (
                parent
                is AnonymousFunctionExpressionSyntax
                    or MemberDeclarationSyntax
                    and not GlobalStatementSyntax
                    or AccessorDeclarationSyntax
                    or LocalFunctionStatementSyntax
            )
                return null;
            if (!parent.FullSpan.Contains(span))
                continue;
            var statements = StatementsOf(parent).Where(statement => statement.Span.IntersectsWith(span)).ToArray();
            if (
                statements.Length > 0
                && statements[0].SpanStart <= span.Start
                && statements[statements.Length - 1].Span.End >= span.End
            )
                return new StatementRange(statements[0], statements[statements.Length - 1]).Whole(nodes);
        }

        return null;
    }

    static IEnumerable<StatementSyntax> StatementsOf(SyntaxNode parent) =>
        parent switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            CompilationUnitSyntax unit => unit
                .Members.OfType<GlobalStatementSyntax>()
                .Select(global => global.Statement),
            StatementSyntax => parent.ChildNodes().OfType<StatementSyntax>(),
            ElseClauseSyntax branch => [branch.Statement],
            _ => [],
        };

    // A stream that is opened is written to until its block ends.
    StatementRange Whole(IReadOnlyCollection<SyntaxNode?> nodes)
    {
        var last = Last;
        return
            last is LocalDeclarationStatementSyntax declaration
            && nodes.Any(node => last.Span.Contains(node!.Span))
            && (
                declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword)
                || declaration.Declaration.Variables.Any(variable => nodes.Contains(variable.Initializer?.Value))
            )
            ? this with
            {
                Last = StatementsOf(Parent).Last(statement => statement is not LocalFunctionStatementSyntax),
            }
            : this;
    }
}
