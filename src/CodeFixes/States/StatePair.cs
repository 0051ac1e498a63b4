using AtomicWrites.Analyzers.Sources;
using AtomicWrites.CodeFixes.States.Inlining;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>The loads and saves of one file in a type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Path">The file; null where it is not known.</param>
/// <param name="Reads">The loads.</param>
/// <param name="Writes">The saves.</param>
/// <param name="Refusal">What speaks against them already.</param>
/// <param name="Passed">The keys of the parameters that are the path.</param>
sealed record StatePair(
    TypeDeclarationSyntax Type,
    StatePath? Path,
    IReadOnlyList<StateRead> Reads,
    IReadOnlyList<StateWrite> Writes,
    StateRefusal? Refusal,
    IReadOnlyList<string> Passed
)
{
    /// <summary>Whether the file is told its path at each use.</summary>
    public bool IsTold => Path is { IsTold: true };

    /// <summary>Names cost little: whether a type may have one, itself or through methods that it shares.</summary>
    public static bool MayBeIn(TypeDeclarationSyntax type, ProgramSources sources)
    {
        var calls = type.DescendantNodes().OfType<InvocationExpressionSyntax>().ToArray();
        return calls.Any(call => JsonCall.MayRead(call) || May(call, PartKinds.Reads))
            && calls.Any(call => JsonCall.MayWrite(call) || May(call, PartKinds.Writes));

        bool May(InvocationExpressionSyntax call, PartKinds kind) =>
            PartMethods.Of(Names.Called(call), sources).HasFlag(kind);
    }

    /// <summary>
    /// All that a type has; one with a refusal where it reads and writes JSON of no file that is known.
    /// </summary>
    public static IEnumerable<StatePair> In(
        TypeDeclarationSyntax type,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var proof = new StateProof();
        var calls = type.DescendantNodes(node => node == type || node is not BaseTypeDeclarationSyntax)
            .Select(node => JsonCall.Of(node, model, cancellationToken))
            .OfType<JsonCall>()
            .ToArray();
        if (!calls.Any(call => call.IsRead) || !calls.Any(call => !call.IsRead))
            yield break;
        var reads = calls
            .Where(call => call.IsRead)
            .Select(call => StateRead.Of(call, model, proof, cancellationToken))
            .OfType<StateRead>()
            .Select(read =>
                (Read: read, Path: StatePath.Of(read.Source.Path, read.Node, model, proof, cancellationToken))
            )
            .Where(pair => pair.Path is not null)
            .ToArray();
        var writes = calls
            .Where(call => !call.IsRead)
            .Select(call => StateWrite.Of(call, model, proof, cancellationToken))
            .OfType<StateWrite>()
            .Select(write =>
                (Write: write, Path: StatePath.Of(write.Path, write.Node, model, proof, cancellationToken))
            )
            .Where(pair => pair.Path is not null)
            .ToArray();
        var isAny = false;
        foreach (var group in reads.GroupBy(pair => pair.Path!.Key))
        {
            var saved = writes.Where(pair => pair.Path!.Key == group.Key).ToArray();
            if (saved.Length == 0)
                continue;
            isAny = true;
            var paths = group.Select(pair => pair.Path!).Concat(saved.Select(pair => pair.Path!)).ToArray();
            var isTold = paths.Any(path => path.IsTold);
            var path = paths.OrderBy(path => !path.IsTold).First();
            yield return new(
                type,
                path with
                {
                    Named = path.Named?.With(paths.Select(other => other.Named)),
                },
                [.. group.Select(pair => pair.Read with { Passed = isTold ? $"({pair.Path!.Expression})" : "" })],
                [.. saved.Select(pair => pair.Write with { Passed = isTold ? $"({pair.Path!.Expression})" : "" })],
                null,
                [.. paths.Select(path => path.Passed).OfType<string>()]
            );
        }

        if (!isAny && calls.Any(read => read.IsRead && calls.Any(write => !write.IsRead && read.IsOfSame(write))))
            yield return new(type, null, [], [], proof.Refusal ?? StateRefusal.OtherPath, []);
    }

    /// <summary>The members that load or save.</summary>
    public IEnumerable<MemberDeclarationSyntax> Members =>
        Reads
            .Select(read => (SyntaxNode)read.Node)
            .Concat(Writes.Select(write => write.Node))
            .Select(node => node.Ancestors().OfType<MemberDeclarationSyntax>().First());
}
