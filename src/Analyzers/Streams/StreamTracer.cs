using System.Collections.Immutable;
using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>Follows a stream, and what is wrapped around it, through the statements that can see it.</summary>
sealed partial class StreamTracer(SemanticModel model, CancellationToken cancellationToken)
{
    /// <summary>How many layers of wrappers and of calls are followed.</summary>
    public const int MaxDepth = 3;

    const string AutoFlush = "AutoFlush";

    readonly StreamTrace _trace = new();

    /// <summary>A mention that is no use.</summary>
    public IdentifierNameSyntax? Ignored { get; init; }

    /// <summary>Whether it is a parameter: a task that is returned is left to the caller.</summary>
    public bool IsOfCallee => !Within.IsEmpty;

    /// <summary>The parameters whose methods are being read: what calls itself does nothing more with them.</summary>
    public ImmutableHashSet<IParameterSymbol> Within { get; init; } = NoParameters;

    static readonly ImmutableHashSet<IParameterSymbol> NoParameters = ImmutableHashSet.Create<IParameterSymbol>(
        SymbolEqualityComparer.Default
    );

    /// <summary>What a scope does with a local or parameter.</summary>
    public StreamTrace Of(ISymbol symbol, IEnumerable<SyntaxNode> scope, int depth = 0)
    {
        Collect(symbol, scope, new(IsRoot: true, Owns: true, depth));
        return _trace;
    }

    /// <summary>What is done with the value of an expression, and with what it is wrapped into.</summary>
    public StreamTrace Of(ExpressionSyntax value, IEnumerable<SyntaxNode> scope)
    {
        Use(value, scope, new(IsRoot: true, Owns: true, 0));
        return _trace;
    }

    /// <summary>Whether what is made is told to flush whatever it is written: <c>{ AutoFlush = true }</c>.</summary>
    public static bool FlushesAlways(ExpressionSyntax creation) =>
        creation is BaseObjectCreationExpressionSyntax { Initializer: { } initializer }
        && initializer.DescendantNodes().Any(node => node is IdentifierNameSyntax { Identifier.ValueText: AutoFlush });

    /// <param name="IsRoot">The stream itself, not a wrapper.</param>
    /// <param name="Owns">Whether closing it closes the stream, too.</param>
    /// <param name="Depth">How far it is from the stream.</param>
    readonly record struct Layer(bool IsRoot, bool Owns, int Depth)
    {
        public Layer Around(bool owns) => new(false, Owns && owns, Depth + 1);
    }

    void Collect(ISymbol symbol, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        var functions = new HashSet<LocalFunctionStatementSyntax>();
        foreach (var name in scope.SelectMany(node => node.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>())
            if (
                name != Ignored
                && name.Identifier.ValueText == symbol.Name
                && !IsNamed(name)
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, symbol)
            )
            {
                if (Deferral.FunctionOf(name, scope) is not { } function)
                    Use(name, scope, layer);
                else if (functions.Add(function))
                    UseFunction(function, symbol, scope, layer);
            }
    }

    void Use(ExpressionSyntax value, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        var isOfFile = false;
        while (
            value.Parent
                is ParenthesizedExpressionSyntax
                    or CastExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }
        )
        {
            value = (ExpressionSyntax)value.Parent;
            isOfFile |= value is CastExpressionSyntax && IsOfFile(model.GetTypeInfo(value, cancellationToken).Type);
        }

        _trace.TellsType |= layer.IsRoot && (isOfFile || IsAskedForItsType(value));

        if (isOfFile || Deferral.IsDeferred(value, scope))
        {
            _trace.Strays.Add(value);
            return;
        }

