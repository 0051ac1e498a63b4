using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Elements of what holds several paths: arrays, lists, dictionaries, tuples.</summary>
static class PathElements
{
    const int MaxDepth = 4;

    /// <summary>What <c>array[i]</c> may be.</summary>
    public static IEnumerable<IOperation> Of(IArrayElementReferenceOperation element, Definitions definitions) =>
        In(element.ArrayReference, Constant(element.Indices.FirstOrDefault()), definitions);

    /// <summary>What a member of a tuple may be.</summary>
    public static IEnumerable<IOperation> Of(IFieldReferenceOperation member, Definitions definitions) =>
        (member.Field.CorrespondingTupleField ?? member.Field).Name is { Length: > 4 } name
        && int.TryParse(name.Substring("Item".Length), out var ordinal)
            ? In(member.Instance, ordinal - 1, definitions)
            : [];

    /// <summary>What <c>dictionary[key]</c> or <c>list[i]</c> may be.</summary>
    public static IEnumerable<IOperation> Of(IPropertyReferenceOperation element, Definitions definitions) =>
        element.Instance is { } instance ? In(instance, Constant(element.Arguments[0].Value), definitions) : [];

    /// <summary>The elements of a collection; where a key is known and stands there, only its element.</summary>
    public static IEnumerable<IOperation> In(
        IOperation? collection,
        object? key,
        Definitions definitions,
        int depth = 0
    ) =>
        depth > MaxDepth
            ? []
            : collection switch
            {
                IConversionOperation conversion => In(conversion.Operand, key, definitions, depth + 1),
                IArrayCreationOperation { Initializer.ElementValues: var values } => At(values, key),
                IArrayInitializerOperation { ElementValues: var values } => At(values, key),
                IObjectCreationOperation { Initializer: { } initializer } => Initialized(initializer, key),
                ITupleOperation tuple => At(tuple.Elements, key),
                ILocalReferenceOperation local => Through(local.Local, key, definitions, depth),
                IFieldReferenceOperation field => Through(field.Field, key, definitions, depth),
                IPropertyReferenceOperation { Arguments.IsEmpty: true } property => Through(
                    property.Property,
                    key,
                    definitions,
                    depth
                ),
                IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } => Through(
                    method,
                    key,
                    definitions,
                    depth
                ),
                { Syntax: CollectionExpressionSyntax } => At([.. collection.ChildOperations], key),
                _ => [],
            };

    static IEnumerable<IOperation> Through(ISymbol symbol, object? key, Definitions definitions, int depth) =>
        definitions.Of(symbol).Alternatives.SelectMany(value => In(value, key, definitions, depth + 1));

    static IEnumerable<IOperation> At(IReadOnlyList<IOperation> elements, object? key) =>
        key is int index && index >= 0 && index < elements.Count ? [elements[index]] : elements;

    // { ["key"] = value } and { { "key", value } }
    static IEnumerable<IOperation> Initialized(IObjectOrCollectionInitializerOperation initializer, object? key)
    {
        var pairs = initializer.Initializers.Select(Pair).ToArray();
        var exact = pairs.Where(pair => key is not null && key.Equals(pair.Key)).ToArray();
        return (exact.Length > 0 ? exact : pairs).Select(pair => pair.Value).OfType<IOperation>();
    }

    static (object? Key, IOperation? Value) Pair(IOperation initializer) =>
        initializer switch
        {
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: [var index, ..] } } set => (
                Constant(index.Value),
                set.Value
            ),
            IInvocationOperation { Arguments: [var first, var second] } => (Constant(first.Value), second.Value),
            IInvocationOperation { Arguments: [var only] } => (null, only.Value),
            _ => (null, null),
        };

    static object? Constant(IOperation? index) =>
        index?.ConstantValue is { HasValue: true, Value: var value } ? value : null;
}
