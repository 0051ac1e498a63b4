using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>What is put around a stream.</summary>
static class Wrapping
{
    /// <summary>
    /// Whether closing the wrapper closes the stream: it does, unless it is told not to, or known not to.
    /// </summary>
    public static bool Owns(
        IMethodSymbol? made,
        ArgumentSyntax stream,
        SeparatedSyntaxList<ArgumentSyntax> arguments,
        SemanticModel model
    )
    {
        if (made is null)
            return true;
        if (made.ContainingType.ToDisplayString() is "System.Text.Json.Utf8JsonWriter")
            return false;
        if (made is { Name: "Create", ContainingType.Name: "XmlWriter" or "XmlReader" })
            return arguments.Any(argument => argument != stream && MayCloseOutput(argument.Expression, model));
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i].NameColon?.Name.Identifier.ValueText
                ?? (i < made.Parameters.Length ? made.Parameters[i].Name : "");
            var value = model.GetConstantValue(arguments[i].Expression).Value;
            if (
                arguments[i] != stream
                && (name is "leaveOpen" && value is true || name is "ownsStream" && value is false)
                && Heeds(made.ContainingType, name)
            )
                return false;
        }

        return true;
    }

    /// <summary>Whether what is put around it reads, or is told to: a mode of Read, Update or Decompress.</summary>
    public static bool Reads(SyntaxNode call, IMethodSymbol? made) =>
        made is not null && StreamTypes.IsReader(made)
        || Names
            .Arguments(call)
            .Any(argument =>
                argument.Expression is MemberAccessExpressionSyntax
                && Names.Simple(argument.Expression) is "Decompress" or "Read" or "Update"
            );

    // A type of the program's own has to ask whether it is to close it.
    static bool Heeds(ITypeSymbol type, string flag) =>
        type.DeclaringSyntaxReferences.IsEmpty
        || type.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().DescendantNodes())
            .OfType<IfStatementSyntax>()
            .SelectMany(test => test.Condition.DescendantNodesAndSelf())
            .Any(node => Names.Simple(node).TrimStart('_').Equals(flag, StringComparison.OrdinalIgnoreCase));

    // Settings that are made in this file, which says nothing of CloseOutput, do not close it.
    static bool MayCloseOutput(ExpressionSyntax settings, SemanticModel model) =>
        model.GetTypeInfo(settings).Type is { Name: "XmlWriterSettings" or "XmlReaderSettings" }
        && !(
            Initializer.Of(model.GetOperation(settings)) is BaseObjectCreationExpressionSyntax made
            && !made
                .SyntaxTree.GetRoot()
                .DescendantTokens()
                .Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == "CloseOutput")
        );
}
