using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// What else a program does with the path of a state file. Who writes, copies or deletes the file would not know of
/// lock and backup; to ask whether it is there, to delete it, and to name it is understood.
/// </summary>
sealed class PathUses(StatePair pair, SemanticModel model, CancellationToken cancellationToken)
{
    static readonly string[] Changing = ["Copy", "Delete", "Move", "Replace", "Write", "Append", "Create", "Open"];

    readonly StatePath _path = pair.Path!;
    readonly string[] _keys = [pair.Path!.Key, .. pair.Passed];
    readonly UpdateSequences _sequences = UpdateSequences.Of(model.Compilation);
    readonly PathTexts _texts = new(pair, UpdateSequences.Of(model.Compilation).Sources, cancellationToken);
    readonly List<(InvocationExpressionSyntax Call, string Member)> _asked = [];

    /// <summary>The calls of <c>File</c> that have a counterpart, and that.</summary>
    public IReadOnlyList<(InvocationExpressionSyntax Call, string Member)> Asked => _asked;

    /// <summary>The members that are the path, or return it.</summary>
    public List<ISymbol> Members { get; } = [.. pair.Path!.Members];

    /// <summary>Whether an expression is the path.</summary>
    public bool Is(ExpressionSyntax expression) =>
        _sequences.Sources.Operation(expression) is { } operation
        && (
            _keys.Any(key => _sequences.IsPath(operation, key))
            || _path.Named is { } named && PathKey.OfAny(operation, _sequences.Sources) == named.Key
        );

    /// <summary>Whether an expression has the same text, however it is made.</summary>
    public bool IsSpelled(ExpressionSyntax expression) => _texts.Are(expression);

    /// <summary>Whether two expressions that are the path mean one file: each name has its own.</summary>
    public bool AreSame(ExpressionSyntax one, ExpressionSyntax other) =>
        _path.Named is null || KeyOf(one) is { } key && key == KeyOf(other);

    /// <summary>Whether an expression is the directory of the path.</summary>
    public bool IsDirectory(ExpressionSyntax expression) =>
        Unwrapped.Of(expression).Expression is var directory
        && (
            OnlyLocal.Of(directory, model, cancellationToken) is { } local ? IsDirectory(local.Value)
            : Names.Called(directory) == "GetDirectoryName"
                ? Names.Arguments(directory) is [{ Expression: var of }] && Is(of)
            : _path.Named is not { IsInFolder: false }
                && _sequences.Sources.Operation(directory) is { } operation
                && PathKey.Of(operation, _sequences.Sources) is { } key
                && _path.Key.StartsWith($"(/ {key} ", StringComparison.Ordinal)
        );

    /// <summary>Whether all uses but these are understood.</summary>
    public bool AreUnderstood(TypeDeclarationSyntax type, IReadOnlyCollection<SyntaxNode> known) =>
        AreUnderstood(type, known, isOwn: true)
        && AreOutside(type)
        && !IsChangedElsewhere(type)
        && new PathEscapes(pair, this, _sequences.Sources, cancellationToken).AreNone(known);

    string? KeyOf(ExpressionSyntax path) => PathKey.Of(_sequences.Sources.Operation(path), _sequences.Sources);

    bool AreUnderstood(SyntaxNode root, IReadOnlyCollection<SyntaxNode> known, bool isOwn) =>
        root.DescendantNodes()
            .Where(node =>
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                && !known.Any(other => other.Span.Contains(node.Span))
            )
            .All(call => LeavesFile(call, isOwn));

    bool LeavesFile(SyntaxNode call, bool isOwn)
    {
        var arguments = Names.Arguments(call);
        if (arguments.Any(argument => IsPath(argument, isOwn)))
            return IsUnderstood(call, isOwn);
        return arguments.Any(argument => _texts.MayReach(call, argument.Expression))
            ? IsUnderstood(call, isOwn: false) && Names.Called(call) != "Copy" && !_texts.IsBeside(call)
            : !(isOwn && Names.Simple(Names.Receiver(call)) == "File" && MayChange(call));
    }

