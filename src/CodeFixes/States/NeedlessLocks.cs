using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Locks and semaphores that a type holds for nothing but single calls of its <c>StateFile</c>, each of which is safe
/// from all threads. One that is held for more protects something else, and stays wherever it is held.
/// </summary>
static class NeedlessLocks
{
    static readonly string[] Types = ["object", "Object", "Lock", "SemaphoreSlim"];

    public static TypeDeclarationSyntax Remove(TypeDeclarationSyntax type, string file)
    {
        var edits = new StateEdits();
        string[] calls = [file, .. ReadThenReset.Forwarders(type, file, "Read", "ReadAsync", "Reset", "ResetAsync")];
        foreach (var field in type.Members.OfType<FieldDeclarationSyntax>().Where(IsLock))
        {
            var name = field.Declaration.Variables[0].Identifier.ValueText;
            var held = type.DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(use => use.Identifier.ValueText == name)
                .Select(use => Held(use, name, calls))
                .ToArray();
            if (held.Length == 0 || held.Contains(null))
                continue;
            edits.Removed.Add(field);
            foreach (var statement in held)
            {
                edits.Opened.Add(statement!);
                if (statement is TryStatementSyntax)
                    edits.Removed.Add(Before(statement)!);
            }
        }

        return (TypeDeclarationSyntax)new StateEditsRewriter(edits, file).Visit(type)!;
    }

    static bool IsLock(FieldDeclarationSyntax field) =>
        field.Declaration.Variables.Count == 1
        && field.Modifiers.All(modifier =>
            modifier.Kind() is SyntaxKind.PrivateKeyword or SyntaxKind.StaticKeyword or SyntaxKind.ReadOnlyKeyword
        )
        && Types.Contains(
            field.Declaration.Type is PredefinedTypeSyntax predefined
                ? predefined.Keyword.ValueText
                : Names.Simple(field.Declaration.Type)
        );

    // The lock, or the try behind the wait, where there is one call within; else null.
    static StatementSyntax? Held(IdentifierNameSyntax use, string name, string[] calls)
    {
        if (use.Parent is LockStatementSyntax { Statement: BlockSyntax { Statements: [var only] } } held)
            return held.Parent is BlockSyntax && IsCall(only, calls) ? held : null;
        if (use.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block } statement)
            return null;
        if (CalledOn(statement, name) is "Wait" or "WaitAsync")
            return
                block.Parent is not null
                && block.Statements.ElementAtOrDefault(block.Statements.IndexOf(statement) + 1)
                    is TryStatementSyntax attempt
                ? Whole(attempt, name, calls)
                : null;
        return
            CalledOn(statement, name) == "Release"
            && block.Parent is FinallyClauseSyntax { Parent: TryStatementSyntax around }
            && Before(around) is { } wait
            && CalledOn(wait, name) is "Wait" or "WaitAsync"
            ? Whole(around, name, calls)
            : null;
    }

    static TryStatementSyntax? Whole(TryStatementSyntax attempt, string name, string[] calls) =>
        attempt
            is {
                Catches.Count: 0,
                Block.Statements: [var only],
                Finally.Block.Statements: [ExpressionStatementSyntax release]
            }
        && CalledOn(release, name) == "Release"
        && IsCall(only, calls)
            ? attempt
            : null;

    static ExpressionStatementSyntax? Before(StatementSyntax statement) =>
        statement.Parent is BlockSyntax block
            ? block.Statements.ElementAtOrDefault(block.Statements.IndexOf(statement) - 1) as ExpressionStatementSyntax
            : null;

    static string CalledOn(ExpressionStatementSyntax statement, string name) =>
        Unwrapped.Of(statement.Expression).Expression
            is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax of } access
            }
        && of.Identifier.ValueText == name
            ? access.Name.Identifier.ValueText
            : "";

    // Of the member itself, or of a method that does nothing but to call it.
    static bool IsCall(StatementSyntax statement, string[] calls) =>
        statement switch
        {
            ReturnStatementSyntax { Expression: { } value } => IsCall(value, calls),
            ExpressionStatementSyntax { Expression: var value } => IsCall(value, calls),
            _ => false,
        };

    static bool IsCall(ExpressionSyntax value, string[] calls) =>
        StateFileSimplifier.IsCall(value, calls[0])
        || Unwrapped.Of(value).Expression is InvocationExpressionSyntax { Expression: IdentifierNameSyntax name }
            && calls.Contains(name.Identifier.ValueText);
}
