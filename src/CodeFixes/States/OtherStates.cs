using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether statements may load another state, whose failure a handler for this one would catch: they call the library,
/// a package, a delegate, or a method of the program that does; or they hand such a method to the framework, as what it
/// is, within a delegate or a sequence, or within an object whose text, comparison or items it asks for.
/// </summary>
sealed class OtherStates(Compilation compilation, CancellationToken cancellationToken)
{
    const int MaxDepth = 3;

    readonly SourceIndex _sources = UpdateSequences.Of(compilation).Sources;

    public bool MayBeLoadedBy(StatementSyntax statement, SemanticModel model) =>
        Talk.Is(statement)
            ? statement
                .DescendantNodes()
                .OfType<ArgumentSyntax>()
                .Select(argument => argument.Expression)
                .Any(told => MayBeLoadedBy(told, model, 0) || MayBeLoadedOf(told, model, 0))
            : MayBeLoadedBy(statement, model, 0);

    bool MayBeLoadedBy(SyntaxNode code, SemanticModel model, int depth) =>
        code.DescendantNodesAndSelf(node => Names.Called(node) != "nameof")
            .Where(node => !model.GetConstantValue(node, cancellationToken).HasValue)
            .Any(node =>
                MayBeLoadedAt(node, model, depth)
                || HiddenCalls.Of(node, model).Any(method => MayRun(method, depth, null))
            );

    bool MayBeLoadedAt(SyntaxNode node, SemanticModel model, int depth)
    {
        var symbol = model.GetSymbolInfo(node, cancellationToken).Symbol;
        switch (node)
        {
            case InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax:
                if (symbol is not IMethodSymbol method)
                    return symbol is not null || node is InvocationExpressionSyntax;
                if (method.MethodKind == MethodKind.DelegateInvoke)
                    return true;
                var on = (node as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax access
                    ? access.Expression
                    : null;
                return MayRun(method, depth, on is null ? null : model.GetTypeInfo(on, cancellationToken).Type)
                    || StreamTypes.IsOfFramework(method.ContainingType)
                        && Names
                            .Arguments(node)
                            .Select(argument => argument.Expression)
                            .Concat(on is null ? [] : [on])
                            .Any(given => MayBeLoadedOf(given, model, depth));
            case SimpleNameSyntax { Parent: not (NameColonSyntax or InvocationExpressionSyntax) } name:
                return symbol switch
                {
                    IMethodSymbol group => !IsCalled(name) && MayRun(group, depth, null),
                    IPropertySymbol { GetMethod: { } getter } property => MayRun(getter, depth, null)
                        || MayHoldCode(property.Type) && IsStored(property),
                    IFieldSymbol field => MayHoldCode(field.Type),
                    IParameterSymbol parameter => MayHoldCode(parameter.Type),
                    ILocalSymbol local => MayHoldCode(local.Type)
                        && (
                            depth == MaxDepth
                            || OnlyLocal.Of(name, model, cancellationToken) is not { } only
                            || MayBeLoadedBy(only.Value, model, depth + 1)
                        ),
                    _ => false,
                };
            case InterpolationSyntax hole:
                return MayBeLoadedOf(hole.Expression, model, depth);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when IsText(sum, model):
                return MayBeLoadedOf(sum.Left, model, depth) || MayBeLoadedOf(sum.Right, model, depth);
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } sum
                when IsText(sum, model):
                return MayBeLoadedOf(sum.Right, model, depth);
            default:
                return false;
        }
    }

    bool IsText(ExpressionSyntax sum, SemanticModel model) =>
        model.GetTypeInfo(sum, cancellationToken).Type?.SpecialType == SpecialType.System_String;

    static bool IsCalled(SimpleNameSyntax name)
    {
        ExpressionSyntax called = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        return called.Parent is InvocationExpressionSyntax call && call.Expression == called;
    }

    // A delegate, and what calls one later: who made it is not known.
    static bool MayHoldCode(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Delegate
        || type.Name is "Delegate" or "MulticastDelegate" or "Lazy" && StreamTypes.IsOfFramework(type)
        || IsSequence(type);

    static bool IsSequence(ITypeSymbol type) =>
        type.Name
            is "IEnumerable"
                or "IEnumerator"
                or "IOrderedEnumerable"
                or "IAsyncEnumerable"
                or "IAsyncEnumerator"
                or "IQueryable"
                or "IOrderedQueryable"
                or "ParallelQuery"
        && StreamTypes.IsOfFramework(type);

    // What a getter makes is in its code.
    bool IsStored(IPropertySymbol property) =>
        property.GetMethod!.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax(cancellationToken)
                is AccessorDeclarationSyntax { Body: null, ExpressionBody: null }
                    or ParameterSyntax
        );

    // What the framework may call on what it is given, and on what is in there.
    bool MayBeLoadedOf(ExpressionSyntax given, SemanticModel model, int depth)
    {
        var info = model.GetTypeInfo(given, cancellationToken);
        return (info.Type ?? info.ConvertedType) is { } type
            && Within(type)
                .Any(part =>
                    HiddenCalls.OfGiven(part).Any(method => MayRun(method, depth, null))
                    || Inherited(part).Any(method => MayRun(method, depth, part))
                );
    }

    // Who makes a sequence is looked at where it is made.
    static IEnumerable<ITypeSymbol> Within(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => Within(array.ElementType),
            INamedTypeSymbol { Name: "IGrouping" } group => group.TypeArguments.SelectMany(Within),
            INamedTypeSymbol sequence when IsSequence(sequence) => sequence.TypeArguments.SelectMany(Within),
            INamedTypeSymbol named => named.TypeArguments.SelectMany(Within).Prepend(named),
            _ => [type],
        };

    // Of an interface, and of any object, what a type of the program makes of them.
    IEnumerable<IMethodSymbol> Inherited(ITypeSymbol type)
    {
        var isInterface = type.TypeKind == TypeKind.Interface;
        if (type.SpecialType != SpecialType.System_Object && !isInterface && StreamTypes.IsOfFramework(type))
            return [];
        var ofObject = compilation.ObjectType.GetMembers().OfType<IMethodSymbol>().Where(method => method.IsVirtual);
        return isInterface
            ? ofObject.Concat(type.AllInterfaces.SelectMany(one => one.GetMembers()).OfType<IMethodSymbol>())
            : ofObject;
    }

    bool MayRun(IMethodSymbol method, int depth, ITypeSymbol? on)
    {
        var targets = CallTarget.All(method, _sources, on);
        var bodies = targets
            .SelectMany(target => target.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax(cancellationToken))
            .Where(declaration => declaration is not TypeDeclarationSyntax)
            .ToArray();
        if (bodies.Length == 0)
            return !StreamTypes.IsOfFramework(method.ContainingType)
                && (method.IsAbstract || !method.ContainingType.Locations.Any(place => place.IsInSource));
        return depth == MaxDepth
            || targets.Length == CallTarget.MaxOverrides
            || bodies.Any(body =>
                _sources.Model(body.SyntaxTree) is not { } model || MayBeLoadedBy(body, model, depth + 1)
            );
    }
}
