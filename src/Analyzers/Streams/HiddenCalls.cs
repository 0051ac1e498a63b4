using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// Methods of the program that run where no call is written: accessors, operators, conversions, and what loops, usings,
/// patterns and texts call.
/// </summary>
static class HiddenCalls
{
    const int MaxTypes = 32;

    public static IEnumerable<IMethodSymbol> Of(SyntaxNode node, SemanticModel model) =>
        Called(node, model)
            .OfType<IMethodSymbol>()
            .Select(method => (method.PartialImplementationPart ?? method).OriginalDefinition)
            .Where(method =>
                !method.DeclaringSyntaxReferences.IsEmpty
                || method.ContainingType?.SpecialType == SpecialType.System_Object
            );

    static IEnumerable<IMethodSymbol?> Called(SyntaxNode node, SemanticModel model)
    {
        switch (node)
        {
            case CommonForEachStatementSyntax loop:
                var info = model.GetForEachStatementInfo(loop);
                return
                [
                    info.GetEnumeratorMethod,
                    info.MoveNextMethod,
                    info.CurrentProperty?.GetMethod,
                    info.DisposeMethod,
                    .. loop is ForEachVariableStatementSyntax apart ? Parts(model.GetDeconstructionInfo(apart)) : [],
                ];
            case UsingStatementSyntax { Expression: { } resource }:
                return Disposals(model.GetTypeInfo(resource).Type);
            case VariableDeclarationSyntax
            {
                Parent: UsingStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }
            } declaration:
                return Disposals(model.GetTypeInfo(declaration.Type).Type);
            case RecursivePatternSyntax { PositionalPatternClause: not null }:
                return [(model.GetOperation(node) as IRecursivePatternOperation)?.DeconstructSymbol as IMethodSymbol];
            case InterpolationSyntax hole:
                return Texts(model.GetTypeInfo(hole.Expression).Type);
            case ExpressionSyntax expression:
                return OfExpression(expression, model).Append(model.GetConversion(expression).MethodSymbol);
            default:
                return [];
        }
    }

    static IEnumerable<IMethodSymbol?> OfExpression(ExpressionSyntax expression, SemanticModel model)
    {
        switch (expression)
        {
            case AssignmentExpressionSyntax assignment:
                return
                [
                    .. Setters(assignment.Left, model),
                    model.GetSymbolInfo(assignment).Symbol as IMethodSymbol,
                    .. assignment.Left is TupleExpressionSyntax or DeclarationExpressionSyntax
                        ? Parts(model.GetDeconstructionInfo(assignment))
                        : [],
                ];
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
                when model.GetTypeInfo(sum).Type?.SpecialType == SpecialType.System_String:
                return Texts(model.GetTypeInfo(sum.Left).Type).Concat(Texts(model.GetTypeInfo(sum.Right).Type));
            case PostfixUnaryExpressionSyntax
            {
                RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression
            } counted:
                return [.. Setters(counted.Operand, model), model.GetSymbolInfo(counted).Symbol as IMethodSymbol];
            case PrefixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
            } counted:
                return [.. Setters(counted.Operand, model), model.GetSymbolInfo(counted).Symbol as IMethodSymbol];
            case BinaryExpressionSyntax
            or PrefixUnaryExpressionSyntax
            or PostfixUnaryExpressionSyntax
            or CastExpressionSyntax:
                return [model.GetSymbolInfo(expression).Symbol as IMethodSymbol];
            case AwaitExpressionSyntax awaited:
                var awaiting = model.GetAwaitExpressionInfo(awaited);
                return [awaiting.GetAwaiterMethod, awaiting.GetResultMethod];
            case SimpleNameSyntax { Parent: not (QualifiedNameSyntax or InvocationExpressionSyntax) }
            or ElementAccessExpressionSyntax
            or ElementBindingExpressionSyntax:
                return [(model.GetSymbolInfo(expression).Symbol as IPropertySymbol)?.GetMethod];
            default:
                return [];
        }
    }

    // Of (A.One, A.Two) each.
    static IEnumerable<IMethodSymbol?> Setters(ExpressionSyntax target, SemanticModel model) =>
        target is TupleExpressionSyntax tuple
            ? tuple.Arguments.SelectMany(argument => Setters(argument.Expression, model))
            : model.GetSymbolInfo(target).Symbol switch
            {
                IPropertySymbol property => [property.SetMethod],
                IEventSymbol handled =>
                [
                    target.Parent.IsKind(SyntaxKind.AddAssignmentExpression) ? handled.AddMethod : handled.RemoveMethod,
                ],
                _ => [],
            };

    static IEnumerable<IMethodSymbol?> Parts(DeconstructionInfo deconstruction) =>
        deconstruction.Nested.SelectMany(Parts).Prepend(deconstruction.Method);

    static IEnumerable<IMethodSymbol?> Disposals(ITypeSymbol? type) =>
        Own(type)
            .Where(method =>
                method.Name.EndsWith("Dispose", StringComparison.Ordinal)
                || method.Name.EndsWith("DisposeAsync", StringComparison.Ordinal)
            );

    // Of an object or an interface, any that there is.
    static IEnumerable<IMethodSymbol> Texts(ITypeSymbol? type) =>
        type?.SpecialType == SpecialType.System_Object
            ? type.GetMembers("ToString").OfType<IMethodSymbol>()
            : Own(type).Where(method => method is { Name: "ToString" or "TryFormat", IsStatic: false });

    /// <summary>
    /// What the framework may run of what it is given: getters, also of what is in there, the text of it, and by what it is
    /// compared, formatted and enumerated.
    /// </summary>
    public static IEnumerable<IMethodSymbol> OfGiven(ITypeSymbol? type)
    {
        if (
            type
            is { SpecialType: not SpecialType.None and not SpecialType.System_Object }
                or { TypeKind: TypeKind.Enum }
        )
            yield break;
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var left = new Queue<ITypeSymbol?>([type]);
        while (left.Count > 0 && seen.Count < MaxTypes)
        {
            type = left.Dequeue();
            if (type is IArrayTypeSymbol array)
                left.Enqueue(array.ElementType);
            if (type is not INamedTypeSymbol named || !seen.Add(named))
                continue;
            foreach (var argument in named.TypeArguments)
                left.Enqueue(argument);
            foreach (var text in Texts(named).Concat(Own(named).Where(IsCalledBack)))
                yield return text.OriginalDefinition;
            if (named.TypeKind == TypeKind.Interface && StreamTypes.IsOfFramework(named))
                foreach (var member in named.GetMembers().OfType<IMethodSymbol>())
                    yield return member.OriginalDefinition;
            foreach (var getter in Own(named).Where(method => method.MethodKind == MethodKind.PropertyGet))
                if (IsSerialized((IPropertySymbol)getter.AssociatedSymbol!))
                {
                    left.Enqueue(getter.ReturnType);
                    yield return getter.OriginalDefinition;
                }
        }
    }

    static bool IsCalledBack(IMethodSymbol method) =>
        !method.IsStatic
        && (
            // Also of an explicit implementation, which says of which interface.
            method.Name.Substring(method.Name.LastIndexOf('.') + 1)
                is "Compare"
                    or "CompareTo"
                    or "Equals"
                    or "Format"
                    or "GetEnumerator"
                    or "GetFormat"
                    or "GetHashCode"
                    or "GetObjectData"
                    or "MoveNext"
                    or "WriteXml"
            || method.Name.StartsWith("ShouldSerialize", StringComparison.Ordinal)
            || method
                .GetAttributes()
                .Any(attribute => attribute.AttributeClass?.Name is "OnSerializedAttribute" or "OnSerializingAttribute")
        );

    static bool IsSerialized(IPropertySymbol property) =>
        property is { IsStatic: false, Parameters.IsEmpty: true }
        && !property.GetAttributes().Any(attribute => attribute.AttributeClass?.Name.Contains("Ignore") == true);

    static IEnumerable<IMethodSymbol> Own(ITypeSymbol? type)
    {
        for (; type is { DeclaringSyntaxReferences.IsEmpty: false }; type = type.BaseType)
            foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
                yield return method;
    }
}
