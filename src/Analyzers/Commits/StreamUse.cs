using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Commits;

/// <summary>What becomes of a stream where an expression mentions it.</summary>
enum StreamUse
{
    /// <summary>
    /// Written to, asked, compared with null, named in a using statement, passed to what cannot commit it.
    /// </summary>
    Plain,

    /// <summary>Passed to something that may keep it and write to it later, but cannot commit it.</summary>
    Lent,

    Commits,
    Disposes,

    /// <summary>The variable is given another value.</summary>
    Replaced,

    /// <summary>Returned, stored, captured or passed on: somebody else may commit it.</summary>
    Escapes,
}

/// <summary>Tells uses apart by what stands around them.</summary>
static class StreamUses
{
    /// <param name="expression">An expression whose value is the stream.</param>
    /// <param name="model">That of its file.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static StreamUse Of(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
    {
        var value = Outermost(expression);
        switch (value.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Expression == value:
                return OfMember(access, access.Parent as InvocationExpressionSyntax, model, cancellationToken);
            case ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member } call
            } access when access.Expression == value:
                return OfMember(member, call, model, cancellationToken);
            case ArgumentSyntax argument:
                return OfArgument(argument, model, cancellationToken);
            case BinaryExpressionSyntax comparison
                when comparison.IsKind(SyntaxKind.EqualsExpression)
                    || comparison.IsKind(SyntaxKind.NotEqualsExpression):
            case IsPatternExpressionSyntax
            {
                Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax }
            }:
            case UsingStatementSyntax:
            case ExpressionStatementSyntax:
                return StreamUse.Plain;
            case AssignmentExpressionSyntax assignment when assignment.Left == value:
                return StreamUse.Replaced;
            default:
                return StreamUse.Escapes;
        }
    }

    /// <summary>The same value with the parentheses, casts and exclamation marks around it.</summary>
    public static ExpressionSyntax Outermost(ExpressionSyntax expression)
    {
        while (
            expression.Parent
                is ParenthesizedExpressionSyntax
                    or CastExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }
            || (
                expression.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } cast
                && cast.Left == expression
            )
        )
            expression = (ExpressionSyntax)expression.Parent;
        return expression;
    }

    static StreamUse OfMember(
        ExpressionSyntax member,
        InvocationExpressionSyntax? call,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var name = Names.Simple(member);
        if (call is null || call.Expression != member)
            return name is "BaseStream" or "Commit" or "CommitAsync" ? StreamUse.Escapes : StreamUse.Plain;
        if (model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol { ReducedFrom: { } extension })
            return MayCommit(extension, extension.Parameters[0], cancellationToken)
                ? StreamUse.Escapes
                : StreamUse.Plain;
        return name switch
        {
            "Commit" or "CommitAsync" => StreamUse.Commits,
            "Dispose" or "DisposeAsync" or "Close" => StreamUse.Disposes,
            _ => StreamUse.Plain,
        };
    }

    static StreamUse OfArgument(ArgumentSyntax argument, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            model.GetOperation(argument, cancellationToken)
            is not IArgumentOperation { Parameter: { ContainingSymbol: IMethodSymbol method } parameter }
        )
            return StreamUse.Escapes;
        if (MayCommit(method, parameter, cancellationToken))
            return StreamUse.Escapes;
        return IsDoneAtOnce(argument.Parent?.Parent) ? StreamUse.Plain : StreamUse.Lent;
    }

    // A call whose result nobody keeps; awaited, if there is something to await.
    static bool IsDoneAtOnce(SyntaxNode? call)
    {
        if (call is not InvocationExpressionSyntax)
            return false;
        while (
            call.Parent
                is MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait",
                    Parent: InvocationExpressionSyntax configured
                }
        )
            call = configured;
        return call.Parent is ExpressionStatementSyntax or AwaitExpressionSyntax { Parent: ExpressionStatementSyntax };
    }

    // Who gets it as a mere stream or writer knows no Commit; a method of the program that names one may look what it
    // was given.
    static bool MayCommit(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellationToken)
    {
        var type = (method.MethodKind == MethodKind.DelegateInvoke ? parameter : parameter.OriginalDefinition).Type;
        if (parameter.RefKind != RefKind.None || !IsBaseOfStreams(type))
            return type is not INamedTypeSymbol { Name: "IAsyncDisposable" } || method.Name != "ConfigureAwait";
        if (method.DeclaringSyntaxReferences.IsEmpty)
            return false;
        if (IsBaseOfStreams(method.ReturnType) || method.ReturnType.SpecialType == SpecialType.System_Object)
            return true;
        var code = (
            method.MethodKind == MethodKind.Constructor ? method.ContainingType : (ISymbol)method
        ).DeclaringSyntaxReferences;
        return code.Any(reference =>
            reference
                .GetSyntax(cancellationToken)
                .DescendantTokens()
                .Any(token => token.ValueText is "Commit" or "CommitAsync")
        );
    }

    static bool IsBaseOfStreams(ITypeSymbol type) =>
        type
            is {
                Name: "Stream" or "TextWriter" or "StreamWriter",
                ContainingNamespace:
                { Name: "IO", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            };
}
