using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.CodeFixes.Marking;

/// <summary>The declaration in source of what a path comes from, where an attribute can say what it is.</summary>
/// <param name="Symbol">The field, property, parameter or method.</param>
/// <param name="Syntax">What the attribute is written before.</param>
/// <param name="Target">The attribute's target, where it is not what it is written before.</param>
sealed record PathDeclaration(ISymbol Symbol, SyntaxNode Syntax, string Target)
{
    const int MaxSteps = 16;

    /// <summary>
    /// Null where the path is put together, or comes from outside: an attribute on a part, such as the directory or the
    /// extension, would speak of other files too.
    /// </summary>
    public static PathDeclaration? Of(IOperation? path)
    {
        for (var step = 0; step < MaxSteps && path is not null; step++)
        {
            if (Declaring(path) is { } symbol)
                return Of(symbol);
            path = Source(path);
        }

        return null;
    }

    static ISymbol? Declaring(IOperation path) =>
        path switch
        {
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation { Property.DeclaringSyntaxReferences.IsEmpty: false } property =>
                property.Property,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IInvocationOperation
            {
                TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false, MethodKind: MethodKind.Ordinary } method
            } => method,
            _ => null,
        };

    static IOperation? Source(IOperation path) =>
        path switch
        {
            IConversionOperation conversion => conversion.Operand,
            ICoalesceOperation coalesce => coalesce.Value,
            ILocalReferenceOperation { Local.IsConst: false } local
                when Initializer.Of(local) is { } value && value.SyntaxTree == path.Syntax.SyntaxTree =>
                path.SemanticModel?.GetOperation(value),
            IPropertyReferenceOperation { Property.Name: "FullName" or "FullPath", Instance: { } instance } => instance,
            IObjectCreationOperation { Type.Name: "FileInfo", Arguments: [var only] } => only.Value,
            IInvocationOperation
            {
                TargetMethod: { Name: "GetFullPath", ContainingType.Name: "Path" },
                Arguments: [var only]
            } => only.Value,
            IInvocationOperation
            {
                TargetMethod: { Name: "Combine" or "Join", ContainingType.Name: "Path" },
                Arguments: [.., { ArgumentKind: ArgumentKind.Explicit } last]
            } => last.Value,
            _ => null,
        };

    static PathDeclaration? Of(ISymbol symbol) =>
        symbol.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax
            {
                Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field }
            } => new(symbol, field, ""),
            PropertyDeclarationSyntax property => new(symbol, property, ""),
            ParameterSyntax parameter when symbol is IPropertySymbol => new(symbol, parameter, "property: "),
            ParameterSyntax
            {
                Parent: ParameterListSyntax { Parent: BaseMethodDeclarationSyntax or TypeDeclarationSyntax }
            } parameter => new(symbol, parameter, ""),
            MethodDeclarationSyntax method => new(symbol, method, "return: "),
            _ => null,
        };
}
