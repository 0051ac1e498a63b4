using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>
/// Follows what a read has read from variable to variable: to those that are assigned, filled or called with it, again
/// and again until none is added.
/// </summary>
sealed class ContentSpread
{
    const int MaxPasses = 8;

    readonly SyntaxNode _read;
    readonly IMethodSymbol? _reader;
    readonly SyntaxNode[] _nodes;
    readonly SemanticModel _model;
    readonly CancellationToken _cancellationToken;
    readonly ContentHolders _holders;

    ContentSpread(
        SyntaxNode read,
        IMethodSymbol? reader,
        SyntaxNode[] nodes,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        (_read, _reader, _nodes, _model, _cancellationToken) = (read, reader, nodes, model, cancellationToken);
        _holders = new(read, nodes, model, cancellationToken);
    }

    /// <summary>The variables that hold what was read, or a part of it.</summary>
    /// <param name="read">The read, or the call of a method that reads.</param>
    /// <param name="reader">The method that is called.</param>
    /// <param name="nodes">The nodes of the body through which it may spread, in their order.</param>
    /// <param name="model">That of the file.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static ContentHolders Of(
        SyntaxNode read,
        IMethodSymbol? reader,
        SyntaxNode[] nodes,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var spread = new ContentSpread(read, reader, nodes, model, cancellationToken);
        spread.Begin();
        spread.Repeat();
        return spread._holders;
    }

    void Begin()
    {
        if (
            _read is InvocationExpressionSyntax { Expression: var callee }
            && (
                _read.Parent is ExpressionStatementSyntax
                || _read.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax }
                || IsCondition(_reader)
            )
        )
        {
            if (
                callee is MemberAccessExpressionSyntax { Expression: var receiver }
                && OwnerVariable.Of(receiver, _model, _cancellationToken) is { } owner
            )
                _holders.Add(owner);
            else
                _holders.Keeper = _reader?.ContainingType;
        }
    }

    void Repeat()
    {
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var count = _holders.Variables.Count;
            foreach (var node in _nodes)
                Follow(node);
            if (_holders.Variables.Count == count)
                break;
        }
    }

    static bool IsCondition(IMethodSymbol? reader) => reader is { ReturnType.SpecialType: SpecialType.System_Boolean };

    void Follow(SyntaxNode node)
    {
        switch (node)
        {
            case VariableDeclaratorSyntax { Initializer.Value: var value } variable when _holders.Holds(value):
                _holders.Add(Declared(variable));
                break;
            case AssignmentExpressionSyntax assignment when _holders.Holds(assignment.Right):
                foreach (
                    var target in assignment.Left is TupleExpressionSyntax tuple
                        ? tuple.Arguments.Select(argument => argument.Expression)
                        : [assignment.Left]
                )
                    HoldTarget(target);
                break;
            case CommonForEachStatementSyntax loop when _holders.Holds(loop.Expression):
                if (loop is ForEachStatementSyntax)
                    _holders.Add(Declared(loop));
                else if (loop is ForEachVariableStatementSyntax { Variable: var variables })
                    HoldTarget(variables);
                break;
            case IsPatternExpressionSyntax pattern when _holders.Holds(pattern.Expression):
                HoldDesignations(pattern.Pattern);
                break;
            case SwitchStatementSyntax choice when _holders.Holds(choice.Expression):
                foreach (var label in choice.Sections.SelectMany(section => section.Labels))
                    HoldDesignations(label);
                break;
            case SwitchExpressionSyntax choice when _holders.Holds(choice.GoverningExpression):
                foreach (var arm in choice.Arms)
                    HoldDesignations(arm.Pattern);
                break;
            case InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax:
                FollowCall(node);
                break;
        }
    }

    void FollowCall(SyntaxNode call)
    {
        var arguments = Names.Arguments(call);
        var name = Names.Called(call);
        var receiver = Names.Receiver(call);
        var isGiven = arguments.Any(argument =>
            argument.Expression is not AnonymousFunctionExpressionSyntax && _holders.Holds(argument.Expression)
        );
        var isOfHolder = receiver is not null && _holders.Holds(receiver);
        var isRead = call == _read;
        if (!isGiven && !isOfHolder && !isRead)
            return;
        foreach (var argument in arguments)
        {
            if (
                !argument.RefOrOutKeyword.IsKind(SyntaxKind.None)
                || (isRead ? IsFilled(argument.Expression) : Mutations.Fillers.Contains(name))
            )
                HoldTarget(argument.Expression);
            if (argument.Expression is AnonymousFunctionExpressionSyntax lambda)
                foreach (
                    var parameter in lambda is SimpleLambdaExpressionSyntax simple
                        ? [simple.Parameter]
                        : (lambda as ParenthesizedLambdaExpressionSyntax)?.ParameterList.Parameters.AsEnumerable() ?? []
                )
                    _holders.Add(Declared(parameter));
        }

        // A local object may take in what it is given; of a service that lives longer only what says so.
        if (
            (isGiven || isRead)
            && receiver is not null
            && OwnerVariable.Of(receiver, _model, _cancellationToken) is { } owner
            && (owner is ILocalSymbol || Mutations.Takers.Contains(name))
            && !IsStream(owner)
        )
            _holders.Add(owner);
    }

    // void LoadInto(Settings settings) of the program returns it so.
    bool IsFilled(ExpressionSyntax argument) =>
        _reader is { ReturnsVoid: true }
        && _model.GetTypeInfo(argument, _cancellationToken).Type
            is { IsReferenceType: true, SpecialType: SpecialType.None, DeclaringSyntaxReferences.IsEmpty: false };

    // A stream that is written to is no content.
    static bool IsStream(ISymbol owner) =>
        owner is ILocalSymbol { Type: var type }
        && (type.Name.EndsWith("Writer", StringComparison.Ordinal) && type.Name != "StringWriter");

    void HoldTarget(ExpressionSyntax target)
    {
        if (target is DeclarationExpressionSyntax declaration)
            HoldDesignations(declaration);
        else
            _holders.Add(OwnerVariable.Of(target, _model, _cancellationToken));
    }

    void HoldDesignations(SyntaxNode node)
    {
        foreach (var designation in node.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>())
            _holders.Add(Declared(designation));
    }

    ISymbol? Declared(SyntaxNode node) => _model.GetDeclaredSymbol(node, _cancellationToken);
}
