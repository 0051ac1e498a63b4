using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Proves of a hand-written replace that each statement is known, and that nothing else uses the temporary file.
/// </summary>
sealed class WholeReplaceProof
{
    readonly SemanticModel _model;
    readonly Proof _proof;
    readonly SyntaxNode _member;
    readonly ILocalSymbol _temporary;
    readonly Commit _commit;
    readonly StatementSyntax _write;
    readonly WriteSite _site;
    readonly ReplaceSteps _steps;
    readonly DroppedValue _dropped;
    readonly HashSet<SyntaxNode> _removed = [];
    bool _makesRoom;
    bool _overwrites;
    bool _keepsBackup;

    WholeReplaceProof(
        Commit commit,
        SyntaxNode member,
        ILocalSymbol temporary,
        StatementSyntax write,
        WriteSite site,
        SemanticModel model,
        Proof proof
    )
    {
        (_commit, _member, _temporary, _write, _site) = (commit, member, temporary, write, site);
        (_model, _proof) = (model, proof);
        _steps = new(commit, model);
        _dropped = new((ExpressionSyntax)commit.Target.Syntax, model);
    }

    /// <summary>Null where a statement is not understood, or something else uses the temporary file.</summary>
    public static WholeReplace? Of(
        InvocationExpressionSyntax node,
        SemanticModel model,
        Proof proof,
        CancellationToken cancellationToken
    )
    {
        if (
            Commit.Of(node, model, cancellationToken) is not { } commit
            || Names.Member(node) is not { } member
            || commit.SourcePath.Syntax is not IdentifierNameSyntax name
            || model.GetSymbolInfo(name, cancellationToken).Symbol is not ILocalSymbol temporary
        )
            return proof.None<WholeReplace>(ProofClause.Temporary);
        var sites = Names
            .In(member)
            .Where(WriteSite.MayWrite)
            .Select(call => WriteSite.Of(call, model, cancellationToken))
            .OfType<WriteSite>()
            .Where(site => site.Node.SpanStart < node.SpanStart && commit.SourcePath.Is(site.Path.Syntax, model))
            .ToArray();
        if (sites is not [var site] || ReplaceSteps.Statement(site.Node) is not { } write)
            return proof.None<WholeReplace>(ProofClause.OneWrite);
        if (proof.Breaks(ProofClause.OneWrite, site.Writer.Appends))
            return null;
        var replace = new WholeReplaceProof(commit, member, temporary, write, site, model, proof);
        return replace.Read()
            ? new(write, site, (ExpressionSyntax)commit.Target.Syntax, replace._keepsBackup, replace._removed)
            : null;
    }

    bool Read()
    {
        if (ReplaceSteps.Declaration(_temporary) is not { } declaration)
            return Fails(ProofClause.Temporary);
        if (
            _proof.Breaks(ProofClause.Temporary, !_dropped.Is(declaration))
            || _proof.Breaks(ProofClause.Permissions, IsPrivate(declaration))
            || _proof.Breaks(ProofClause.Temporary, !new TemporaryPlace(_commit, _member, _model).IsKnown)
        )
            return false;
        if (!ReadCommits() || !ReadUses() || _proof.Breaks(ProofClause.AtOnce, !FollowsAtOnce()))
            return false;
        if (Uses(_temporary).All(use => IsRemoved(use) || _site.Path.Syntax.Span.Contains(use.Span)))
            _removed.Add(declaration);
        RemoveUnused();
        return !_proof.Breaks(ProofClause.Directives, _removed.Any(node => node.ContainsDirectives));
    }

    // The user's alone, as what it is renamed to will be.
    static bool IsPrivate(SyntaxNode declaration) =>
        declaration
            .DescendantNodes()
            .OfType<EqualsValueClauseSyntax>()
            .Any(made =>
                made.Value is InvocationExpressionSyntax call && Names.Simple(call.Expression) == "GetTempFileName"
            );

    bool Fails(ProofClause clause) => _proof.None<WholeReplace>(clause) is not null;

    bool ReadCommits()
    {
        if (ReplaceRenames.Of(_commit, _steps, _model, _proof) is not { } renames)
            return false;
        (_overwrites, _keepsBackup) = (renames.Overwrites, renames.KeepsBackup);
        _removed.Add(renames.Statement);
        return true;
    }

    bool ReadUses()
    {
        var strays = Uses(_temporary).Where(use => !IsOfReplace(use)).ToArray();
        if (_proof.Breaks(ProofClause.Temporary, strays.Length > 0))
            return false;
        var others = Deletions().Where(call => !MakesRoom(call)).ToArray();
        return !_proof.Breaks(ProofClause.NotDeleted, others.Length > 0)
            && !_proof.Breaks(ProofClause.Replaces, !(_overwrites || _makesRoom || _commit.Rename.Copies));
    }

