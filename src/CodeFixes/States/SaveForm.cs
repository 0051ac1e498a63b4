using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A method that serializes its object, or what it is passed, to a file, and does nothing else but make the file's
/// directory.
/// </summary>
sealed record SaveForm(
    MethodDeclarationSyntax Method,
    INamedTypeSymbol State,
    IFieldSymbol Path,
    IFieldSymbol? Json,
    ExpressionSyntax Saved
)
{
    public static SaveForm? Of(MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            method.ContainsDirectives
            || method.TypeParameterList is not null
            || method.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || method.ReturnType is not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            || Parts(method) is not var (text, write)
            || write is not { ArgumentList.Arguments: [var path, var content] }
            || !IsOf(write, "WriteAllText", "System.IO.File", "AtomicWrites.AtomicFile")
            || model.GetSymbolInfo(path.Expression, cancellationToken).Symbol is not IFieldSymbol file
        )
            return null;
        var value = text is { Initializer.Value: var declared, Identifier.ValueText: var name }
            ? content.Expression is IdentifierNameSyntax used && used.Identifier.ValueText == name
                ? declared
                : null
            : content.Expression;
        if (
            value is not InvocationExpressionSyntax { ArgumentList.Arguments: [var saved, ..] arguments } call
            || arguments.Count > 2
            || !IsOf(call, "Serialize", "System.Text.Json.JsonSerializer")
            || !(saved.Expression is ThisExpressionSyntax || IsOnlyParameter(saved.Expression))
            || model.GetTypeInfo(saved.Expression, cancellationToken).Type is not INamedTypeSymbol state
        )
            return null;
        var json =
            arguments.Count == 2
                ? model.GetSymbolInfo(arguments[1].Expression, cancellationToken).Symbol as IFieldSymbol
                : null;
        return arguments.Count == 2 && json is null
            ? null
            : new(
                method,
                (INamedTypeSymbol)state.WithNullableAnnotation(NullableAnnotation.None),
                file,
                json,
                saved.Expression
            );

        bool IsOf(InvocationExpressionSyntax of, string member, params string[] types) =>
            Names.Called(of) == member
            && types.Contains(model.GetSymbolInfo(of, cancellationToken).Symbol?.ContainingType?.ToDisplayString());

        bool IsOnlyParameter(ExpressionSyntax expression) =>
            method.ParameterList.Parameters is [var parameter]
            && expression is IdentifierNameSyntax identifier
            && identifier.Identifier.ValueText == parameter.Identifier.ValueText;
    }

    // [Directory.CreateDirectory(…);] [var json = …;] File.WriteAllText(path, json);
    static (VariableDeclaratorSyntax? Text, InvocationExpressionSyntax Write)? Parts(MethodDeclarationSyntax method)
    {
        if (method.ExpressionBody?.Expression is InvocationExpressionSyntax only)
            return (null, only);
        var statements = method.Body?.Statements.ToList() ?? [];
        if (Call(statements.FirstOrDefault()) is { } first && Names.Called(first) == "CreateDirectory")
            statements.RemoveAt(0);
        var text = statements.FirstOrDefault() is LocalDeclarationStatementSyntax { Declaration.Variables: [var local] }
            ? local
            : null;
        if (text is not null)
            statements.RemoveAt(0);
        return statements is [var last] && Call(last) is { } write ? (text, write) : null;
    }

    static InvocationExpressionSyntax? Call(StatementSyntax? statement) =>
        (statement as ExpressionStatementSyntax)?.Expression as InvocationExpressionSyntax;
}
