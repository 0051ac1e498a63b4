using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>A call or creation with the row of <see cref="WriterTable"/> that it means.</summary>
readonly record struct WriterCall(BoundCall Call, Writer Writer)
{
    /// <summary>The expression that names the file, where it stands in the call.</summary>
    public ExpressionSyntax? Path =>
        (Writer.PathParameter == Writer.Instance ? Call.Instance : Call.For(Writer.PathParameter))?.Syntax
        as ExpressionSyntax;

    /// <summary>
    /// One where the call compiles; else, where a package is missing or a line is half typed, each that would fit.
    /// </summary>
    public static IEnumerable<WriterCall> Of(SyntaxNode site, SemanticModel model, CancellationToken cancellationToken)
    {
        foreach (var call in BoundCall.All(site, model, cancellationToken))
            if (WriterTable.Find(call.Method) is { } writer)
                yield return new(call, writer);
    }
}
