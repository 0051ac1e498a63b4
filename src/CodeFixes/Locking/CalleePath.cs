using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// The path that a called method writes to, said in the words of the caller: its parameters by what is passed, its
/// locals by what they are set to, its members by their full names. Null where the caller may not see one of them.
/// </summary>
sealed class CalleePath
{
    const int MaxDepth = 6;

    readonly UpdateSequence _sequence;
    readonly UpdateSequences _sequences;
    readonly SemanticModel _caller;
    readonly int _position;
    readonly BoundCall _call;
    readonly string? _receiver;
    readonly SemanticModel _callee;
    readonly CancellationToken _cancellationToken;
    int _depth;

    CalleePath(
        UpdateSequence sequence,
        UpdateSequences sequences,
        SemanticModel caller,
        int position,
        BoundCall call,
        SemanticModel callee,
        CancellationToken cancellationToken
    )
    {
        (_sequence, _sequences, _caller, _position, _call, _callee, _cancellationToken) = (
            sequence,
            sequences,
            caller,
            position,
            call,
            callee,
            cancellationToken
        );
        _receiver =
            call.Node
                is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } }
            && call.Instance is not null
                ? receiver.WithoutTrivia().ToString()
                : null;
    }

    public static string? At(
        int position,
        UpdateSequence sequence,
        SemanticModel model,
        UpdateSequences sequences,
        CancellationToken cancellationToken
    )
    {
        if (
            sequences.Target(sequence.Write, model, cancellationToken)
                is not { DeclaringSyntaxReferences: [var reference] } target
            || BoundCall.Of(sequence.Write, model, cancellationToken) is not { } call
            || sequences.Model(reference.SyntaxTree) is not { } callee
        )
            return null;
        var path = new CalleePath(sequence, sequences, model, position, call, callee, cancellationToken);
        return path.In(target, reference.GetSyntax(cancellationToken), callee) is { } expression
            ? path.Said(expression)
            : null;
    }

    // The write itself, or what is passed to the method that writes.
    ExpressionSyntax? In(IMethodSymbol method, SyntaxNode declaration, SemanticModel model)
    {
        if (++_depth > MaxDepth)
            return null;
        if (
            declaration.FullSpan.Contains(_sequence.Site.Node.Span)
            && declaration.SyntaxTree == _sequence.Site.Node.SyntaxTree
        )
            return _sequence.Site.Path.Syntax as ExpressionSyntax;
        foreach (var inner in declaration.DescendantNodes().OfType<InvocationExpressionSyntax>())
            if (
                _sequences
                    .Effects(inner, model, _cancellationToken)
                    .Any(effect => effect.Site?.Node == _sequence.Site.Node)
                && _sequences.Target(inner, model, _cancellationToken)
                    is { DeclaringSyntaxReferences: [var reference] } target
                && !SymbolEqualityComparer.Default.Equals(target, method)
                && _sequences.Model(reference.SyntaxTree) is { } other
                && In(target, reference.GetSyntax(_cancellationToken), other) is IdentifierNameSyntax name
                && other.GetSymbolInfo(name, _cancellationToken).Symbol is IParameterSymbol parameter
            )
                return BoundCall.Of(inner, model, _cancellationToken)?.For(parameter)?.Syntax as ExpressionSyntax;
        return null;
    }

    string? Said(ExpressionSyntax expression)
    {
        if (++_depth > MaxDepth)
            return null;
        var replaced = new List<(SyntaxNode, string)>();
        foreach (var node in expression.DescendantNodesAndSelf())
        {
            if (
                node is not (SimpleNameSyntax or ThisExpressionSyntax)
                || (node.Parent is MemberAccessExpressionSyntax access && access.Name == node)
                || node.Parent is NameColonSyntax
            )
                continue;
            if (
                (
                    node is ThisExpressionSyntax
                        ? _receiver ?? "this"
                        : Said(_callee.GetSymbolInfo(node, _cancellationToken).Symbol, node.Parent is ArgumentSyntax)
                )
                is not { } said
            )
                return null;
            replaced.Add((node, said));
        }

        _depth--;
        return Edited.Of(expression, [.. replaced]);
    }

    string? Said(ISymbol? symbol, bool isArgument) =>
        symbol switch
        {
            IParameterSymbol parameter => _call.For(parameter)?.Syntax is ExpressionSyntax passed
            && LockPath.CanStandAt(_position, passed, _caller, _cancellationToken)
                ? Simple(passed.WithoutTrivia().ToString(), passed, isArgument)
                : null,
            ILocalSymbol { DeclaringSyntaxReferences: [var reference] } => reference.GetSyntax(_cancellationToken)
                is VariableDeclaratorSyntax { Initializer.Value: var value }
            && Said(value) is { } said
                ? Simple(said, value, isArgument)
                : null,
            INamedTypeSymbol type => type.ToMinimalDisplayString(_caller, _position),
            IFieldSymbol
            or IPropertySymbol
            or IMethodSymbol { MethodKind: MethodKind.Ordinary } when !_caller.IsAccessible(_position, symbol) => null,
            IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary } when symbol.IsStatic =>
                _caller
                    .LookupSymbols(_position, name: symbol.Name)
                    .Any(other =>
                        SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, symbol.OriginalDefinition)
                    )
                    ? symbol.Name
                    : $"{symbol.ContainingType.ToMinimalDisplayString(_caller, _position)}.{symbol.Name}",
            IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary } => _receiver is null
                ? symbol.Name
                : $"{_receiver}.{symbol.Name}",
            _ => null,
        };

    static string Simple(string text, ExpressionSyntax expression, bool isArgument) =>
        isArgument
        || expression
            is SimpleNameSyntax
                or MemberAccessExpressionSyntax
                or LiteralExpressionSyntax
                or InvocationExpressionSyntax
                or InterpolatedStringExpressionSyntax
            ? text
            : $"({text})";
}