        switch (value.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Expression == value:
                UseMember(access.Name.Identifier.ValueText, access, scope, layer);
                break;
            case ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding }
            } conditional when conditional.Expression == value:
                UseMember(binding.Name.Identifier.ValueText, binding, scope, layer);
                break;
            case BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression
            } comparison when IsNull(comparison.Left) || IsNull(comparison.Right):
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } }
                when IsNull(constant):
            case IsPatternExpressionSyntax
            {
                Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var excluded } }
            } when IsNull(excluded):
                break;
            case ArgumentSyntax
            {
                RefKindKeyword.RawKind: 0,
                Parent: ArgumentListSyntax { Parent: ExpressionSyntax call }
            } argument:
                Pass(argument, call, scope, layer);
                break;
            default:
                _trace.Strays.Add(value);
                break;
        }
    }

    void UseMember(string name, ExpressionSyntax member, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        var tells = layer.IsRoot && TellsItsType(name, model.GetSymbolInfo(member, cancellationToken).Symbol);
        _trace.TellsType |= tells;
        if (
            tells
            || model.GetSymbolInfo(member, cancellationToken).Symbol is { } symbol && ExtensionBlock.Declares(symbol)
        )
            _trace.Strays.Add(member);
        if (member.Parent is InvocationExpressionSyntax call && call.Expression == member)
        {
            if (name is "Dispose" or "Close" or "DisposeAsync")
                Close(call, layer);
            else
                Call(name, call, scope, layer);
        }
        else if (
            member.Parent is AssignmentExpressionSyntax assignment && assignment.Left == member
            || member.Parent is MemberAccessExpressionSyntax
            || IsValue(model.GetTypeInfo(member, cancellationToken).Type)
        )
        {
            _trace.Writes.Add(member); // a property such as Position or Length
            if (name == AutoFlush)
                _trace.Flushes.Add(member);
            // Its length is that of what was there.
            if (name is "BaseStream" or "Length" || name == "Position" && member.Parent is not ArgumentSyntax)
                _trace.Moves.Add(member);
        }
        else
        {
            _trace.Strays.Add(member); // a method group, or something that belongs to the stream
        }
    }

    // What leaves the stream open writes the rest to it.
    void Close(InvocationExpressionSyntax call, Layer layer)
    {
        (layer.Owns || ProofClauses.IsAssumed(ProofClause.Finished) ? _trace.Closings : _trace.Writes).Add(call);
        if (!layer.IsRoot && layer.Owns)
            _trace.MayClose.Add(call);
        if (Deferral.IsPending(call, model, IsOfCallee))
            _trace.Strays.Add(call);
    }

    void Call(string name, InvocationExpressionSyntax call, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        if (
            name == "Seek"
            || name == "SetLength"
                && call.ArgumentList.Arguments
                    is not [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Position" } }]
        )
            _trace.Moves.Add(call);
        if (StreamTypes.IsReading(name))
            _trace.Reads.Add(call);
        if (name is "Flush" or "FlushAsync")
            _trace.Flushes.Add(call);
        if (layer.IsRoot && name == "Flush" && call.ArgumentList.Arguments.Count == 1)
            _trace.FlushesToDisk.Add(call);
        _trace.Writes.Add(call);
        if (Deferral.IsPending(call, model, IsOfCallee))
            _trace.Strays.Add(call);
        var method = model.GetSymbolInfo(call, cancellationToken).Symbol as IMethodSymbol;
        if (method is { IsExtensionMethod: true })
        {
            var extension = method.ReducedFrom ?? method;
            if (layer.IsRoot && TakesItsType(extension.Parameters[0]))
                AddTelling(call);
            _trace.Add(Callee(extension, 0, call, layer), call, layer.Owns);
        }
        else if (
            !layer.IsRoot
            && method is not null
            && new SwallowedFailures(model.Compilation, cancellationToken).AreIn(method)
        )
        {
            _trace.Swallowing.Add(call);
        }

        if (method is not null && !StreamTypes.IsInert(method.ReturnType))
            Derive(call, scope, layer);
    }

    void Pass(ArgumentSyntax argument, ExpressionSyntax call, IEnumerable<SyntaxNode> scope, Layer layer)
    {
        var method = model.GetSymbolInfo(call, cancellationToken).Symbol as IMethodSymbol;
        // Where another argument does not compile, each method that would fit is asked.
        var meant = BoundCall.All(call, model, cancellationToken);
        if (layer.IsRoot && meant.Any(bound => TakesItsType(bound.ParameterOf(argument))))
            AddTelling(call);
        if (method is { MethodKind: MethodKind.DelegateInvoke } && IsToldByCaller(call))
            AddTelling(call);
        // A writer that has begun to write sequentially is trusted to be so elsewhere.
        var isSequential =
            _trace.HasWritten && !StreamTypes.IsStream(model.GetTypeInfo(argument.Expression, cancellationToken).Type);
        var made = model.GetTypeInfo(call, cancellationToken).Type;
        if (call is BaseObjectCreationExpressionSyntax || StreamTypes.IsDisposable(made))
        {
            if (Wrapping.Reads(call, method))
                _trace.Reads.Add(call);
            if (!isSequential && (method is null || !StreamTypes.IsTrusted(method)))
                _trace.Moves.Add(call);
            var owns = Wrapping.Owns(method, argument, Names.Arguments(call), model);
            Wrap(call, method, scope, layer.Around(owns));
            return;
        }

        _trace.Writes.Add(call);
        if (Deferral.IsPending(call, model, IsOfCallee))
            _trace.Strays.Add(call);
        if (meant.Count == 0)
            _trace.Add(CalleeEffect.Unknown, call, layer.Owns, isSequential);
        foreach (var bound in meant)
        {
            var parameter = bound.ParameterOf(argument);
            _trace.AddNarrow(parameter, model.SyntaxTree, cancellationToken);
            _trace.Add(
                parameter is null ? CalleeEffect.Unknown : Callee(bound.Method, parameter.Ordinal, call, layer),
                call,
                layer.Owns,
                isSequential
            );
        }
    }

    CalleeEffect Callee(IMethodSymbol method, int ordinal, ExpressionSyntax call, Layer layer)
    {
        var effect = CalleeEffect.Of(method, ordinal, layer.Depth, Within, model, cancellationToken);
        if (layer.IsRoot && effect.TellsType)
            AddTelling(call);
        _trace.NarrowTypes.UnionWith(effect.NarrowTypes.Where(type => type.SyntaxTree == model.SyntaxTree));
        return effect;
    }
}
