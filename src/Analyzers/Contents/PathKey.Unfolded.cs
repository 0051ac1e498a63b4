using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Contents;

// What methods and properties return, variables are set to and formats make, as one of the ways that a path may be.
sealed partial class PathKey
{
    const int MaxSteps = 400;
    const int MaxUnfoldedLength = 8000;

    static readonly Regex Hole = new(@"\{\{|\}\}|\{(\d+)[^{}]*\}", RegexOptions.CultureInvariant);

    readonly HashSet<ISymbol> _unfolding = new(SymbolEqualityComparer.Default);
    int _steps;

    /// <summary>
    /// The key of all that a path may be, for <see cref="PathText"/> to spell: equal ones may be one file, and others
    /// as well.
    /// </summary>
    public static string? Unfolded(IOperation? operation, SourceIndex sources) =>
        new PathKey(sources, unfolds: true).Visit(operation) is { Length: <= MaxUnfoldedLength } key ? key : null;

    string? Unfold(IOperation operation) =>
        _steps++ > MaxSteps
            ? null
            : operation switch
            {
                IConditionalOperation { WhenFalse: { } other } choice => Any([Visit(choice.WhenTrue), Visit(other)]),
                ICoalesceOperation either => Any([Visit(either.Value), Visit(either.WhenNull)]),
                ICoalesceAssignmentOperation either => Any([Visit(either.Target), Visit(either.Value)]),
                ISwitchExpressionOperation choice => Any(choice.Arms.Select(arm => Visit(arm.Value))),
                ISimpleAssignmentOperation set => Visit(set.Value),
                IConditionalAccessOperation access => Visit(access.WhenNotNull),
                IConditionalAccessInstanceOperation => Visit(Accessed(operation)),
                ILocalReferenceOperation { Local: var local } => Set(local, null, operation),
                IFieldReferenceOperation { Field: var field } reference => Set(field, reference.Instance, operation),
                IPropertyReferenceOperation { Arguments.IsEmpty: false } item => All(
                    "[",
                    [.. new[] { item.Instance }.OfType<IOperation>(), .. item.Arguments.Select(index => index.Value)]
                ),
                IPropertyReferenceOperation { Property: var property } reference => Set(
                    property,
                    reference.Instance,
                    operation
                ),
                IInvocationOperation call => Made(call) ?? Returned(call),
                _ => null,
            };

    static string? Any(IEnumerable<string?> keys)
    {
        var known = keys.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return known.Length < 2 ? known.FirstOrDefault() : $"(| {string.Join(" ", known)})";
    }

    static IOperation? Accessed(IOperation instance)
    {
        for (var around = instance.Parent; around is not null; around = around.Parent)
            if (around is IConditionalAccessOperation access && !access.Operation.Syntax.Contains(instance.Syntax))
                return access.Operation;
        return null;
    }

