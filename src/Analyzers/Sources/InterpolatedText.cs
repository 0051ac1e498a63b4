using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// What an interpolated string is put together of, also where it goes to a handler of somebody's, which appends each
/// part.
/// </summary>
static class InterpolatedText
{
    public static IEnumerable<IOperation> Parts(IInterpolatedStringOperation text) =>
        text.Parts.Select(part =>
            part switch
            {
                IInterpolationOperation hole => hole.Expression,
                IInterpolatedStringTextOperation literal => literal.Text,
                IInterpolatedStringAppendOperation
                {
                    AppendCall: IInvocationOperation { Arguments: [{ Value: var appended }, ..] }
                } => appended,
                _ => part,
            }
        );
}
