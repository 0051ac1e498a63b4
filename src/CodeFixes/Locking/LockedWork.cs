using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>What a call runs under the lock, in the shape that <c>WithLockAsync</c> takes.</summary>
static class LockedWork
{
    static readonly ImmutableArray<string> TokenNames = ImmutableArray.Create("cancellationToken", "lockToken", "_");

    /// <summary>
    /// The call with its work in the shape that <c>WithLockAsync</c> takes; null where the work is no lambda and no
    /// name.
    /// </summary>
    public static InvocationExpressionSyntax? Asynchronous(InvocationExpressionSyntax call, string token)
    {
        var at = Work(call);
        var argument = call.ArgumentList.Arguments[at];
        ExpressionSyntax? work = argument.Expression switch
        {
            ParenthesizedLambdaExpressionSyntax { ReturnType: null, AttributeLists.Count: 0 } lambda =>
                SyntaxFactory.SimpleLambdaExpression(
                    lambda.AttributeLists,
                    lambda.Modifiers,
                    SyntaxFactory.Parameter(SyntaxFactory.Identifier(token)).WithTriviaFrom(lambda.ParameterList),
                    lambda.ArrowToken,
                    lambda.Block,
                    lambda.ExpressionBody
                ),
            AnonymousMethodExpressionSyntax { ParameterList: null } method => method,
            AnonymousMethodExpressionSyntax { ParameterList: { } list } method => method
                .WithParameterList(null)
                .WithDelegateKeyword(method.DelegateKeyword.WithTrailingTrivia(list.GetTrailingTrivia())),
            IdentifierNameSyntax or MemberAccessExpressionSyntax or GenericNameSyntax => SyntaxFactory
                .ParseExpression($"{token} => {argument.Expression.WithoutTrivia()}()")
                .WithTriviaFrom(argument.Expression),
            _ => null,
        };
        if (work is null)
            return null;
        var name = SyntaxFactory.IdentifierName("WithLockAsync");
        var callee = call.Expression is MemberAccessExpressionSyntax access
            ? access.WithName(name.WithTriviaFrom(access.Name))
            : (ExpressionSyntax)name.WithTriviaFrom(call.Expression);
        return call.WithExpression(callee)
            .WithArgumentList(
                call.ArgumentList.WithArguments(
                    call.ArgumentList.Arguments.Replace(argument, argument.WithExpression(work))
                )
            );
    }

    /// <summary>A name for the lambda's parameter that hides nothing and that nothing within means.</summary>
    public static string? TokenName(InvocationExpressionSyntax call, SemanticModel model) =>
        TokenNames.FirstOrDefault(name =>
            model.LookupSymbols(call.SpanStart, name: name).IsEmpty
            && !call.DescendantTokens().Any(token => token.ValueText == name)
        );

    static int Work(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.IndexOf(argument => argument.NameColon?.Name.Identifier.ValueText == "action")
            is >= 0
                and var named
            ? named
            : 1;
}
