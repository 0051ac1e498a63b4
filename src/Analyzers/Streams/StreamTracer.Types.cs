using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// What puts another stream in its place changes its type, which must not be seen; its name may be.
sealed partial class StreamTracer
{
    // Its name, and an extension that what takes its place has as a member.
    static bool TellsItsType(string member, ISymbol? symbol) =>
        member is "CanRead" or "GetType" or "ToString"
        || member is "Commit" or "CommitAsync" && symbol is IMethodSymbol { IsExtensionMethod: true };

    // stream is FileStream, stream as FileStream, switch (stream)
    static bool IsAskedForItsType(ExpressionSyntax value) =>
        value.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression } => true,
            IsPatternExpressionSyntax test => !IsNullTest(test.Pattern),
            SwitchStatementSyntax or SwitchExpressionSyntax => true,
            _ => false,
        };

    static bool IsNullTest(PatternSyntax pattern) =>
        pattern switch
        {
            ConstantPatternSyntax constant => IsNull(constant.Expression),
            UnaryPatternSyntax { Pattern: var excluded } => IsNullTest(excluded),
            _ => false,
        };

    void AddTelling(ExpressionSyntax call)
    {
        _trace.TellsType = true;
        _trace.Strays.Add(call);
    }

    // Another type would be another overload, or another type argument.
    bool TakesItsType(IParameterSymbol? parameter) =>
        parameter?.OriginalDefinition is { Type: var type } declared
        && (
            type is ITypeParameterSymbol && declared.Locations.Any(location => location.IsInSource)
            || IsOfFile(type) && !StreamTrace.IsWidened(declared, model.SyntaxTree)
        );

    // Save(path, stream => ((FileStream)stream).Flush(true)): what a caller gives, to get the stream or a writer over it.
    bool IsToldByCaller(ExpressionSyntax call)
    {
        var sources = new SourceIndex(model.Compilation);
        return model.GetSymbolInfo(TargetUses.Called(call), cancellationToken).Symbol
                is IParameterSymbol { ContainingSymbol: IMethodSymbol owner } parameter
            && Callers
                .All(owner.OriginalDefinition, sources, cancellationToken)
                .Any(caller =>
                    sources.Model(caller.SyntaxTree) is { } other
                    && BoundCall.Of(caller, other, cancellationToken)?.For(parameter)?.Syntax is ExpressionSyntax given
                    && Code(given, other).Any(code => code.DescendantNodes().Any(AsksForFile))
                );
    }

    IEnumerable<SyntaxNode> Code(ExpressionSyntax given, SemanticModel caller) =>
        given is AnonymousFunctionExpressionSyntax
            ? [given]
            : caller
                .GetSymbolInfo(given, cancellationToken)
                .Symbol?.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken))
                ?? [];

    static bool AsksForFile(SyntaxNode node) =>
        node switch
        {
            CastExpressionSyntax cast => cast.Type,
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression,
                Right: TypeSyntax type
            } => type,
            DeclarationPatternSyntax pattern => pattern.Type,
            TypePatternSyntax pattern => pattern.Type,
            RecursivePatternSyntax { Type: { } type } => type,
            _ => null,
        }
            is { } asked
        && Names.Simple(asked) == "FileStream";

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
