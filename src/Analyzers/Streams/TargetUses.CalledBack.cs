using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// Code of the program that the framework calls: it compares, formats, enumerates and serializes what it is given.
sealed partial class TargetUses
{
    bool CallsBack(SyntaxNode call, SemanticModel model, int depth) =>
        Given(call, model)
            .SelectMany(value => HiddenCalls.OfGiven(model.GetTypeInfo(value, _cancellationToken).Type))
            .SelectMany(method => Targets(method))
            .Any(method => Enters(method, [], depth));

    // With what a collection compares its keys by, which it was given when it was made.
    IEnumerable<ExpressionSyntax> Given(SyntaxNode call, SemanticModel model)
    {
        var operands = call is ElementAccessExpressionSyntax element
            ? element.ArgumentList.Arguments.Select(argument => argument.Expression).Prepend(element.Expression)
            : Names.Operands(call);
        foreach (var operand in operands)
        {
            yield return operand;
            if (PathNames.IsKeyed(model.GetTypeInfo(operand, _cancellationToken).Type))
                foreach (var argument in Values(operand, model).SelectMany(made => Names.Arguments(made)))
                    if (argument.SyntaxTree == model.SyntaxTree)
                        yield return argument.Expression;
        }
    }

    IEnumerable<ExpressionSyntax> Values(ExpressionSyntax variable, SemanticModel model) =>
        (
            model.GetSymbolInfo(variable, _cancellationToken).Symbol switch
            {
                IFieldSymbol field => SourceIndex.AssignedTo(field.ContainingType, field.Name),
                IPropertySymbol property => SourceIndex.AssignedTo(property.ContainingType, property.Name),
                ILocalSymbol local => LocalValues.Of(local) ?? [],
                _ => [],
            }
        ).Concat(new[] { Initializer.Of(model.GetOperation(variable, _cancellationToken)) }.OfType<ExpressionSyntax>());

    // paths.All(File.Exists)
    bool AsksEach(ExpressionSyntax function, SemanticModel model, int depth) =>
        function is SimpleNameSyntax or MemberAccessExpressionSyntax
        && model.GetSymbolInfo(function, _cancellationToken).Symbol is IMethodSymbol method
        && (PathReaders.LooksAtFile(method) || Targets(method).Any(own => Enters(own, [.. own.Parameters], depth)));

    // Fields and properties of the type around that the path is put into, wherever that is.
    void AddCollections(SyntaxNode site)
    {
        if (site.Ancestors().LastOrDefault(node => node is TypeDeclarationSyntax) is not { } type)
            return;
        foreach (var member in type.DescendantNodes(node => node is not BaseMethodDeclarationSyntax))
            if (
                member
                    is VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax }
                        or PropertyDeclarationSyntax
                && member
                    .DescendantNodes(node => node is not StatementSyntax)
                    .OfType<ExpressionSyntax>()
                    .SelectMany(whole => PathNames.Parts(whole, _model))
                    .Any(part => Means(part, _aliases, _model))
                && _model.GetDeclaredSymbol(member, _cancellationToken) is { } holder
            )
                _aliases.Add(holder);
    }
}
