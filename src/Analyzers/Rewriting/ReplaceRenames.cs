using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// The rename of a hand-written replace, or two of them: <c>if (File.Exists(target)) File.Replace(temp, target, null);
/// else File.Move(temp, target);</c>
/// </summary>
sealed class ReplaceRenames
{
    readonly Commit _commit;
    readonly ReplaceSteps _steps;
    readonly SemanticModel _model;
    readonly Proof _proof;

    ReplaceRenames(Commit commit, ReplaceSteps steps, SemanticModel model, Proof proof, StatementSyntax statement) =>
        (_commit, _steps, _model, _proof, Statement) = (commit, steps, model, proof, statement);

    /// <summary>All of it.</summary>
    public StatementSyntax Statement { get; }

    /// <summary>Whether it replaces what is there.</summary>
    public bool Overwrites { get; private set; }

    /// <summary>Whether what was there is kept beside it.</summary>
    public bool KeepsBackup { get; private set; }

    /// <summary>Null where it does something else, too.</summary>
    public static ReplaceRenames? Of(Commit commit, ReplaceSteps steps, SemanticModel model, Proof proof)
    {
        if (commit.Node.Parent is not ExpressionStatementSyntax statement)
            return proof.None<ReplaceRenames>(ProofClause.Value);
        var branch = ReplaceSteps.Branch(statement);
        var renames = new ReplaceRenames(commit, steps, model, proof, (StatementSyntax?)branch ?? statement)
        {
            Overwrites = branch is not null,
        };
        return (
            branch is null
                ? !renames.IsCommit(statement)
                    || proof.Breaks(ProofClause.Counterpart, commit.Rename.IsReplace && IsMissingExpected(statement))
                : proof.Breaks(ProofClause.WaysOut, !renames.AreCommits(branch))
        )
            ? null
            : renames;
    }

    // catch (FileNotFoundException) { }: File.Replace fails where there is no file yet, and somebody takes that for an answer.
    static bool IsMissingExpected(StatementSyntax statement) =>
        statement
            .Ancestors()
            .OfType<TryStatementSyntax>()
            .Where(attempt => attempt.Block.Span.Contains(statement.Span))
            .SelectMany(attempt => attempt.Catches)
            .Any(handler => Names.Simple(handler.Declaration?.Type) == "FileNotFoundException");

    bool AreCommits(IfStatementSyntax branch) =>
        branch.Else is { Statement: var other }
        && _steps.IsExists(branch.Condition)
        && IsCommit(ReplaceSteps.Only(branch.Statement))
        && IsCommit(ReplaceSteps.Only(other));

    bool IsCommit(StatementSyntax? statement)
    {
        if (
            statement is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
            || Commit.Of(call, _model) is not { } commit
            || !_commit.SourcePath.Is(commit.SourcePath.Syntax, _model)
            || !_commit.TargetPath.Is(commit.TargetPath.Syntax, _model)
        )
            return false;
        Overwrites |=
            commit.Rename.IsReplace
            || (
                BoundCall.Of(call, _model) is { } bound
                && (bound.For("overwrite") ?? bound.For("overwriteExisting")) is { ConstantValue.Value: true }
            );
        if (
            commit.Rename.BackupParameter is not { } parameter
            || BoundCall.Of(call, _model)?.For(parameter) is not { } backup
            || backup.ConstantValue is { HasValue: true, Value: null }
        )
            return !_proof.Breaks(ProofClause.Counterpart, commit.Rename.Type.Length == 0);
        KeepsBackup = _steps.IsBackup(backup.Syntax);
        return !_proof.Breaks(ProofClause.Counterpart, !KeepsBackup);
    }
}
