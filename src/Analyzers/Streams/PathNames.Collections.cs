using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// A path that is taken from a collection: whoever has the collection has the path.
static partial class PathNames
{
    /// <summary>The collection that an expression takes something from; null where it is none.</summary>
    static ExpressionSyntax? Collection(ExpressionSyntax taken, SemanticModel model) =>
        taken switch
        {
            ElementAccessExpressionSyntax element => element.Expression,
            MemberAccessExpressionSyntax access when IsOfCollections(model.GetSymbolInfo(access).Symbol) =>
                access.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var list } } call
                when IsOfCollections(model.GetSymbolInfo(call).Symbol) => list,
            _ => null,
        };

    // What a loop, or an out argument of TryGetValue, gives a local.
    static ExpressionSyntax? GivenBy(ISymbol variable) =>
        variable is ILocalSymbol { DeclaringSyntaxReferences: [var reference] }
            ? reference.GetSyntax() switch
            {
                ForEachStatementSyntax loop => loop.Expression,
                SingleVariableDesignationSyntax
                {
                    Parent: DeclarationExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: var call } }
                } => (call as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax access
                    ? access.Expression
                    : null,
                SyntaxNode part => part.FirstAncestorOrSelf<ForEachVariableStatementSyntax>()?.Expression,
            }
            : null;

    /// <summary>Whether a type is a collection of the framework, which may compare what is in it.</summary>
    public static bool IsKeyed(ITypeSymbol? type) =>
        type is { DeclaringSyntaxReferences.IsEmpty: true, SpecialType: SpecialType.None }
        && type.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal)
            == true;

    static bool IsOfCollections(ISymbol? member) =>
        member?.ContainingType is { DeclaringSyntaxReferences.IsEmpty: true } type
        && (
            type is { Name: "Enumerable", ContainingNamespace.Name: "Linq" }
            || type.SpecialType == SpecialType.System_Array
            || IsKeyed(type)
        );
}
