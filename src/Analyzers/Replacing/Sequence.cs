using System.Collections.Immutable;
using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>What a member does around a rename: writes the new file, flushes it, makes room for it.</summary>
sealed class Sequence
{
    readonly SemanticModel _model;
    readonly List<WriteSite> _writes = [];
    readonly List<SyntaxNode> _handedOver = [];
    readonly List<SyntaxNode> _places = [];
    readonly List<SyntaxNode> _overwrites = [];
    readonly List<CommitWrapper> _wrappers = [];

    Sequence(Commit commit, SemanticModel model, TemporaryName name) =>
        (Commit, _model, Name, Loss) = (commit, model, name, new(commit, model));

    /// <summary>The rename; where there are several ways to the same target, the first.</summary>
    public Commit Commit { get; private set; }

    public TemporaryName Name { get; private set; }

    public bool IsSwapped { get; private set; }

    /// <summary>How the target may be gone in between.</summary>
    public TargetLoss Loss { get; }

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

    /// <summary>
    /// Null where a rename is not the end of such a sequence: it gives another name to what was there before.
    /// </summary>
    public static Sequence? Of(
        Commit commit,
        SemanticModel model,
        OtherMembers around,
        CancellationToken cancellationToken
    )
    {
        var scope = Names.Member(commit.Node);
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

    Sequence? Read(SyntaxNode scope, OtherMembers around, CancellationToken cancellationToken)
    {
        var deletesSource = false;
        var deletion = new Deletion(around, cancellationToken);
        var deletions = new List<SyntaxNode>();
        foreach (var call in CallOrder.Calls(scope))
        {
            var isBefore = CallOrder.IsBefore(call, Commit.Node);
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
            else if (deletion.Deletes(call, Commit.SourcePath, _model))
                deletesSource |= !isBefore;
            else if (deletion.Deletes(call, Commit.TargetPath, _model))
                deletions.Add(call);
            else if (isBefore && around.HandsOver(call, Commit.SourcePath, _model, cancellationToken))
                _handedOver.Add(call);
        }

        foreach (var call in deletions)
            Loss.AddDeletion(call, scope, _writes, around, cancellationToken);
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
    Sequence? Swapped(SyntaxNode scope, OtherMembers around, CancellationToken cancellationToken)
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

    bool Finish(SyntaxNode scope, OtherMembers around, CancellationToken cancellationToken)
    {
        foreach (var wrapper in _wrappers)
            Loss.AddWrapper(wrapper, around, cancellationToken);
        IsElsewhere =
            Name.IsInTemporaryDirectory
            && !TemporaryName.Of(Commit.Target, Commit.SourcePath, _model, around.Definitions).IsInTemporaryDirectory;
        HasFixedName = Name.IsFixed && !IsLocked(scope, cancellationToken);
        IsUnsynced =
            !IsSwapped
            && Flush.Of(scope, Commit.Node, _writes, _handedOver, _places, _model, around, cancellationToken) == false;
        return true;
    }

    /// <summary>
    /// Whether this sequence is reported at its own rename; null where the other rename is of other files.
    /// </summary>
    bool? Add(Commit other)
    {
        var isSource = Commit.SourcePath.Is(other.SourcePath.Syntax, _model);
        if (isSource && Commit.TargetPath.Is(other.TargetPath.Syntax, _model))
        {
            AddWay(other);
            return other.Node.SpanStart > Commit.Node.SpanStart || CallOrder.IsInCatch(other.Node);
        }

        if (
            !isSource
            && !other.Rename.Copies
            && Commit.TargetPath.Is(other.SourcePath.Syntax, _model)
            && CallOrder.Precedes(other.Node, Commit.Node)
        )
            Loss.ByMove = true;
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
        if (!CallOrder.IsBefore(write.Node, Commit.Node) || write.Path.Syntax is not ExpressionSyntax path)
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
            && CallOrder.Precedes(write.Node, Commit.Node)
            && !MissingFile.IsAssured(path, write.Node)
        )
        {
            TruncatesTarget = true;
            _overwrites.Add(write.Node);
        }
    }

    void AddWay(Commit way)
    {
        if (way.Wrapper is { } wrapper)
            _wrappers.Add(wrapper);
        if (!way.Rename.Copies)
            return;
        Copies = true;
        _overwrites.Add(way.Node);
    }

    void FindElsewhere(OtherMembers around, CancellationToken cancellationToken)
    {
        if (around.Maker(Commit.SourcePath.Definition, _model, cancellationToken) is { } maker)
            _places.Add(maker);
        else if (Name.IsTemporary)
            foreach (var write in OtherMembers.OtherWrites(Commit, _model, cancellationToken))
            {
                _writes.Add(write);
                _places.Add(Names.Member(write.Node)!);
            }
    }

    // Gives back what was there before.
    bool IsRecovery() =>
        Commit.Node.FirstAncestorOrSelf<CatchClauseSyntax>() is { } recovery
        && !_writes.Any(write => recovery.Span.Contains(write.Node.Span))
        && !_handedOver.Any(call => recovery.Span.Contains(call.Span));

    // A lock between processes keeps two writers apart; that nobody else may open the temporary file does not.
    bool IsLocked(SyntaxNode scope, CancellationToken cancellationToken) =>
        LockRegions
            .Around(scope, [Commit.Node], _model, cancellationToken)
            .Any(region =>
                region.Kind is { Scope: LockScope.System, IsShared: false }
                && !_writes.Any(write => write.Node == region.Taken)
            );
}