    /// <summary>Whether a call that is given the path is understood.</summary>
    public bool IsUnderstood(SyntaxNode node, bool isOwn)
    {
        var name = Names.Called(node);
        var method = _sequences.Model(node.SyntaxTree) is { } other
            ? BoundCall.Of(node, other, cancellationToken)?.Method
            : null;
        var type = method?.ContainingType?.ToDisplayString();
        if (type is "System.IO.File" or "AtomicWrites.AtomicFile" && node is InvocationExpressionSyntax call)
        {
            if (name is not ("Exists" or "Delete") || !isOwn)
                return name is "Exists" or "GetLastWriteTime" or "GetLastWriteTimeUtc"
                    || name == "Copy" && !isOwn && !Names.Arguments(call).Skip(1).Any(other => IsPath(other, isOwn));
            if (name == "Delete" && !IsStatement(call))
                return false;
            _asked.Add((call, name));
            return true;
        }

        return type is "System.IO.Path" or "System.IO.Directory"
            || node
                is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } }
                && (Talk.IsTalker(receiver) || Names.Simple(receiver) is "string" or "String")
            || type is "System.ArgumentException" or "System.ArgumentNullException" or "string";
    }

    static bool IsStatement(InvocationExpressionSyntax call) =>
        call.Parent
            is ExpressionStatementSyntax
                or ArrowExpressionClauseSyntax
                {
                    Parent: MethodDeclarationSyntax
                    {
                        ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
                    }
                };

    // File.Copy(backup, Path.Combine(directory, FileName)): of the same name, in a directory that a caller names.
    bool MayChange(SyntaxNode call) =>
        Changing.Any(name => Names.Called(call).StartsWith(name, StringComparison.Ordinal))
        && EndOf(pair.Reads[0].Source.Path) is { } end
        && Names
            .Arguments(call)
            .Any(argument =>
                EndOf(argument.Expression) == end
                && PathKey.OfAny(_sequences.Sources.Operation(argument.Expression), _sequences.Sources) is var key
                && key?.Contains(PathKey.Told) != false
            );

    string? EndOf(ExpressionSyntax path) =>
        new PathParts(_sequences.Sources, cancellationToken).Of(path) is var parts
        && parts[parts.Count - 1].Constant is { Length: > 0 } end
        && end[0] != '.'
            ? end.Substring(end.LastIndexOfAny(['/', '\\']) + 1)
            : null;

    bool IsPath(ArgumentSyntax argument, bool isOwn) =>
        argument.Expression
            is IdentifierNameSyntax
                or MemberAccessExpressionSyntax
                or InvocationExpressionSyntax
                or PostfixUnaryExpressionSyntax
                or BinaryExpressionSyntax
                or InterpolatedStringExpressionSyntax
                or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression }
        && (isOwn || _path.Members.Any(member => argument.ToString().Contains(member.Name)))
        && Is(argument.Expression);

    // By its own name for the same file.
    bool IsChangedElsewhere(TypeDeclarationSyntax type) =>
        EndOf(pair.Reads[0].Source.Path) is { } end
        && model
            .Compilation.SyntaxTrees.Where(tree => tree.GetText(cancellationToken).ToString().Contains(end))
            .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes())
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                Names.Simple(Names.Receiver(call)) is "File" or "AtomicFile"
                && Changing.Any(name => Names.Called(call).StartsWith(name, StringComparison.Ordinal))
                && Names.Called(call) is not ("OpenRead" or "OpenText")
                && !(call.SyntaxTree == type.SyntaxTree && type.Span.Contains(call.Span))
                && Names
                    .Arguments(call)
                    .Skip(Names.Called(call) == "Copy" ? 1 : 0)
                    .Any(argument => Is(argument.Expression) || IsSpelled(argument.Expression))
            );

    // By the same member from other types.
    bool AreOutside(TypeDeclarationSyntax type)
    {
        var names = _path
            .Members.Where(member =>
                type.Modifiers.Any(SyntaxKind.PartialKeyword)
                || member.DeclaredAccessibility != Accessibility.Private && member is not IMethodSymbol
            )
            .Select(member => member.Name)
            .ToArray();
        return model
            .Compilation.SyntaxTrees.Where(tree =>
                names.Any(name => tree.GetText(cancellationToken).ToString().Contains(name))
            )
            .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(other =>
                other != type && other.Parent is not TypeDeclarationSyntax && !other.Span.Contains(type.Span)
            )
            .All(other => AreUnderstood(other, [], isOwn: false));
    }
}
