using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>A hand-written replace whose every statement is known, so that one write can stand for all of them.</summary>
sealed class WholeReplace
{
    readonly SemanticModel _model;
    readonly SyntaxNode _member;
    readonly ILocalSymbol _temporary;
    readonly Commit _commit;
    readonly HashSet<SyntaxNode> _removed = [];
    bool _makesRoom;
    bool _overwrites;

    WholeReplace(
        Commit commit,
        SyntaxNode member,
        ILocalSymbol temporary,
        StatementSyntax write,
        SemanticModel model
    ) => (_commit, _member, _temporary, Write, _model) = (commit, member, temporary, write, model);

    /// <summary>The statement that writes the temporary file.</summary>
    public StatementSyntax Write { get; }

    /// <summary>The call or creation in it that names the temporary file.</summary>
    public WriteSite Site { get; private set; } = null!;

    public ExpressionSyntax Target => (ExpressionSyntax)_commit.Target.Syntax;

    /// <summary>Whether the old content is kept as <c>target + ".bak"</c>.</summary>
    public bool KeepsBackup { get; private set; }

    /// <summary>Statements, catch and finally clauses that go.</summary>
    public IReadOnlyCollection<SyntaxNode> Removed => _removed;

    /// <summary>The write as it would be to the target itself.</summary>
    /// <param name="mark">Marks the call or creation.</param>
    public StatementSyntax Retargeted(SyntaxAnnotation mark)
    {
        var path = Site.Path.Syntax;
        // That the temporary file must be new says nothing of the target.
        var modes = Site
            .Node.DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Where(mode =>
                mode is { Name.Identifier.ValueText: "CreateNew", Expression: var type }
                && Names.Simple(type) == "FileMode"
            );
        var site = Site.Node.ReplaceNodes(modes.Append(path), (original, _) =>
            original == path
                ? Target.WithTriviaFrom(path)
                : ((MemberAccessExpressionSyntax)original).WithName(SyntaxFactory.IdentifierName("Create"))
        );
        return Write.ReplaceNode(Site.Node, site.WithAdditionalAnnotations(mark));
    }

