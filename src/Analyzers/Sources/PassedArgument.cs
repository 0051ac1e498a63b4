using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>What a call passes for a parameter.</summary>
/// <param name="Position">Which parameter, as <see cref="PositionOf"/> counts.</param>
/// <param name="Value">The operation.</param>
readonly record struct PassedArgument(int Position, IOperation Value)
{
    /// <summary>The position of what an extension is called on.</summary>
    public const int Receiver = -1;

    /// <summary>
    /// Counts without the receiver of an extension, which the forms of one method declare in different places:
    /// <c>this</c> parameter, reduced call, extension block. So a method, what it implements, and each form of an
    /// extension agree.
    /// </summary>
    public static int PositionOf(IParameterSymbol parameter) =>
        parameter.ContainingSymbol switch
        {
            IMethodSymbol { IsExtensionMethod: true, ReducedFrom: null } => parameter.Ordinal - 1,
            INamedTypeSymbol => Receiver,
            _ => parameter.Ordinal,
        };
}
