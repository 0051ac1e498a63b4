using System.Composition;
using AtomicWrites.Analyzers.Commits;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.CodeFixes.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AtomicWrites.CodeFixes.Rules;

/// <summary>
/// Commits on every way out, where no way does so yet. Where some do, those that do not may discard on purpose, and
/// publishing half of the content there would be worse than nothing.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UncommittedWriteCodeFix() : EditingCodeFix("ATW0005", "Commit what was written")
{
    private protected override void Fix(
        SyntaxNode reported,
        SemanticModel model,
        SyntaxEditor editor,
        CancellationToken cancellationToken
    )
    {
        if (
            reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } creation
            && PendingStream.Of(creation, model, cancellationToken) is { } stream
        )
            Fix(stream, model, editor, cancellationToken);
    }

    static void Fix(PendingStream stream, SemanticModel model, SyntaxEditor editor, CancellationToken cancellationToken)
    {
        if (stream.Local is null)
            CommitAtOnce(stream.Creation, editor);
        else if (
            !stream.IsCommittedElsewhere
            && !stream.IsLent
            && IsPublishable(stream.Local)
            && stream.Ends.All(end => CanCommitAt(end, stream.Local))
            && !IsWrittenLater(stream.Local, model, cancellationToken)
        )
        {
            var added = new AddedAwait(model.Compilation, cancellationToken);
            foreach (var end in stream.Ends)
                CommitAt(end, stream.Local, added, editor);
        }
    }

    // By whom it was handed to, or when a wrapper's scope ends: after the commit.
    static bool IsWrittenLater(ILocalSymbol local, SemanticModel model, CancellationToken cancellationToken)
    {
        var declaration = local.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken);
        if (PendingStream.ScopeOf(declaration) is not { } scope)
            return true;
        var trace = new StreamTracer(model, cancellationToken).Of(local, [scope]);
        return trace.Kept.Count > 0 || trace.FinishedLate.Count > 0;
    }

    // An empty file, as File.Create(path).Dispose() makes one.
    static void CommitAtOnce(InvocationExpressionSyntax creation, SyntaxEditor editor)
    {
        if (
            creation.Parent
                is MemberAccessExpressionSyntax
                {
                    Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 }
                } access
            && Names.Simple(access) is "Dispose" or "Close" or "DisposeAsync"
        )
            editor.ReplaceNode(
                access.Name,
                SyntaxFactory
                    .IdentifierName(Names.Simple(access) == "DisposeAsync" ? "CommitAsync" : "Commit")
                    .WithTriviaFrom(access.Name)
            );
        else if (creation.Parent is ExpressionStatementSyntax)
            editor.ReplaceNode(creation, (node, _) =>
                SyntaxFactory.ParseExpression(node.WithoutTrivia() + ".Commit()").WithTriviaFrom(node)
            );
    }

    static bool IsPublishable(ILocalSymbol local) =>
        Library.Has(local.Type, "AtomicFileStream") || Library.Has(local.Type, "AtomicStreamWriter");

    // What is returned is computed before the commit as it was before the disposal, if that makes no difference.
    static bool CanCommitAt(UncommittedEnd end, ILocalSymbol local) =>
        end.Node switch
        {
            ReturnStatementSyntax { Expression: { } value } => !value
                .DescendantNodesAndSelf()
                .Any(part => part is IdentifierNameSyntax { Identifier.ValueText: var name } && name == local.Name)
                && IsSimple(value),
            ExpressionSyntax disposed => disposed.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax,
            _ => true,
        };

    static bool IsSimple(ExpressionSyntax value) =>
        !value
            .DescendantNodesAndSelf()
            .Any(part =>
                part
                    is AwaitExpressionSyntax
                        or AssignmentExpressionSyntax
                        or BaseObjectCreationExpressionSyntax
                        or AnonymousFunctionExpressionSyntax
                || (part is InvocationExpressionSyntax call && Names.Simple(call.Expression) != "FromResult")
            );

    static void CommitAt(UncommittedEnd end, ILocalSymbol local, AddedAwait added, SyntaxEditor editor)
    {
        var commit = Commit(local, end.Node, added);
        switch (end)
        {
            case { Kind: EndKind.Block, Node: BlockSyntax { Statements.Count: 0 } block }:
                editor.ReplaceNode(
                    block,
                    block
                        .AddStatements(commit)
                        .WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation)
                );
                break;
            case { Kind: EndKind.Block, Node: BlockSyntax block }:
                StatementInsertion.InsertAfter(block.Statements.Last(), commit, editor);
                break;
            case { Kind: EndKind.Block, Node: CompilationUnitSyntax file }:
                StatementInsertion.InsertAfter(
                    file.Members.OfType<GlobalStatementSyntax>().Last().Statement,
                    commit,
                    editor
                );
                break;
            case { Kind: EndKind.Block, Node: StatementSyntax only }:
                StatementInsertion.InsertAfter(only, commit, editor);
                break;
            default:
                StatementInsertion.InsertBefore(end.Node.FirstAncestorOrSelf<StatementSyntax>()!, commit, editor);
                break;
        }
    }

    static StatementSyntax Commit(ILocalSymbol local, SyntaxNode place, AddedAwait added)
    {
        var name = local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax variable
            ? variable.Identifier.Text
            : local.Name;
        return SyntaxFactory.ParseStatement(
            AwaitContext.IsPossible(place) && !added.IsNoticed(place)
                ? $"await {name}.CommitAsync(){AwaitContext.Configuration(place)};"
                : $"{name}.Commit();"
        );
    }
}
