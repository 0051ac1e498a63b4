using AtomicWrites.Analyzers.Locks;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Updates;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// What speaks against a lock around code: it may go on for long, it waits for somebody who may wait for the lock, it
/// may come to the same code again, where the lock is held already, it makes the directory that the lock's own file is
/// to stand in, or it comes to another update, which has to take its own lock. The methods that it calls are read where
/// their source is there.
/// </summary>
sealed class HeldWork(UpdateSequences sequences, StatePathOptions options, CancellationToken cancellationToken)
{
    const int MaxDepth = 8;

    readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    public static bool IsUnfit(
        SyntaxNode around,
        TextSpan held,
        SemanticModel model,
        UpdateSequences sequences,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) => new HeldWork(sequences, options, cancellationToken).IsUnfit(around, held, model);

    /// <summary>
    /// Whether something else than one write may write a file, be it in code that is called: the same file, perhaps, which
    /// <c>Update</c> does not allow within.
    /// </summary>
    public static bool MayWrite(
        StatementRange range,
        SyntaxNode write,
        SemanticModel model,
        UpdateSequences sequences,
        StatePathOptions options,
        CancellationToken cancellationToken
    ) =>
        new HeldWork(sequences, options, cancellationToken).Any(
            range.Nodes.Where(node => node != write),
            model,
            (method, node, itsModel) =>
                method is { MethodKind: MethodKind.DelegateInvoke }
                || node is InvocationExpressionSyntax made && RunsSetters(made, itsModel)
                || Library.Has(method?.ContainingType, "AtomicFile")
                || node is ExpressionSyntax call
                    && (
                        WriteSite.Of(call, itsModel, cancellationToken)
                        ?? WriteSite.OfReplacer(call, itsModel, cancellationToken)
                    )
                        is not null,
            0
        );

    // JsonSerializer.Deserialize<Settings>(text), where a setter of Settings may save.
    static bool RunsSetters(InvocationExpressionSyntax call, SemanticModel model) =>
        Names.Called(call).StartsWith("Deserialize", StringComparison.Ordinal)
        && model.GetTypeInfo(call).Type is { DeclaringSyntaxReferences.IsEmpty: false } made
        && made.GetMembers()
            .OfType<IPropertySymbol>()
            .Select(property => property.SetMethod)
            .OfType<IMethodSymbol>()
            .SelectMany(setter => setter.DeclaringSyntaxReferences)
            .Any(setter =>
                setter.GetSyntax()
                    is AccessorDeclarationSyntax { Body: not null }
                        or AccessorDeclarationSyntax { ExpressionBody: not null }
            );

    bool IsUnfit(SyntaxNode around, TextSpan held, SemanticModel model)
    {
        var body = Names.Body(around);
        var hasDirectory = MakesDirectoryBefore(body, held.Start, model);
        var self = model.GetDeclaredSymbol(body, cancellationToken);
        return TakesLock(around, model, region => held.Contains(region.Taken.Span))
            || Any(
                around.DescendantNodesAndSelf().Where(node => held.Contains(node.Span)),
                model,
                (method, node, itsModel) =>
                    node is not null
                        && (
                            IsEndless(node)
                            || Waits.ForOthers(node, itsModel, cancellationToken)
                            || IsDynamic(node, itsModel)
                        )
                    || method is not null
                        && (
                            Waits.Includes(method)
                            || MayComeBack(method, self)
                            || !hasDirectory && MakesDirectory(method)
                        ),
                0
            );
    }

    // Somewhere on every way to the position.
    bool MakesDirectoryBefore(SyntaxNode body, int position, SemanticModel model) =>
        body.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                call.Span.End <= position
                && call.FirstAncestorOrSelf<StatementSyntax>() is { } statement
                && (statement.Parent is GlobalStatementSyntax ? body : statement.Parent)!.Span.Contains(position)
                && model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol method
                && MakesDirectory(method)
            );

    bool Any(
        IEnumerable<SyntaxNode> nodes,
        SemanticModel model,
        Func<IMethodSymbol?, SyntaxNode?, SemanticModel, bool> isUnfit,
        int depth
    )
    {
        foreach (var node in nodes)
        {
            if (isUnfit(null, node, model))
                return true;
            var called =
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                && model.GetSymbolInfo(node, cancellationToken).Symbol is IMethodSymbol method
                    ? CallTarget.All(method, sequences.Sources).Prepend(method)
                    : [];
            foreach (var target in called.Concat(HiddenCalls.Of(node, model)))
            {
                if (isUnfit(target, null, model))
                    return true;
                if (depth == MaxDepth || !_seen.Add(target.OriginalDefinition))
                    continue;
                foreach (var reference in target.OriginalDefinition.DeclaringSyntaxReferences)
                    if (
                        sequences.Model(reference.SyntaxTree) is { } other
                        && reference.GetSyntax(cancellationToken) is var declaration
                        && (
                            LockRegions.In(declaration, other, cancellationToken).Any(region => !region.Kind.IsOpenFile)
                            || Updates(declaration, other)
                            || Any(declaration.DescendantNodes(), other, isUnfit, depth + 1)
                        )
                    )
                        return true;
            }
        }

        return false;
    }

    // It gets a lock of its own by the same fix: of this file, inside itself, or of another one, which others may hold
    // around a call of this.
    bool Updates(SyntaxNode declaration, SemanticModel model) =>
        declaration
            .DescendantNodes()
            .Any(node =>
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                && sequences.EndingAt(node, model, options, cancellationToken) is not null
            );

    // Whoever takes both in the other order, and this, would wait for each other.
    bool TakesLock(SyntaxNode code, SemanticModel model, Func<LockRegion, bool> isMeant) =>
        LockRegions
            .In(code, model, cancellationToken)
            .Any(region => region.Kind is { IsOfLibrary: false, IsOpenFile: false } && isMeant(region));

    // n += form.Ask(), where form is dynamic.
    bool IsDynamic(SyntaxNode node, SemanticModel model) =>
        node is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access
        && model.GetTypeInfo(access.Expression, cancellationToken).Type is { TypeKind: TypeKind.Dynamic };

    // What a delegate does is not seen.
    static bool MayComeBack(IMethodSymbol method, ISymbol? self) =>
        method.MethodKind == MethodKind.DelegateInvoke
        || method is { ContainingType: { Name: "IProgress", ContainingNamespace.Name: "System" } }
        || SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, self);

    static bool MakesDirectory(IMethodSymbol method) =>
        method
            is { Name: "CreateDirectory", ContainingType.Name: "Directory" or "IDirectory" or "FileSystem" }
                or { Name: "Create" or "CreateSubdirectory", ContainingType.Name: "DirectoryInfo" };

    // Until somebody stops it: a service, a watch.
    static bool IsEndless(SyntaxNode node) =>
        node switch
        {
            WhileStatementSyntax loop => IsEndless(loop.Condition),
            DoStatementSyntax loop => IsEndless(loop.Condition),
            ForStatementSyntax { Condition: var condition } => condition is null || IsEndless(condition),
            CommonForEachStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword } => true,
            _ => false,
        };

    static bool IsEndless(ExpressionSyntax condition) =>
        condition.IsKind(SyntaxKind.TrueLiteralExpression)
        || condition
            .DescendantNodesAndSelf()
            .Any(node => node is IdentifierNameSyntax { Identifier.ValueText: "IsCancellationRequested" });
}
