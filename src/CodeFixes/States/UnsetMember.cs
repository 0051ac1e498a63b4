using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A field or property that is saved and may be null still, because nothing has loaded it by then: no initializer and
/// no constructor sets it, and who saves does not ask.
/// </summary>
sealed class UnsetMember(SyntaxNode write, SourceIndex sources, CancellationToken cancellationToken)
{
    const int MaxDepth = 4;

    public bool Is(ExpressionSyntax saved) =>
        sources.Model(saved.SyntaxTree)?.GetSymbolInfo(saved, cancellationToken).Symbol is { } symbol
        && Stored(symbol) is { } member
        && !IsInitialized(member, saved)
        && !new NullGuards(write, this, sources, cancellationToken).Know(saved, member);

    // The field behind a property; null for what is never null, or made anew each time.
    ISymbol? Stored(ISymbol symbol) =>
        symbol switch
        {
            IFieldSymbol { Type.IsReferenceType: true, IsRequired: false } => symbol,
            IPropertySymbol { Type.IsReferenceType: true, IsRequired: false } property => property
                .DeclaringSyntaxReferences.FirstOrDefault()
                ?.GetSyntax(cancellationToken) switch
            {
                PropertyDeclarationSyntax declaration => IsAuto(declaration) ? symbol
                : Returned(declaration) is IdentifierNameSyntax { Identifier.ValueText: var field }
                    ? property.ContainingType.GetMembers(field).FirstOrDefault(other => other is IFieldSymbol)
                : null,
                _ => null,
            },
            _ => null,
        };

    static bool IsAuto(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }) == true;

    static ExpressionSyntax? Returned(PropertyDeclarationSyntax property) =>
        property.ExpressionBody?.Expression
        ?? property.AccessorList?.Accessors.FirstOrDefault(one => one.IsKind(SyntaxKind.GetAccessorDeclaration)) switch
        {
            { ExpressionBody.Expression: var value } => value,
            { Body.Statements: [ReturnStatementSyntax { Expression: var value }] } => value,
            _ => null,
        };

    bool IsInitialized(ISymbol member, ExpressionSyntax saved)
    {
        var type = member.ContainingType;
        if (Declared(member).Any(declaration => HasValue(declaration)))
            return true;
        var isOfObject = !member.IsStatic || !IsInStatic(saved, type);
        return type.StaticConstructors.SelectMany(Declared).Any(code => AlwaysSets(code, member, MaxDepth))
            || member.IsStatic
                && type.GetMembers().Where(other => other.IsStatic).SelectMany(Declared).Any(SetsByInitializer)
            || isOfObject
                && type
                    .InstanceConstructors.SelectMany(Declared)
                    .Where(code =>
                        code
                            is not ConstructorDeclarationSyntax
                            {
                                Initializer.ThisOrBaseKeyword.RawKind: (int)SyntaxKind.ThisKeyword
                            }
                    )
                    .ToArray()
                    is { Length: > 0 } constructors
                && constructors.All(code => AlwaysSets(code, member, MaxDepth));

        bool SetsByInitializer(SyntaxNode declaration) =>
            Initial(declaration) is InvocationExpressionSyntax call
            && sources.Operation(call) is { } operation
            && Sets(operation, member, MaxDepth);
    }

    bool IsInStatic(ExpressionSyntax saved, INamedTypeSymbol type) =>
        sources.Model(saved.SyntaxTree)?.GetEnclosingSymbol(saved.SpanStart, cancellationToken) is not { } around
        || around.IsStatic
        || !SymbolEqualityComparer.Default.Equals(around.ContainingType, type);

    IEnumerable<SyntaxNode> Declared(ISymbol member) =>
        member.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken));

    static bool HasValue(SyntaxNode declaration) =>
        declaration is ParameterSyntax || Initial(declaration) is { } value && !SavedNull.IsNull(value);

    static ExpressionSyntax? Initial(SyntaxNode declaration) =>
        declaration switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            _ => null,
        };

    // No way leads to the end without.
    bool AlwaysSets(SyntaxNode code, ISymbol member, int depth)
    {
        if (
            depth == 0
            || code is not (ConstructorDeclarationSyntax or MethodDeclarationSyntax)
            || sources.Model(code.SyntaxTree) is not { } model
            || ControlFlowGraph.Create(code, model, cancellationToken) is not { } graph
        )
            return false;
        var reached = new HashSet<int>();
        var open = new Stack<BasicBlock>([graph.Blocks[0]]);
        while (open.Count > 0)
        {
            var block = open.Pop();
            if (!reached.Add(block.Ordinal))
                continue;
            if (block.Kind == BasicBlockKind.Exit)
                return false;
            // It may fail before.
            for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
                if (region.Kind == ControlFlowRegionKind.Try)
                    foreach (var handler in region.EnclosingRegion!.NestedRegions.Where(other => other != region))
                        if (handler.Kind != ControlFlowRegionKind.Finally)
                            open.Push(graph.Blocks[handler.FirstBlockOrdinal]);
            if (
                block
                    .Operations.Concat(block.BranchValue is { } value ? [value] : [])
                    .SelectMany(operation => operation.DescendantsAndSelf())
                    .Any(operation => Sets(operation, member, depth))
            )
                continue;
            foreach (var branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
                if (branch?.Destination is { } next)
                    open.Push(next);
        }

        return true;
    }

    /// <summary>Whether a call or an assignment sets a member.</summary>
    public bool IsSetBy(ExpressionSyntax expression, ISymbol member) =>
        sources.Operation(expression) is { } operation && Sets(operation, member, MaxDepth);

    bool Sets(IOperation operation, ISymbol member, int depth) =>
        operation switch
        {
            ISimpleAssignmentOperation set => IsTarget(set.Target.Syntax, member)
                && !(set.Value.Syntax is ExpressionSyntax value && SavedNull.IsNull(value)),
            IInvocationOperation { TargetMethod: var method } call => !(
                method.IsVirtual || method.IsAbstract || method.IsOverride
            )
                && IsOver(call.Syntax, method)
                && SymbolEqualityComparer.Default.Equals(method.ContainingType, member.ContainingType)
                && Declared(method).Any(code => AlwaysSets(code, member, depth - 1)),
            _ => false,
        };

    // By its syntax: the graph puts a capture there, where what is set has branches.
    bool IsTarget(SyntaxNode target, ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(
            sources.Model(target.SyntaxTree)?.GetSymbolInfo(target, cancellationToken).Symbol,
            member
        );

    // A task that nobody waits for sets it at any time.
    static bool IsOver(SyntaxNode call, IMethodSymbol method) =>
        !method.IsAsync
        || Unwrapped.Around((ExpressionSyntax)call).Parent is AwaitExpressionSyntax
        || call.FirstAncestorOrSelf<StatementSyntax>() is { } statement
            && statement
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(name => name.Identifier.ValueText is "GetResult" or "Wait");
}
