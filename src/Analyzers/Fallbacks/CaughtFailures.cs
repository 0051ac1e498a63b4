using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Which failures of a read a <c>catch</c> clause is for, by the names of the exceptions.</summary>
static class CaughtFailures
{
    /// <summary>There is no file, so that nothing can be lost.</summary>
    static readonly ImmutableHashSet<string> Missing = ImmutableHashSet.Create(
        "DirectoryNotFoundException",
        "DriveNotFoundException",
        "FileNotFoundException",
        "IsolatedStorageException"
    );

    /// <summary>Nothing that the file has to do with.</summary>
    static readonly ImmutableHashSet<string> Unrelated = ImmutableHashSet.Create(
        "ObjectDisposedException",
        "OperationCanceledException",
        "OutOfMemoryException",
        "PlatformNotSupportedException",
        "TaskCanceledException",
        "ThreadAbortException",
        "ThreadInterruptedException",
        "TimeoutException"
    );

    /// <summary>Whether it also catches that a file is there, but cannot be read or understood.</summary>
    public static bool HaveUnreadable(CatchClauseSyntax clause)
    {
        if (IsNone(Names.Simple(clause.Declaration?.Type)))
            return false;
        if (clause.Filter?.FilterExpression is not { } filter)
            return true;
        // when (!File.Exists(path)), when (++attempts < 3)
        var words = filter.DescendantNodesAndSelf().ToArray();
        if (
            words.OfType<InvocationExpressionSyntax>().Any(call => Names.Called(call) == "Exists") || words.Any(IsCount)
        )
            return false;
        var named = words.OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText).Where(IsException);
        return !named.Any() || words.Any(IsNegation) || named.Any(name => !IsNone(name));
    }

    static bool IsNone(string exception) => Missing.Contains(exception) || Unrelated.Contains(exception);

    static bool IsException(string name) => name.EndsWith("Exception", StringComparison.Ordinal);

    static bool IsNegation(SyntaxNode node) =>
        node.IsKind(SyntaxKind.NotPattern) || node.IsKind(SyntaxKind.LogicalNotExpression);

    static bool IsCount(SyntaxNode node) =>
        node.IsKind(SyntaxKind.LessThanExpression)
        || node.IsKind(SyntaxKind.LessThanOrEqualExpression)
        || node.IsKind(SyntaxKind.GreaterThanExpression)
        || node.IsKind(SyntaxKind.GreaterThanOrEqualExpression);
}
