using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// What a symbol's value may be: initializers, assignments, returned expressions, arguments of callers; of any type of
/// the compilation.
/// </summary>
sealed class Definitions(SourceIndex sources, Callers callers)
{
    const int MaxValues = 6;
    const int MaxSteps = 8;

    // Many members share a name such as Path.
    const int MaxBound = 16;

    public Values Of(ISymbol symbol) =>
        symbol switch
        {
            IFieldSymbol => new(Operations(DeclaredValues.Of(symbol).Concat(Assigned(symbol))), []),
            IPropertySymbol property => Positional(property) is { } parameter
                ? PassedTo(parameter)
                : new(Operations(DeclaredValues.Of(symbol).Concat(Assigned(symbol))), []),
            ILocalSymbol local => new(
                [.. Operations(DeclaredValues.Of(symbol).Concat(AssignedTo(symbol))), .. Bound(local)],
                Appended(local)
            ),
            IParameterSymbol parameter => new(
                [.. Operations(Default(parameter).Concat(AssignedTo(parameter))), .. Element(parameter)],
                Appended(parameter)
            ),
            IMethodSymbol => new(Operations(DeclaredValues.Of(symbol)), []),
            _ => Values.None,
        };

    /// <summary>What callers pass for a parameter, and what it stands for where they pass nothing.</summary>
    public Values PassedTo(IParameterSymbol parameter)
    {
        var own = Of(parameter);
        var passed = callers
            .Of(parameter)
            .Select(call => call.Argument)
            .Where(argument => argument.ConstantValue is not { HasValue: true, Value: null or "" })
            .Take(MaxValues);
        return own with { Alternatives = [.. own.Alternatives, .. passed] };
    }

    /// <summary>An expression of the compilation as it is bound.</summary>
    public IOperation? Operation(ExpressionSyntax expression) => sources.Operation(expression);

    List<IOperation> Operations(IEnumerable<ExpressionSyntax> expressions)
    {
        var values = new List<IOperation>();
        foreach (var expression in expressions)
        {
            if (
                values.Count < MaxValues
                && !expression.IsKind(SyntaxKind.NullLiteralExpression)
                && !expression.IsKind(SyntaxKind.SuppressNullableWarningExpression)
                && sources.Operation(expression) is { } operation
                && operation.ConstantValue is not { HasValue: true, Value: null or "" }
            )
                values.Add(operation);
        }

        return values;
    }

    // A member that others may set is mostly set by a constructor or an initializer; others are asked only if the type
    // itself says nothing.
    IEnumerable<ExpressionSyntax> Assigned(ISymbol member)
    {
        if (member.ContainingType is not { DeclaringSyntaxReferences.IsEmpty: false } type)
            return [];
        var own = SourceIndex.AssignedTo(type, member.Name);
        return member.DeclaredAccessibility == Accessibility.Private || own.Any()
            ? own
            : sources.AssignedTo(member.Name).Take(MaxBound).Where(value => Means(value, member));
    }

    bool Means(ExpressionSyntax value, ISymbol member) =>
        value.Parent is AssignmentExpressionSyntax assignment
        && sources.Model(value.SyntaxTree) is { } model
        && SymbolEqualityComparer.Default.Equals(
            model.GetSymbolInfo(assignment.Left).Symbol?.OriginalDefinition,
            member.OriginalDefinition
        );