    // What is recognised goes.
    bool IsOfReplace(IdentifierNameSyntax use) =>
        _write.Span.Contains(use.Span)
            ? _site.Path.Syntax.Span.Contains(use.Span)
            : IsRemoved(use) || RemoveCleanUp(use);

    IEnumerable<InvocationExpressionSyntax> Deletions()
    {
        var deletion = Replacements.Of(_model.Compilation).Deletion;
        return _member
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call => !IsRemoved(call) && deletion.Deletes(call, _commit.TargetPath, _model));
    }

    bool RemoveCleanUp(SyntaxNode use)
    {
        if (_steps.CleanUp(use) is not { } cleanUp)
            return false;
        _removed.Add(cleanUp);
        // After a copy; in a catch that throws on; in a finally.
        switch (cleanUp.Parent)
        {
            case BlockSyntax { Parent: CatchClauseSyntax clause } block:
                if (
                    block.Statements.All(other =>
                        _removed.Contains(other) || other is ThrowStatementSyntax { Expression: null }
                    )
                    && block.Statements.Last() is ThrowStatementSyntax
                )
                    _removed.Add(clause);
                return true;
            case BlockSyntax { Parent: FinallyClauseSyntax last } block:
                if (block.Statements.All(_removed.Contains))
                    _removed.Add(last);
                return true;
            case BlockSyntax or GlobalStatementSyntax:
                return _commit.Rename.Copies && cleanUp.SpanStart > _commit.Node.SpanStart;
            default:
                return false;
        }
    }

    // if (File.Exists(target)) File.Delete(target), between the write and the rename.
    bool MakesRoom(InvocationExpressionSyntax call)
    {
        if (!_steps.IsDelete(call, _commit.TargetPath) || call.Parent is not ExpressionStatementSyntax statement)
            return false;
        StatementSyntax unit = statement;
        if (ReplaceSteps.Branch(statement) is { Else: null } branch && _steps.IsExists(branch.Condition))
            unit = branch;
        if (unit.SpanStart > _commit.Node.SpanStart || StatementList.From(_write)?.Contains(unit) != true)
            return false;
        _makesRoom = true;
        _removed.Add(unit);
        return true;
    }

    /// <summary>Whether nothing that stays happens between the write and the rename.</summary>
    bool FollowsAtOnce()
    {
        foreach (var statement in StatementList.From(_write) ?? [])
        {
            if (statement.Span.Contains(_commit.Node.Span))
                return _removed.Contains(statement) || IsGuard(statement);
            if (!_removed.Contains(statement))
                return false;
        }

        return false;
    }

    // try { File.Move(temp, target, true); } catch { File.Delete(temp); throw; }
    bool IsGuard(StatementSyntax statement) =>
        statement is TryStatementSyntax { Block.Statements: var statements } attempt
        && attempt.Catches.All(clause => _removed.Contains(clause))
        && (attempt.Finally is null || _removed.Contains(attempt.Finally))
        && statements.First() is var first
        && _removed.Contains(first)
        && first.Span.Contains(_commit.Node.Span);

    // What only named the temporary file or the backup is of no use any more.
    void RemoveUnused()
    {
        bool isAdded;
        do
        {
            isAdded = false;
            foreach (
                var local in _removed
                    .SelectMany(node => node.DescendantNodes())
                    .OfType<IdentifierNameSyntax>()
                    .Select(name => _model.GetSymbolInfo(name).Symbol)
                    .OfType<ILocalSymbol>()
                    .Distinct<ILocalSymbol>(SymbolEqualityComparer.Default)
                    .ToArray()
            )
            {
                if (
                    ReplaceSteps.Declaration(local) is { } declaration
                    && !_removed.Contains(declaration)
                    && _member.Span.Contains(declaration.Span)
                    && _dropped.Is(declaration)
                    && Uses(local).All(IsRemoved)
                    && !((ExpressionSyntax)_commit.Target.Syntax)
                        .DescendantNodesAndSelf()
                        .Any(node =>
                            _model.GetSymbolInfo(node).Symbol is ILocalSymbol used
                            && SymbolEqualityComparer.Default.Equals(used, local)
                        )
                )
                    isAdded |= _removed.Add(declaration);
            }
        } while (isAdded);
    }

    IEnumerable<IdentifierNameSyntax> Uses(ILocalSymbol local) =>
        _member
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(name =>
                name.Identifier.ValueText == local.Name
                && SymbolEqualityComparer.Default.Equals(_model.GetSymbolInfo(name).Symbol, local)
            );

    bool IsRemoved(SyntaxNode node) => node.Ancestors().Any(_removed.Contains);
}
