using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// What becomes of a stream, and of what is wrapped around it, within its scope. It is found by
/// <see cref="StreamTracer"/>, and not judged: that is done clause by clause by those who want to commit it.
/// </summary>
sealed class StreamTrace
{
    /// <summary>
    /// Where it is written to, in whatever way; what closes a wrapper that does not own it writes the rest.
    /// </summary>
    public List<SyntaxNode> Writes { get; } = [];

    /// <summary>Where it is closed.</summary>
    public List<SyntaxNode> Closings { get; } = [];

    /// <summary>What may close it before its own scope ends.</summary>
    public List<SyntaxNode> MayClose { get; } = [];

    /// <summary>Where it comes to something that may keep it, and write to it later.</summary>
    public List<SyntaxNode> Kept { get; } = [];

    /// <summary>What writes the rest only when a scope ends.</summary>
    public List<SyntaxNode> FinishedLate { get; } = [];

    /// <summary>Blocks and declarations that write the rest at their end.</summary>
    public List<SyntaxNode> FinishingScopes { get; } = [];

    /// <summary>Where it may be written to elsewhere than at its end, or its length is asked.</summary>
    public List<SyntaxNode> Moves { get; } = [];

    /// <summary>Uses that are not followed: stored, returned, captured, left to a task that nobody awaits.</summary>
    public List<SyntaxNode> Strays { get; } = [];

    /// <summary>Where it is flushed by hand, or is told to flush whatever it is written.</summary>
    public List<SyntaxNode> Flushes { get; } = [];

    /// <summary>Calls that flush it, and then do more than to write.</summary>
    public List<SyntaxNode> WorkOn { get; } = [];

    /// <summary>Calls that catch what fails while they write, and go on.</summary>
    public List<SyntaxNode> Swallowing { get; } = [];

    /// <summary>Where it is read.</summary>
    public List<SyntaxNode> Reads { get; } = [];

    /// <summary>Whether somebody asks what type it is: another stream in its place would be another type.</summary>
    public bool TellsType { get; set; }

    /// <summary>Calls of <c>Flush(flushToDisk)</c>, which only a file has.</summary>
    public List<InvocationExpressionSyntax> FlushesToDisk { get; } = [];

    /// <summary>
    /// Types of parameters of private methods that it is passed for, which take no other stream than that of a file.
    /// </summary>
    public HashSet<TypeSyntax> NarrowTypes { get; } = [];

    /// <summary>Where it is written to or closed.</summary>
    public IEnumerable<SyntaxNode> All => Writes.Concat(Closings);

    /// <summary>Whether each write goes to the file at once, as if it were flushed.</summary>
    public bool IsUnbuffered { get; private set; }

    public void FlushAlways()
    {
        IsUnbuffered = true;
        Flushes.AddRange(Writes);
    }

    /// <summary>What a call does with it that it is passed to.</summary>
    /// <param name="effect">What the method does.</param>
    /// <param name="call">The call.</param>
    /// <param name="owns">Whether closing what is passed closes the stream.</param>
    /// <param name="isSequential">Whether what is passed has shown to write from the beginning to the end.</param>
    public void Add(CalleeEffect effect, SyntaxNode call, bool owns, bool isSequential = false)
    {
        if (effect.MayMove && !isSequential)
            Moves.Add(call);
        if (effect.MayClose && owns)
            MayClose.Add(call);
        if (effect.MayKeep)
            Kept.Add(call);
        if (effect.Flushes)
            Flushes.Add(call);
        if (effect.WorksOn)
            WorkOn.Add(call);
        if (effect.Reads)
            Reads.Add(call);
        if (effect.Swallows)
            Swallowing.Add(call);
    }

    /// <summary>Whether who calls this code may not learn that a write has failed.</summary>
    public bool Swallows(IEnumerable<SyntaxNode> code, SemanticModel model) =>
        Swallowing.Count > 0
        || code.SelectMany(Functions.Unnested)
            .OfType<TryStatementSyntax>()
            .Any(attempt =>
                Writes.Any(write => attempt.Block.Span.Contains(write.Span))
                && !attempt.Catches.All(clause => Fails(clause, model))
            );

    /// <summary>
    /// Whether a function that is called in this code, or a lambda in it, catches what fails while it writes.
    /// </summary>
    public bool SwallowsWithin(IEnumerable<SyntaxNode> code, SemanticModel model) =>
        Swallowing.Count > 0
        || code.SelectMany(part => part.DescendantNodes())
            .OfType<AnonymousFunctionExpressionSyntax>()
            .Any(lambda => Swallows([lambda.Body], model));

    /// <summary>Whether whoever handles a failure always passes it on.</summary>
    public static bool Fails(CatchClauseSyntax clause, SemanticModel model) =>
        model.AnalyzeControlFlow(clause.Block)
            is {
                Succeeded: true,
                EndPointIsReachable: false,
                ExitPoints.IsEmpty: true,
                ReturnStatements.IsEmpty: true
            };

    /// <summary>Whether a fix makes a stream of any kind of a parameter: one of a private method in that file.</summary>
    public static bool IsWidened(IParameterSymbol parameter, SyntaxTree tree) =>
        parameter.ContainingSymbol.DeclaredAccessibility is Accessibility.Private or Accessibility.NotApplicable
        && parameter.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == tree);

    /// <summary>A parameter of a private method that it is passed for, in the file of the stream.</summary>
    public void AddNarrow(IParameterSymbol? parameter, SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (parameter is { Type.Name: "FileStream" } && IsWidened(parameter, tree))
            NarrowTypes.UnionWith(
                parameter
                    .DeclaringSyntaxReferences.Where(reference => reference.SyntaxTree == tree)
                    .Select(reference => reference.GetSyntax(cancellationToken))
                    .OfType<ParameterSyntax>()
                    .Select(declared => declared.Type!)
            );
    }

    /// <summary>Whether it has begun to be written sequentially: that is trusted to be so elsewhere.</summary>
    public bool HasWritten =>
        Writes.Any(write =>
            write
                is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name }
                }
            && name.StartsWith("Write", StringComparison.Ordinal)
        );
}