    // string.Format("{0}/state.json", directory), string.Join("/", parts)
    string? Made(IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "ToString", Parameters.IsEmpty: true } && call.Instance is { } text)
            return Visit(text);
        var values = call.Arguments.SelectMany(Items).ToArray();
        return (call.TargetMethod.ContainingType?.Name, call.TargetMethod.Name) switch
        {
            ("String", "Format") => Formatted(values),
            ("String", "Join") when values is [{ ConstantValue.Value: { } separator }, _, ..] => Concatenated(
                values.Skip(1).SelectMany(part => new[] { Quoted(separator.ToString()), Visit(part) }).Skip(1)
            ),
            ("Path", "GetFullPath") when values is [var relative, var directory] => All("/", [directory, relative]),
            _ => null,
        };
    }

    string? Formatted(IOperation[] values)
    {
        var at = Array.FindIndex(values, value => value.Type?.SpecialType == SpecialType.System_String);
        if (at < 0 || values[at].ConstantValue.Value is not string format)
            return null;
        var parts = new List<string?>();
        var end = 0;
        foreach (Match hole in Hole.Matches(format))
        {
            parts.Add(Quoted(format.Substring(end, hole.Index - end)));
            parts.Add(
                !hole.Groups[1].Success ? Quoted(hole.Value.Substring(1))
                : int.TryParse(hole.Groups[1].Value, out var i) && at + 1 + i < values.Length
                    ? Visit(values[at + 1 + i])
                : null
            );
            end = hole.Index + hole.Length;
        }

        return Concatenated(parts.Append(Quoted(format.Substring(end))));
    }

    static string? Concatenated(IEnumerable<string?> parts) =>
        parts.ToArray() is var keys && keys.Contains(null) ? null : $"(+ {string.Join(" ", keys)})";

    // What a variable is set to anywhere, or is itself; what a property returns.
    string? Set(ISymbol variable, IOperation? instance, IOperation reference)
    {
        if (variable.DeclaringSyntaxReferences is not [var declared, ..] || !_unfolding.Add(variable))
            return null;
        var declaration = declared.GetSyntax();
        var assigned =
            variable is ILocalSymbol
                ? TreeIndex
                    .Of(declaration.SyntaxTree)
                    .AssignedTo(variable.Name)
                    .Where(value => Names.Body(declaration).Span.Contains(value.Span))
                : SourceIndex.AssignedTo(variable.ContainingType, variable.Name);
        var values =
            variable is IPropertySymbol property ? assigned.Concat(Given(property))
            : declaration is VariableDeclaratorSyntax { Initializer.Value: var first } ? assigned.Append(first)
            : assigned;
        var keys = values.Select(value => Of(value, instance)).Append(Expand(reference)).ToArray();
        _unfolding.Remove(variable);
        return Any(keys);

        string? Of(ExpressionSyntax value, IOperation? owner) =>
            Visit(_sources.Operation(value)) is not { } key ? null
            : owner is null or IInstanceReferenceOperation || !key.Contains(This) ? key
            : Visit(owner) is { } of ? key.Replace(This, of)
            : null;
    }

    // Also by its other part.
    static IEnumerable<ExpressionSyntax> Given(IPropertySymbol property) =>
        property
            .ContainingType.DeclaringSyntaxReferences.SelectMany(type => type.GetSyntax().ChildNodes())
            .OfType<PropertyDeclarationSyntax>()
            .Where(part => part.Identifier.ValueText == property.Name)
            .SelectMany(part => part.Initializer is { Value: var first } ? Returns(part).Append(first) : Returns(part));

    string? Returned(IInvocationOperation call)
    {
        var keys = CallTarget
            .All(call.TargetMethod, _sources)
            .Where(method => _unfolding.Add(method))
            .SelectMany(method =>
                method.DeclaringSyntaxReferences.SelectMany(declared => Returns(declared.GetSyntax()))
            )
            .Select(value => Passed(Visit(_sources.Operation(value)), call))
            .ToArray();
        _unfolding.ExceptWith(CallTarget.All(call.TargetMethod, _sources));
        return keys.Length == 0 ? null : Any(keys.Append(Expand(call)));
    }

    // With what the call passes in place of what is open.
    string? Passed(string? key, IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
            if (
                argument.Parameter is { } parameter
                && Parameter(parameter.OriginalDefinition) is var open
                && key?.Contains(open) == true
            )
                key = Visit(argument.Value) is { } passed ? key.Replace(open, passed) : null;
        return key is null || call.Instance is null or IInstanceReferenceOperation || !key.Contains(This) ? key
            : Visit(call.Instance) is { } owner ? key.Replace(This, owner)
            : null;
    }

    static IEnumerable<ExpressionSyntax> Returns(SyntaxNode function) =>
        Functions
            .Inside(function)
            .Select(node =>
                node switch
                {
                    ReturnStatementSyntax given => given.Expression,
                    ArrowExpressionClauseSyntax arrow => arrow.Expression,
                    _ => null,
                }
            )
            .OfType<ExpressionSyntax>();
}
