using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// What is put around the stream, and what comes out of that, is followed as the stream is.
sealed partial class StreamTracer
{
    void Wrap(ExpressionSyntax wrapper, IMethodSymbol? made, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        _trace.Writes.Add(wrapper);
        if (FlushesAlways(wrapper))
            _trace.Flushes.Add(wrapper);
        var value = wrapper;
        while (value.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax)
            value = (ExpressionSyntax)value.Parent;
        var closed = _trace.All.Count();
        if (layer.Depth > MaxDepth + 1)
            _trace.Strays.Add(wrapper);
        else if (
            value.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: ExpressionSyntax outer } } argument
        )
            Pass(argument, outer, scope, layer);
        else if (value.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access)
            UseMember(access.Name.Identifier.ValueText, access, scope, layer);
        else if (!Bind(value, scope, layer))
            _trace.Strays.Add(wrapper);
        if (!IsDone(made, value, closed))
            _trace.Kept.Add(wrapper);
        if (new SwallowedFailures(model.Compilation, cancellationToken).AreOf(MadeBy(made)))
            _trace.Swallowing.Add(wrapper);
        if (value.Parent is MemberAccessExpressionSyntax && layer.Owns)
            _trace.MayClose.Add(wrapper); // new BinaryWriter(stream).Write(…)
    }

    // The framework's wrappers, and others once they are closed, write nothing of their own accord.
    bool IsDone(IMethodSymbol? made, ExpressionSyntax value, int before)
    {
        if (made is null)
            return false;
        if (!StreamTypes.IsDisposable(MadeBy(made)))
            return false;
        if (StreamTypes.IsTrusted(made))
            return true;
        if (made.Locations.Any(location => location.IsInSource) && CalleeEffect.Registers(made, cancellationToken))
            return false;
        return value.FirstAncestorOrSelf<VariableDeclarationSyntax>()?.Parent
                is UsingStatementSyntax
                    or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }
            || value.Parent is ArgumentSyntax or UsingStatementSyntax
            || _trace
                .All.Skip(before)
                .Any(use =>
                    use is InvocationExpressionSyntax call
                    && Names.Simple(call.Expression) is "Dispose" or "Close" or "DisposeAsync"
                );
    }

    static ITypeSymbol? MadeBy(IMethodSymbol? made) =>
        made?.MethodKind == MethodKind.Constructor ? made.ContainingType : made?.ReturnType;

    // The local that a wrapper is assigned to when it is declared.
    bool Bind(ExpressionSyntax value, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        if (value.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access)
        {
            UseMember(access.Name.Identifier.ValueText, access, scope, layer);
            return true;
        }

        if (value.Parent is UsingStatementSyntax resource)
        {
            _trace.FinishingScopes.Add(resource);
            if (layer.Owns)
                _trace.MayClose.Add(resource);
            return true;
        }

        if (
            value.Parent
                is not EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration
                    } declarator
                }
            || model.GetDeclaredSymbol(declarator, cancellationToken) is not ILocalSymbol local
        )
            return false;
        switch (declaration.Parent)
        {
            case UsingStatementSyntax block:
                _trace.FinishingScopes.Add(block);
                if (layer.Owns)
                    _trace.MayClose.Add(block);
                Collect(local, [block.Statement], layer);
                return true;
            case LocalDeclarationStatementSyntax statement:
                if (!statement.UsingKeyword.IsKind(SyntaxKind.None))
                {
                    _trace.FinishingScopes.Add(statement);
                    _trace.FinishedLate.Add(statement);
                    if (layer.Owns)
                        _trace.MayClose.Add(statement);
                }

                Collect(local, StatementList.From(statement)?.ToArray() ?? [], layer);
                return true;
            default:
                return false;
        }
    }

    // What a method of a wrapper returns may write to the stream as well: an entry of an archive, the builder itself.
    void Derive(InvocationExpressionSyntax call, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        ExpressionSyntax value = call;
        if (value.Parent is ConditionalAccessExpressionSyntax conditional)
            value = conditional;
        while (value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax)
            value = (ExpressionSyntax)value.Parent;
        if (value.Parent is ExpressionStatementSyntax or ForEachStatementSyntax)
            return;
        if (layer.Depth >= MaxDepth || !Bind(value, scope, layer.Around(owns: false)))
            _trace.Kept.Add(call);
    }
}
