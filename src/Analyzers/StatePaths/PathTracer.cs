using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// Follows a path expression right to left to its origin: through text, <c>Path.Combine</c>, variables, fields, properties and simple methods.
/// A work list with a budget instead of recursion: no expression is too deep and no cycle endless.
/// </summary>
sealed class PathTracer
{
    const int Budget = 200;
    const string Separator = "/";

    readonly Definitions _definitions;
    readonly TracedPath _path = new();
    readonly Stack<(IOperation? Operation, string Text)> _work = new();
    readonly HashSet<ISymbol> _visited = new(SymbolEqualityComparer.Default);

    PathTracer(Definitions definitions) => _definitions = definitions;

    public static TracedPath Trace(IOperation path, Definitions definitions)
    {
        var tracer = new PathTracer(definitions);
        tracer.Push(path);
        for (var step = 0; tracer._work.Count > 0 && step < Budget; step++)
        {
            var (operation, text) = tracer._work.Pop();
            if (operation is null)
                tracer._path.Prepend(text);
            else
                tracer.Visit(operation);
        }

        if (PathRoots.Text(tracer._path.Text) is { } root)
            tracer._path.Roots.Add(root);
        return tracer._path;
    }

    void Push(IOperation? operation)
    {
        if (operation is not null)
            _work.Push((operation, ""));
    }

    // The last one pushed is read first, and a path is read from its end.
    void PushAll(IEnumerable<IOperation?> operations, string separator = "")
    {
        var first = true;
        foreach (var operation in operations)
        {
            if (!first && separator.Length > 0)
                _work.Push((null, separator));
            Push(operation);
            first = false;
        }
    }

    void Visit(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
        {
            Note(operation switch
            {
                IFieldReferenceOperation field => field.Field,
                ILocalReferenceOperation local => local.Local,
                _ => null,
            });
            _path.Prepend(constant?.ToString() ?? "");
            return;
        }

        switch (operation)
        {
            case IConversionOperation conversion:
                Push(conversion.Operand);
                break;
            case IParenthesizedOperation parenthesized:
                Push(parenthesized.Operand);
                break;
            case IAwaitOperation awaited:
                Push(awaited.Operation);
                break;
            case ICoalesceOperation coalesce:
                PushAll([coalesce.WhenNull, coalesce.Value]);
                break;
            case IConditionalOperation conditional:
                PushAll([conditional.WhenFalse, conditional.WhenTrue]);
                break;
            case IConditionalAccessOperation access:
                PushAll([access.Operation, access.WhenNotNull]);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                PushAll([sum.LeftOperand, sum.RightOperand]);
                break;
            case IInterpolatedStringOperation interpolated:
                PushAll(interpolated.Parts.Select(part => part is IInterpolationOperation hole ? hole.Expression : ((IInterpolatedStringTextOperation)part).Text));
                break;
            case ISimpleAssignmentOperation assignment:
                Push(assignment.Value);
                break;
            case IArrayElementReferenceOperation or IArrayCreationOperation:
                Unknown();
                break;
            case ILocalReferenceOperation local:
                Follow(local.Local, null);
                break;
            case IParameterReferenceOperation parameter:
                Follow(parameter.Parameter, null);
                break;
            case IFieldReferenceOperation field:
                Follow(field.Field, null);
                break;
            case IPropertyReferenceOperation property:
                Follow(property.Property, property.Instance);
                break;
            case IObjectCreationOperation { Arguments.Length: > 0 } creation:
                PushAll(creation.Arguments.Select(argument => argument.Value), Separator);
                break;
            case IInvocationOperation call:
                Visit(call);
                break;
            default:
                Unknown();
                break;
        }
    }

    void Visit(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType.Name;
        var arguments = Expanded(call).ToArray();
        switch (type, call.TargetMethod.Name)
        {
            case ("Path", "Combine" or "Join"):
                PushAll(arguments, Separator);
                break;
            case ("Path", "GetDirectoryName"):
                _path.Prepend("*" + Separator);
                Push(arguments[0]);
                break;
            case ("Path", "GetFullPath" or "ChangeExtension" or "GetFileName" or "TrimEndingDirectorySeparator") when arguments.Length > 0:
                PushAll(call.TargetMethod.Name == "ChangeExtension" ? arguments : arguments.Take(1));
                break;
            case ("String", "Concat" or "Format"):
                PushAll(arguments);
                break;
            case ("Environment", "GetFolderPath") when arguments.Length > 0:
                AddRoot(arguments[0] is IFieldReferenceOperation folder ? PathRoots.SpecialFolder(folder.Field.Name) : null);
                break;
            case ("Environment", "GetEnvironmentVariable") when arguments.Length > 0:
                AddRoot(arguments[0].ConstantValue.Value is string variable ? PathRoots.Variable(variable) : null);
                break;
            case ("Environment", "ExpandEnvironmentVariables") when arguments.Length > 0:
                Push(arguments[0]);
                break;
            default:
                if (PathRoots.Member(type, call.TargetMethod.Name) is { } root)
                    AddRoot(root);
                else if (!call.TargetMethod.DeclaringSyntaxReferences.IsEmpty)
                    Follow(call.TargetMethod, call.Instance);
                else if (call.Instance is not null)
                    PushAll([call.Instance, .. arguments.Where(argument => argument.Type?.SpecialType == SpecialType.System_String)]);
                else
                    Unknown();
                break;
        }
    }

    static IEnumerable<IOperation> Expanded(IInvocationOperation call) =>
        call.Arguments.OrderBy(argument => argument.Parameter?.Ordinal).SelectMany(argument =>
            argument.ArgumentKind == ArgumentKind.ParamArray && argument.Value is IArrayCreationOperation { Initializer: { } initializer }
                ? initializer.ElementValues.AsEnumerable()
                : [argument.Value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : argument.Value]);

    void Follow(ISymbol symbol, IOperation? instance)
    {
        Note(symbol);
        if (symbol.ContainingType is { } type && PathRoots.Member(type.Name, symbol.Name) is { } root)
            AddRoot(root);
        else if (!_visited.Add(symbol))
            Unknown();
        else if (_definitions.Of(symbol) is { Count: > 0 } values)
            PushAll(values);
        else if (instance is not null && symbol is IPropertySymbol { Name: "FullName" or "FullPath" or "Path" or "Value" } && symbol.DeclaringSyntaxReferences.IsEmpty)
            Push(instance);
        else
            Unknown();
    }

    void Note(ISymbol? symbol)
    {
        if (symbol is not null)
            _path.Symbols.Add(symbol);
    }

    void AddRoot(PathRoot? root)
    {
        if (root is { } known)
            _path.Roots.Add(known);
        Unknown();
    }

    void Unknown() => _path.Prepend("*");
}
