using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// What puts another stream in its place changes its type, which must not be seen; its name may be.
sealed partial class StreamTracer
{
    static bool TellsItsType(string member) => member is "CanRead" or "GetType" or "ToString";

    // Another type would be another overload, or another type argument.
    bool TakesItsType(IParameterSymbol? parameter) =>
        parameter?.OriginalDefinition is { Type: var type } declared
        && (
            type is ITypeParameterSymbol && declared.Locations.Any(location => location.IsInSource)
            || IsOfFile(type) && !StreamTrace.IsWidened(declared, model.SyntaxTree)
        );

    static bool IsValue(ITypeSymbol? type) =>
        type is { IsValueType: true } or { SpecialType: SpecialType.System_String };

    static bool IsNull(ExpressionSyntax value) => value.IsKind(SyntaxKind.NullLiteralExpression);

    static bool IsOfFile(ITypeSymbol? type) => type is { Name: "FileStream" };

    /// <summary><c>nameof(stream)</c>, which does nothing with it.</summary>
    public static bool IsNamed(IdentifierNameSyntax name) =>
        name.Parent
            is ArgumentSyntax
            {
                Parent.Parent: InvocationExpressionSyntax
                {
                    Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }
                }
            };
}
