using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>What a body has read from a file before it writes it.</summary>
sealed class ReadBefore(SourceIndex sources)
{
    /// <summary>
    /// Characters. A longer body is generated, and each of its writes would be held against each of its reads.
    /// </summary>
    public const int MaxBody = 50_000;

    const int MaxReads = 16;

    readonly FileEffects _effects = FileEffects.Of(sources);

    /// <summary>The read of the same file that what a write writes comes of; null where there is none.</summary>
    public SyntaxNode? Of(WriteSite site)
    {
        var body = Names.Body(site.Node);
        if (
            site.Writer.Appends
            || body.Span.Length > MaxBody
            || _effects.ReadsOf(body) is not { IsEmpty: false } reads
            || sources.Model(site.Node.SyntaxTree) is not { } model
            || PathKey.Of(site.Path, sources) is not { } path
        )
            return null;
        return reads
            .Where(read => read.SpanStart < site.Node.SpanStart || site.Node.Span.Contains(read.Span))
            .Reverse()
            .Where(read => read != site.Node && IsBefore(read, site.Node, body))
            .Take(MaxReads)
            .FirstOrDefault(read =>
                IsOnlyRead(_effects.Of(read, model), path)
                && !IsReassigned(path, read, site.Node, body)
                && new ContentFlow(body, read, _effects.Target(read, model), model, CancellationToken.None).Reaches(
                    site.Node,
                    site,
                    null,
                    static () => false
                )
            );
    }

    static bool IsOnlyRead(ImmutableArray<FileEffect> effects, string path) =>
        effects.Any(effect => effect.Path == path) && !effects.Any(effect => effect.IsWrite && effect.Path == path);

    /// <summary>
    /// Whether a read and a write of a body come one after the other: not in the other branch, in a handler that runs
    /// some other time, or in the catch.
    /// </summary>
    public static bool IsBefore(SyntaxNode read, SyntaxNode write, SyntaxNode body)
    {
        if (read.Span.Contains(write.Span))
            return false;
        var readAncestors = new HashSet<SyntaxNode>(read.AncestorsAndSelf().TakeWhile(node => node != body));
        SyntaxNode below = write;
        foreach (var ancestor in write.Ancestors().TakeWhile(node => node != body))
        {
            if (readAncestors.Contains(ancestor))
                return !IsOtherBranch(ancestor, readAncestors.First(node => node.Parent == ancestor), below);
            if (
                ancestor is AnonymousFunctionExpressionSyntax
                {
                    Parent: not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax }
                }
            )
                return false;
            below = ancestor;
        }

        return true;
    }

    /// <summary>
    /// Whether a read that stands behind a write also comes without it: the write is in a branch or a handler that the
    /// read is not in, or failed. It then reads what was written some other time.
    /// </summary>
    public static bool IsReachedWithout(SyntaxNode read, SyntaxNode write, SyntaxNode body)
    {
        SyntaxNode below = write;
        foreach (var ancestor in write.Ancestors().TakeWhile(node => node != body))
        {
            if (ancestor.Span.Contains(read.Span))
                return read.AncestorsAndSelf().First(node => node.Parent == ancestor) is var other
                    && (
                        IsOtherBranch(ancestor, below, other)
                        || (ancestor is SwitchStatementSyntax && other != below)
                        || (ancestor is TryStatementSyntax && other is CatchClauseSyntax)
                    );
            if (
                ancestor is CatchClauseSyntax or SwitchSectionSyntax
                || (ancestor is IfStatementSyntax branch && !MissingFile.Leaves(Otherwise(branch, below)))
            )
                return true;
            below = ancestor;
        }

        return false;
    }

    static StatementSyntax? Otherwise(IfStatementSyntax branch, SyntaxNode taken) =>
        taken == branch.Else ? branch.Statement : branch.Else?.Statement;

    static bool IsOtherBranch(SyntaxNode fork, SyntaxNode read, SyntaxNode write) =>
        fork switch
        {
            IfStatementSyntax branch => read == branch.Statement && write == branch.Else,
            ConditionalExpressionSyntax choice => read == choice.WhenTrue && write == choice.WhenFalse,
            SwitchStatementSyntax => read is SwitchSectionSyntax && write is SwitchSectionSyntax && read != write,
            TryStatementSyntax => write is CatchClauseSyntax && read != write,
            _ => false,
        };

    /// <summary>Whether the same words mean another file by the time of the write.</summary>
    public static bool IsReassigned(string path, SyntaxNode read, SyntaxNode write, SyntaxNode body) =>
        Names
            .Within(body)
            .OfType<AssignmentExpressionSyntax>()
            .Any(assignment =>
                assignment.SpanStart > read.Span.End
                && assignment.Span.End < write.SpanStart
                && assignment.Left is IdentifierNameSyntax { Identifier.ValueText: var name }
                && path.IndexOf(name + "@", StringComparison.Ordinal) >= 0
            );
}
