using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>
/// What a path expression is, so that two can be compared: equal keys are one file. Null where nothing is sure.
/// Parameters and <c>this</c> stay open, for the caller to fill in.
/// </summary>
sealed partial class PathKey
{
    const int MaxDepth = 12;
    const int MaxLength = 400;

    /// <summary>Stands for the object that a member belongs to.</summary>
    public const string This = "‹this›";

    /// <summary>Stands for what is told in a method: a name, of which there is a file each.</summary>
    public const string Told = "‹told›";

    readonly SourceIndex _sources;
    readonly bool _isAny;
    readonly bool _unfolds;
    int _depth;

    PathKey(SourceIndex sources, bool isAny = false, bool unfolds = false) =>
        (_sources, _isAny, _unfolds) = (sources, isAny, unfolds);

    public static string? Of(IOperation? operation, SourceIndex sources) =>
        new PathKey(sources).Visit(operation) is { Length: <= MaxLength } key ? key : null;

    /// <summary>
    /// The same for the files of all names: with <see cref="Told"/> for each part that a parameter, a variable or a member of
    /// one says.
    /// </summary>
    public static string? OfAny(IOperation? operation, SourceIndex sources) =>
        new PathKey(sources, isAny: true).Visit(operation) is { Length: <= MaxLength } key ? key : null;

    /// <summary>Stands for what a caller passes.</summary>
    public static string Parameter(IParameterSymbol parameter) =>
        Open(PassedArgument.PositionOf(parameter), Place(parameter.ContainingSymbol));

    /// <summary>Stands for what a member of an extension block is called on; null for any other method.</summary>
    public static string? Receiver(IMethodSymbol method) =>
        ExtensionBlock.Around(method) is { } block ? Open(PassedArgument.Receiver, Place(block)) : null;

    static string Open(int position, string declaration) => $"‹{position} {declaration}›";

    string? Visit(IOperation? operation)
    {
        if (operation is null || _depth >= MaxDepth)
            return null;
        _depth++;
        var key = operation.ConstantValue is { HasValue: true, Value: var constant }
            ? Quoted(constant?.ToString())
            : (_unfolds ? Unfold(operation) : null) ?? Expand(operation);
        _depth--;
        return key;
    }

    // A quote within is doubled.
    static string Quoted(string? text) => $"\"{text?.Replace("\"", "\"\"")}\"";

    string? Expand(IOperation operation) =>
        operation switch
        {
            IConversionOperation conversion => Visit(conversion.Operand),
            IAwaitOperation awaited => Visit(awaited.Operation),
            IInstanceReferenceOperation => This,
            ILocalReferenceOperation { Local: var local } => Initial(local)
                ?? (_isAny ? Told : local.Name + Place(local)),
            IParameterReferenceOperation { Parameter: var parameter } => _isAny ? Told : Parameter(parameter),
            IFieldReferenceOperation { Field: var field } reference => Initial(field)
                ?? Member(field, reference.Instance),
            IPropertyReferenceOperation
            {
                Property:
                {
                    Name: "FullName" or "FullPath" or "Path" or "LocalPath" or "AbsolutePath",
                    DeclaringSyntaxReferences.IsEmpty: true
                },
                Instance: { } instance
            } => Visit(instance),
            IPropertyReferenceOperation { Arguments.IsEmpty: true } reference => Getter(
                reference.Property,
                reference.Instance
            ) ?? Member(reference.Property, reference.Instance),
            IInvocationOperation call => Call(call),
            IObjectCreationOperation { Type.Name: "FileInfo" or "DirectoryInfo" or "Uri", Arguments: [var only] } =>
                Visit(only.Value),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => All(
                "+",
                [sum.LeftOperand, sum.RightOperand]
            ),
            IInterpolatedStringOperation text => All("+", InterpolatedText.Parts(text)),
            ICoalesceOperation coalesce => All("??", [coalesce.Value, coalesce.WhenNull]),
            IArrayElementReferenceOperation element => All("[", [element.ArrayReference, .. element.Indices]),
            IArrayCreationOperation { Initializer.ElementValues: var values } => All(",", values),
            IInvalidOperation => Unbound(operation.Syntax),
            _ => null,
        };

    string? All(string name, IEnumerable<IOperation> operations)
    {
        var keys = operations.Select(Visit).ToArray();
        return keys.Contains(null) ? null : $"({name} {string.Join(" ", keys)})";
    }

    string? Call(IInvocationOperation call) =>
        (call.TargetMethod.ContainingType?.Name, call.TargetMethod.Name) switch
        {
            ("Path" or "IPath", "Combine" or "Join") => All("/", call.Arguments.SelectMany(Items)),
            ("Path" or "IPath", "GetFullPath") when call.Arguments is [var only] => Visit(only.Value),
            ("String", "Concat") => All("+", call.Arguments.SelectMany(Items)),
            ("Path", "GetTempFileName" or "GetRandomFileName") or ("Guid", _) or ("DateTime", _) or ("Random", _) =>
                null,
            _ => All(
                call.TargetMethod.Name + Place(call.TargetMethod),
                call.Instance is null
                    ? call.Arguments.Select(argument => argument.Value)
                    : [call.Instance, .. call.Arguments.Select(argument => argument.Value)]
            ),
        };

    // string.Concat(a, b, c, d, e), whose parts are an array, or in newer frameworks a span
    static IEnumerable<IOperation> Items(IArgumentOperation argument) =>
        argument.Value is IArrayCreationOperation { Initializer.ElementValues: var values } ? values
        : argument.ArgumentKind is ArgumentKind.Explicit or ArgumentKind.DefaultValue ? [argument.Value]
        : argument.Value.ChildOperations;

    string? Member(ISymbol member, IOperation? instance)
    {
        var owner = instance is null ? member.ContainingType.ToDisplayString() : Visit(instance);
        return owner is null or Told ? owner : owner + "." + member.Name;
    }

    // What is set once is what it is set to.
    string? Initial(ISymbol variable)
    {
        if (
            variable is IFieldSymbol { IsReadOnly: false }
            || variable.DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: var value } declarator
        )
            return null;
        var assigned = variable is IFieldSymbol field
            ? SourceIndex.AssignedTo(field.ContainingType, field.Name)
            : TreeIndex
                .Of(declarator.SyntaxTree)
                .AssignedTo(variable.Name)
                .Where(other => Names.Body(declarator).Span.Contains(other.Span));
        return assigned.Any() ? null : Visit(_sources.Operation(value));
    }

    string? Getter(IPropertySymbol property, IOperation? instance)
    {
        if (
            property is not { SetMethod: null, IsVirtual: false, IsAbstract: false, IsOverride: false }
            || property.DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not PropertyDeclarationSyntax { ExpressionBody.Expression: var value }
            || Visit(_sources.Operation(value)) is not { } key
        )
            return null;
        return instance is null ? key
            : Visit(instance) is { } owner ? key.Replace(This, owner)
            : null;
    }

    // Of a package that is missing: the same words mean the same within one member.
    static string? Unbound(SyntaxNode syntax) =>
        syntax is ExpressionSyntax and not (AnonymousFunctionExpressionSyntax or BaseObjectCreationExpressionSyntax)
            ? "~" + syntax.WithoutTrivia().NormalizeWhitespace()
            : null;

    static string Place(ISymbol symbol) =>
        symbol.OriginalDefinition.DeclaringSyntaxReferences is [var reference, ..]
            ? Place(reference.GetSyntax())
            : "@" + symbol.ContainingType?.ToDisplayString();

    static string Place(SyntaxNode declaration) => $"@{declaration.SyntaxTree.FilePath}:{declaration.SpanStart}";
}
