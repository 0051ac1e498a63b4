using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Which failures of a load a handler is for, by the types that it names.</summary>
[Flags]
enum CaughtKinds
{
    None = 0,
    Missing = 1,
    Unreadable = 2,

    /// <summary>No permission, which is no <see cref="IOException"/>, and of a <c>StateFile</c> mostly is one.</summary>
    Denied = 4,
    Corrupt = 8,
    All = 16,

    /// <summary>What a load does not throw: a cancellation, for example.</summary>
    Other = 32,
}

/// <summary>Reads the type and the filter of a handler.</summary>
static class CaughtKind
{
    /// <summary>Null where the filter asks for something else than types.</summary>
    public static CaughtKinds? Of(CatchClauseSyntax clause)
    {
        var declared = clause.Declaration is { Type: var type } ? Of(Names.Simple(type)) : CaughtKinds.All;
        if (clause.Filter is null)
            return declared;
        return clause.Declaration is { Identifier.ValueText: { Length: > 0 } name } && declared == CaughtKinds.All
            ? Of(clause.Filter.FilterExpression, name)
            : null;
    }

    // failure is IOException or JsonException, failure is IOException || failure is JsonException
    static CaughtKinds? Of(ExpressionSyntax filter, string name) =>
        filter switch
        {
            ParenthesizedExpressionSyntax { Expression: var inner } => Of(inner, name),
            IsPatternExpressionSyntax { Expression: IdentifierNameSyntax of, Pattern: var pattern }
                when of.Identifier.ValueText == name => Of(pattern),
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.IsExpression,
                Left: IdentifierNameSyntax of,
                Right: var type
            } when of.Identifier.ValueText == name => Of(Names.Simple(type)),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } or => Of(or.Left, name)
                | Of(or.Right, name),
            _ => null,
        };

    static CaughtKinds? Of(PatternSyntax pattern) =>
        pattern switch
        {
            ParenthesizedPatternSyntax { Pattern: var inner } => Of(inner),
            BinaryPatternSyntax { RawKind: (int)SyntaxKind.OrPattern } or => Of(or.Left) | Of(or.Right),
            TypePatternSyntax { Type: var type } => Of(Names.Simple(type)),
            ConstantPatternSyntax { Expression: var type } => Of(Names.Simple(type)),
            UnaryPatternSyntax { Pattern: var not } => Of(not) switch
            {
                CaughtKinds.Other => CaughtKinds.All,
                _ => null,
            },
            _ => null,
        };

    static CaughtKinds Of(string exception) =>
        exception switch
        {
            "Exception" or "SystemException" => CaughtKinds.All,
            "FileNotFoundException" or "DirectoryNotFoundException" => CaughtKinds.Missing,
            "IOException" => CaughtKinds.Unreadable,
            "UnauthorizedAccessException" or "SecurityException" => CaughtKinds.Denied,
            "JsonException"
            or "JsonReaderException"
            or "JsonSerializationException"
            or "FormatException"
            or "NotSupportedException"
            or "InvalidOperationException" => CaughtKinds.Corrupt,
            _ => CaughtKinds.Other,
        };
}
