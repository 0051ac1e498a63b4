using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>What each argument of an opening says, as far as <c>AtomicFile</c> can do the same.</summary>
static class OpeningArguments
{
    const FileOptions Unsupported = FileOptions.DeleteOnClose | FileOptions.Encrypted;

    /// <summary>What it opens if opening is passed; null where that has no counterpart.</summary>
    public static AtomicOpening? Read(AtomicOpening opening, IParameterSymbol parameter, IOperation passed) =>
        parameter.Type.Name switch
        {
            "FileMode" => WithMode(opening, passed),
            "FileAccess" => Value(passed) is { } access && ((FileAccess)access & FileAccess.Write) != 0
                ? opening with
                {
                    OnlyWrites = (FileAccess)access == FileAccess.Write,
                }
                : null,
            "FileShare" => IsPure(passed) ? opening : null,
            "FileOptions" => Value(passed) is { } options && ((FileOptions)options & Unsupported) == 0
                ? opening with
                {
                    IsUnbuffered = opening.IsUnbuffered || ((FileOptions)options & FileOptions.WriteThrough) != 0,
                }
                : null,
            "Int32" when parameter.Name == "bufferSize" => Value(passed) is null ? (IsPure(passed) ? opening : null)
            : Value(passed) >= (opening.IsText ? 1 : 0)
                ? opening with
                {
                    IsUnbuffered = opening.IsUnbuffered || !opening.IsText && Value(passed) <= 1,
                }
            : null,
            "Boolean" when parameter.Name == "append" => passed.ConstantValue.Value is bool appends
                ? opening with
                {
                    Appends = appends,
                }
                : null,
            "Boolean" when parameter.Name is "useAsync" or "isAsync" => IsPure(passed) ? opening : null,
            "Encoding" => passed.Syntax is ExpressionSyntax encoding
                ? opening with
                {
                    Encoding = encoding.WithoutTrivia(),
                }
                : null,
            "FileStreamOptions" => WithOptions(opening, passed),
            _ => null,
        };

    static AtomicOpening? WithMode(AtomicOpening opening, IOperation passed) =>
        Value(passed) switch
        {
            (int)FileMode.Create => opening,
            (int)FileMode.CreateNew => opening with { CreatesNew = "true" },
            (int)FileMode.OpenOrCreate => opening with { KeepsTail = true },
            (int)FileMode.Append => opening with { Appends = true },
            _ => passed switch
            {
                IConditionalOperation { WhenFalse: not null } choice => WithChoice(opening, choice),
                ILocalReferenceOperation { Local: var local } => WithVariable(opening, local, passed),
                _ => null,
            },
        };

    // var mode = FileMode.CreateNew; if (replaces) mode = FileMode.Create;
    static AtomicOpening? WithVariable(AtomicOpening opening, ILocalSymbol mode, IOperation passed)
    {
        if (passed.SemanticModel is not { } model || LocalValues.Of(mode) is not [_, ..] values)
            return null;
        ExpressionSyntax? createsNew = null;
        foreach (var value in values)
            switch (model.GetConstantValue(value).Value)
            {
                case (int)FileMode.Create:
                    break;
                case (int)FileMode.CreateNew:
                    createsNew = value;
                    break;
                default:
                    return null;
            }

        return createsNew is null
            ? opening
            : opening with
            {
                CreatesNew = $"{passed.Syntax} == {createsNew.WithoutTrivia()}",
            };
    }

    // overwrite ? FileMode.Create : FileMode.CreateNew, File.Exists(path) ? FileMode.Truncate : FileMode.Create
    static AtomicOpening? WithChoice(AtomicOpening opening, IConditionalOperation choice)
    {
        if (choice is not { Condition.Syntax: ExpressionSyntax condition, SemanticModel: { } model })
            return null;
        // What is truncated must be there.
        var isThere = AsksForFile(opening, choice.Condition, model);
        if (!isThere && !EvaluationOrder.IsStable(condition, model))
            return null;
        return (Value(choice.WhenTrue), Value(choice.WhenFalse!)) switch
        {
            ((int)FileMode.Truncate, (int)FileMode.Create or (int)FileMode.OpenOrCreate) when isThere => opening,
            ((int)FileMode.Create, (int)FileMode.OpenOrCreate) when isThere => opening,
            ((int)FileMode.Truncate, (int)FileMode.CreateNew) when isThere => opening with
            {
                CreatesNew = Not(condition),
            },
            ((int)FileMode.Create, (int)FileMode.Create) => opening,
            ((int)FileMode.Create, (int)FileMode.CreateNew) => opening with { CreatesNew = Not(condition) },
            ((int)FileMode.CreateNew, (int)FileMode.Create) => opening with
            {
                CreatesNew = condition.WithoutTrivia().ToString(),
            },
            _ => null,
        };
    }

    static bool AsksForFile(AtomicOpening opening, IOperation condition, SemanticModel model) =>
        condition
            is IInvocationOperation
            {
                TargetMethod: { Name: "Exists", ContainingType.Name: "File" },
                Arguments: [{ Value.Syntax: ExpressionSyntax asked }]
            }
        && SyntaxFactory.AreEquivalent(asked, opening.Path)
        && EvaluationOrder.IsStable(asked, model);

    static string Not(ExpressionSyntax condition) =>
        condition switch
        {
            ParenthesizedExpressionSyntax inner => Not(inner.Expression),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => not
                .Operand.WithoutTrivia()
                .ToString(),
            IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax => "!"
                + condition.WithoutTrivia(),
            _ => $"!({condition.WithoutTrivia()})",
        };

    // new FileStreamOptions { … }, in place: its defaults are Open and Read.
    static AtomicOpening? WithOptions(AtomicOpening opening, IOperation passed)
    {
        if (passed is not IObjectCreationOperation { Initializer: { } initializer })
            return null;
        AtomicOpening? opened = null;
        var (writes, onlyWrites, isUnbuffered) = (false, false, false);
        foreach (var assignment in initializer.Initializers)
        {
            if (
                assignment
                is not ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation { Property.Name: var name },
                    Value: var value
                }
            )
                return null;
            switch (name)
            {
                case "Mode":
                    opened = WithMode(opening, value);
                    break;
                case "Access":
                    writes = Value(value) is { } access && ((FileAccess)access & FileAccess.Write) != 0;
                    onlyWrites = Value(value) is (int)FileAccess.Write;
                    break;
                case "Options" when Value(value) is { } options && ((FileOptions)options & Unsupported) == 0:
                    isUnbuffered |= ((FileOptions)options & FileOptions.WriteThrough) != 0;
                    break;
                case "Share" or "BufferSize" or "PreallocationSize" when IsPure(value):
                    isUnbuffered |= name == "BufferSize" && Value(value) is 0 or 1;
                    break;
                default:
                    return null;
            }
        }

        return writes && opened is not null
            ? opened with
            {
                OnlyWrites = onlyWrites,
                IsUnbuffered = isUnbuffered,
            }
            : null;
    }

    static int? Value(IOperation passed) => passed.ConstantValue.Value is int value ? value : null;

    // What is no longer evaluated has to do nothing.
    static bool IsPure(IOperation? passed) =>
        passed is null or IInstanceReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation
        || passed.ConstantValue.HasValue
        || passed is IConversionOperation { OperatorMethod: null, Operand: var converted } && IsPure(converted)
        || passed is IMemberReferenceOperation { Instance: var of } and not IMethodReferenceOperation && IsPure(of);
}
