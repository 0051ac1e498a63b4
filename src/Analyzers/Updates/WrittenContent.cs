using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>
/// What a method that writes a file writes into it: something of its object, or what has nothing to do with that, as a
/// reset does.
/// </summary>
static class WrittenContent
{
    /// <summary>Whether something in a method may be of the object's state, besides the path.</summary>
    /// <param name="writer">The method.</param>
    /// <param name="site">The write in it, or in what it calls.</param>
    /// <param name="path">The file, as <see cref="PathKey"/> tells it.</param>
    /// <param name="sources">The sources of the compilation.</param>
    public static bool IsOfObject(IMethodSymbol writer, WriteSite site, string path, SourceIndex sources) =>
        writer.DeclaringSyntaxReferences.Any(reference =>
            sources.Model(reference.SyntaxTree) is not { } model
            || reference
                .GetSyntax()
                .DescendantNodes()
                .Any(node =>
                    !site.Path.Syntax.Span.Contains(node.Span)
                    && node switch
                    {
                        ThisExpressionSyntax => node.Parent is not MemberAccessExpressionSyntax,
                        InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call => IsOwnMethod(call, model),
                        IdentifierNameSyntax name => IsState(name, path, model),
                        _ => false,
                    }
                )
        );

    // ToJson(), which reads the object; not the creation of something.
    static bool IsOwnMethod(InvocationExpressionSyntax call, SemanticModel model) =>
        call.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences.IsEmpty: false };

    static bool IsState(IdentifierNameSyntax name, string path, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol
            is IFieldSymbol { IsConst: false, DeclaringSyntaxReferences.IsEmpty: false }
                or IPropertySymbol { DeclaringSyntaxReferences.IsEmpty: false }
                or IEventSymbol
                or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } }
        && !path.Contains("." + name.Identifier.ValueText)
        && !IsPathMember(name, model);

    // A path that is known to the letter is no longer in the key by its name.
    static bool IsPathMember(IdentifierNameSyntax name, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol switch
        {
            IFieldSymbol { IsReadOnly: true, Type.SpecialType: SpecialType.System_String } => true,
            IPropertySymbol { SetMethod: null, Type.SpecialType: SpecialType.System_String } => true,
            _ => false,
        };
}
