using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// Follows a path expression right to left to its origin: through text, variables, fields, properties, parameters and
/// methods, into every path it may mean. <see cref="PathCalls"/> knows what the framework's methods do to a path.
/// Bounded in depth, width and steps: no expression is too deep, and no cycle endless.
/// </summary>
sealed class PathTracer
{
    const int MaxSteps = 300;
    const int MaxDepth = 24;
    public const string Separator = "/";
    static readonly TracedPath[] Nothing = [TracedPath.Unknown];

    readonly Definitions _definitions;
    readonly bool _acrossCalls;
    readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);
    CallFrame? _frame;
    int _steps;
    int _depth;

    PathTracer(Definitions definitions, bool acrossCalls) => (_definitions, _acrossCalls) = (definitions, acrossCalls);

    /// <param name="path">The expression.</param>
    /// <param name="definitions">Finds what symbols stand for.</param>
    /// <param name="acrossCalls">Whether a parameter is followed to what callers pass.</param>
    public static TracedPath[] Trace(IOperation path, Definitions definitions, bool acrossCalls) =>
        new PathTracer(definitions, acrossCalls)
            .Visit(path)
            .Select(traced => traced.From(PathRoots.Text(traced.Text)))
            .ToArray();

    public TracedPath[] Visit(IOperation? operation)
    {
        if (operation is null || ++_steps > MaxSteps || _depth >= MaxDepth)
            return Nothing;
        _depth++;
        var paths = operation.ConstantValue is { HasValue: true, Value: var constant }
            ? Constant(operation, constant)
            : Expand(operation);
        _depth--;
        return paths.Length <= TracedPath.MaxAlternatives ? paths : paths.Take(TracedPath.MaxAlternatives).ToArray();
    }

    static TracedPath[] Constant(IOperation operation, object? constant)
    {
        var text = TracedPath.Of(constant?.ToString() ?? "");
        return operation switch
        {
            IFieldReferenceOperation field => [text.Through(field.Field)],
            ILocalReferenceOperation local => [text.Through(local.Local)],
            _ => [text],
        };
    }

    TracedPath[] Expand(IOperation operation) =>
        operation switch
        {
            IConversionOperation conversion => Visit(conversion.Operand),
            IAwaitOperation awaited => Visit(awaited.Operation),
            ISimpleAssignmentOperation assignment => Visit(assignment.Value),
            ICoalesceOperation coalesce => Either([coalesce.Value, coalesce.WhenNull]),
            ICoalesceAssignmentOperation coalesce => Either([coalesce.Target, coalesce.Value]),
            IConditionalOperation conditional => Either(Conditions.Chosen(conditional, _frame)),
            ISwitchExpressionOperation choice => Either(EnumMembers.Chosen(choice, _frame, _definitions)),
            IConditionalAccessOperation access => Access(access),
            IBinaryOperation { OperatorMethod: { DeclaringSyntaxReferences.IsEmpty: false } combine } binary => Return(
                combine,
                [binary.LeftOperand, binary.RightOperand]
            ),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Joined(Concatenation.Parts(sum), ""),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } combine => Joined(
                [combine.LeftOperand, combine.RightOperand],
                Separator
            ),
            IInterpolatedStringOperation interpolated => Joined(InterpolatedText.Parts(interpolated), ""),
            ILocalReferenceOperation local => Last(local) ?? Follow(local.Local, null),
            IParameterReferenceOperation parameter => Parameter(parameter.Parameter),
            IFieldReferenceOperation { Field.ContainingType.IsTupleType: true } element => Either(
                PathElements.Of(element, _definitions)
            ),
            IFieldReferenceOperation field => Follow(field.Field, field.Instance),
            IPropertyReferenceOperation { Arguments.IsEmpty: false } element => Either(
                PathElements.Of(element, _definitions)
            ),
            IArrayElementReferenceOperation element => Either(PathElements.Of(element, _definitions)),
            IPropertyReferenceOperation property => Follow(property.Property, property.Instance),
            IArrayCreationOperation { Initializer.ElementValues: var values } => Either(values),
            IDelegateCreationOperation made => Visit(made.Target),
            IAnonymousFunctionOperation function => Either(
                function.Body.Descendants().OfType<IReturnOperation>().Select(value => value.ReturnedValue)
            ),
            IObjectCreationOperation { Arguments.Length: > 0 } creation => Joined(
                creation.Arguments.Select(argument => argument.Value),
                Separator
            ),
            IInvocationOperation call => Call(call),
            IInvalidOperation => UnboundCall.Of(operation, this) ?? Unbound(operation),
            _ when operation.Syntax is CollectionExpressionSyntax => Either(operation.ChildOperations),
            _ when operation.Kind == OperationKind.None => Unbound(operation),
            _ => Nothing,
        };

    TracedPath[] Access(IConditionalAccessOperation access) =>
        access.WhenNotNull is IPropertyReferenceOperation property ? Follow(property.Property, access.Operation)
        : access.WhenNotNull is IInvocationOperation call && call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
            ? Joined([access.Operation, .. PathCalls.Arguments(call)], "")
        : Visit(access.WhenNotNull);

    public TracedPath[] Either(IEnumerable<IOperation?> operations)
    {
        var paths = operations
            .Take(TracedPath.MaxAlternatives)
            .SelectMany(operation => Visit(operation))
            .Take(TracedPath.MaxAlternatives)
            .ToArray();
        return paths.Length == 0 ? Nothing : paths;
    }

    /// <summary>
    /// Every way of putting the parts behind each other, from the last to the first: the end of a path tells most.
    /// </summary>
    public TracedPath[] Joined(IEnumerable<IOperation?> operations, string separator) =>
        TracedPath.Joined(operations.Reverse().Select(Visit), separator);

    TracedPath[] Call(IInvocationOperation call) =>
        PathCalls.Of(call, this)
        ?? (
            PathRoots.Member(call.TargetMethod.ContainingType?.Name ?? "", call.TargetMethod.Name) is { } root
                ? [TracedPath.Held(root.Name).From(root).Through(call.TargetMethod)]
            : !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty ? Return(call)
            : call.Instance is not null ? Joined([call.Instance, .. PathCalls.Named(call)], "")
            : [.. Nothing.Select(path => path.Through(call.TargetMethod))]
        );

    TracedPath[] Return(IInvocationOperation call)
    {
        var passed = new IOperation?[call.TargetMethod.Parameters.Length];
        foreach (var argument in call.Arguments)
            if (argument.Parameter is { } parameter)
                passed[parameter.Ordinal] = argument.Value;
        return Return(call.TargetMethod, passed);
    }

    /// <summary>What a method returns for the arguments of this very call.</summary>
    TracedPath[] Return(IMethodSymbol method, IReadOnlyList<IOperation?> passed)
    {
        if (!_open.Add(method))
            return [TracedPath.Unknown.Through(method)];
        var outer = _frame;
        _frame = new(method, passed, outer);
        var values = _definitions.Of(method);
        var paths =
            values.Alternatives.Count == 0 ? [TracedPath.Held(KeyOf(method, passed))] : Either(values.Alternatives);
        _frame = outer;
        _open.Remove(method);
        return [.. paths.Select(path => path.Through(method))];
    }

    // Of a method without a body here, the texts, numbers and choices that it is passed tell one path from the other.
    string KeyOf(IMethodSymbol method, IReadOnlyList<IOperation?> passed)
    {
        var frame = _frame;
        _frame = frame?.Outer;
        var keys = passed
            .Skip(method.IsExtensionMethod ? 1 : 0)
            .OfType<IOperation>()
            .Where(argument => argument.Type is { SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Enum })
            .Select(argument => Visit(argument)[0].Key)
            .ToArray();
        _frame = frame;
        return PathKeys.Of(method) + (keys.Length > 0 ? $"({string.Join(",", keys)})" : "");
    }

    // Of a local that is set again and again, what it holds here.
    TracedPath[]? Last(ILocalReferenceOperation local) =>
        local.Syntax is IdentifierNameSyntax use
        && LastValue.Of(use) is { } value
        && _definitions.Operation(value) is { } operation
            ? [.. Visit(operation).Select(path => path.Through(local.Local))]
            : null;

    TracedPath[] Parameter(IParameterSymbol parameter)
    {
        for (var frame = _frame; frame is not null; frame = frame.Outer)
        {
            if (!frame.Has(parameter))
                continue;
            var inner = _frame;
            _frame = frame.Outer;
            var paths = frame.Passed(parameter) is { } passed ? Visit(passed) : Nothing;
            _frame = inner;
            return [.. paths.Select(path => path.Through(parameter))];
        }

        return Follow(parameter, null);
    }

    // Code that does not compile, or a package that is missing: the parts still have names.
    TracedPath[] Unbound(IOperation operation)
    {
        var parts = operation.ChildOperations.ToArray();
        var name = Names.Simple(
            operation.Syntax is InvocationExpressionSyntax call ? call.Expression : operation.Syntax
        );
        var isDivision = operation.Syntax.RawKind == (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.DivideExpression;
        var paths =
            parts.Length > 0 ? Joined(parts, isDivision ? Separator : "")
            : name.Length > 0 ? [TracedPath.Held(PathKeys.OfUnbound(operation.Syntax))]
            : Nothing;
        return [.. paths.Select(path => path.Through(name).From(PathRoots.Choosing(name)))];
    }

    TracedPath[] Follow(ISymbol symbol, IOperation? instance)
    {
        if (PathCalls.Separator(symbol) is { } separator)
            return [separator];
        if (PathRoots.OfSymbol(symbol, instance?.Type) is { } root)
            return [TracedPath.Held(root.Name).From(root).Through(symbol)];
        if (instance is not null && symbol is IPropertySymbol && symbol.DeclaringSyntaxReferences.IsEmpty)
            return [.. PathCalls.Property(symbol, Visit(instance)).Select(path => path.Through(symbol))];
        if (
            instance is not (null or IInstanceReferenceOperation)
            && IsWholeOf(symbol)
            && Visit(instance) is var whole
            && whole.Any(path => path.Text != "*" || !path.Roots.IsEmpty)
        )
            return [.. whole.Select(path => path.Through(symbol))];
        if (!_open.Add(symbol))
            return [TracedPath.Unknown.Through(symbol)];
        var values =
            symbol is IParameterSymbol parameter && _acrossCalls
                ? _definitions.PassedTo(parameter)
                : _definitions.Of(symbol);
        var paths =
            values.Alternatives.Count > 0 ? Either(values.Alternatives)
            : instance is not null && IsWholeOf(symbol) ? Visit(instance)
            : [TracedPath.Held(PathKeys.Of(symbol, instance))];
        if (values.Appended.Count > 0)
            paths = TracedPath.Joined(values.Appended.Reverse().Select(Visit).Append(paths), "");
        _open.Remove(symbol);
        return [.. paths.Select(path => path.HeldBy(symbol, instance))];
    }

    /// <summary>Names of the members of an enumeration that an expression may mean.</summary>
    public IEnumerable<string> Members(IOperation operation) => EnumMembers.Of(operation, _frame, _definitions);

    // Of a path's own type: the text that it wraps.
    static bool IsWholeOf(ISymbol member) =>
        member is IPropertySymbol { Name: "Value" or "Path" or "FullPath" or "FullName" };
}
