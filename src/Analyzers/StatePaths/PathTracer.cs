using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// Follows a path expression right to left to its origin: through text, <c>Path.Combine</c>, variables, fields, properties, parameters
/// and simple methods, into every path it may mean. Bounded in depth, width and steps: no expression is too deep, and no cycle endless.
/// </summary>
sealed class PathTracer
{
    const int MaxSteps = 300;
    const int MaxDepth = 24;
    const int MaxAlternatives = 6;
    const int MaxParts = 32;
    const string Separator = "/";
    static readonly TracedPath[] Nothing = [TracedPath.Unknown];

    readonly Definitions _definitions;
    readonly bool _acrossCalls;
    readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);
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

    TracedPath[] Visit(IOperation? operation)
    {
        if (operation is null || ++_steps > MaxSteps || _depth >= MaxDepth)
            return Nothing;
        _depth++;
        var paths = operation.ConstantValue is { HasValue: true, Value: var constant }
            ? Constant(operation, constant)
            : Expand(operation);
        _depth--;
        return paths.Length <= MaxAlternatives ? paths : paths.Take(MaxAlternatives).ToArray();
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
            IParenthesizedOperation parenthesized => Visit(parenthesized.Operand),
            IAwaitOperation awaited => Visit(awaited.Operation),
            ISimpleAssignmentOperation assignment => Visit(assignment.Value),
            ICoalesceOperation coalesce => Either([coalesce.Value, coalesce.WhenNull]),
            ICoalesceAssignmentOperation coalesce => Either([coalesce.Target, coalesce.Value]),
            IConditionalOperation conditional => Either([conditional.WhenTrue, conditional.WhenFalse]),
            ISwitchExpressionOperation choice => Either(choice.Arms.Select(arm => arm.Value)),
            IConditionalAccessOperation access => Access(access),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Joined(Summands(sum), ""),
            IInterpolatedStringOperation interpolated => Joined(
                interpolated.Parts.Select(part =>
                    part is IInterpolationOperation hole
                        ? hole.Expression
                        : ((IInterpolatedStringTextOperation)part).Text
                ),
                ""
            ),
            ILocalReferenceOperation local => Follow(local.Local, null),
            IParameterReferenceOperation parameter => Follow(parameter.Parameter, null),
            IFieldReferenceOperation field => Follow(field.Field, field.Instance),
            IPropertyReferenceOperation property => Follow(property.Property, property.Instance),
            IObjectCreationOperation { Arguments.Length: > 0 } creation => Joined(
                creation.Arguments.Select(argument => argument.Value),
                Separator
            ),
            IInvocationOperation call => Call(call),
            IInvalidOperation => Unbound(operation),
            _ => Nothing,
        };

    // A long concatenation leans to the left; its end and its very beginning tell.
    static List<IOperation> Summands(IBinaryOperation sum)
    {
        var parts = new List<IOperation>();
        IOperation left = sum;
        while (left is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } binary)
        {
            if (parts.Count < MaxParts)
                parts.Add(binary.RightOperand);
            left = binary.LeftOperand;
        }

        parts.Add(left);
        parts.Reverse();
        return parts;
    }

    TracedPath[] Access(IConditionalAccessOperation access) =>
        access.WhenNotNull is IPropertyReferenceOperation property ? Follow(property.Property, access.Operation)
        : access.WhenNotNull is IInvocationOperation call && call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
            ? Joined([access.Operation, .. Expanded(call)], "")
        : Visit(access.WhenNotNull);

    TracedPath[] Either(IEnumerable<IOperation?> operations)
    {
        var paths = operations
            .Take(MaxAlternatives)
            .SelectMany(operation => Visit(operation))
            .Take(MaxAlternatives)
            .ToArray();
        return paths.Length == 0 ? Nothing : paths;
    }

    /// <summary>Every way of putting the parts behind each other, from the last to the first: the end of a path tells most.</summary>
    TracedPath[] Joined(IEnumerable<IOperation?> operations, string separator)
    {
        TracedPath[]? joined = null;
        foreach (var operation in operations.Reverse())
        {
            var heads = Visit(operation);
            joined = joined is null
                ? heads
                : (
                    from tail in joined
                    from head in heads
                    select (separator.Length > 0 ? head.Before(TracedPath.Of(separator)) : head).Before(tail)
                )
                    .Take(MaxAlternatives)
                    .ToArray();
        }

        return joined ?? Nothing;
    }

    TracedPath[] Call(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType?.Name ?? "";
        var arguments = Expanded(call).ToArray();
        switch (type, call.TargetMethod.Name)
        {
            case ("Path" or "IPath", "Combine" or "Join"):
                return Joined(arguments, Separator);
            case ("Path" or "IPath", "GetDirectoryName") when arguments.Length > 0:
                return [.. Visit(arguments[0]).Select(path => Parent(path))];
            case ("Path" or "IPath", "GetFullPath") when arguments.Length == 2:
                return Joined([arguments[1], arguments[0]], Separator);
            case ("Path" or "IPath", "GetFullPath" or "GetFileName" or "TrimEndingDirectorySeparator")
                when arguments.Length > 0:
                return Visit(arguments[0]);
            case ("Path" or "IPath", "GetFileNameWithoutExtension") when arguments.Length > 0:
                return [.. Visit(arguments[0]).Select(path => path with { Text = "*" })];
            case ("Path" or "IPath", "ChangeExtension") when arguments.Length == 2:
                return Joined([arguments[0], arguments[1]], ".");
            case ("String", "Concat"):
                return Joined(arguments, "");
            case ("String", "Format"):
                return Joined(arguments.Skip(1).Append(arguments.FirstOrDefault()), "");
            case ("Environment", "GetFolderPath") when arguments.Length > 0:
                return
                [
                    TracedPath.Unknown.From(
                        arguments[0] is IFieldReferenceOperation folder
                            ? PathRoots.SpecialFolder(folder.Field.Name)
                            : null
                    ),
                ];
            case ("Environment", "GetEnvironmentVariable") when arguments.Length > 0:
                return
                [
                    TracedPath.Unknown.From(
                        arguments[0].ConstantValue.Value is string variable ? PathRoots.Variable(variable) : null
                    ),
                ];
            case ("Environment", "ExpandEnvironmentVariables") when arguments.Length > 0:
                return Visit(arguments[0]);
            default:
                return PathRoots.Member(type, call.TargetMethod.Name) is { } root
                        ? [TracedPath.Unknown.From(root).Through(call.TargetMethod)]
                    : !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
                        ? Follow(call.TargetMethod, null, call.Syntax)
                    : call.Instance is not null
                        ? Joined(
                            [
                                call.Instance,
                                .. arguments.Where(argument =>
                                    argument.Type is { SpecialType: SpecialType.System_String } or { Name: "FileInfo" }
                                ),
                            ],
                            ""
                        )
                    : [.. Nothing.Select(path => path.Through(call.TargetMethod))];
        }
    }

    static TracedPath Parent(TracedPath path)
    {
        var at = path.Text.LastIndexOfAny(['/', '\\']);
        return path with { Text = at > 0 ? path.Text.Substring(0, at) : "*" };
    }

    static IEnumerable<IOperation> Expanded(IInvocationOperation call) =>
        call
            .Arguments.OrderBy(argument => argument.Parameter?.Ordinal)
            .SelectMany(argument =>
                argument.ArgumentKind == ArgumentKind.ParamArray
                && argument.Value is IArrayCreationOperation { Initializer: { } initializer }
                    ? initializer.ElementValues.AsEnumerable()
                    :
                    [
                        argument.Value is IConversionOperation { IsImplicit: true } conversion
                            ? conversion.Operand
                            : argument.Value,
                    ]
            );

    // Code that does not compile, or a package that is missing: the parts still have names.
    TracedPath[] Unbound(IOperation operation)
    {
        var parts = operation.ChildOperations.ToArray();
        var name = Names.Simple(
            operation.Syntax is InvocationExpressionSyntax call ? call.Expression : operation.Syntax
        );
        return
        [
            .. (parts.Length == 0 ? Nothing : Joined(parts, "")).Select(path =>
                path.Through(name).From(PathRoots.Choosing(name))
            ),
        ];
    }

    TracedPath[] Follow(ISymbol symbol, IOperation? instance, SyntaxNode? call = null)
    {
        if (PathRoots.OfSymbol(symbol, instance?.Type) is { } root)
            return [TracedPath.Unknown.From(root).Through(symbol)];
        if (instance is not null && symbol is IPropertySymbol && symbol.DeclaringSyntaxReferences.IsEmpty)
            return [.. Property(symbol, instance).Select(path => path.Through(symbol))];
        if (!_open.Add(symbol))
            return [TracedPath.Unknown.Through(symbol)];
        var values =
            symbol is not IParameterSymbol parameter ? _definitions.Of(symbol)
            : _acrossCalls ? _definitions.PassedTo(parameter)
            : [];
        var paths = values.Count == 0 ? Nothing : Either(values);
        _open.Remove(symbol);
        return symbol is IMethodSymbol method && call is InvocationExpressionSyntax { ArgumentList: var arguments }
            ? [.. paths.Select(path => path.Through(method, arguments.ToString()))]
            : [.. paths.Select(path => path.Through(symbol))];
    }

    TracedPath[] Property(ISymbol symbol, IOperation instance) =>
        symbol.Name switch
        {
            "FullName"
            or "FullPath"
            or "Path"
            or "Value"
            or "OriginalString"
            or "LocalPath"
            or "AbsolutePath"
            or "Name" => Visit(instance),
            "Directory" or "DirectoryName" or "Parent" => [.. Visit(instance).Select(Parent)],
            _ => [.. Visit(instance).Select(path => path with { Text = "*" })],
        };
}
