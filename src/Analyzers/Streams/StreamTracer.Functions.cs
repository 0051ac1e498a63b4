using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// A local function that is only called does with the stream, where it is called, what a method does that gets it.
sealed partial class StreamTracer
{
    void UseFunction(LocalFunctionStatementSyntax function, ISymbol stream, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        var body = (SyntaxNode?)function.Body ?? function.ExpressionBody;
        if (
            body is null
            || layer.Depth >= MaxDepth
            || model.GetDeclaredSymbol(function, cancellationToken) is not IMethodSymbol method
            || StreamTypes.RunsLater(method, body)
        )
        {
            _trace.Strays.Add(function);
            return;
        }

        var within = new StreamTracer(model, cancellationToken) { Within = Within };
        within.Collect(stream, [body], layer with { Depth = layer.Depth + 1 });
        var done = within._trace;
        _trace.Strays.AddRange(done.Strays);
        _trace.Strays.AddRange(done.Flushes); // what the function does after a flush is not compared with the commit
        _trace.NarrowTypes.UnionWith(done.NarrowTypes);
        _trace.FlushesToDisk.AddRange(done.FlushesToDisk);
        var effect = new CalleeEffect(
            done.MayClose.Count > 0 || done.Closings.Count > 0,
            done.Kept.Count > 0,
            done.Moves.Count > 0,
            false,
            false,
            done.Reads.Count > 0,
            done.Swallows([body], model),
            done.TellsType,
            []
        );
        foreach (var name in scope.SelectMany(node => node.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>())
        {
            if (
                name.Identifier.ValueText != method.Name
                || function.Span.Contains(name.Span) // calls itself
                || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, method)
            )
                continue;
            if (
                name.Parent is not InvocationExpressionSyntax call
                || call.Expression != name
                || Deferral.IsDeferred(call, scope)
                || Deferral.IsPending(call, model, IsOfCallee)
            )
            {
                _trace.Strays.Add(name);
                continue;
            }

            _trace.Writes.Add(call);
            _trace.Add(effect, call, layer.Owns);
        }
    }
}
