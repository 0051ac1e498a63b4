using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>Where the parts of a sequence are that are not in the member of the rename.</summary>
sealed class OtherMembers(SourceIndex sources, Definitions definitions, CommitWrappers commits)
{
    const int MaxWrites = 4;

    /// <summary>In the name of a method that writes a file it is given.</summary>
    public static readonly ImmutableHashSet<string> Writing = ImmutableHashSet.Create(
        "create",
        "dump",
        "encode",
        "export",
        "persist",
        "save",
        "serialize",
        "store",
        "write"
    );

    public SourceIndex Sources => sources;

    public Definitions Definitions => definitions;

    public CommitWrappers Commits => commits;

    /// <summary>The method that writes and returns the temporary file: <c>var temp = WriteTemp(path)</c>.</summary>
    public SyntaxNode? Maker(PathExpression source, SemanticModel model, CancellationToken cancellationToken)
    {
        var made = source.Syntax is AwaitExpressionSyntax awaited ? awaited.Expression : source.Syntax;
        return
            made is InvocationExpressionSyntax
            && Declaration(made, model, cancellationToken) is { } method
            && method.DescendantNodes().Any(WriteSite.MayWrite)
            ? method
            : null;
    }

    /// <summary>
    /// Whether a call is given the temporary file to write it: a method whose name says so, a delegate, or a method
    /// with a write in it.
    /// </summary>
    public bool HandsOver(
        SyntaxNode call,
        PathExpression source,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        Names.Arguments(call).Any(argument => source.Is(argument.Expression, model))
        && (
            NameVocabulary.In(Names.Simple((call as InvocationExpressionSyntax)?.Expression), Writing) is not null
            || model.GetSymbolInfo(call, cancellationToken).Symbol
                is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke }
            || Declaration(call, model, cancellationToken)?.DescendantNodes().Any(WriteSite.MayWrite) == true
        );

    /// <summary>What a call of the compilation's own method runs; of an interface's the implementation.</summary>
    public SyntaxNode? Declaration(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken) =>
        model.SyntaxTree == call.SyntaxTree
        && CallTarget.Of(call, model, sources, cancellationToken) is { DeclaringSyntaxReferences: [var reference, ..] }
        && sources.Model(reference.SyntaxTree) is not null
            ? reference.GetSyntax(cancellationToken)
            : null;

    /// <summary>
    /// Writes to the temporary file by other members of the type: to the same field, or to a path that is made in the
    /// same way.
    /// </summary>
    public static IEnumerable<WriteSite> OtherWrites(
        Commit commit,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        // A local or parameter of the same name is another one; a field is the same.
        if (
            Names.Member(commit.Node)?.Parent is not TypeDeclarationSyntax type
            || model.GetSymbolInfo(commit.SourcePath.Definition.Syntax, cancellationToken).Symbol
                is IParameterSymbol
                    or ILocalSymbol
        )
            return [];
        var member = Names.Member(commit.Node);
        return type
            .Members.Where(other => other != member && other is not BaseTypeDeclarationSyntax)
            .SelectMany(other => other.DescendantNodes())
            .Where(WriteSite.MayWrite)
            .Select(node => WriteSite.Of(node, model, cancellationToken))
            .OfType<WriteSite>()
            .Where(write =>
                write.Writer.Twin != "Copy"
                && write.Path.Syntax is ExpressionSyntax path
                && PathExpression.Of(path).IsLike(commit.SourcePath)
            )
            .Take(MaxWrites);
    }
}
