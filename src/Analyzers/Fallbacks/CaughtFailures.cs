using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Which failures of a read a <c>catch</c> clause is for, by the names of the exceptions.</summary>
static class CaughtFailures
{
    const int MaxLayers = 2;

    /// <summary>There is no file, so that nothing can be lost.</summary>
    static readonly ImmutableHashSet<string> Missing = ImmutableHashSet.Create(
        "DirectoryNotFoundException",
        "DriveNotFoundException",
        "FileNotFoundException",
        "IsolatedStorageException"
    );

    /// <summary>Nothing that the file has to do with, or one value in it that this machine does not know.</summary>
    static readonly ImmutableHashSet<string> Unrelated = ImmutableHashSet.Create(
        "CultureNotFoundException",
        "InvalidTimeZoneException",
        "ObjectDisposedException",
        "OperationCanceledException",
        "OutOfMemoryException",
        "PlatformNotSupportedException",
        "TaskCanceledException",
        "ThreadAbortException",
        "ThreadInterruptedException",
        "TimeoutException",
        "TimeZoneNotFoundException"
    );

    /// <summary>Whether it also catches that a file is there, but cannot be read or understood.</summary>
    public static bool HaveUnreadable(CatchClauseSyntax clause)
    {
        var type = Names.Simple(clause.Declaration?.Type);
        if (IsNone(type) || type == "InvalidCastException" && !Casts(clause))
            return false;
        return clause.Filter?.FilterExpression is not { } filter || AreUnreadable(filter);
    }

    /// <summary>The same where the filter may be a method of the program: <c>when (IsMissing(e))</c>.</summary>
    public static bool HaveUnreadable(CatchClauseSyntax clause, FileEffects effects, SemanticModel model) =>
        HaveUnreadable(clause)
        && (
            clause.Filter?.FilterExpression is not InvocationExpressionSyntax asked
            || effects.Target(asked, model) is not { DeclaringSyntaxReferences: [var method] }
            || method.GetSyntax() is not MethodDeclarationSyntax declared
            || (declared.ExpressionBody?.Expression ?? OnlyReturned(declared)) is not { } condition
            || AreUnreadable(condition)
        );

    static ExpressionSyntax? OnlyReturned(MethodDeclarationSyntax method) =>
        method.Body is { Statements: [ReturnStatementSyntax only] } ? only.Expression : null;

    /// <summary>Whether a clause is there for a file that is not.</summary>
    public static bool AreMissing(CatchClauseSyntax clause) =>
        Missing.Contains(Names.Simple(clause.Declaration?.Type))
        || clause.Filter?.FilterExpression is { } filter
            && !filter.DescendantNodesAndSelf().Any(IsNegation)
            && ExceptionsIn(filter).ToArray() is { Length: > 0 } named
            && named.All(Missing.Contains);

    static IEnumerable<string> ExceptionsIn(SyntaxNode condition) =>
        condition
            .DescendantNodesAndSelf()
            .OfType<SimpleNameSyntax>()
            .Select(name => name.Identifier.ValueText)
            .Where(IsException);

    /// <summary>The same of a condition that tells failures apart.</summary>
    public static bool AreUnreadable(SyntaxNode filter)
    {
        // when (!File.Exists(path)), when (++attempts < 3)
        var words = filter.DescendantNodesAndSelf().ToArray();
        if (
            words.OfType<InvocationExpressionSyntax>().Any(call => Names.Called(call) == "Exists") || words.Any(IsCount)
        )
            return false;
        var named = ExceptionsIn(filter);
        return !named.Any() || words.Any(IsNegation) || named.Any(name => !IsNone(name));
    }

    /// <summary>Whether a condition or a case names one of them: <c>e is JsonException</c>.</summary>
    public static bool AreNamed(SyntaxNode condition) => AreUnreadable(condition) && ExceptionsIn(condition).Any();

    /// <summary>Whether a method that reads catches all of that itself, or what it calls does, and says nothing.</summary>
    public static bool AllWithin(IMethodSymbol method, FileEffects effects, CancellationToken cancellationToken) =>
        AllWithin(method, effects, MaxLayers, cancellationToken);

    static bool AllWithin(IMethodSymbol method, FileEffects effects, int layers, CancellationToken cancellationToken) =>
        method.DeclaringSyntaxReferences.Any(reference =>
        {
            if (effects.Sources.Model(reference.SyntaxTree) is not { } model)
                return false;
            var reads = Names
                .Within(reference.GetSyntax(cancellationToken))
                .Where(node =>
                    effects.MayRead(node)
                    && !node.Ancestors().OfType<CatchClauseSyntax>().Any()
                    && effects.Of(node, model, cancellationToken).Any(effect => !effect.IsWrite)
                )
                .ToArray();
            return reads.Length > 0
                && reads.All(read =>
                    IsCaught(read)
                    || layers > 0
                        && effects.Target(read, model, cancellationToken) is { } inner
                        && AllWithin(inner, effects, layers - 1, cancellationToken)
                );
        });

    static bool IsCaught(SyntaxNode read) =>
        read.Ancestors()
            .OfType<TryStatementSyntax>()
            .Any(attempt => attempt.Block.Span.Contains(read.Span) && attempt.Catches.Any(CatchesAll));

    static bool CatchesAll(CatchClauseSyntax clause) =>
        Names.Simple(clause.Declaration?.Type) is "" or "Exception"
        && clause.Filter is null
        && !clause
            .Block.DescendantNodes()
            .Any(node => node is ThrowStatementSyntax || KeptAside.MayFail(node, clause.Block));

    // (Settings)formatter.Deserialize(stream)
    static bool Casts(CatchClauseSyntax clause) =>
        ((TryStatementSyntax)clause.Parent!)
            .Block.DescendantNodes()
            .Any(node => node is CastExpressionSyntax or ForEachStatementSyntax);

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
