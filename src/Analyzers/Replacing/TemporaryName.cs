using System.Collections.Immutable;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>
/// How the name of a temporary file is made: what it is put together from, as far as the sources tell.
/// </summary>
sealed class TemporaryName
{
    const int MaxSteps = 200;
    const int MaxDepth = 16;

    static readonly ImmutableHashSet<string> UniqueTypes = ImmutableHashSet.Create(
        "Guid",
        "DateTime",
        "DateTimeOffset",
        "Interlocked",
        "Random",
        "RandomNumberGenerator",
        "Stopwatch",
        "Process",
        "Thread",
        "Task"
    );

    static readonly ImmutableHashSet<string> UniqueMembers = ImmutableHashSet.Create(
        "GetRandomFileName",
        "GetTempFileName",
        "CreateTempSubdirectory",
        "TickCount",
        "TickCount64",
        "ProcessId",
        "CurrentManagedThreadId",
        "GetHashCode"
    );

    static readonly ImmutableHashSet<string> UniqueWords = ImmutableHashSet.Create(
        "guid",
        "nonce",
        "pid",
        "rand",
        "random",
        "ticks",
        "timestamp",
        "unique",
        "uuid"
    );

    static readonly ImmutableHashSet<string> TemporaryWords = ImmutableHashSet.Create(
        "atomic",
        "new",
        "next",
        "part",
        "partial",
        "pending",
        "scratch",
        "stage",
        "staged",
        "staging",
        "swap",
        "temp",
        "temporary",
        "tmp",
        "update",
        "work",
        "working",
        "write",
        "writing"
    );

    readonly Definitions _definitions;
    readonly PathExpression _target;
    readonly SemanticModel _model;
    readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);
    int _steps;
    int _depth;
    bool _isUnknown;
    bool _isNamedTemporary;

    TemporaryName(Definitions definitions, PathExpression target, SemanticModel model) =>
        (_definitions, _target, _model) = (definitions, target, model);

    /// <summary>Whether each write makes a name of its own.</summary>
    public bool IsUnique { get; private set; }

    /// <summary>Whether all writes of the same target use the same name.</summary>
    public bool IsFixed => !IsUnique && !_isUnknown;

    /// <summary>Whether it lies in the directory for temporary files, which can be another volume.</summary>
    public bool IsInTemporaryDirectory { get; private set; }

    /// <summary>Whether it is made from the name of the target.</summary>
    public bool IsDerived { get; private set; }

    /// <summary>Whether it says of itself that it will not stay.</summary>
    public bool IsTemporary => IsDerived || IsUnique || IsInTemporaryDirectory || _isNamedTemporary;

    /// <param name="path">The temporary file.</param>
    /// <param name="target">The file that it takes the place of.</param>
    /// <param name="model">The model of the member that names both.</param>
    /// <param name="definitions">Finds what symbols stand for.</param>
    public static TemporaryName Of(IOperation path, PathExpression target, SemanticModel model, Definitions definitions)
    {
        var name = new TemporaryName(definitions, target, model);
        // A parameter that is the whole path comes from elsewhere, with a name that is made there.
        if (
            PathExpression.Of((ExpressionSyntax)path.Syntax).Syntax is { } whole
            && model.GetSymbolInfo(whole).Symbol is IParameterSymbol
        )
            name._isUnknown = true;
        name.Visit(path);
        return name;
    }

    void Visit(IOperation? operation)
    {
        if (operation is null)
            return;
        if (++_steps > MaxSteps || _depth >= MaxDepth)
        {
            _isUnknown = true;
            return;
        }

        _depth++;
        if (_target.Is(operation.Syntax, _model))
            IsDerived = true;
        else if (operation.ConstantValue is { HasValue: true, Value: var constant })
            Name(constant as string ?? "");
        else
            Expand(operation);
        _depth--;
    }

    void Expand(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                Follow(local.Local);
                break;
            case IParameterReferenceOperation parameter:
                Name(parameter.Parameter.Name);
                break;
            case IFieldReferenceOperation field:
                Member(field.Field, field.Instance);
                break;
            case IPropertyReferenceOperation property:
                Member(property.Property, property.Instance);
                break;
            case IInvocationOperation call:
                Call(call);
                break;
            case IConversionOperation
            or IBinaryOperation
            or ICoalesceOperation
            or IConditionalOperation
            or IInterpolatedStringOperation
            or IInterpolationOperation
            or IInterpolatedStringTextOperation
            or IObjectCreationOperation
            or IArgumentOperation
            or IArrayCreationOperation
            or IArrayInitializerOperation
            or IConditionalAccessOperation:
                foreach (var part in operation.ChildOperations)
                    Visit(part);
                break;
            case IConditionalAccessInstanceOperation or IThrowOperation or ILiteralOperation:
                break;
            default:
                _isUnknown = true;
                break;
        }
    }

    void Member(ISymbol member, IOperation? instance)
    {
        if (Mark(member))
            return;
        if (!member.DeclaringSyntaxReferences.IsEmpty)
            Follow(member);
        else if (instance is not null)
            Visit(instance);
        else if (
            member.Name
            is not ("DirectorySeparatorChar" or "AltDirectorySeparatorChar" or "Empty" or "InvariantCulture")
        )
            _isUnknown = true;
    }

    void Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Mark(method))
            return;
        Visit(call.Instance);
        foreach (var argument in call.Arguments)
            Visit(argument.Value);
        if (!method.DeclaringSyntaxReferences.IsEmpty)
            Follow(method);
        else if (method.ContainingType?.Name is not ("Path" or "IPath" or "String" or "Environment" or "Directory"))
            _isUnknown = true;
    }

    void Follow(ISymbol symbol)
    {
        Name(symbol.Name);
        if (!_open.Add(symbol))
            return;
        var values = _definitions.Of(symbol).Alternatives;
        // A field that nothing sets is set elsewhere, once; a local or a method without a value is made anew each time,
        // for all that is known.
        if (values.Count == 0 && symbol is ILocalSymbol or IMethodSymbol)
            _isUnknown = true;
        foreach (var value in values)
            Visit(value);
        _open.Remove(symbol);
    }

    bool Mark(ISymbol member)
    {
        var type = member.ContainingType?.Name ?? "";
        if (PathRoots.Member(type, member.Name) is { Kind: RootKind.Temporary })
            IsInTemporaryDirectory = true;
        if (
            !UniqueTypes.Contains(type)
            && !UniqueMembers.Contains(member.Name)
            && NameVocabulary.In(member.Name, UniqueWords) is null
        )
            return member.Name == "GetTempPath";
        IsUnique = true;
        return true;
    }

    void Name(string text)
    {
        if (PathRoots.Text(text) is { Kind: RootKind.Temporary })
            IsInTemporaryDirectory = true;
        _isNamedTemporary |= NameVocabulary.In(text, TemporaryWords) is not null;
    }
}