    /// <summary>Null where a statement is not understood, or something else uses the temporary file.</summary>
    public static WholeReplace? Of(
        InvocationExpressionSyntax node,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            Commit.Of(node, model, cancellationToken) is not { } commit
            || Names.Member(node) is not { } member
            || commit.SourcePath.Syntax is not IdentifierNameSyntax name
            || model.GetSymbolInfo(name, cancellationToken).Symbol is not ILocalSymbol temporary
        )
            return null;
        var sites = member
            .DescendantNodes()
            .Where(WriteSite.MayWrite)
            .Select(call => WriteSite.Of(call, model, cancellationToken))
            .OfType<WriteSite>()
            .Where(site => site.Node.SpanStart < node.SpanStart && commit.SourcePath.Is(site.Path.Syntax, model))
            .ToArray();
        if (sites is not [var site] || site.Writer.Appends || Statement(site.Node) is not { } write)
            return null;
        var whole = new WholeReplace(commit, member, temporary, write, model) { Site = site };
        return whole.Read() ? whole : null;
    }

    bool Read()
    {
        if (Declaration(_temporary) is not { } declaration || !IsPure(declaration))
            return false;
        _removed.Add(declaration);
        return ReadCommits()
            && ReadUses()
            && FollowsAtOnce()
            && RemoveUnused()
            && !_removed.Any(node => node.ContainsDirectives);
    }

    // if (File.Exists(target)) File.Replace(temp, target, null); else File.Move(temp, target);
    bool ReadCommits()
    {
        if (_commit.Node.Parent is not ExpressionStatementSyntax statement)
            return false;
        StatementSyntax unit = statement;
        if (Branch(statement) is { } branch)
        {
            if (
                branch.Else is not { Statement: var other }
                || !IsExists(branch.Condition)
                || !IsCommit(Only(branch.Statement))
                || !IsCommit(Only(other))
            )
                return false;
            _overwrites = true;
            unit = branch;
        }
        else if (!IsCommit(statement))
        {
            return false;
        }

        _removed.Add(unit);
        return true;
    }

    bool IsCommit(StatementSyntax? statement)
    {
        if (
            statement is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
            || Commit.Of(call, _model) is not { } commit
            || !_commit.SourcePath.Is(commit.SourcePath.Syntax, _model)
            || !_commit.TargetPath.Is(commit.TargetPath.Syntax, _model)
        )
            return false;
        _overwrites |=
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
            return commit.Rename.Type.Length > 0;
        KeepsBackup = IsBackup(backup.Syntax);
        return KeepsBackup;
    }

    bool IsBackup(SyntaxNode syntax)
    {
        var path =
            _model.GetSymbolInfo(syntax).Symbol is ILocalSymbol local
            && Declaration(local) is { Declaration.Variables: [{ Initializer.Value: var value }] }
                ? value
                : syntax;
        return path switch
        {
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.AddExpression,
                Left: var target,
                Right: LiteralExpressionSyntax { Token.Value: ".bak" }
            } => _commit.TargetPath.Is(target, _model),
            InterpolatedStringExpressionSyntax
            {
                Contents: [
                    InterpolationSyntax { Expression: var target },
                    InterpolatedStringTextSyntax { TextToken.ValueText: ".bak" },
                ]
            } => _commit.TargetPath.Is(target, _model),
            _ => false,
        };
    }

    // Every other use of the temporary file is a clean-up, or none of it is understood.
    bool ReadUses()
    {
        foreach (var use in Uses(_temporary))
        {
            if (Write.Span.Contains(use.Span))
            {
                if (!Site.Path.Syntax.Span.Contains(use.Span))
                    return false;
            }
            else if (!IsRemoved(use) && !RemoveCleanUp(use))
            {
                return false;
            }
        }

        var deletion = Replacements.Of(_model.Compilation).Deletion;
        foreach (var call in _member.DescendantNodes().OfType<InvocationExpressionSyntax>().ToArray())
            if (
                !IsRemoved(call)
                && deletion.Deletes(call, _commit.TargetPath, _model)
                && !(IsDelete(call, _commit.TargetPath) && MakeRoom(call))
            )
                return false;
        return _overwrites || _makesRoom || _commit.Rename.Copies;
    }

    bool RemoveCleanUp(SyntaxNode use)
    {
        if (CleanUp(use) is not { } cleanUp)
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
            case BlockSyntax:
                return _commit.Rename.Copies && cleanUp.SpanStart > _commit.Node.SpanStart;
            default:
                return false;
        }
    }

    // The outermost that only cleans up; the block of a catch or a method stays.
    StatementSyntax? CleanUp(SyntaxNode use) =>
        use.Ancestors()
            .OfType<StatementSyntax>()
            .Where(statement => statement is not BlockSyntax)
            .TakeWhile(IsCleanUp)
            .LastOrDefault();

    // File.Delete(temp); with if (File.Exists(temp)) and a try of its own around it.
    bool IsCleanUp(StatementSyntax statement) =>
        statement switch
        {
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => IsDelete(
                call,
                _commit.SourcePath
            ) || IsCleanUp(call),
            BlockSyntax block => block.Statements.Count == 1 && IsCleanUp(block.Statements[0]),
            IfStatementSyntax { Else: null } branch => IsExists(branch.Condition, _commit.SourcePath)
                && IsCleanUp(branch.Statement),
            TryStatementSyntax { Finally: null } attempt => IsCleanUp(attempt.Block)
                && attempt.Catches.All(clause => clause.Block.Statements.Count == 0),
            _ => false,
        };

    // CleanUp(temp): a method of this file that deletes what it is given, and does nothing else.
    bool IsCleanUp(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments is [var argument]
        && _commit.SourcePath.Is(argument.Expression, _model)
        && _model.GetSymbolInfo(call).Symbol
            is IMethodSymbol { ReturnsVoid: true, DeclaringSyntaxReferences: [var reference] }
        && reference.SyntaxTree == _model.SyntaxTree
        && reference
            .GetSyntax()
            .DescendantNodes()
            .OfType<ExpressionSyntax>()
            .Where(node =>
                node is InvocationExpressionSyntax or AssignmentExpressionSyntax or BaseObjectCreationExpressionSyntax
            )
            .ToArray()
            is var acts
        && acts.All(act =>
            act is InvocationExpressionSyntax inner
            && _model.GetSymbolInfo(inner).Symbol
                is IMethodSymbol
                {
                    Name: "Exists" or "Delete",
                    ContainingType: { Name: "File", DeclaringSyntaxReferences.IsEmpty: true }
                }
        )
        && acts.OfType<InvocationExpressionSyntax>().Any(inner => Names.Simple(inner.Expression) == "Delete");

    // if (File.Exists(target)) File.Delete(target), between the write and the rename.
    bool MakeRoom(InvocationExpressionSyntax call)
    {
        if (call.Parent is not ExpressionStatementSyntax statement)
            return false;
        StatementSyntax unit = statement;
        if (Branch(statement) is { Else: null } branch && IsExists(branch.Condition))
            unit = branch;
        if (unit.SpanStart > _commit.Node.SpanStart || unit.Parent != Write.Parent)
            return false;
        _makesRoom = true;
        _removed.Add(unit);
        return true;
    }

    /// <summary>Whether nothing that stays happens between the write and the rename.</summary>
    bool FollowsAtOnce()
    {
        if (Write.Parent is not BlockSyntax block)
            return false;
        var at = block.Statements.IndexOf(Write);
        for (var i = at + 1; i < block.Statements.Count; i++)
        {
            var statement = block.Statements[i];
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
    bool RemoveUnused()
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
                    Declaration(local) is { } declaration
                    && !_removed.Contains(declaration)
                    && _member.Span.Contains(declaration.Span)
                    && IsPure(declaration)
                    && Uses(local).All(IsRemoved)
                    && !Target
                        .DescendantNodesAndSelf()
                        .Any(node =>
                            _model.GetSymbolInfo(node).Symbol is ILocalSymbol used
                            && SymbolEqualityComparer.Default.Equals(used, local)
                        )
                )
                    isAdded |= _removed.Add(declaration);
            }
        } while (isAdded);
        return true;
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

    static LocalDeclarationStatementSyntax? Declaration(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax()
            is VariableDeclaratorSyntax
            {
                Initializer: not null,
                Parent: VariableDeclarationSyntax
                {
                    Variables.Count: 1,
                    Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } declaration
                }
            }
            ? declaration
            : null;

    // Only the framework's own calls: one of the program's may make a directory.
    bool IsPure(SyntaxNode declaration) =>
        declaration
            .DescendantNodes()
            .All(node =>
                node switch
                {
                    InvocationExpressionSyntax call => Names.Simple(call.Expression) == "nameof"
                        || _model.GetSymbolInfo(call).Symbol
                            is IMethodSymbol
                            {
                                DeclaringSyntaxReferences.IsEmpty: true,
                                ContainingType.Name: "Path"
                                    or "Guid"
                                    or "String"
                                    or "Environment"
                                    or "DateTime"
                                    or "DateTimeOffset"
                                    or "Int32"
                                    or "Int64"
                                    or "Process"
                            },
                    AssignmentExpressionSyntax
                    or AwaitExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression }
                    or ThrowExpressionSyntax => false,
                    ObjectCreationExpressionSyntax creation => Names.Simple(creation.Type) == "FileInfo",
                    _ => true,
                }
            );

    bool IsDelete(InvocationExpressionSyntax call, PathExpression path) =>
        call.ArgumentList.Arguments switch
        {
            [var argument] => _model.GetSymbolInfo(call).Symbol
                is IMethodSymbol { Name: "Delete" or "DeleteFile", DeclaringSyntaxReferences.IsEmpty: true }
                && path.Is(argument.Expression, _model),
            [] => _model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Delete", ContainingType.Name: "FileInfo" }
                && call.Expression is MemberAccessExpressionSyntax { Expression: var file }
                && path.Is(file, _model),
            _ => false,
        };

    bool IsExists(ExpressionSyntax condition) => IsExists(condition, _commit.TargetPath);

    bool IsExists(ExpressionSyntax condition, PathExpression path) =>
        (
            condition
                is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand }
                ? operand
                : condition
        ) switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [var argument] } call => Names.Simple(call.Expression)
                == "Exists"
                && path.Is(argument.Expression, _model),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exists", Expression: var file } => path.Is(
                file,
                _model
            ),
            _ => false,
        };

    static IfStatementSyntax? Branch(StatementSyntax statement) =>
        (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent) switch
        {
            IfStatementSyntax branch => branch,
            ElseClauseSyntax { Parent: IfStatementSyntax branch } => branch,
            _ => null,
        };

    static StatementSyntax? Only(StatementSyntax statement) =>
        statement is BlockSyntax block
            ? block.Statements.Count == 1
                ? block.Statements[0]
                : null
            : statement;

    // The call itself, or the using statement around what it opens.
    static StatementSyntax? Statement(SyntaxNode write)
    {
        if (write.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } statement)
            return null;
        return statement switch
        {
            ExpressionStatementSyntax => statement,
            UsingStatementSyntax { Declaration.Variables: [{ Initializer.Value: var value }] } when value == write =>
                statement,
            _ => null,
        };
    }
}
