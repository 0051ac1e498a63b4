using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// The expression that makes what an expression stands for: itself, or what a local, a field or a property is declared
/// with.
/// </summary>
static class Initializer
{
    public static ExpressionSyntax? Of(IOperation? operation) =>
        operation switch
        {
            IConversionOperation conversion => Of(conversion.Operand),
            IAwaitOperation awaited => Of(awaited.Operation),
            ILocalReferenceOperation local => Declared(local.Local),
            IFieldReferenceOperation field => Declared(field.Field),
            IPropertyReferenceOperation property => Declared(property.Property),
            _ => operation?.Syntax as ExpressionSyntax,
        };

    static ExpressionSyntax? Declared(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax variable => variable.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            _ => null,
        };
}
