using System.Collections.Immutable;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>What a member does around a rename: writes the new file, flushes it, makes room for it.</summary>
sealed class Sequence
{
    // A member with more calls is generated, and its first ones tell.
    const int MaxCalls = 512;

    readonly SemanticModel _model;
    readonly List<WriteSite> _writes = [];
    readonly List<SyntaxNode> _handedOver = [];
    readonly List<SyntaxNode> _places = [];
    readonly List<SyntaxNode> _overwrites = [];

    Sequence(Commit commit, SemanticModel model, TemporaryName name) => (Commit, _model, Name) = (commit, model, name);

    /// <summary>The rename; where there are several ways to the same target, the first.</summary>
    public Commit Commit { get; private set; }

    public TemporaryName Name { get; private set; }

    public bool IsSwapped { get; private set; }

    public bool DeletesTarget { get; private set; }

    public bool MovesTargetAway { get; private set; }

    public bool TruncatesTarget { get; private set; }

    /// <summary>Whether one of the ways to the target is a copy.</summary>
    public bool Copies { get; private set; }

    public bool IsElsewhere { get; private set; }

    /// <summary>Whether it is known that nothing flushes the new file.</summary>
    public bool IsUnsynced { get; private set; }

    public bool HasFixedName { get; private set; }

    /// <summary>What writes the new file, where that is a known writer.</summary>
    public Writer? Writer => _writes.Count > 0 ? _writes[0].Writer : null;

    /// <summary>The writes that belong to it, of the new file and over the target.</summary>
    public ImmutableArray<SyntaxNode> Parts =>
        _writes.Select(write => write.Node).Concat(_overwrites).ToImmutableArray();

    /// <summary>Null where a rename is not the end of such a sequence: it gives another name to what was there before.</summary>
    public static Sequence? Of(
        Commit commit,
        SemanticModel model,
        Surroundings around,
        CancellationToken cancellationToken
    )
    {
        var scope = Surroundings.ScopeOf(commit.Node);
        if (scope is null || commit.SourcePath.Is(commit.TargetPath.Syntax, model))
            return null;
        var sequence = new Sequence(
            commit,
            model,
            TemporaryName.Of(commit.Source, commit.TargetPath, model, around.Definitions)
        );
        return
            (sequence.Read(scope, around, cancellationToken) ?? sequence.Swapped(scope, around, cancellationToken))
                is { } read
            && read.Finish(scope, around, cancellationToken)
            ? read
            : null;
    }

    Sequence? Read(SyntaxNode scope, Surroundings around, CancellationToken cancellationToken)
    {
        var deletesSource = false;
        foreach (var call in Calls(scope))
        {
            var isBefore = call.SpanStart < Commit.Node.SpanStart;
            if (call == Commit.Node)
                AddWay(Commit);
            else if (
                call is InvocationExpressionSyntax
                && around.Commits.Of(call, _model, cancellationToken) is { } other
                && Add(other) is { } isFirst
            )
            {
                if (!isFirst)
                    return null; // reported there
            }
            else if (WriteSite.Of(call, _model, cancellationToken) is { } write)
                Add(write);
            else if (Deletes(call, Commit.SourcePath))
                deletesSource |= !isBefore;
            else if (Deletes(call, Commit.TargetPath))
                DeletesTarget |= Precedes(call);
            else if (isBefore && HandsOver(call))
                _handedOver.Add(call);
        }

        if (_writes.Count == 0 && _handedOver.Count == 0)
            FindElsewhere(around, cancellationToken);
        return
            (_writes.Count > 0 || _handedOver.Count > 0 || _places.Count > 0)
            && Name.IsTemporary
            && (!Commit.Rename.Copies || deletesSource || Name.IsInTemporaryDirectory)
            && !IsRecovery()
            ? this
            : null;
    }

