using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A method of the program that writes the text or the bytes that it is passed to the path that it is passed, as they
/// are: a hand-written atomic write, as a rule.
/// </summary>
static class OwnWriter
{
    const int MaxDepth = 3;

    /// <summary>
    /// The call as if it were one of <c>File</c>; null where the method may do something else with the content.
    /// </summary>
    public static FileCall? Of(ExpressionSyntax node, SemanticModel model, CancellationToken cancellationToken)
    {
        var sequences = UpdateSequences.Of(model.Compilation);
        if (
            BoundCall.Of(node, model, cancellationToken)
                is not { Method: { IsVirtual: false, IsAbstract: false } method } call
            || !method.Name.StartsWith("Write", StringComparison.Ordinal)
            || ContentOf(method) is not { } content
            || call.For(content)?.Syntax is not ExpressionSyntax text
            || !IsWrittenAsItIs(method, content, sequences, MaxDepth)
        )
            return null;
        var path = sequences
            .Effects(node, model, cancellationToken)
            .Where(effect => effect.IsWrite)
            .Select(effect =>
                call.Arguments.FirstOrDefault(argument => sequences.IsPath(argument.Value, effect.Path)).Value
            )
            .FirstOrDefault(passed => passed is not null)
            ?? (IsTarget(method, method.Parameters[0], sequences, MaxDepth) ? call.For(method.Parameters[0]) : null);
        return path?.Syntax is ExpressionSyntax expression
            ? new(
                method.Name.EndsWith("Async", StringComparison.Ordinal) ? "WriteAllTextAsync" : "WriteAllText",
                expression,
                text,
                "",
                true,
                call.For(
                    method.Parameters.FirstOrDefault(parameter => parameter.Type.Name == "CancellationToken")
                )?.Syntax as ExpressionSyntax
            )
            : null;
    }

    // Write(path, temporary => File.WriteAllText(temporary, contents)) puts it there in the end.
    static bool IsTarget(IMethodSymbol method, IParameterSymbol path, UpdateSequences sequences, int depth) =>
        depth > 0
        && method.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is var declaration
        && sequences.Model(declaration.SyntaxTree) is { } model
        && declaration
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == path.Name && use.Parent is ArgumentSyntax)
            .Any(use =>
                BoundCall.Of(use.Parent!.Parent!.Parent!, model) is { } bound
                && bound.ParameterOf((ArgumentSyntax)use.Parent) is { } passed
                && (
                    bound.Method.ContainingType?.ToDisplayString() == "System.IO.File"
                        ? passed.Name.StartsWith("dest", StringComparison.Ordinal)
                            || bound.Method.Name.StartsWith("WriteAll", StringComparison.Ordinal)
                        : passed.ContainingSymbol is IMethodSymbol inner
                            && IsTarget(inner, passed, sequences, depth - 1)
                )
            );

    // (string path, string contents), (string path, byte[] bytes)
    static IParameterSymbol? ContentOf(IMethodSymbol method) =>
        method.Parameters.Length >= 2
        && method.Parameters[0].Type.SpecialType == SpecialType.System_String
        && method.Parameters[1].Type
            is { SpecialType: SpecialType.System_String }
                or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
        && method
            .Parameters.Skip(2)
            .All(parameter => parameter.IsOptional || parameter.Type.Name == "CancellationToken")
            ? method.Parameters[1]
            : null;

    static bool IsWrittenAsItIs(IMethodSymbol method, IParameterSymbol content, UpdateSequences sequences, int depth) =>
        depth > 0
        && method.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is var declaration
        && sequences.Model(declaration.SyntaxTree) is { } model
        && declaration
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == content.Name)
            .ToArray()
            is { Length: > 0 } uses
        && uses.All(use => IsWritten(use, model, sequences, depth));

    static bool IsWritten(IdentifierNameSyntax use, SemanticModel model, UpdateSequences sequences, int depth)
    {
        if (use.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument)
            return false;
        var name = Names.Called(call);
        if (name is "ThrowIfNull" or "nameof")
            return true;
        if (name == "GetBytes")
            return call.ToString().Contains("UTF8") && AreWritten(call);
        if (BoundCall.Of(call, model) is not { } bound)
            return false;
        var type = bound.Method.ContainingType?.ToDisplayString();
        return type is "System.IO.File" && name.StartsWith("WriteAll", StringComparison.Ordinal)
            || type
                is "System.IO.Stream"
                    or "System.IO.FileStream"
                    or "System.IO.StreamWriter"
                    or "System.IO.TextWriter"
                && name.StartsWith("Write", StringComparison.Ordinal)
            || bound.ParameterOf(argument) is { } passed
                && passed.ContainingSymbol is IMethodSymbol inner
                && IsWrittenAsItIs(inner, passed, sequences, depth - 1);
    }

    // The bytes of the text, and not what an encryption makes of them.
    static bool AreWritten(InvocationExpressionSyntax bytes) =>
        bytes.Parent switch
        {
            ArgumentSyntax argument => IsOfWrite(argument),
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } => Names
                .Body(local)
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(use => use.Identifier.ValueText == local.Identifier.ValueText)
                .All(use =>
                    use.Parent is ArgumentSyntax argument && IsOfWrite(argument)
                    || use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" }
                ),
            _ => false,
        };

    static bool IsOfWrite(ArgumentSyntax argument) =>
        argument.Parent?.Parent is InvocationExpressionSyntax call
        && Names.Called(call).StartsWith("Write", StringComparison.Ordinal);
}
