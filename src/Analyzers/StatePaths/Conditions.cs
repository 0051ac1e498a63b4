using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What a condition comes to in the call that is followed: <c>isOld ? name + ".old" : name</c>.</summary>
static class Conditions
{
    /// <summary>The values that a choice may have there.</summary>
    public static IEnumerable<IOperation?> Chosen(IConditionalOperation choice, CallFrame? frame) =>
        IsTrue(choice.Condition, frame) switch
        {
            true => [choice.WhenTrue],
            false => [choice.WhenFalse],
            null => [choice.WhenTrue, choice.WhenFalse],
        };

    static bool? IsTrue(IOperation? condition, CallFrame? frame) =>
        condition switch
        {
            { ConstantValue: { HasValue: true, Value: bool isTrue } } => isTrue,
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => !IsTrue(operand, frame),
            IParameterReferenceOperation { Parameter: var parameter } => IsPassedTrue(parameter, frame),
            _ => null,
        };

    static bool? IsPassedTrue(IParameterSymbol parameter, CallFrame? frame)
    {
        for (var around = frame; around is not null; around = around.Outer)
            if (around.Has(parameter))
                return IsTrue(around.Passed(parameter), around.Outer);
        return null;
    }
}