    // File.Replace(path, temp, …): what was written is the destination.
    Sequence? Swapped(SyntaxNode scope, Surroundings around, CancellationToken cancellationToken)
    {
        if (!Commit.Rename.IsReplace || Name.IsTemporary || _writes.Count > 0 || _handedOver.Count > 0)
            return null;
        var commit = Commit with { Source = Commit.Target, Target = Commit.Source };
        var swapped = new Sequence(
            commit,
            _model,
            TemporaryName.Of(commit.Source, commit.TargetPath, _model, around.Definitions)
        )
        {
            IsSwapped = true,
        };
        return swapped.Name.IsTemporary ? swapped.Read(scope, around, cancellationToken) : null;
    }

    bool Finish(SyntaxNode scope, Surroundings around, CancellationToken cancellationToken)
    {
        if (Commit.Wrapper is { } wrapper)
            ReadWrapper(wrapper, around);
        IsElsewhere =
            Name.IsInTemporaryDirectory
            && !TemporaryName.Of(Commit.Target, Commit.SourcePath, _model, around.Definitions).IsInTemporaryDirectory;
        HasFixedName = Name.IsFixed && !IsLocked(scope, cancellationToken);
        IsUnsynced =
            !IsSwapped
            && Flush.Of(scope, Commit.Node, _writes, _handedOver, _places, _model, around, cancellationToken) == false;
        return true;
    }

    /// <summary>Whether this sequence is reported at its own rename; null where the other rename is of other files.</summary>
    bool? Add(Commit other)
    {
        var isSource = Commit.SourcePath.Is(other.SourcePath.Syntax, _model);
        if (isSource && Commit.TargetPath.Is(other.TargetPath.Syntax, _model))
        {
            AddWay(other);
            return other.Node.SpanStart > Commit.Node.SpanStart || IsInCatch(other.Node);
        }

        if (
            !isSource
            && !other.Rename.Copies
            && Commit.TargetPath.Is(other.SourcePath.Syntax, _model)
            && Precedes(other.Node)
        )
            MovesTargetAway = true;
        else if (
            other.Rename.Copies
            && Commit.SourcePath.Is(other.TargetPath.Syntax, _model)
            && WriteSite.Of(other.Node, _model) is { } copy
        )
            Add(copy);
        else
            return null;
        return true;
    }

    void Add(WriteSite write)
    {
        if (write.Node.SpanStart > Commit.Node.SpanStart || write.Path.Syntax is not ExpressionSyntax path)
            return;
        if (Commit.SourcePath.Is(path, _model))
        {
            // A backup of the target is not its new content.
            if (
                write.Writer.Twin != "Copy"
                || !Names.Arguments(write.Node).Any(argument => Commit.TargetPath.Is(argument.Expression, _model))
            )
                _writes.Add(write);
        }
        else if (
            Commit.TargetPath.Is(path, _model)
            && !write.CreatesNew
            && !write.Writer.Twin.StartsWith("Append", StringComparison.Ordinal)
            && write.Writer.Twin != "Copy"
            && Precedes(write.Node)
            && !IsGuarded(write.Node)
        )
        {
            TruncatesTarget = true;
            _overwrites.Add(write.Node);
        }
    }

    void AddWay(Commit way)
    {
        if (!way.Rename.Copies)
            return;
        Copies = true;
        _overwrites.Add(way.Node);
    }

    bool Deletes(SyntaxNode call, PathExpression path) =>
        call is InvocationExpressionSyntax { Expression: var callee, ArgumentList.Arguments: var arguments }
        && Names.Simple(callee).IndexOf("delete", StringComparison.OrdinalIgnoreCase) >= 0
        && (
            arguments.Count > 0
                ? path.Is(arguments[0].Expression, _model)
                : callee is MemberAccessExpressionSyntax { Expression: var file } && path.Is(file, _model)
        );

