using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Texts that are the path of a state file, or that of what a <c>StateFile</c> keeps beside it, without naming it:
/// <c>path + ""</c>, <c>path + ".bak"</c>.
/// </summary>
sealed class PathTexts
{
    static readonly string[] Beside = [".bak", ".lock", ".cas"];

    readonly SourceIndex _sources;
    readonly CancellationToken _cancellationToken;
    readonly string? _path;
    readonly PathSpelling _spelling;

    public PathTexts(StatePair pair, SourceIndex sources, CancellationToken cancellationToken)
    {
        (_sources, _cancellationToken) = (sources, cancellationToken);
        var path = new PathSpelling(sources, null, cancellationToken).Of(pair.Reads[0].Source.Path);
        _path = PathSpelling.IsOpen(path) ? null : path;
        _spelling = new(sources, _path, cancellationToken);
    }

    /// <summary>Whether an expression is the path.</summary>
    public bool Are(ExpressionSyntax expression) =>
        _path is not null
        && IsText(expression)
        && string.Equals(_spelling.Of(expression), _path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether what a call is told is the path, or may be and is used as one; or is beside it.</summary>
    public bool MayReach(SyntaxNode call, ExpressionSyntax told)
    {
        if (_path is null || !IsText(told))
            return false;
        var text = _spelling.Of(told);
        return string.Equals(text, _path, StringComparison.OrdinalIgnoreCase)
            || IsOfFiles(call)
                && (IsBeside(text) || PathSpelling.IsOpen(text) && Mentions(told) && PathSpelling.MayBe(text, _path));
    }

    /// <summary>Whether a call is told what is beside the file.</summary>
    public bool IsBeside(SyntaxNode call) =>
        IsOfFiles(call)
        && Analyzers
            .Sources.Names.Arguments(call)
            .Any(argument => IsText(argument.Expression) && IsBeside(_spelling.Of(argument.Expression)));

    bool IsBeside(string text) =>
        text.StartsWith(_path!, StringComparison.OrdinalIgnoreCase)
        && text.Substring(_path!.Length) is var end
        && (Beside.Contains(end) || end.StartsWith(".corrupt", StringComparison.Ordinal));

    bool IsText(ExpressionSyntax expression) =>
        _sources.Model(expression.SyntaxTree)?.GetTypeInfo(expression, _cancellationToken).Type
            is { SpecialType: SpecialType.System_String };

    // path.Substring(0), of which nothing else is known.
    bool Mentions(ExpressionSyntax told) =>
        told.DescendantNodesAndSelf()
            .OfType<ExpressionSyntax>()
            .Any(node =>
                node is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax && Are(node)
            );

    bool IsOfFiles(SyntaxNode call) =>
        _sources.Model(call.SyntaxTree)?.GetSymbolInfo(call, _cancellationToken).Symbol
            is IMethodSymbol { ContainingType: { } type }
        && type.ContainingNamespace.ToDisplayString() == "System.IO"
        && type.Name is not ("Path" or "Directory");
}
