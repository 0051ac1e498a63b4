using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>What a method does with a stream that it is passed.</summary>
/// <param name="MayClose">Whether it may be closed afterwards.</param>
/// <param name="MayKeep">Whether something may write to it after the method has returned.</param>
/// <param name="MayMove">Whether it may be written to elsewhere than at its end.</param>
/// <param name="Flushes">Whether it is flushed by hand.</param>
/// <param name="WorksOn">Whether more than writing comes after that.</param>
/// <param name="Reads">Whether it is read, too.</param>
/// <param name="Swallows">Whether the caller may not learn that a write has failed.</param>
/// <param name="TellsType">Whether it depends on what type the stream is.</param>
/// <param name="NarrowTypes">Types of parameters of private methods that take no other stream than that of a
/// file.</param>
sealed record CalleeEffect(
    bool MayClose,
    bool MayKeep,
    bool MayMove,
    bool Flushes,
    bool WorksOn,
    bool Reads,
    bool Swallows,
    bool TellsType,
    IReadOnlyCollection<TypeSyntax> NarrowTypes
)
{
    public static readonly CalleeEffect Unknown = new(true, true, true, false, false, false, false, false, []);
    static readonly CalleeEffect None = new(false, false, false, false, false, false, false, false, []);
    static readonly CalleeEffect Keeps = new(false, true, false, false, false, false, false, false, []);

    /// <summary>
    /// The framework's methods close nothing, and keep what their name or their types say; others are read where their
    /// source is there.
    /// </summary>
    public static CalleeEffect Of(
        IMethodSymbol method,
        int ordinal,
        int depth,
        ImmutableHashSet<IParameterSymbol> within,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (method.DeclaringSyntaxReferences.IsEmpty)
            return !StreamTypes.IsTrusted(method) ? Unknown
                : StreamTypes.MayKeep(method, ordinal) ? Keeps
                : None with { Reads = StreamTypes.IsReader(method) };
        method = (method.PartialImplementationPart ?? method).OriginalDefinition;
        if (ordinal < method.Parameters.Length && within.Contains(method.Parameters[ordinal]))
            return None; // what it does is being found out
        if (
            depth > StreamTracer.MaxDepth
            || method.IsAbstract
            || method.IsVirtual
            || method.IsOverride && !method.IsSealed && !method.ContainingType.IsSealed
            || ordinal >= method.Parameters.Length
        )
            return Unread();
        var effect = None;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(cancellationToken);
            if (!model.Compilation.ContainsSyntaxTree(declaration.SyntaxTree))
                return Unknown; // of another project
            var theirs = ModelOf(declaration, model);
            var body = declaration
                .ChildNodes()
                .Where(child => child is BlockSyntax or ArrowExpressionClauseSyntax)
                .ToArray();
            if (
                body.Length == 0
                || theirs.GetDeclaredSymbol(declaration, cancellationToken) is not IMethodSymbol declared
                || ordinal >= declared.Parameters.Length
            )
                return Unknown;
            var parameter = declared.Parameters[ordinal];
            var trace = new StreamTracer(theirs, cancellationToken) { Within = within.Add(parameter) }.Of(
                parameter,
                body,
                depth + 1
            );
            effect = new(
                effect.MayClose || trace.MayClose.Count > 0 || trace.Closings.Count > 0 || trace.Strays.Count > 0,
                effect.MayKeep
                    || trace.Kept.Count > 0
                    || trace.Strays.Count > 0
                    || StreamTypes.RunsLater(declared, body[0]),
                effect.MayMove || trace.Moves.Count > 0 || trace.Strays.Count > 0,
                effect.Flushes || trace.Flushes.Count > 0,
                effect.WorksOn || new Interruptions(theirs, cancellationToken).FollowFlush(trace, body, int.MaxValue),
                effect.Reads || trace.Reads.Count > 0,
                effect.Swallows || trace.Swallows(body, theirs),
                effect.TellsType || trace.TellsType,
                [.. effect.NarrowTypes, .. trace.NarrowTypes]
            );
        }

        return effect;

        // Of many that it may be, or far down, only the worst is looked for.
        CalleeEffect Unread() =>
            Unknown with
            {
                Swallows = new SwallowedFailures(model.Compilation, cancellationToken).AreIn(method),
            };
    }

    /// <summary>
    /// Whether a type of the program hands itself, or what it is made of, to somebody else when it is made.
    /// </summary>
    public static bool Registers(IMethodSymbol made, CancellationToken cancellationToken) =>
        made.MethodKind != MethodKind.Constructor
        || made.ContainingType.DeclaringSyntaxReferences.Any(reference =>
            reference
                .GetSyntax(cancellationToken)
                .DescendantNodes()
                .OfType<ThisExpressionSyntax>()
                .Any(self =>
                    self.Parent
                        is not (MemberAccessExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax)
                )
        )
        || made.DeclaringSyntaxReferences.SelectMany(reference =>
                reference.GetSyntax(cancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>()
            )
            .SelectMany(call => call.ArgumentList.Arguments)
            .Any(argument =>
                argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var name }
                && made.Parameters.Any(parameter => parameter.Name == name && !StreamTypes.IsInert(parameter.Type))
            );

    static SemanticModel ModelOf(SyntaxNode declaration, SemanticModel model) =>
#pragma warning disable RS1030 // One method of another file, and only where a stream is passed to it.
        declaration.SyntaxTree == model.SyntaxTree ? model : model.Compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
}
