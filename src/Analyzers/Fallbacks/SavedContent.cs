using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Where what a save writes comes from.</summary>
sealed class SavedContent(SourceIndex sources, FileEffects effects)
{
    /// <summary>
    /// Whether it reads the file again, changes that and writes it. Where that cannot be read either, it writes
    /// nothing.
    /// </summary>
    public bool IsOfAnotherLoad(Save save, SyntaxNode load) =>
        ReadsAgain(save, load)
        || save.Node != save.Site.Node
            && PathKey.Of(save.Site.Path, sources) is { } path
            && ReadsAgain(new(save.Site.Node, path, save.Site), load);

    bool ReadsAgain(Save save, SyntaxNode load) =>
        Names.Body(save.Node) is var body
        && body != load
        && sources.Model(body.SyntaxTree) is { } model
        && Names
            .Within(body)
            .Where(read => read.SpanStart < save.Node.SpanStart && effects.MayRead(read))
            .Any(read =>
                effects.Of(read, model).Any(effect => !effect.IsWrite && effect.Path == save.Path)
                && (
                    effects.Target(read, model) is not { } target
                    || !IsBy(target, load) && !CaughtFailures.AllWithin(target, effects, CancellationToken.None)
                )
                && IsOf(read, save, model)
            );

    // Whether a method is the one that loads, or calls it.
    static bool IsBy(IMethodSymbol method, SyntaxNode load) =>
        method.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is var declaration
            && (
                declaration == load
                || load is MethodDeclarationSyntax { Identifier.ValueText: var name }
                    && Names.Within(declaration).Any(call => Names.Called(call) == name)
            )
        );

    /// <summary>
    /// Whether what is written comes from what one of the calls returned, there or by a member that was set to it.
    /// </summary>
    public bool IsOfResult(Save save, ImmutableArray<SyntaxNode> calls) =>
        calls.Any(call =>
            sources.Model(call.SyntaxTree) is { } model
            && (
                Names.Body(call) == Names.Body(save.Node)
                    ? IsOfResult(call, save, model)
                    : IsOfMember(call, save, model)
            )
        );

    // var count = Load(); if (count < 0) return; asks.
    bool IsOfResult(SyntaxNode call, Save save, SemanticModel model)
    {
        var flow = Flow(call, model);
        return IsOf(call, save, model)
            && !Names
                .Within(Names.Body(call))
                .OfType<IfStatementSyntax>()
                .Any(branch =>
                    branch.Span.End < save.Node.SpanStart
                    && FailingBranch.Leaves(branch.Statement)
                    && flow.IsIn(branch.Condition)
                );
    }

    bool IsOfMember(SyntaxNode call, Save save, SemanticModel model)
    {
        var members = Flow(call, model).Members;
        return !members.IsEmpty
            && Names
                .Operands(save.Node)
                .SelectMany(operand => operand.DescendantNodesAndSelf())
                .OfType<IdentifierNameSyntax>()
                .Any(name => members.Any(member => member.Name == name.Identifier.ValueText));
    }

    ContentFlow Flow(SyntaxNode read, SemanticModel model) =>
        new(Names.Body(read), read, effects.Target(read, model), model, CancellationToken.None);

    /// <summary>Whether what is written comes from what a call in the same body has read.</summary>
    public bool IsOf(SyntaxNode read, Save save, SemanticModel model) =>
        Flow(read, model)
            .Reaches(
                save.Node,
                save.Node == save.Site.Node ? save.Site : null,
                effects.Target(save.Node, model),
                static () => true
            );
}
