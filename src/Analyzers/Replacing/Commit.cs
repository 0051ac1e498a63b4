using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>A place at which a file takes the place of another.</summary>
/// <param name="Node">The call.</param>
/// <param name="Rename">What it does in the end.</param>
/// <param name="Source">The new file.</param>
/// <param name="Target">The file that is replaced.</param>
sealed record Commit(InvocationExpressionSyntax Node, Rename Rename, IOperation Source, IOperation Target)
{
    /// <summary>The method that the program calls, where that is not the rename itself but forwards to it.</summary>
    public CommitWrapper? Wrapper { get; init; }

    /// <summary>Whether a method on the way says that what it replaces is no state.</summary>
    public bool IsDenied =>
        Wrapper is { Target: var target, Inner: var inner } && (Annotations.Denies(target) || inner.IsDenied);

    public string DisplayName =>
        Wrapper is { Method: var method } ? ExtensionBlock.DisplayName(method) : Rename.DisplayName;

    public PathExpression SourcePath => PathExpression.Of((ExpressionSyntax)Source.Syntax);

    public PathExpression TargetPath => PathExpression.Of((ExpressionSyntax)Target.Syntax);

    /// <summary>Null where <paramref name="node"/> is a call of nothing that <see cref="RenameTable"/> knows.</summary>
    public static Commit? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken = default)
    {
        if (node is not InvocationExpressionSyntax invocation || !MayCommit(invocation))
            return null;
        var calls = BoundCall.All(node, model, cancellationToken);
        foreach (var call in calls)
            if (
                RenameTable.Find(call.Method) is { } rename
                && Passed(call, rename.SourceParameter) is { Syntax: ExpressionSyntax } source
                && Passed(call, rename.TargetParameter) is { Syntax: ExpressionSyntax } target
            )
                return new(invocation, rename, source, target);
        return calls.Count == 0 ? Unbound(invocation, model, cancellationToken) : null;
    }

    /// <summary>Names cost nothing; binding does.</summary>
    public static bool MayCommit(InvocationExpressionSyntax call)
    {
        var name = Names.Simple(call.Expression);
        var arguments = call.ArgumentList.Arguments;
        return RenameTable.Names.Contains(name)
            && arguments.Count > 0
            && name switch
            {
                // Text has a Replace of its own, and much can be copied.
                "Replace" => arguments.Count > 2
                    || (
                        arguments.Count == 2
                        && !arguments.Any(argument =>
                            argument.Expression.IsKind(SyntaxKind.StringLiteralExpression)
                            || argument.Expression.IsKind(SyntaxKind.CharacterLiteralExpression)
                        )
                    ),
                "Copy" => arguments.Count > 1
                    && (
                        call.Expression is not MemberAccessExpressionSyntax access
                        || Names.Simple(access.Expression).EndsWith("file", StringComparison.OrdinalIgnoreCase)
                    ),
                "Move" or "MoveFile" or "rename" => arguments.Count > 1,
                _ => true,
            };
    }

    static IOperation? Passed(BoundCall call, string parameter) =>
        parameter == Writer.Instance ? call.Instance
        : int.TryParse(parameter, out var ordinal) ? call.For(call.Method.Parameters.ElementAtOrDefault(ordinal))
        : call.For(parameter);

    // PInvoke.MoveFileEx(…) of a generator that has not run, fileSystem.File.Move(…) of a package that is not restored:
    // the shape says enough.
    static Commit? Unbound(InvocationExpressionSyntax node, SemanticModel model, CancellationToken cancellationToken)
    {
        var arguments = node.ArgumentList.Arguments;
        if (
            arguments.Count < 2
            || node.Expression
                is not MemberAccessExpressionSyntax { Expression: var receiver, Name.Identifier.ValueText: var name }
            || model.GetTypeInfo(receiver, cancellationToken).Type is not (null or IErrorTypeSymbol)
            || (Names.Simple(receiver) == "File" ? RenameTable.OfFile(name) : RenameTable.FindNative(name))
                is not { } rename
        )
            return null;
        var swaps = rename.SourceParameter == "1";
        return
            model.GetOperation(arguments[swaps ? 1 : 0].Expression, cancellationToken)
                is { Syntax: ExpressionSyntax } source
            && model.GetOperation(arguments[swaps ? 0 : 1].Expression, cancellationToken)
                is { Syntax: ExpressionSyntax } target
            ? new(node, rename, source, target)
            : null;
    }
}