    static IEnumerable<ExpressionSyntax> Default(IParameterSymbol parameter) =>
        parameter
            .DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())
            .OfType<ParameterSyntax>()
            .Select(declaration => declaration.Default?.Value)
            .OfType<ExpressionSyntax>();

    /// <summary>Of a positional record: the parameter that sets the property.</summary>
    static IParameterSymbol? Positional(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is ParameterSyntax declaration
            ? property
                .ContainingType.InstanceConstructors.SelectMany(constructor => constructor.Parameters)
                .FirstOrDefault(parameter =>
                    parameter.DeclaringSyntaxReferences.Any(other => other.Span == declaration.Span)
                )
            : null;

    // In the member that declares it, by name.
    static IEnumerable<T> Around<T>(ISymbol variable, Func<TreeIndex, IReadOnlyList<T>> find)
        where T : SyntaxNode =>
        variable
            .DeclaringSyntaxReferences.Select(reference => Names.Member(reference.GetSyntax()))
            .Where(member => member is not null)
            .SelectMany(member => find(TreeIndex.Of(member!.SyntaxTree)).Where(node => Names.Member(node) == member));

    static IEnumerable<ExpressionSyntax> AssignedTo(ISymbol variable) =>
        Around(variable, tree => tree.AssignedTo(variable.Name))
            .Where(value => value.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax });

    // text += part, and builder.Append(part), in their order.
    List<IOperation> Appended(ISymbol variable)
    {
        var parts = Around(variable, tree => tree.AppendedTo(variable.Name)).ToList();
        return parts.Count == 0 ? [] : Operations(parts.OrderBy(part => part.Span.End));
    }

    // What a pattern, a loop, an out argument or a deconstruction gives a local.
    IEnumerable<IOperation> Bound(ILocalSymbol local)
    {
        foreach (var reference in local.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            var found = declaration switch
            {
                ForEachStatementSyntax loop => Elements(loop.Expression, null).Concat(Listed(loop.Expression)),
                SingleVariableDesignationSyntax
                {
                    Parent: DeclarationExpressionSyntax { Parent: ArgumentSyntax argument }
                } => Out(argument).AsEnumerable(),
                SingleVariableDesignationSyntax { Parent: ParenthesizedVariableDesignationSyntax all } designation =>
                    Elements(Deconstructed(all), all.Variables.IndexOf(designation)),
                SingleVariableDesignationSyntax designation => Matched(designation),
                _ => [],
            };
            foreach (var value in found)
                yield return value;
        }
    }

    IEnumerable<IOperation> Elements(ExpressionSyntax? collection, int? at) =>
        collection is not null && sources.Operation(collection) is { } operation
            ? PathElements.In(operation, at, this)
            : [];

    // foreach (var file in Directory.GetFiles(folder)), also of some of them, in any order.
    IEnumerable<IOperation> Listed(ExpressionSyntax collection)
    {
        var source = sources.Operation(collection);
        for (var step = 0; source is not null && step < MaxSteps; step++)
        {
            if (source is IInvocationOperation call && PathKeys.Enumerations.Contains(call.TargetMethod.Name))
                return [call];
            source = source switch
            {
                IConversionOperation conversion => conversion.Operand,
                IInvocationOperation { Instance: { } chained } => chained,
                IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [var chained, ..] } =>
                    chained.Value,
                IInvocationOperation { TargetMethod.ContainingType.Name: "Parallel", Arguments: [var each, ..] } =>
                    each.Value,
                ILocalReferenceOperation local => Operations(DeclaredValues.Of(local.Local)).FirstOrDefault(),
                _ => null,
            };
        }

        return [];
    }

    // Directory.GetFiles(folder).Select(file => …)
    IEnumerable<IOperation> Element(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }
        && parameter.Ordinal == 0
        && parameter.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax().FirstAncestorOrSelf<LambdaExpressionSyntax>()
            is { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } }
            ? Listed(call)
            : [];

    static ExpressionSyntax? Deconstructed(SyntaxNode designation) =>
        designation.Parent?.Parent is AssignmentExpressionSyntax assignment ? assignment.Right : null;

    // x is var name, x is string name
    IEnumerable<IOperation> Matched(SingleVariableDesignationSyntax designation) =>
        designation.Parent is { Parent: IsPatternExpressionSyntax { Expression: var value } }
        && sources.Operation(value) is { } operation
            ? [operation]
            : [];

    List<IOperation> Out(ArgumentSyntax argument) =>
        argument.Parent?.Parent is InvocationExpressionSyntax call
        && sources.Model(call.SyntaxTree) is { } model
        && model.GetOperation(call) is IInvocationOperation invocation
        && invocation.Arguments.FirstOrDefault(candidate => candidate.Syntax == argument)?.Parameter
            is { DeclaringSyntaxReferences.IsEmpty: false } parameter
            ? Operations(AssignedTo(parameter.OriginalDefinition))
            : [];
}
