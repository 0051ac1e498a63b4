using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Fallbacks;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.CodeFixes.Locking;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Fallbacks;

/// <summary>How the file that could not be read is to be named where the program starts anew.</summary>
sealed class KeptPath(int position, Fallback fallback, SemanticModel model, CancellationToken cancellationToken)
{
    const int MaxDepth = 4;

    readonly SourceIndex _sources = UpdateSequences.Of(model.Compilation).Sources;

    /// <summary>Null where nothing in the code names it in a way that can be said there.</summary>
    public string? Text =>
        Passed(fallback.Read, model).Select(path => Said(path, MaxDepth)).FirstOrDefault(text => text is not null)
        ?? OfMember(fallback.Save.Node)
        ?? OfCallee();

    // What the call is given, or is called on.
    IEnumerable<ExpressionSyntax> Passed(SyntaxNode call, SemanticModel of) =>
        BoundCall.Of(call, of, cancellationToken) is { } bound
            ? bound
                .Arguments.Select(argument => argument.Value)
                .Append(bound.Instance)
                .Where(value => value is not null && PathKey.Of(value, _sources) == fallback.Path)
                .Select(value => value!.Syntax)
                .OfType<ExpressionSyntax>()
            : [];

    // A variable that is out of scope by what it was set to.
    string? Said(ExpressionSyntax path, int depth)
    {
        if (depth == 0)
            return null;
        if (
            IsVisible(path)
            && LockPath.CanStandAt(position, path, model, cancellationToken)
            && new NamingOnly(_sources, cancellationToken).Is(path)
        )
            return LockPath.Text(path, model, cancellationToken);
        return
            model.GetSymbolInfo(path, cancellationToken).Symbol
                is ILocalSymbol { DeclaringSyntaxReferences: [var reference] }
            && reference.GetSyntax(cancellationToken) is VariableDeclaratorSyntax { Initializer.Value: var value }
            ? Said(value, depth - 1)
            : null;
    }

    bool IsVisible(ExpressionSyntax path) =>
        path.DescendantNodesAndSelf()
            .OfType<IdentifierNameSyntax>()
            .Select(name => model.GetSymbolInfo(name, cancellationToken).Symbol)
            .All(symbol =>
                symbol is not (ILocalSymbol or IParameterSymbol)
                || model
                    .LookupSymbols(position, name: symbol.Name)
                    .Any(other => SymbolEqualityComparer.Default.Equals(other, symbol))
            );

    // The field or property that the save of the same type writes to.
    string? OfMember(SyntaxNode save) =>
        _sources.Model(save.SyntaxTree) is { } other
            ? Passed(save, other).Select(path => OfMember(path, other)).FirstOrDefault(text => text is not null)
            : null;

    string? OfMember(ExpressionSyntax path, SemanticModel of)
    {
        var symbol = of.GetSymbolInfo(path, cancellationToken).Symbol;
        return
            symbol
                is IFieldSymbol { Type.SpecialType: SpecialType.System_String }
                    or IPropertySymbol { Type.SpecialType: SpecialType.System_String }
            && path is IdentifierNameSyntax
            && model
                .LookupSymbols(position, name: symbol.Name)
                .Any(other => SymbolEqualityComparer.Default.Equals(other, symbol))
            ? symbol.Name
            : null;
    }

    // What a method of the same type reads.
    string? OfCallee() =>
        UpdateSequences.Of(model.Compilation).Target(fallback.Read, model, cancellationToken)
            is { DeclaringSyntaxReferences: [var reference] }
        && _sources.Model(reference.SyntaxTree) is { } other
            ? reference
                .GetSyntax(cancellationToken)
                .DescendantNodes()
                .SelectMany(node => Passed(node, other))
                .Select(path => OfMember(path, other))
                .FirstOrDefault(text => text is not null)
            : null;
}