    // write(temp), SaveTo(temp), serializer.Serialize(temp, value): of a method whose name says that it writes, or of a delegate.
    bool HandsOver(SyntaxNode call) =>
        Names.Arguments(call).Any(argument => Commit.SourcePath.Is(argument.Expression, _model))
        && (
            Words.In(Names.Simple((call as InvocationExpressionSyntax)?.Expression), Surroundings.Writing) is not null
            || _model.GetSymbolInfo(call).Symbol is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke }
        );

    void FindElsewhere(Surroundings around, CancellationToken cancellationToken)
    {
        if (around.Maker(Commit.SourcePath.Definition, _model, cancellationToken) is { } maker)
            _places.Add(maker);
        else if (Name.IsTemporary)
            foreach (var write in Surroundings.OtherWrites(Commit, _model, cancellationToken))
            {
                _writes.Add(write);
                _places.Add(Names.Member(write.Node)!);
            }
    }

    // NuGet's Replace(source, target) deletes the target, and only then moves.
    void ReadWrapper(CommitWrapper wrapper, Surroundings around)
    {
        for (var inner = wrapper; inner is not null; inner = inner.Inner.Wrapper)
        {
            if (Surroundings.ScopeOf(inner.Inner.Node) is not { } body)
                return;
            foreach (var call in Calls(body).OfType<InvocationExpressionSyntax>())
            {
                if (
                    call.SpanStart < inner.Inner.Node.SpanStart
                    && call.ArgumentList.Arguments
                        is [{ Expression: IdentifierNameSyntax { Identifier.ValueText: var name } }, ..]
                    && name == inner.Target.Name
                )
                {
                    DeletesTarget |=
                        Names.Simple(call.Expression).IndexOf("delete", StringComparison.OrdinalIgnoreCase) >= 0;
                    MovesTargetAway |= Names.Simple(call.Expression) == "Move";
                }
            }
        }
    }

    // Gives back what was there before.
    bool IsRecovery() =>
        Commit.Node.FirstAncestorOrSelf<CatchClauseSyntax>() is { } recovery
        && !_writes.Any(write => recovery.Span.Contains(write.Node.Span))
        && !_handedOver.Any(call => recovery.Span.Contains(call.Span));

    static bool IsInCatch(SyntaxNode node) => node.FirstAncestorOrSelf<CatchClauseSyntax>() is not null;

    // if (!File.Exists(target)) File.Create(target): nothing is lost.
    bool IsGuarded(SyntaxNode write) =>
        write.FirstAncestorOrSelf<IfStatementSyntax>()
            is {
                Condition: PrefixUnaryExpressionSyntax
                {
                    Operand: InvocationExpressionSyntax { Expression: var callee, ArgumentList.Arguments: [var path] }
                }
            }
        && Names.Simple(callee) == "Exists"
        && Commit.TargetPath.Is(path.Expression, _model);

    /// <summary>Whether a call runs before the rename, on a way that leads to it.</summary>
    bool Precedes(SyntaxNode call)
    {
        if (call.SpanStart > Commit.Node.SpanStart)
            return false;
        var node = call;
        for (; node.Parent is { } parent && !parent.Span.Contains(Commit.Node.Span); node = parent)
            if (
                parent is CatchClauseSyntax or LocalFunctionStatementSyntax
                || (parent is BlockSyntax { Statements: [.., ReturnStatementSyntax or ThrowStatementSyntax] })
            )
                return false;
        return node is not (SwitchSectionSyntax or CatchClauseSyntax)
            && !(node.Parent is IfStatementSyntax branch && node == branch.Statement);
    }

    // A lock between processes keeps two writers apart; that nobody else may open the temporary file does not.
    bool IsLocked(SyntaxNode scope, CancellationToken cancellationToken) =>
        LockRegions
            .Around(scope, [Commit.Node], _model, cancellationToken)
            .Any(region =>
                region.Kind is { Scope: LockScope.System, IsShared: false }
                && !_writes.Any(write => write.Node == region.Taken)
            );

    static IEnumerable<SyntaxNode> Calls(SyntaxNode scope) =>
        scope
            .DescendantNodes()
            .Where(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
            .Take(MaxCalls);
}
