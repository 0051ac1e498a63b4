using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A method that deserializes a file and makes defaults where it is missing or cannot be read, and does nothing else.
/// </summary>
sealed record LoadForm(
    MethodDeclarationSyntax Method,
    INamedTypeSymbol State,
    IFieldSymbol Path,
    IFieldSymbol? Json,
    ExpressionSyntax Defaults
)
{
    public static LoadForm? Of(
        MethodDeclarationSyntax method,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        method
            is { ParameterList.Parameters.Count: 0, TypeParameterList: null, Body: { ContainsDirectives: false } body }
        && !method.Modifiers.Any(SyntaxKind.AsyncKeyword)
        && method.Modifiers.Any(SyntaxKind.StaticKeyword)
        && new Reader(model, cancellationToken) is var reader
        && reader.Reads(body.Statements)
        && reader is { State: { } state, Path: { } path, Defaults: { } defaults }
        && SymbolEqualityComparer.Default.Equals(
            (model.GetDeclaredSymbol(method, cancellationToken) as IMethodSymbol)?.ReturnType,
            state
        )
            ? new(method, state, path, reader.Json, defaults)
            : null;

    sealed class Reader(SemanticModel model, CancellationToken cancellationToken)
    {
        string? _text;

        public INamedTypeSymbol? State { get; private set; }
        public IFieldSymbol? Path { get; private set; }
        public IFieldSymbol? Json { get; private set; }
        public ExpressionSyntax? Defaults { get; private set; }

        public bool Reads(SyntaxList<StatementSyntax> statements)
        {
            for (var i = 0; i < statements.Count; i++)
            {
                var isLast = i == statements.Count - 1;
                switch (statements[i])
                {
                    // if (!File.Exists(path)) return new();
                    case IfStatementSyntax
                    {
                        Else: null,
                        Condition: PrefixUnaryExpressionSyntax
                        {
                            RawKind: (int)SyntaxKind.LogicalNotExpression,
                            Operand: InvocationExpressionSyntax asked
                        },
                        Statement: var missing
                    } when !isLast && IsOf(asked, "Exists") && IsPath(asked) && IsDefaults(missing):
                        break;
                    // var json = File.ReadAllText(path);
                    case LocalDeclarationStatementSyntax
                    {
                        Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax read } local]
                    } when !isLast && _text is null && IsRead(read):
                        _text = local.Identifier.ValueText;
                        break;
                    case TryStatementSyntax { Finally: null } attempt when isLast:
                        return Reads(attempt.Block.Statements)
                            && attempt.Catches.All(clause =>
                                clause.Filter is null && clause.Block.Statements is [var only] && IsDefaults(only)
                            );
                    case ReturnStatementSyntax { Expression: { } value } when isLast:
                        return IsDeserialized(value);
                    default:
                        return false;
                }
            }

            return false;
        }

        bool IsDeserialized(ExpressionSyntax value)
        {
            if (value is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either)
                return IsMade(either.Right) && IsDeserialized(either.Left);
            if (value is PostfixUnaryExpressionSyntax { Operand: var operand })
                return IsDeserialized(operand);
            if (
                value is not InvocationExpressionSyntax call
                || model.GetSymbolInfo(call, cancellationToken).Symbol
                    is not IMethodSymbol
                    {
                        Name: "Deserialize",
                        TypeArguments: [INamedTypeSymbol state],
                        Parameters: [
                            { Type.SpecialType: SpecialType.System_String },
                            { Type.Name: "JsonSerializerOptions" },
                        ]
                    } method
                || method.ContainingType.ToDisplayString() != "System.Text.Json.JsonSerializer"
                || !(
                    call.ArgumentList.Arguments[0].Expression is InvocationExpressionSyntax read && IsRead(read)
                    || call.ArgumentList.Arguments[0].Expression
                        is IdentifierNameSyntax { Identifier.ValueText: var name }
                        && name == _text
                )
            )
                return false;
            State = (INamedTypeSymbol)state.WithNullableAnnotation(NullableAnnotation.None);
            if (!Options(call, out var json))
                return false;
            Json = json;
            return true;
        }

        // Those of a field, or none.
        bool Options(InvocationExpressionSyntax call, out IFieldSymbol? json)
        {
            json = null;
            if (call.ArgumentList.Arguments.Count < 2)
                return true;
            json =
                model.GetSymbolInfo(call.ArgumentList.Arguments[1].Expression, cancellationToken).Symbol
                as IFieldSymbol;
            return json is not null;
        }

        bool IsRead(InvocationExpressionSyntax call) =>
            call.ArgumentList.Arguments.Count == 1 && IsOf(call, "ReadAllText") && IsPath(call);

        bool IsOf(InvocationExpressionSyntax call, string name) =>
            Names.Called(call) == name
            && model.GetSymbolInfo(call, cancellationToken).Symbol?.ContainingType?.ToDisplayString()
                is "System.IO.File"
                    or "AtomicWrites.AtomicFile";

        bool IsPath(InvocationExpressionSyntax call)
        {
            var path =
                model.GetSymbolInfo(call.ArgumentList.Arguments[0].Expression, cancellationToken).Symbol
                as IFieldSymbol;
            return path is not null && SymbolEqualityComparer.Default.Equals(Path ??= path, path);
        }

        bool IsDefaults(StatementSyntax statement) =>
            (statement is BlockSyntax { Statements: [var only] } ? only : statement)
                is ReturnStatementSyntax { Expression: { } made }
            && IsMade(made);

        // The same wherever they are made; with nothing in them that is only known there.
        bool IsMade(ExpressionSyntax made)
        {
            if (
                made is not BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } }
                || made.DescendantNodes().Any(node => node is InvocationExpressionSyntax)
            )
                return false;
            Defaults ??= made;
            return Initializer(made) == Initializer(Defaults);
        }

        static string Initializer(ExpressionSyntax made) =>
            ((BaseObjectCreationExpressionSyntax)made).Initializer?.NormalizeWhitespace().ToString() ?? "";
    }
}
