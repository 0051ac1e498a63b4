using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>What is known of methods and types that a stream meets.</summary>
static class StreamTypes
{
    // Verbs of methods that put what they get somewhere.
    static readonly string[] Keeping =
    [
        "Add",
        "Attach",
        "Begin",
        "CompareExchange",
        "Enqueue",
        "Exchange",
        "Insert",
        "Push",
        "Queue",
        "Redirect",
        "Register",
        "Set",
        "Start",
        "Subscribe",
        "Try",
        "Use",
    ];

    // Methods that look at any object and forget it.
    static readonly string[] Looking =
    [
        "Assert",
        "Equals",
        "IsNotNull",
        "IsNull",
        "KeepAlive",
        "NotNull",
        "ReferenceEquals",
        "SuppressFinalize",
        "ThrowIf",
        "ThrowIfNull",
    ];

    // Verbs of methods that read the stream that they get.
    static readonly string[] Readings = ["Deserialize", "Load", "Parse", "Read"];

    /// <summary>
    /// What the framework does itself: not what somebody else puts behind its delegates and interfaces.
    /// </summary>
    public static bool IsTrusted(IMethodSymbol method) =>
        method.ContainingType?.TypeKind is not (null or TypeKind.Delegate or TypeKind.Interface)
        && IsOfFramework(method.ContainingType);

    public static bool IsOfFramework(ITypeSymbol type) =>
        type.ContainingAssembly?.Name is { } assembly
        && (
            assembly is "mscorlib" or "netstandard" or "System" or "Newtonsoft.Json"
            || assembly.StartsWith("System.", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
        );

    /// <summary>
    /// Whether a method of the framework may keep what it gets: it takes any object, its name says so, or what it
    /// returns may hold it.
    /// </summary>
    public static bool MayKeep(IMethodSymbol method, int? ordinal)
    {
        if (Looking.Contains(method.Name))
            return false;
        var type =
            ordinal is { } at && at < method.Parameters.Length ? method.Parameters[at].OriginalDefinition.Type : null;
        return type is null or ITypeParameterSymbol or IArrayTypeSymbol or { SpecialType: SpecialType.System_Object }
            || Keeping.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal))
            || !IsInert(method.ReturnType) && !IsDisposable(method.ReturnType);
    }

    /// <summary>Whether a method of the framework, or what it makes, reads a stream that it gets.</summary>
    public static bool IsReader(IMethodSymbol method) =>
        IsOfFramework(method.ContainingType)
        && (
            method.MethodKind == MethodKind.Constructor
                ? method.ContainingType.Name.EndsWith("Reader", StringComparison.Ordinal)
                : Readings.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal))
                    || method.ContainingType.Name.EndsWith("Reader", StringComparison.Ordinal)
        );

    /// <summary>Whether a member of a stream reads it, by its name.</summary>
    public static bool IsReading(string member) =>
        member.StartsWith("Read", StringComparison.Ordinal) || member is "BeginRead" or "CopyTo" or "CopyToAsync";

    /// <summary>Whether a value cannot hold a stream, or is a task, which is waited for.</summary>
    public static bool IsInert(ITypeSymbol? type) =>
        type is null or IErrorTypeSymbol
        || type.SpecialType is SpecialType.System_Void or SpecialType.System_String
        || type is INamedTypeSymbol { IsValueType: true } value && IsOfFramework(value)
        || type.TypeKind == TypeKind.Enum
        || type is { Name: "Task" or "ValueTask" }
        || type is IArrayTypeSymbol { ElementType: var element } && IsInert(element);

    public static bool IsDisposable(ITypeSymbol? type) =>
        type is not null
        && type.TypeKind != TypeKind.Error
        && (IsDisposableItself(type) || type.AllInterfaces.Any(IsDisposableItself))
        && type.Name is not ("Task" or "ValueTask");

    public static bool IsStream(ITypeSymbol? type)
    {
        for (; type is not null and not IErrorTypeSymbol; type = type.BaseType)
            if (type is { Name: "Stream", ContainingNamespace.Name: "IO" })
                return true;
        return false;
    }

    /// <summary>Whether a method runs later than it is called: an iterator, or one that nobody can wait for.</summary>
    public static bool RunsLater(IMethodSymbol method, SyntaxNode body) =>
        method is { IsAsync: true, ReturnsVoid: true }
        || Functions.Inside(body).Any(node => node is YieldStatementSyntax);

    static bool IsDisposableItself(ITypeSymbol type) =>
        type is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace.Name: "System" };
}
