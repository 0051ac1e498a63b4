using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// Which lock a call or a creation takes. What nothing tells of is taken to keep other processes out: a false alarm is
/// worse.
/// </summary>
static class LockKinds
{
    const int FileShareNone = 0;

    // Those of the operating system, with the number of arguments from which on a creation names them.
    static readonly ImmutableDictionary<string, int> OfSystem = ImmutableDictionary.CreateRange([
        new KeyValuePair<string, int>("Mutex", 2),
        new("Semaphore", 3),
        new("EventWaitHandle", 3),
    ]);

    static readonly ImmutableHashSet<string> ExclusiveByDefault = ImmutableHashSet.Create(
        "Create",
        "Open",
        "OpenWrite"
    );

    /// <summary>The lock that a disposable holds from its creation to its end.</summary>
    public static LockKind? OfDisposable(
        ExpressionSyntax expression,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var taken = Unwrapped.Of(expression);
        if (taken is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax))
            return null;
        var call = BoundCall.Of(taken, model, cancellationToken);
        if (call is not null && Library.Has(call.Method.ContainingType, "FileLock"))
            return OfFileLock(call);
        if (call is not null && IsExclusiveFile(call))
            return new(LockScope.System, "FileShare.None") { IsOpenFile = true };
        if (call is not null && OwnLock.Holds(call.Method))
            return new(LockScope.System, call.Method.ContainingType.Name);
        var type = (
            call?.Method is { MethodKind: MethodKind.Constructor } constructor
                ? constructor.ContainingType
                : call?.Method.ReturnType ?? model.GetTypeInfo(taken, cancellationToken).Type
        )?.Awaited();
        if (Library.Has(type, "FileLock"))
            return new(LockScope.System, "FileLock") { IsOfLibrary = true };
        if (
            type?.ContainingNamespace?.ToDisplayString() is "System.IO" or "System.Threading"
            && taken is BaseObjectCreationExpressionSyntax
        )
            return null; // making a semaphore is not taking it
        var (receiverType, names) = Named(taken, call, model, cancellationToken);
        return LockNames.Of(call, [type?.Name ?? "", receiverType], names);
    }

    /// <summary>The lock under which a call runs a lambda that it is given.</summary>
    public static LockKind? OfCallback(
        InvocationExpressionSyntax invocation,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var name = Names.Simple(invocation.Expression);
        var call = BoundCall.Of(invocation, model, cancellationToken);
        if (call is not null && Library.Has(call.Method.ContainingType, "AtomicFile"))
            return name is "WithLock" or "WithLockAsync" or "Update" or "UpdateAsync"
                ? new(LockScope.System, "AtomicFile." + name) { IsOfLibrary = true, Path = call.For("path") }
                : null;
        if (call is not null && StateCall.Is(call.Method.ContainingType))
            return name is "Update" or "UpdateAsync" or "Edit" or "EditAsync"
                ? new(LockScope.System, StateCall.NameOf(call)) { IsOfLibrary = true }
                : null;
        if (!LockWords.Name(name))
            return null;
        var (receiverType, names) = Named(invocation, call, model, cancellationToken);
        return LockNames.Of(call, [receiverType], names);
    }

    /// <summary>The lock that a call takes on the object that it is called on.</summary>
    public static LockKind? OfEntry(
        InvocationExpressionSyntax invocation,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            invocation.Expression
            is not MemberAccessExpressionSyntax { Expression: var receiver, Name.Identifier.ValueText: var name }
        )
            return BoundCall.Of(invocation, model, cancellationToken) is { Method: var own } && OwnLock.Holds(own)
                ? new(LockScope.System, own.Name)
                : null;
        var symbol = model.GetSymbolInfo(receiver, cancellationToken).Symbol;
        var type = symbol as INamedTypeSymbol ?? model.GetTypeInfo(receiver, cancellationToken).Type;
        var typeName = type?.Name ?? "";
        if (Library.Has(type, "FileLock"))
            return BoundCall.Of(invocation, model, cancellationToken) is { } acquired ? OfFileLock(acquired) : null;
        if (LockNames.OfOneProcess.Contains(typeName))
            return new(LockScope.Process, typeName);
        if (OfSystem.TryGetValue(typeName, out var arguments))
            return new(IsUnnamed(symbol, typeName, arguments) ? LockScope.Process : LockScope.System, typeName);
        if (typeName == "FileStream")
            return name == "Lock" ? new(LockScope.System, "FileStream.Lock") : null;
        return LockNames.Of(BoundCall.Of(invocation, model, cancellationToken), [typeName], [Names.Simple(receiver)]);
    }

    static LockKind OfFileLock(BoundCall call) =>
        new(LockScope.System, "FileLock")
        {
            IsOfLibrary = true,
            Path = call.For("path"),
            IsShared = call.For("mode") is { } mode && Names.Simple(mode.Syntax) == "Shared",
        };

    // File.Open without a FileShare shares with nobody; new FileStream without one lets others read.
    static bool IsExclusiveFile(BoundCall call)
    {
        var type = call.Method.ContainingType?.Name ?? "";
        if (type is not ("File" or "FileInfo" or "FileStream" or "IFile" or "IFileInfo" or "IFileStreamFactory"))
            return false;
        foreach (var parameter in call.Method.Parameters)
            if (parameter.Type.Name == "FileShare")
                return call.For(parameter)?.ConstantValue is { HasValue: true, Value: FileShareNone };
        return type is not ("FileStream" or "IFileStreamFactory")
            && ExclusiveByDefault.Contains(call.Method.Name)
            && !call.Method.Parameters.Any(parameter => parameter.Type.Name == "FileStreamOptions");
    }

    // The names of what is called, and of what it is called on.
    static (string Type, IReadOnlyList<string> Names) Named(
        ExpressionSyntax taken,
        BoundCall? call,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        taken is not InvocationExpressionSyntax invocation ? ("", [])
        : invocation.Expression is not MemberAccessExpressionSyntax { Expression: var receiver }
            ? (call?.Method.ContainingType?.Name ?? "", [Names.Simple(invocation.Expression)])
        : (
            (model.GetTypeInfo(receiver, cancellationToken).Type ?? call?.Method.ContainingType)?.Name ?? "",
            [Names.Simple(invocation.Expression), Names.Simple(receiver)]
        );

    static bool IsUnnamed(ISymbol? holder, string type, int named)
    {
        var creations = Values(holder)
            .OfType<BaseObjectCreationExpressionSyntax>()
            .Where(creation =>
                creation is ImplicitObjectCreationExpressionSyntax
                || Names.Simple((creation as ObjectCreationExpressionSyntax)?.Type) == type
            )
            .ToArray();
        return creations.Length > 0 && creations.All(creation => (creation.ArgumentList?.Arguments.Count ?? 0) < named);
    }

    static IEnumerable<ExpressionSyntax> Values(ISymbol? holder)
    {
        foreach (var reference in holder?.DeclaringSyntaxReferences ?? ImmutableArray<SyntaxReference>.Empty)
            if (reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value })
                yield return value;
        if (holder is IFieldSymbol { ContainingType: { } type })
            foreach (var value in SourceIndex.AssignedTo(type, holder.Name))
                yield return value;
    }
}
