using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>
/// Content of a file that a Try-method could not parse:
/// <c>if (!Json.TryDeserialize(File.ReadAllText(path), out state)) state = new();</c>.
/// </summary>
sealed class TriedContent(FileEffects effects, SemanticModel model, CancellationToken cancellationToken)
{
    const int MaxSteps = 4;

    // What gives one line or item of what it is called on.
    static readonly string[] Parts = ["first", "item", "last", "line", "single"];

    /// <summary>That of an <c>if</c>, a conditional expression or a <c>??</c>; null where it asks something else.</summary>
    public DroppedContent? At(SyntaxNode node) =>
        node switch
        {
            IfStatementSyntax { Condition: var condition } => InCondition(condition),
            ConditionalExpressionSyntax { Condition: var condition } => InCondition(condition),
            BinaryExpressionSyntax { Left: IdentifierNameSyntax tried } fallback when IsNew(fallback.Right) =>
                BehindCall(tried, fallback),
            _ => null,
        };

    DroppedContent? InCondition(ExpressionSyntax condition)
    {
        foreach (var test in condition.DescendantNodesAndSelf())
            if (
                Tried(test) is { } call
                && FailingBranch.Of(test, isTrue: false) is { } start
                && Filled(call) is { } filled
                && ContentOf(call) is { } content
            )
                return new(content, start, condition.GetLocation(), IsText: true, filled);
        return null;
    }

    // Json.TryDeserialize(text, out var state); return state ?? new();
    DroppedContent? BehindCall(IdentifierNameSyntax tried, BinaryExpressionSyntax fallback)
    {
        foreach (var node in Names.Within(Names.Body(fallback)))
            if (
                node.Span.End <= fallback.SpanStart
                && Tried(node) is { } call
                && call == node
                && Filled(call) is { } filled
                && NameOf(filled) == tried.Identifier.ValueText
                && !(FailingBranch.Of(call, isTrue: false) is StatementSyntax left && FailingBranch.Leaves(left))
                && ContentOf(call) is { } content
            )
                return new(
                    content,
                    fallback.Right,
                    Location.Create(
                        fallback.SyntaxTree,
                        TextSpan.FromBounds(fallback.OperatorToken.SpanStart, fallback.Right.Span.End)
                    ),
                    IsText: true,
                    filled
                );
        return null;
    }

    static bool IsNew(ExpressionSyntax value) => value is not ThrowExpressionSyntax && NewValue.MakesDefaults(value);

    // TryParse(…), or the variable that has its result; TryGetValue(…) looks something up.
    static InvocationExpressionSyntax? Tried(SyntaxNode test) =>
        test switch
        {
            InvocationExpressionSyntax call => Names.Called(call) is var name
            && name.StartsWith("Try", StringComparison.Ordinal)
            && !name.StartsWith("TryGet", StringComparison.Ordinal)
                ? call
                : null,
            IdentifierNameSyntax { Identifier.ValueText: var name } => TreeIndex.Around(test).Local(name)
                is InvocationExpressionSyntax call
                ? Tried(call)
                : null,
            _ => null,
        };

    static ExpressionSyntax? Filled(InvocationExpressionSyntax call) =>
        Names.Arguments(call).FirstOrDefault(IsOut)?.Expression;

    static bool IsOut(ArgumentSyntax argument) =>
        argument.RefOrOutKeyword.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.OutKeyword);

    /// <summary>The name of a variable that is filled: <c>out var state</c>, <c>out _state</c>.</summary>
    public static string NameOf(ExpressionSyntax filled) =>
        filled
            is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax { Identifier: var declared } }
            ? declared.ValueText
            : Names.Simple(filled);

    // The read of all that it is given.
    SyntaxNode? ContentOf(InvocationExpressionSyntax call) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol
            is null
                or IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Boolean }
        && Names
            .Operands(call)
            .Where(IsContent)
            .Select(operand => ReadOf(operand, MaxSteps))
            .FirstOrDefault(read => read is not null)
            is { } content
        && (effects.Target(call, model, cancellationToken) is not { } method || IsFalseForUnreadable(method))
            ? content
            : null;

    // A text, bytes, or what they come from; not what has been made of them.
    bool IsContent(ExpressionSyntax value) =>
        model.GetTypeInfo(value, cancellationToken).Type switch
        {
            { SpecialType: SpecialType.System_String } => true,
            IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte or SpecialType.System_String } => true,
            { Name: "ReadOnlySpan" or "ReadOnlyMemory" or "Span" or "Memory" } => true,
            { } type => IsSource(type),
            null => false,
        };

    static bool IsSource(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (type.Name is nameof(Stream) or nameof(TextReader))
                return true;
        return false;
    }

    // Decrypt(text.Trim()) is all of it; lines[0] and line of a loop are not, nor is what is given something beside it.
    SyntaxNode? ReadOf(ExpressionSyntax value, int steps)
    {
        var made = Unwrapped.Of(value);
        if (steps == 0)
            return null;
        if (made is IdentifierNameSyntax { Identifier.ValueText: var name })
            return TreeIndex.Around(made).Local(name) is { Parent: EqualsValueClauseSyntax } initial
                ? ReadOf(initial, steps - 1)
                : null;
        if (made is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax))
            return null;
        if (
            effects.MayRead(made)
            && Loads.IsLoad(made)
            && effects.Of(made, model, cancellationToken).Any(effect => !effect.IsWrite)
        )
            return made;
        return NameVocabulary.Of(Names.Called(made)).Any(Parts.Contains) ? null
            : Names.Arguments(made) is [var only] ? ReadOf(only.Expression, steps - 1)
            : Names.Arguments(made).Count == 0 && Names.Receiver(made) is { } receiver ? ReadOf(receiver, steps - 1)
            : null;
    }

    // One of the program may be false for a missing text alone, or keep what it cannot parse.
    bool IsFalseForUnreadable(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Any(reference =>
            effects.Sources.Model(reference.SyntaxTree) is { } other
            && reference.GetSyntax(cancellationToken) is var body
            && !new Handler(body, other, effects, static _ => false, cancellationToken).KeepsOrAsks
            && (Names.Within(body).Any(Swallows) || Functions.Returned(body).Any(IsFalse))
        );

    static bool Swallows(SyntaxNode node) =>
        node is CatchClauseSyntax clause
        && CaughtFailures.HaveUnreadable(clause)
        && !clause.DescendantNodes().Any(inner => inner is ThrowStatementSyntax or ThrowExpressionSyntax);

    static bool IsFalse(ExpressionSyntax result) =>
        result.RawKind switch
        {
            (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.TrueLiteralExpression => false,
            (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.FalseLiteralExpression => !result
                .Ancestors()
                .OfType<IfStatementSyntax>()
                .Any(branch => branch.Statement.Span.Contains(result.Span) && AsksForNone(branch.Condition)),
            _ => NullTest.At(result) is null,
        };

    // text == null, !File.Exists(path)
    static bool AsksForNone(ExpressionSyntax condition) =>
        NullTest.At(condition) is (_, true)
        || condition is PrefixUnaryExpressionSyntax { Operand: var asked } && Names.Called(asked) == "Exists";
}
