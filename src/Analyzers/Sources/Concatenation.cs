using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>What <c>a + b + c</c> is put together of.</summary>
static class Concatenation
{
    const int MaxParts = 32;

    // A long concatenation leans to the left; its end and its very beginning tell.
    public static List<IOperation> Parts(IBinaryOperation sum)
    {
        var parts = new List<IOperation>();
        IOperation left = sum;
        while (left is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } binary)
        {
            if (parts.Count < MaxParts)
                parts.Add(binary.RightOperand);
            left = binary.LeftOperand;
        }

        parts.Add(left);
        parts.Reverse();
        return parts;
    }
}
