using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Which members of an enumeration an expression may mean, and what is chosen by them.</summary>
static class EnumMembers
{
    const int MaxDepth = 4;

    /// <summary>Names of the members of an enumeration that an expression may mean.</summary>
    public static IEnumerable<string> Of(
        IOperation? operation,
        CallFrame? frame,
        Definitions definitions,
        int depth = 0
    )
    {
        if (operation is null || depth > MaxDepth)
            return [];
        return operation switch
        {
            IConversionOperation conversion => Of(conversion.Operand, frame, definitions, depth + 1),
            IFieldReferenceOperation { Field: { ContainingType.TypeKind: TypeKind.Enum } member } => [member.Name],
            IConditionalOperation conditional => Of(conditional.WhenTrue, frame, definitions, depth + 1)
                .Concat(Of(conditional.WhenFalse, frame, definitions, depth + 1)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm =>
                Of(arm.Value, frame, definitions, depth + 1)
            ),
            ILocalReferenceOperation { Local: var local } => OfSymbol(local, frame, definitions, depth),
            IFieldReferenceOperation { Field: var field } => OfSymbol(field, frame, definitions, depth),
            IParameterReferenceOperation { Parameter: var parameter } => OfParameter(
                parameter,
                frame,
                definitions,
                depth
            ),
            _ => [],
        };
    }

    // What the call passes that is followed, however many methods hand it on; what stands there is of its caller.
    static IEnumerable<string> OfParameter(
        IParameterSymbol parameter,
        CallFrame? frame,
        Definitions definitions,
        int depth
    )
    {
        for (var around = frame; around is not null; around = around.Outer)
            if (around.Has(parameter))
                return Of(around.Passed(parameter), around.Outer, definitions, depth + 1);
        return definitions
            .PassedTo(parameter)
            .Alternatives.SelectMany(value => Of(value, frame, definitions, depth + 1));
    }

    static IEnumerable<string> OfSymbol(ISymbol symbol, CallFrame? frame, Definitions definitions, int depth) =>
        definitions.Of(symbol).Alternatives.SelectMany(value => Of(value, frame, definitions, depth + 1));

    /// <summary>Of a helper that chooses by what it is passed, what it chooses for this call.</summary>
    public static IEnumerable<IOperation> Chosen(
        ISwitchExpressionOperation choice,
        CallFrame? frame,
        Definitions definitions
    )
    {
        var members = Of(choice.Value, frame, definitions).ToArray();
        var chosen = choice
            .Arms.Where(arm =>
                arm.Pattern is IConstantPatternOperation { Value: var value }
                && Of(value, frame, definitions).Any(members.Contains)
            )
            .ToArray();
        return (chosen.Length > 0 ? chosen : [.. choice.Arms]).Select(arm => arm.Value);
    }
}
