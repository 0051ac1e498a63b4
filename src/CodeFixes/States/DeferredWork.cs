using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Delegates, tasks and lazy values: what they do fails where they are run, not where they are made.</summary>
static class DeferredWork
{
    /// <summary>Whether a use of a method, of which the compiler knows, makes such of it.</summary>
    public static bool Is(SyntaxNode use, SemanticModel model)
    {
        if (
            use.Ancestors()
                .TakeWhile(node => node is not MemberDeclarationSyntax)
                .Any(node => node is AnonymousFunctionExpressionSyntax)
        )
            return true;
        if (model.GetSymbolInfo(use).Symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
            return false;
        var whole = use.Parent is MemberAccessExpressionSyntax access && access.Name == use ? access : use;
        return whole.Parent is InvocationExpressionSyntax call && call.Expression == whole
            ? IsOne(method.ReturnType)
                && call.Parent is EqualsValueClauseSyntax or AssignmentExpressionSyntax or ArgumentSyntax
            : whole.Parent
                is not (
                    MemberAccessExpressionSyntax
                    or ArgumentSyntax
                    {
                        Parent.Parent: InvocationExpressionSyntax
                        {
                            Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }
                        }
                    }
                );
    }

    /// <summary>Whether some code uses one that was made outside of it.</summary>
    public static bool IsRunIn(BlockSyntax code, Compilation compilation, CancellationToken cancellationToken)
    {
        var model = compilation.GetSemanticModel(code.SyntaxTree);
        return code.DescendantNodes()
            .OfType<SimpleNameSyntax>()
            .Select(name => model.GetSymbolInfo(name, cancellationToken).Symbol)
            .Any(variable =>
                variable is { DeclaringSyntaxReferences: [var made, ..] }
                && !(made.SyntaxTree == code.SyntaxTree && code.Span.Contains(made.Span))
                && IsOne(
                    variable switch
                    {
                        ILocalSymbol local => local.Type,
                        IParameterSymbol parameter => parameter.Type,
                        IFieldSymbol field => field.Type,
                        IPropertySymbol property => property.Type,
                        IEventSymbol { Type: var type } => type,
                        _ => null,
                    }
                )
            );
    }

    static bool IsOne(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Delegate } or { Name: "Task" or "ValueTask" or "Lazy" };
}
